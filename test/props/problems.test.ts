import { App, Chart } from 'cdk8s';
import { InvalidPropsError, Problems } from '../../src/props/problems';
import { refusal } from '../support';

describe('Problems', () => {
  const chart = new Chart(new App(), 'shop');

  test('reports all problems at once, each with path, prop, value and remedy', () => {
    const problems = Problems.ofNew('StatefulDatabase', chart, 'orders');
    problems.add('storage.storageClass', undefined, 'Name a class.');
    problems.add('replicas', 3, 'Use 1.');
    expect(() => problems.throwIfAny()).toThrow(
      new InvalidPropsError(
        'StatefulDatabase at shop/orders: 2 problems\n  storage.storageClass: missing. Name a class.\n  replicas: 3. Use 1.',
        ['storage.storageClass', 'replicas'],
      ),
    );
  });

  test('counts a single problem in the singular, and is named so that a program can tell it', () => {
    const problems = Problems.of('Thing', chart);
    problems.add('name', '', 'Give one.');
    let caught: unknown;
    try {
      problems.throwIfAny();
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({
      name: 'InvalidPropsError',
      message: 'Thing at shop: 1 problem\n  name: "". Give one.',
      props: ['name'],
    });
  });

  test('keeps each problem on one line, whatever a remedy quotes', () => {
    const message = refusal(() => {
      const problems = new Problems('Thing', 'shop/thing');
      problems.add('containers[0]', 'web', 'There is no such container: there are line\nbreak.');
      problems.throwIfAny();
    });
    expect(message.split('\n')).toEqual([
      'Thing at shop/thing: 1 problem',
      '  containers[0]: "web". There is no such container: there are line\\nbreak.',
    ]);
  });

  test('is silent when nothing is wrong', () => {
    expect(() => Problems.of('Thing', chart).throwIfAny()).not.toThrow();
  });

  test('does not start the path with a slash at the root', () => {
    const problems = Problems.ofNew('Thing', new App(), 'id');
    problems.add('a', 1, 'b.');
    expect(() => problems.throwIfAny()).toThrow('Thing at id: 1 problem');
  });
});
