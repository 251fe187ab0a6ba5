import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { values } from './app/values';
import { ROOT } from './fresh-apps';

/*
 * Where types of cdk8s-plus stand in the public API: props that are given and parameters. Read from `.jsii`, which the compiler writes.
 */

interface TypeReference {
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

interface Member {
  readonly name: string;
  readonly type: TypeReference;
}

interface ApiType {
  readonly name: string;
  readonly fqn: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Member[];
  readonly methods?: ReadonlyArray<{ readonly name: string; readonly parameters?: readonly Member[] }>;
}

/** A place that takes something of cdk8s-plus. */
export interface Place {
  /** As in `StatefulDatabaseProps.env`, or `ConfigSource.fromSecret(secret)`. */
  readonly name: string;
  /** The type without its package. */
  readonly type: keyof typeof values;
  /** How values are put there: as they are, in a list, in a map. */
  readonly shape: 'one' | 'array' | 'map';
  readonly isMethod: boolean;
  /** The same place where it is declared: a struct that others extend has it for them. */
  readonly declared: string;
}

export function placesOfApi(): readonly Place[] {
  const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { readonly types: Record<string, ApiType> };
  const all = Object.values(types);
  const given = new Set(
    all.flatMap((type) => parametersOf(type).concat(type.datatype ? (type.properties ?? []) : [])).map(({ type }) => fqnOf(type)),
  );
  const props = all
    .filter(({ datatype, fqn }) => datatype && given.has(fqn))
    .flatMap((type) =>
      propertiesOf(type, types).flatMap(({ owner, member }) =>
        placeOf(`${type.name}.${member.name}`, member, false, `${owner}.${member.name}`),
      ),
    );
  const parameters = all.flatMap((type) =>
    (type.methods ?? []).flatMap((method) =>
      (method.parameters ?? []).flatMap((member) => placeOf(`${type.name}.${method.name}(${member.name})`, member, true)),
    ),
  );
  return [...props, ...parameters];
}

const parametersOf = ({ methods = [], initializer }: ApiType & { readonly initializer?: { readonly parameters?: readonly Member[] } }) =>
  [...methods, initializer].flatMap((method) => method?.parameters ?? []);

/** The properties of a struct, those that it inherits included, each with the struct that declares it. */
function propertiesOf(type: ApiType, types: Readonly<Record<string, ApiType>>): Array<{ readonly owner: string; readonly member: Member }> {
  const inherited = (type.interfaces ?? []).flatMap((fqn) => (fqn in types ? propertiesOf(types[fqn], types) : []));
  return [...inherited, ...(type.properties ?? []).map((member) => ({ owner: type.name, member }))];
}

const fqnOf = ({ fqn, collection }: TypeReference): string | undefined => (collection === undefined ? fqn : fqnOf(collection.elementtype));

/** Members that take any construct, workloads of every make among them, and what cdk8s-plus has that is put there besides workloads. */
const OPEN: Readonly<Record<string, keyof typeof values>> = {
  peer: 'INetworkPolicyPeer',
  allowFrom: 'INetworkPolicyPeer',
  allowTo: 'INetworkPolicyPeer',
  data: 'IStorage',
};

function placeOf(name: string, { name: member, type }: Member, isMethod: boolean, declared = name): Place[] {
  const fqn = fqnOf(type) ?? '';
  const open = fqn === 'constructs.IConstruct' ? OPEN[member] : undefined;
  if (open === undefined && !fqn.startsWith('cdk8s-plus-27.')) return [];
  const found = open ?? fqn.split('.').at(-1)!;
  if (!(found in values)) throw new Error(`${name} takes a ${fqn}, of which app/values.ts has no value.`);
  return [{ name, type: found as Place['type'], shape: type.collection?.kind ?? 'one', isMethod, declared }];
}

/** The values of the type that a place takes. */
export const valuesFor = (place: Place): string[] => Object.keys(values[place.type]);

/** What a value at a place is called. */
export const titleOf = (place: Place, value: string): string => `${place.name}: ${place.type} ${value}`;

/** A module that puts each value into each place that takes one of its type. */
export function moduleOf(places: readonly Place[]): string {
  const lines = places.flatMap((place) =>
    valuesFor(place).map((value) => {
      const one = `of(values.${place.type}.${value}, chart)`;
      const put = { one, array: `[${one}]`, map: `{ NAME: ${one} }` }[place.shape];
      const [holder, member] = place.name.split('.');
      const call = place.isMethod ? `methods['${place.name}'](chart, ${put})` : `structs.${holder}(chart, { ${member}: ${put} })`;
      return `  '${titleOf(place, value)}': (chart) => ${call},`;
    }),
  );
  return [
    "import { Chart } from 'cdk8s';",
    "import { methods, structs } from './holders';",
    "import { values } from './values';",
    '',
    'const of = <T>(make: (chart: Chart) => T, chart: Chart): T => make(chart);',
    '',
    'export const places: Readonly<Record<string, (chart: Chart) => unknown>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}
