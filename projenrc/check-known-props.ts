import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ENTRIES, STRUCTS } from '../src/props/known-props.generated';

/*
 * Compares the table of props with what jsii says of the API, ours and that of the peers: it is made from the types before jsii runs, so
 * that neither needs the other, and both have to read them the same way.
 */

interface Type {
  readonly kind: string;
  readonly name: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly properties?: ReadonlyArray<{ readonly name: string }>;
  readonly initializer?: Callable;
  readonly methods?: readonly Callable[];
}

interface Callable {
  readonly name?: string;
  readonly parameters?: ReadonlyArray<{ readonly type: { readonly fqn?: string } }>;
}

const root = resolve(__dirname, '..');
const OURS = 'cdk8s-storage';
const PLACES = ['', 'node_modules/cdk8s-plus-27', 'node_modules/cdk8s'];
const assemblies = PLACES.map((place) => JSON.parse(readFileSync(join(root, place, '.jsii'), 'utf8')) as { types: Record<string, Type> });
const types: Readonly<Record<string, Type | undefined>> = Object.fromEntries(
  assemblies.flatMap((assembly) => Object.entries(assembly.types)),
);

const nameOf = (fqn: string): string => fqn.replace(`${OURS}.`, '');
const isStruct = (fqn: string | undefined): fqn is string => fqn !== undefined && types[fqn]?.datatype === true;

function propsOf(fqn: string): string[] {
  const { properties = [], interfaces = [] } = types[fqn] ?? {};
  return [...properties.map(({ name }) => name), ...interfaces.flatMap(propsOf)];
}

const problems: string[] = [];
const compare = (what: string, ours: readonly string[], theirs: readonly string[]): void => {
  const [one, other] = [ours, theirs].map((names) => [...new Set(names)].sort().join(' '));
  if (one !== other) problems.push(`${what}: the table has ${one}; jsii has ${other}`);
};

for (const [name, props] of Object.entries(STRUCTS)) {
  const own = props.split(' ').map((word) => word.split(':')[0]);
  compare(name, own, propsOf(name in types ? name : `${OURS}.${name}`));
}
const taken = Object.entries(types).flatMap(([fqn, type]) => {
  if (!fqn.startsWith(`${OURS}.`) || type?.kind !== 'class') return [];
  const callables = [...(type.initializer === undefined ? [] : [type.initializer]), ...(type.methods ?? [])];
  return callables.flatMap(({ name, parameters = [] }) =>
    parameters.flatMap(({ type: { fqn: struct } }) =>
      isStruct(struct) ? [`${type.name}${name === undefined ? '' : `.${name}`}: ${nameOf(struct)}`] : [],
    ),
  );
});
compare(
  'what takes structs',
  Object.entries(ENTRIES).map(([call, struct]) => `${call}: ${struct}`),
  taken,
);
if (problems.length > 0) throw new Error(`The table of props is not that of the API:\n${problems.join('\n')}`);
