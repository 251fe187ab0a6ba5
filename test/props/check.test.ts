import {
  checkAbsolutePath,
  checkAnnotations,
  checkLabelName,
  checkLabels,
  checkObjectName,
  checkText,
  checkTexts,
} from '../../src/props/check';
import { Problems } from '../../src/props/problems';
import { refusal } from '../support';

test.each([
  ['a Map', new Map([['a', 'b']]), 'a Map'],
  ['a Date', new Date(0), 'a Date'],
  ['a list', ['a'], 'a list of 1'],
])('labels that are %s are refused: they have no entries to check, and could not be written out', (_, value, text) => {
  const message = refusal(() => {
    const problems = new Problems('Thing', 'shop/thing');
    checkLabels(problems, 'labels', value);
    problems.throwIfAny();
  });
  expect(message).toBe(`Thing at shop/thing: 1 problem\n  labels: ${text}. Give an object of keys and string values.`);
});

test('labels without a prototype are taken', () => {
  const problems = new Problems('Thing', 'shop/thing');
  expect(checkLabels(problems, 'labels', Object.assign(Object.create(null), { a: 'b' }))).toEqual({ a: 'b' });
  expect(problems.count).toBe(0);
});

test('a label that cdk8s would fail at, with an error that names no prop, is refused', () => {
  const message = refusal(() => {
    const problems = new Problems('Thing', 'shop/thing');
    checkLabels(problems, 'labels', { constructor: 'x' });
    problems.throwIfAny();
  });
  expect(message).toBe('Thing at shop/thing: 1 problem\n  labels["constructor"]: "x". cdk8s loses a key of this name. Use another.');
});

describe('a text that YAML does not carry', () => {
  const NOT_WRITABLE =
    'kubectl would refuse or change it, as it stands in YAML. Leave out control characters, line separators and what is no character, a tab at the start, lines of nothing but blanks, and numbers in forms such as 0o17, 0X1F and 1e_3, which it would take for numbers.';
  const told = (check: (problems: Problems) => unknown): string[] => {
    const problems = new Problems('Thing', 'here');
    check(problems);
    if (problems.count === 0) return [];
    const [, ...lines] = refusal(() => problems.throwIfAny()).split('\n');
    return lines.map((line) => line.trim());
  };

  test.each<[string, (problems: Problems) => unknown, string]>([
    ['as a text', (problems) => checkText(problems, 'title', 'a\u2028b', 'x'), 'title: a text'],
    ['in a list', (problems) => checkTexts(problems, 'args', ['a', '\ta\nb']), 'args[1]: a text'],
    ['as an annotation', (problems) => checkAnnotations(problems, 'annotations', { a: ' \n' }), 'annotations["a"]: " \\n"'],
    ['as a number', (problems) => checkTexts(problems, 'args', ['--umask', '0o22']), 'args[1]: a text'],
    ['as a label', (problems) => checkLabels(problems, 'labels', { commit: '1e_3', short: '1e3' }), 'labels["commit"]: "1e_3"'],
    ['as a name', (problems) => checkLabelName(problems, 'name', '0o17', 63, ''), 'name: "0o17"'],
    ['as a longer name', (problems) => checkObjectName(problems, 'name', '0o17'), 'name: "0o17"'],
    ['as a path', (problems) => checkAbsolutePath(problems, 'path', '/a\x7f'), 'path: "/a\x7f"'],
  ])('is refused %s', (_, check, start) => expect(told(check)).toEqual([`${start}. ${NOT_WRITABLE}`]));

  test('is taken where the remedy is followed', () => {
    expect(told((problems) => checkTexts(problems, 'args', ['ab', 'a\n\tb', 'a\n\nb\n']))).toEqual([]);
  });
});
