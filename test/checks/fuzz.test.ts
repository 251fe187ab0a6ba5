import fc from 'fast-check';
import { readdirSync } from 'fs';
import { join } from 'path';
import { check, ManifestSet, readConfig, readValues, readYaml, RULES } from '../../src/checks';
import { expectLinear } from '../linear';
import { FIXTURES, readFixture, resolve } from './support';

/*
 * Manifests that went through a mill: any node replaced by anything. Nothing may throw, no rule may break off, and it has to end.
 */

const TEXTS = readdirSync(FIXTURES).flatMap((directory) =>
  readdirSync(join(FIXTURES, directory)).map((file) => readFixture(directory, file)),
);
const BODIES = TEXTS.flatMap((text) => readYaml(text).manifests.map(({ body }) => body));

/** Values that foreign manifests have where others are expected. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    2 ** 60,
    '',
    ' ',
    '/',
    '..',
    '*',
    '0%',
    '10Gi',
    '1e999',
    'None',
    [],
    {},
    [null],
    [[]],
    { '': null },
    { __proto__: null },
  ),
  fc.constantFrom<unknown>(
    'constructor',
    'toString',
    '__proto__',
    { constructor: 1 },
    { name: 1 },
    [{ name: null }],
    { matchLabels: [] },
    { items: [1] },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ maxLength: 20 }),
);

type Node = Record<string | number, unknown>;

/** All places of a value. */
function* placesIn(value: unknown): Generator<readonly [Node, string | number]> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    yield [value as Node, key];
    yield* placesIn((value as Node)[key]);
  }
}

function mutate(bodies: readonly unknown[], changes: ReadonlyArray<readonly [number, unknown]>): unknown[] {
  const copy = structuredClone(bodies) as unknown[];
  for (const [at, replacement] of changes) {
    const places = [...placesIn(copy)];
    if (places.length === 0) break;
    const [node, key] = places[at % places.length];
    if (replacement === undefined) delete node[key];
    else node[key] = structuredClone(replacement);
  }
  return copy;
}

const changes = fc.array(fc.tuple(fc.nat(), anything), { minLength: 1, maxLength: 8 });

test('no rule breaks off over mutated manifests, and each finding points at something', () => {
  fc.assert(
    fc.property(fc.subarray(BODIES, { minLength: 1, maxLength: 8 }), changes, fc.boolean(), (bodies, edits, complete) => {
      const { manifests } = readValues(mutate(bodies, edits));
      const { findings } = check(new ManifestSet(manifests), { complete });
      expect(findings.filter(({ rule }) => rule === 'rule-failed')).toEqual([]);
      for (const { object, pointer, cause, remedy } of findings) {
        expect(`${cause}${remedy}`).not.toBe('');
        const same = manifests.filter(({ kind, shownName }) => kind === object!.kind && shownName === object!.name);
        expect(same.some(({ body }) => hasPlace(body, pointer))).toBe(true);
      }
    }),
    { numRuns: 1500 },
  );
});

function hasPlace(body: unknown, pointer: string): boolean {
  try {
    return resolve(body, pointer) !== undefined;
  } catch {
    return false;
  }
}

test('any text is read or refused, with a line where there is one', () => {
  const cut = fc.tuple(
    fc.constantFrom(...TEXTS),
    fc.nat(),
    fc.nat(),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('\t', '"', '{', '[', '*a', '&a ', '---\n', '\0', ': ', '\r\n', '!x ', '<<: ', '- ', '|\n'),
    ),
  );
  fc.assert(
    fc.property(cut, ([text, from, length, added]) => {
      const start = from % text.length;
      const { manifests, problems } = readYaml(text.slice(0, start) + added + text.slice(start + (length % 40)), 'a.yaml');
      for (const { line, message } of problems) {
        expect(line).toBeGreaterThan(0);
        expect(message).toMatch(/\S/);
      }
      const { findings } = check(new ManifestSet(manifests));
      expect(findings.filter(({ rule }) => rule === 'rule-failed')).toEqual([]);
      const lines = text.split('\n').length + 20;
      for (const { line } of findings) expect(line! > 0 && line! <= lines).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('random text is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => expect(readYaml(text).manifests.length).toBeGreaterThanOrEqual(0)),
    { numRuns: 500 },
  );
});

test('any configuration is read or refused', () => {
  const value = fc.oneof(
    anything,
    fc.dictionary(fc.constantFrom('rules', 'acknowledge', 'complete', 'rule', 'object', 'reason', 'construct', 'kind', 'name'), anything),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('rules', 'acknowledge', 'complete'), fc.oneof(value, fc.array(value))), (config) => {
      const { config: read, problems } = readConfig(
        JSON.stringify(config),
        'a.yaml',
        RULES.map(({ id }) => id),
      );
      for (const { message } of problems) expect(message).toMatch(/\S/);
      expect(read.acknowledgements.every(({ by }) => by.startsWith('a.yaml:'))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each(['{{', '%', '- ', '# ', '"', '\t', 'a: ', '--- ', '&a ', '<<: ', '? ', '|', '...\n', '%x\n'])(
  'a broken line of many %j is refused in time that grows with it and not with its square',
  (part) => {
    expectLinear(2_000, (size) => {
      const text = `a: 1\n  ${part.repeat(size)}\n`;
      return () => {
        const { manifests, problems } = readYaml(text);
        expect(manifests.length).toBe(0);
        expect(problems.length).toBeGreaterThan(0);
      };
    });
  },
);

test.each<[string, (size: number) => string]>([
  ['one word', (size) => 'a'.repeat(size)],
  ['a secret word and one long word', (size) => `password ${'a'.repeat(size)}`],
  ['a scheme of many parts', (size) => `${'a.'.repeat(size)}://`],
  ['a copy with many options', (size) => `cp ${'-a '.repeat(size)}`],
  ['open brackets', (size) => '[ '.repeat(size)],
  ['blanks', (size) => ' '.repeat(size)],
  ['substitutions', (size) => '$(a'.repeat(size)],
  ['assignments', (size) => `${'token='.repeat(size)}\n`.repeat(3)],
])('a text on which a careless pattern would take for ever is passed in time that grows with it: %s', (_, textOf) => {
  expectLinear(10_000, (size) => {
    const text = textOf(size);
    const container = {
      name: 'a',
      image: text,
      command: ['sh', '-c', text],
      env: [{ name: text, value: text }],
      volumeMounts: [{ name: 'a', mountPath: `/${text}` }],
    };
    const spec = {
      containers: [container],
      initContainers: [container],
      volumes: [{ name: 'a', persistentVolumeClaim: { claimName: text } }],
    };
    const values = [
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: text, labels: { [text]: text }, annotations: { [text]: text } }, spec },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { [text]: text, b: text } },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: text },
        spec: { capacity: { storage: text }, mountOptions: [text], nfs: {} },
      },
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'a' },
        provisioner: 'ebs.csi.aws.com',
        parameters: { type: text, [text.slice(0, 1000)]: text },
      },
    ];
    return () => {
      const { findings } = check(new ManifestSet(readValues(values).manifests), { complete: true });
      expect(findings.filter(({ rule }) => rule === 'rule-failed')).toEqual([]);
    };
  });
});
