import { CheckConfig, readConfig, RULES, ruleLevelProblem } from '../../src/checks';

const IDS = RULES.map(({ id }) => id);
const readOne = (text: string) => readConfig(text, 'checks.yaml', IDS);
const problems = (text: string) => readOne(text).problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
const config = (text: string): CheckConfig => {
  expect(problems(text)).toEqual([]);
  return readOne(text).config;
};

test('sets levels, acknowledges, and says that the manifests are all there is', () => {
  expect(
    config(`# why
complete: true
rules:
  secret-in-environment: off
  shared-writer: false
  scratch-without-limit: error
  rule-failed: warning
acknowledge:
  - rule: host-path-volume
    object: { kind: DaemonSet, namespace: monitoring, name: node-exporter }
    reason: It reads the node's metrics.
  - rule: shared-writer
    construct: app/shop
`),
  ).toEqual({
    complete: true,
    levels: { 'secret-in-environment': 'off', 'shared-writer': 'off', 'scratch-without-limit': 'error', 'rule-failed': 'warning' },
    acknowledgements: [
      {
        rule: 'host-path-volume',
        object: { kind: 'DaemonSet', namespace: 'monitoring', name: 'node-exporter' },
        constructPath: undefined,
        reason: "It reads the node's metrics.",
        by: 'checks.yaml:9',
        file: 'checks.yaml',
        line: 9,
      },
      {
        rule: 'shared-writer',
        object: undefined,
        constructPath: 'app/shop',
        reason: '',
        by: 'checks.yaml:12',
        file: 'checks.yaml',
        line: 12,
      },
    ],
  });
});

test.each(['', '\n# nothing\n', 'null\n', 'rules:\nacknowledge:\n'])('%j says nothing', (text) => {
  expect(config(text)).toEqual({ levels: {}, acknowledgements: [], complete: undefined });
});

test.each([
  ['- 1\n', '1 Give an object with rules, acknowledge, complete and exclude.'],
  ['a: [\n', '2 This is not YAML: '],
  ['complete: yes\n', '1 complete is true or false.'],
  ['rule: {}\n', '1 rule means nothing here. Known are rules, acknowledge, complete, exclude. Did you mean rules?'],
  ['rules: []\n', '1 rules is an object of rule ids and levels.'],
  ['rules:\n  shared-writer: loud\n', '2 The level of shared-writer is "loud". Use one of error, warning, info, off.'],
  ['rules:\n  shared-writter: off\n', '2 No rule is called shared-writter. Did you mean shared-writer?'],
  ['acknowledge: {}\n', '1 acknowledge is a list.'],
  ['acknowledge:\n  - why\n', '2 Give an object with rule, object and reason.'],
  ['acknowledge:\n  - rule: 1\n    construct: a\n', '2 rule is the id of a rule.'],
  ['acknowledge:\n  - rule: gone\n    construct: a\n', '2 No rule is called gone.'],
  ['acknowledge:\n  - rule: shared-writer\n', '2 Name the object, by kind and name, or the construct.'],
  ['acknowledge:\n  - rule: shared-writer\n    construct: 1\n', "3 construct is a construct's path."],
  ['acknowledge:\n  - rule: shared-writer\n    construct: a\n    reason: [a]\n', '4 reason is a text.'],
  [
    'acknowledge:\n  - rule: shared-writer\n    construct: a\n    why: b\n',
    '4 why means nothing here. Known are rule, object, construct, reason.',
  ],
  [
    'acknowledge:\n  - rule: shared-writer\n    object: a\n',
    '3 Name the object by kind and name, and by namespace where it has one; a * in the name stands for anything.',
  ],
  [
    'acknowledge:\n  - rule: shared-writer\n    object: { kind: Pod }\n',
    '3 Name the object by kind and name, and by namespace where it has one; a * in the name stands for anything.',
  ],
  ['acknowledge:\n  - rule: shared-writer\n    object: { kind: Pod, name: a, namespace: 1 }\n', '3 namespace is a text.'],
  [
    'acknowledge:\n  - rule: shared-writer\n    object: { kind: Pod, name: a, label: b }\n',
    '3 label means nothing here. Known are apiVersion, kind, namespace, name.',
  ],
])('%j is refused', (text, problem) => {
  const [first, ...others] = problems(text);
  expect(first).toContain(`checks.yaml:${problem}`);
  expect(others).toEqual([]);
});

test('what is refused is left out, and the rest counts', () => {
  const { config: rest } = readOne(
    'rules:\n  gone: off\n  shared-writer: off\nacknowledge:\n  - rule: gone\n  - { rule: shared-writer, construct: a, reason: b }\n',
  );
  expect(rest.levels).toEqual({ 'shared-writer': 'off' });
  expect(rest.acknowledgements).toHaveLength(1);
});

test('levels of options on a command line are checked alike', () => {
  expect(ruleLevelProblem('a', 'off', ['a'])).toBeUndefined();
  expect(ruleLevelProblem('b', 'off', ['a'])).toBe('No rule is called b. Did you mean a?');
  expect(ruleLevelProblem('a', 'none', ['a'])).toBe('The level of a is "none". Use one of error, warning, info, off.');
});

test('exclude is a list of globs', () => {
  expect(config('exclude: [charts, test/**]\n').exclude).toEqual(['charts', 'test/**']);
  expect(readConfig('exclude: charts\n', 'c.yaml', []).problems[0].message).toBe('exclude is a list of globs, such as test/**.');
  expect(readConfig('exclude: [1]\n', 'c.yaml', []).problems).toHaveLength(1);
});

test('a second document is not left out silently', () => {
  expect(readConfig('complete: true\n---\nrules: {}\n', 'c.yaml', []).problems).toEqual([
    { file: 'c.yaml', message: 'There are several documents, and one is read. Put all into the first.' },
  ]);
});
