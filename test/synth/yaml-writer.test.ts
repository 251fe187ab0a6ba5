import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { writeYaml } from '../../src/synth/yaml-writer';

/** Pieces of text that YAML reads in ways of their own. */
const PIECES = [
  ...[
    '',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    '\r',
    '\r\n',
    ':',
    ': ',
    '#',
    ' #',
    '-',
    '- ',
    '--',
    '---',
    '---\n',
    '...',
    '%',
    '?',
    '? ',
    '<<',
    '=',
  ],
  ...['"', "'", '\\', '\\n', '`', '@', '&a', '*a', '!', '!!', '|', '>', '|-', '{', '}', '[', ']', ',', '~', '.', '/', '$', '+', '_'],
  ...['y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'null', 'NULL', 'nan', '.nan', '.inf', '-.INF', 'e', 'E5', 'e+3', 'e-1', '-e5'],
  ...['0', '1', '08', '0o7', '0x1F', '0b1', '1_000', '1.5', '12:30', '12:30:45.5', '2026-01-02', 'T10:00:00Z', '100m', '10Gi', '1Ei', '1E'],
  ...['a', 'key', 'word ', 'Straße', '名', '😀', '\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u00a0', '\u2028', '\ufeff', '\ud800'],
  ...['x'.repeat(50), 'long words '.repeat(12), 'k'.repeat(1030), '\u0001'.repeat(300), '__proto__', 'constructor', 'toJSON'],
];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'aeE0159+-._:# \n~nyx/'), maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '#', ':'), maxLength: 12 }) },
);

const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 1e21, -1e-7, 2 ** 53, 2 ** 60, NaN, Infinity, -Infinity)),
  },
  { weight: 1, arbitrary: fc.constantFrom(true, false, null, undefined) },
);

const document = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(text, tie('node'), { maxKeys: 4 }),
  ),
})).node;

/** What gives text, or the message of its error. */
function outcome(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

function expectSame(...docs: unknown[]): void {
  expect(outcome(() => writeYaml(docs))).toBe(outcome(() => Yaml.stringify(...docs)));
}

/** The documents that this writer left to cdk8s. */
function leftToCdk8s(...docs: unknown[]): unknown[] {
  writeYaml([{}]); // The comparison of the sample is behind us.
  const stringify = jest.spyOn(Yaml, 'stringify');
  try {
    outcome(() => writeYaml(docs));
    return stringify.mock.calls.map(([doc]) => doc as unknown).filter((doc) => docs.includes(doc));
  } finally {
    stringify.mockRestore();
  }
}

test('any document is written as cdk8s writes it', () => {
  fc.assert(
    fc.property(document, (doc) => expectSame(doc)),
    { numRuns: 3000 },
  );
});

test('any string is written as cdk8s writes it: as a value, in a list and as a key, at several depths', () => {
  fc.assert(
    fc.property(text, (value) => expectSame({ [value]: value, a: { [value]: [value, [value, { [value]: value }]], b: { c: [[value]] } } })),
    { numRuns: 3000 },
  );
});

test('each piece on its own is written as cdk8s writes it', () => {
  for (const value of PIECES) expectSame({ k: value, [value]: { [value]: [value] }, l: [[[value]]] });
});

test('documents are divided as cdk8s divides them, and missing ones are left empty', () => {
  expectSame();
  expectSame({ a: 1 }, undefined, [], {}, { b: 'x\n' }, null, 'text\n', 5);
});

test('an object that appears twice becomes an anchor and an alias, as in cdk8s', () => {
  const shared = { a: [1] };
  expectSame({ one: shared, two: [shared, shared.a] });
  expect(Yaml.stringify({ one: shared, two: shared })).toContain('*a1');
});

test('an object that contains itself is left to cdk8s', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expectSame(circular);
});

test('the same object in two documents is written in full in both', () => {
  const shared = { a: [1] };
  expectSame({ shared }, { shared });
});

test('what is neither a map nor a list nor a scalar is left to cdk8s', () => {
  class Port {
    constructor(readonly value: number) {}
  }
  const odd = [
    { date: new Date(0) },
    { port: new Port(1) },
    { map: new Map([['a', 1]]) },
    { set: new Set(['a']) },
    { text: new String('yes') },
    { big: 10n },
    { call: () => 1 },
    { toJSON: () => 'x' },
    { symbol: Symbol('s') },
    { bytes: Buffer.from('abc') },
  ];
  for (const doc of odd) {
    expectSame(doc);
    expect(leftToCdk8s(doc)).toEqual([doc]);
  }
});

test('a map without a prototype and a list with holes are written as cdk8s writes them', () => {
  const sparse: unknown[] = [];
  sparse[2] = 'x';
  expectSame(Object.assign(Object.create(null), { a: sparse }));
});

test('manifests as they are in practice are not left to cdk8s', () => {
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', labels: { 'app.kubernetes.io/name': 'db' }, annotations: { 'example.com/checksum': '0e12', empty: '' } },
    spec: {
      replicas: 3,
      ratio: 0.5,
      args: ['--config', '-c', 'echo "hi: there" # now', '%h'],
      port: '8080',
      on: 'yes',
      limits: { cpu: '1.5' },
    },
    data: { script: '#!/bin/sh\nset -eu\n\nexec "$@"\n', padded: '  a\n b \n\n', text: 'größer' },
  };
  expect(leftToCdk8s(manifest)).toEqual([]);
  expectSame(manifest);
});

test('what cdk8s was asked is forgotten before it fills the memory, and stays right', () => {
  const docs = Array.from({ length: 60 }, (_, index) => ({ data: ` ${index} ${'x'.repeat(200_000)}` }));
  expect(writeYaml(docs) === Yaml.stringify(...docs)).toBe(true);
  expectSame(docs[0]);
});
