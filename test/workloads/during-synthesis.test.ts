import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { FleetApp } from '../../src/synth/fleet-app';
import { watchSynthesis } from '../../src/workloads/during-synthesis';

const { App: OtherApp } = jest.requireActual<{ App: typeof App }>('../../node_modules/cdk8s-cli/node_modules/cdk8s');

test.each([
  ['App', App],
  ['FleetApp', FleetApp],
  ['App of another release of cdk8s', OtherApp],
])('in an %s, what was found is there until the end of a synthesis, whichever way it is begun and ended', (_, AppClass) => {
  const app = new AppClass();
  const construct = new Construct(app, 'x');
  const ongoing = watchSynthesis(construct);
  let seen: Array<Map<object, unknown> | undefined> = [];
  construct.node.addValidation({
    validate: () => {
      seen.push(ongoing());
      return seen.length === 3 ? ['enough'] : [];
    },
  });
  expect(ongoing()).toBeUndefined();
  app.synthYaml();
  app.synthYaml();
  expect(() => app.synthYaml()).toThrow(/enough/);
  expect(ongoing()).toBeUndefined();
  expect(seen).toEqual([new Map(), new Map(), new Map()]);
  expect(new Set(seen).size).toBe(3);

  // One synthesis within another, as where a validation renders the app.
  seen = [];
  construct.node.addValidation({
    validate: () => {
      if (seen.length === 1) app.synthYaml();
      return [];
    },
  });
  app.synthYaml();
  expect(seen.length).toBe(2);
  expect(seen[0]).toBe(seen[1]);
});

test('two copies of this library see one synthesis', () => {
  const app = new App();
  const ours = watchSynthesis(app);
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy, as another package would bring it
    const copy = require('../../src/workloads/during-synthesis') as { watchSynthesis: typeof watchSynthesis };
    const theirs = copy.watchSynthesis(new Chart(app, 'shop'));
    app.node.addValidation({ validate: () => [ours() === undefined || ours() !== theirs() ? 'two' : 'one'] });
  });
  expect(() => app.synthYaml()).toThrow(/\n {2}\[\] one$/);
});

test('where there is no app, nothing is kept', () => {
  expect(watchSynthesis(new Construct(undefined as never, ''))()).toBeUndefined();
});
