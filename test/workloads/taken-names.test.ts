import { App, Chart } from 'cdk8s';
import { Problems } from '../../src/props/problems';
import { checkFree, take } from '../../src/workloads/taken-names';
import { refusal } from '../support';

const check = (chart: Chart, kind: string, name: string) => () => {
  const problems = new Problems('Thing', 'shop/thing');
  checkFree(problems, chart, 'name', kind, name, 'Rename one.');
  problems.throwIfAny();
};

test('a name is taken in all charts of an app, for its kind, and in no other app', () => {
  const app = new App();
  const one = new Chart(app, 'one', { namespace: 'one' });
  const two = new Chart(app, 'two', { namespace: 'two' });
  expect(check(two, 'Volume', 'data')).not.toThrow();
  take(one, 'Volume', 'data');
  take(one, 'Volume', 'more');
  expect(refusal(check(two, 'Volume', 'data'))).toBe('Thing at shop/thing: 1 problem\n  name: "data". one has it already. Rename one.');
  expect(refusal(check(one, 'Volume', 'more'))).toBe('Thing at shop/thing: 1 problem\n  name: "more". one has it already. Rename one.');
  expect(check(two, 'Class', 'data')).not.toThrow();
  expect(check(new Chart(new App(), 'one'), 'Volume', 'data')).not.toThrow();
});
