import { readValues, readYaml } from '../../src/checks';

const names = (text: string) => readYaml(text, 'a.yaml').manifests.map((manifest) => manifest.toString());
const problems = (text: string) => readYaml(text, 'a.yaml').problems.map(({ line, message }) => `${line}: ${message}`);
const object = (kind: string, name: string, rest = '') => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
const lineOf = (text: string, ...path: Array<string | number>) => readYaml(text, 'a.yaml').manifests.at(-1)!.origin.lineOf!(path);
const dataOf = (yaml: string) => readYaml(object('ConfigMap', 'a', `data: {${yaml}}\n`)).manifests[0].body.data;

describe('documents', () => {
  test('are told apart by lines of dashes, and end with dots', () => {
    const text = `# first\n---\n${object('ConfigMap', 'a')}--- # second\n${object('Secret', 'b')}...\n${object('Pod', 'c')}---\n`;
    expect(names(text)).toEqual(['ConfigMap a', 'Secret b', 'Pod c']);
    expect(readYaml(text).manifests.map(({ origin }) => origin.lineOf!(['metadata', 'name']))).toEqual([6, 11, 16]);
  });

  test('that hold nothing are none', () => {
    for (const text of ['', '\n', '---\n---\n', '# a comment\n', 'null\n', '~', '\ufeff', '---', '...']) {
      expect(readYaml(text)).toEqual({ manifests: [], problems: [] });
    }
  });

  test('keep the directives that stand before them', () => {
    expect(names(`%YAML 1.1\n# why not\n---\n${object('ConfigMap', 'a')}`)).toEqual(['ConfigMap a']);
  });

  test('may begin with a byte order mark and end their lines as Windows does', () => {
    const text = `\ufeff${object('ConfigMap', 'a')}---\n${object('Secret', 'b')}`.replace(/\n/g, '\r\n');
    expect(names(text)).toEqual(['ConfigMap a', 'Secret b']);
    expect(lineOf(text, 'metadata', 'name')).toBe(9);
  });

  test('may be JSON, indented with tabs too', () => {
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { x: 'y' } } }, undefined, '\t');
    expect(names(text)).toEqual(['Pod a']);
    expect(lineOf(text, 'metadata', 'labels', 'x')).toBe(7);
  });

  test('after a broken one are read all the same', () => {
    const text = `${object('ConfigMap', 'a')}---\na: "\n---\n${object('Secret', 'b')}`;
    expect(names(text)).toEqual(['ConfigMap a', 'Secret b']);
    expect(problems(text)).toEqual(['6: A quote or bracket is not closed, or what is inside of it is not indented.']);
  });
});

describe('lines', () => {
  const text = object(
    'Pod',
    'a',
    'spec:\n  # why\n  containers:\n    - name: x\n      args: [\n        one,\n        two ]\n    -\n      name: y\n',
  );

  test.each([
    [[], 1],
    [['kind'], 2],
    [['spec'], 5],
    [['spec', 'containers', 0], 8],
    [['spec', 'containers', 0, 'args', 1], 11],
    [['spec', 'containers', 1, 'name'], 13],
    [['spec', 'containers', 1, 'image'], 13],
    [['spec', 'containers', 9], 7],
    [['spec', 'volumes', 0, 'name'], 5],
    [['kind', 'deeper'], 2],
  ])('%j is on line %i', (path, line) => expect(lineOf(text, ...path)).toBe(line));

  test('of what an alias or a merge brings are where it is written', () => {
    const aliased = object(
      'Pod',
      'a',
      'x-one: &one\n  image: a\nspec:\n  first: *one\n  second:\n    <<: *one\n    name: b\n  third: &scalar text\n  fourth: *scalar\n',
    );
    expect(lineOf(aliased, 'spec', 'first')).toBe(8);
    expect(lineOf(aliased, 'spec', 'first', 'image')).toBe(6);
    expect(lineOf(aliased, 'spec', 'second', 'image')).toBe(6);
    expect(lineOf(aliased, 'spec', 'second', 'name')).toBe(11);
    expect(lineOf(aliased, 'spec', 'fourth')).toBe(13);
  });
});

describe('lists of objects', () => {
  test('are opened, in one another and typed too', () => {
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: { name: a }
  - apiVersion: v1
    kind: ConfigMapList
    items:
      - metadata: { name: b }
      - kind: ConfigMap
        apiVersion: v1
        metadata:
          name: c
  - null
`;
    expect(names(text)).toEqual(['Pod a', 'ConfigMap b', 'ConfigMap c']);
    expect(readYaml(text).manifests.map(({ origin }) => origin.lineOf!(['metadata', 'name']))).toEqual([6, 10, 14]);
  });

  test('without items are objects like others', () => {
    expect(names(object('AllowList', 'a'))).toEqual(['AllowList a']);
  });

  test('say which item is none', () => {
    expect(problems('apiVersion: v1\nkind: List\nitems:\n  - 1\n  - {}\n')).toEqual([
      '4: This is a number, not a Kubernetes object. Give objects with apiVersion and kind.',
      '5: This has no apiVersion and no kind, so it is no Kubernetes object. Leave it out.',
    ]);
  });
});

test.each([
  ['- 1\n', '1: This is a list, not a Kubernetes object. Give objects with apiVersion and kind.'],
  ['words\n', '1: This is a string, not a Kubernetes object. Give objects with apiVersion and kind.'],
  ['\n\nreplicas: 3\n', '3: This has no apiVersion and no kind, so it is no Kubernetes object. Leave it out.'],
  ['apiVersion: v1\nkind: ""\n', '1: This has no kind, so it is no Kubernetes object. Add it.'],
  ['kind: Pod\nmetadata: {}\n', '1: This has no apiVersion, so it is no Kubernetes object. Add it.'],
  ['a: 1\nb: 2\na: 3\n', '3: The key a is there twice, and readers disagree on which one counts. Keep one.'],
  ['a:\n\tb: 1\n', '2: A tab stands in the indentation. Indent with blanks.'],
  ['a:\n  b: {{ .Values.b }}\n', '2: This is a template, not YAML. Render it first, with helm template say, and check what comes out.'],
  ['a: {{ x\n', '1: A quote or bracket is not closed, or what is inside of it is not indented.'],
  ['{{ x }}: 1\n', '1: This is a template, not YAML. Render it first, with helm template say, and check what comes out.'],
  ['? [a, b]\n: 1\n', '1: A key is a list or an object, and objects of Kubernetes have none such. Quote it.'],
  ['a: !secret b\n', '1: This is not YAML: unknown scalar tag !<!secret>.'],
  ['a: *gone\n', '1: This is not YAML: unidentified alias "gone".'],
  ['a: 1\n  b: 2\n', '2: This is not YAML: bad indentation of a mapping entry.'],
  ['a: \u0000\n', '1: This is not YAML: null byte is not allowed in input.'],
  ['a: &a [*a]\n', '1: An alias refers to a node that contains it. Write the values out.'],
])('%j: %s', (text, problem) => {
  expect(problems(text)).toEqual([problem]);
});

describe('texts that explode', () => {
  const laughs = (levels: number) =>
    Array.from(
      { length: levels },
      (_, level) =>
        `a${level}: &a${level} [${Array(10)
          .fill(level === 0 ? 'ha' : `*a${level - 1}`)
          .join(', ')}]`,
    ).join('\n');

  test('are refused before anybody walks through them', () => {
    // Nobody could walk through as many.
    expect(problems(`x: 1\n---\n${laughs(40)}\n`)[1]).toBe('2: The aliases stand for more than 2000000 values. Write the values out.');
    expect(readYaml(`${object('ConfigMap', 'a')}${laughs(3)}\n`).manifests).toHaveLength(1);
  });

  test('have limits of depth, of aliases and of values', () => {
    expect(problems('['.repeat(10_000))[0]).toMatch(/^1: This is not YAML: nesting exceeded maxDepth/);
    // Numbers come first among the keys of an object, so these are walked from the end of the chain.
    const chain = Array.from({ length: 300 }, (_, index) => `${299 - index}: &a${index} {x: ${index === 0 ? 1 : `*a${index - 1}`}}`);
    expect(problems(chain.join('\n'))).toEqual(['1: Aliases nest more than 200 levels deep. Write the values out.']);
    expect(problems(`a: &a 1\nb: [${Array(10_001).fill('*a').join(', ')}]\n`)[0]).toMatch(/^\d+: This is not YAML: .*alias/);
    expect(problems('---\n'.repeat(100_001))).toEqual(['100000: From here on there are more than 100000 documents. Split the file.']);
    expect(problems(`[${'1,'.repeat(2_100_000)}1]`)[0]).toBe('1: The document holds more than 2000000 values. Split it.');
  });
});

describe('what kubectl reads and others refuse', () => {
  test('brackets and quotes go on in any column', () => {
    const text = object(
      'Pod',
      'a',
      'spec:\n  volumes: [{\n  name: t, emptyDir: {\nmedium: Memory\n  } # so\n  }\n]\n  x: "a\nb"\n  z: 1\n',
    );
    expect(readYaml(text).manifests[0].body.spec).toEqual({ volumes: [{ name: 't', emptyDir: { medium: 'Memory' } }], x: 'a b', z: 1 });
    expect(lineOf(text, 'spec', 'volumes', 0, 'emptyDir', 'medium')).toBe(8);
    expect(lineOf(text, 'spec', 'z')).toBe(14);
  });

  test.each([
    ['a text of lines that are empty but for blanks', '  a: >-\n      \n  b: 1\n', { a: '', b: 1 }],
    ['one whose blanks end the document', '  b: 1\n  a: |+\n\n    ', { b: 1, a: '\n' }],
    [
      'one with more blanks in an empty line than in the comment behind it',
      '  a: |+\n      \n  # no\n  b: "x\n  y"\n',
      { a: '\n', b: 'x y' },
    ],
  ])('%s', (_title, text, spec) => {
    expect(readYaml(object('Pod', 'a', `spec:\n${text}`)).manifests[0].body.spec).toEqual(spec);
  });

  test('with the line breaks of Windows, too', () => {
    const text = object('Pod', 'a', 'spec: {\n  a: [\n1],\nb: |-\n}\n').replace('b: |-', 'b: 2').replace(/\n/g, '\r\n');
    expect(readYaml(text).manifests[0].body.spec).toEqual({ a: [1], b: 2 });
    expect(lineOf(text, 'spec', 'b')).toBe(8);
  });
});

describe('values are those that kubectl reads', () => {
  test.each([
    ['a: yes, b: No, c: on, d: OFF, e: y, f: N', { a: true, b: false, c: true, d: false, e: true, f: false }],
    ['a: "yes", b: yEs, c: nope', { a: 'yes', b: 'yEs', c: 'nope' }],
    [
      'a: 0644, b: 0o644, c: 0x1F, d: 0b11, e: 1_000, f: -7, g: +7, h: 0, i: 08',
      { a: 420, b: 420, c: 31, d: 3, e: 1000, f: -7, g: 7, h: 0, i: 8 },
    ],
    ['a: 1.5, b: 1e3, c: .5, d: -.inf, e: 1_0.5', { a: 1.5, b: 1000, c: 0.5, d: -Infinity, e: 10.5 }],
    ['a: 22:22, b: 2026-11-20, c: 1.2.3, d: 10Gi, e: -', { a: '22:22', b: '2026-11-20', c: '1.2.3', d: '10Gi', e: '-' }],
    ['a: 22:22:22, b: 2026-11-20, c: 1.2.3, d: 10Gi, e: .', { a: '22:22:22', b: '2026-11-20', c: '1.2.3', d: '10Gi', e: '.' }],
    ['a: null, b: ~, c: Null, d: nul', { a: null, b: null, c: null, d: 'nul' }],
    ['a: !!str 1, b: !!int "7", c: !!timestamp 2026-11-20, d: !!binary aGk=', { a: '1', b: 7, c: '2026-11-20', d: 'hi' }],
  ])('%s', (yaml, values) => {
    expect(dataOf(yaml)).toEqual(values);
  });

  test('not a number', () => expect(dataOf('a: .nan')).toEqual({ a: NaN }));

  test('keys such as __proto__ change nothing', () => {
    const { manifests } = readYaml('apiVersion: v1\nkind: ConfigMap\n__proto__: { metadata: { name: evil } }\n');
    expect(manifests[0].name).toBe('');
    expect(({} as { metadata?: unknown }).metadata).toBeUndefined();
  });
});

describe('values that a program hands over', () => {
  test('come from a construct', () => {
    const { manifests, problems: found } = readValues([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, null, 3], {
      constructPath: 'app/a',
    });
    expect(manifests.map(({ name, origin }) => [name, origin.constructPath])).toEqual([['a', 'app/a']]);
    expect(found).toEqual([
      expect.objectContaining({ message: 'app/a: This is a number, not a Kubernetes object. Give objects with apiVersion and kind.' }),
    ]);
  });

  test('need no origin', () =>
    expect(readValues([{ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod' }] }]).manifests).toHaveLength(1));
});
