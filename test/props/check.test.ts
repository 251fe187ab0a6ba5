import { checkLabels } from '../../src/props/check';
import { Problems } from '../../src/props/problems';
import { refusal } from '../support';

test.each([
  ['a Map', new Map([['a', 'b']]), 'a Map'],
  ['a Date', new Date(0), 'a Date'],
  ['a list', ['a'], '["a"]'],
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
