import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { join } from 'node:path';
import * as library from '../src';
import { EXAMPLES } from './cluster/examples';
import { GENERATORS } from './cluster/generators';
import { resolve } from './cluster/recipe';
import { backup, claim, database, deployment, expectedKeys, pod, store, volume, zonal } from './workloads/makers';

/*
 * Nothing that the library makes goes without being registered by kind, namespace and name: a construct that forgets to say what it makes
 * fails here, in the examples or in the generated cases.
 */

const TAKEN = Symbol.for('cdk8s-storage.taken');

/** The keys of what is registered in an app. */
const registered = (root: IConstruct): Set<string> =>
  new Set((root as IConstruct & { [TAKEN]?: ReadonlyMap<string, unknown> })[TAKEN]?.keys() ?? []);

/** The API objects that constructs of a library have made, themselves or by parts of them. */
function madeBy(lib: typeof library, root: IConstruct): ApiObject[] {
  const classes = Object.values(lib).filter((value) => typeof value === 'function' && value.prototype instanceof Construct);
  expect(classes.length).toBeGreaterThan(10);
  const isOurs = (construct: IConstruct) => classes.some((kind) => construct.constructor === kind);
  return root.node.findAll().filter((construct): construct is ApiObject => {
    return ApiObject.isApiObject(construct) && construct.node.scopes.some(isOurs);
  });
}

function unregistered(lib: typeof library, root: IConstruct): string[] {
  const keys = registered(root);
  return madeBy(lib, root)
    .flatMap((object) => expectedKeys(object.toJson(), Chart.of(object)))
    .filter((key) => !keys.has(key));
}

const shared = ['cdk8s', 'cdk8s-plus-27', 'constructs'];
afterEach(() => shared.forEach((name) => jest.dontMock(name)));

test.each(EXAMPLES)('the example %s registers what it makes of ours', (example) => {
  const apps: App[] = [];
  const synth = jest.spyOn(App.prototype, 'synth').mockImplementation(function (this: App) {
    apps.push(this);
  });
  for (const name of shared) {
    const module: unknown = jest.requireActual(name);
    jest.doMock(name, () => module);
  }
  let loaded: typeof library | undefined;
  jest.isolateModules(() => {
    jest.requireActual(join(__dirname, '..', 'examples', example, 'main.ts'));
    loaded = jest.requireActual<typeof library>('../src');
  });
  synth.mockRestore();
  expect(apps).toHaveLength(1);
  expect(madeBy(loaded!, apps[0]).length).toBeGreaterThan(0);
  expect(unregistered(loaded!, apps[0])).toEqual([]);
});

test.each(GENERATORS.map((generator) => [generator.construct, generator] as const))('%s registers what it makes', (_, generator) => {
  const recipes = fc.sample(generator.recipes(1036), { numRuns: 150 });
  let made = 0;
  recipes.forEach((recipe, index) => {
    const app = new App();
    const chart = new Chart(app, 'generated', { namespace: index % 2 === 0 ? 'shop' : undefined });
    try {
      generator.build(chart, resolve(recipe, chart));
    } catch (error) {
      expect(error).toHaveProperty('name', 'InvalidPropsError');
      return;
    }
    expect(unregistered(library, app)).toEqual([]);
    made += registered(app).size;
  });
  // A scratch volume, and what else a Pod describes by itself, is no object.
  expect(made > 0).toBe(!['ScratchVolume', 'PodVolume'].includes(generator.construct));
});

/** What may meet by name: what one makes of a name is what another makes of a second. */
const NAMES = ['a', 'a', 'a', 'a-config', 'a-headless', 'a-0', 'data-a-0', 'a-backup', 'a-scratch', 'shop.a'];

const MAKERS: Readonly<Record<string, (scope: Construct, name: string, id: string) => unknown>> = {
  database,
  deployment: (scope, name, id) => deployment(scope, name, id, ['config', 'b']),
  claim,
  store,
  pod,
  volume,
  zonal,
  backup: (scope, name, id) => backup(scope, database(scope, `of-${id}`), name, id),
};

const thing = fc.record({
  kind: fc.constantFrom(...Object.keys(MAKERS)),
  name: fc.constantFrom(...NAMES),
  chart: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(1, 2, 3) }),
});

/** Charts of one namespace, of another, and of none. */
const charts = (app: App) =>
  ['shop', 'shop', 'cellar', undefined].map((namespace, index) => new Chart(app, `chart-${index}`, { namespace }));

/** All that an app makes, by keys. */
const keysOf = (app: App): string[] =>
  app.node.findAll().flatMap((construct) => {
    if (!ApiObject.isApiObject(construct)) return [];
    const chart = Chart.of(construct);
    const claims =
      construct.kind === 'Pod' ? [`PersistentVolumeClaim ${chart.namespace ?? `(${chart.node.path})`} ${construct.name}-scratch`] : [];
    return [...expectedKeys(construct.toJson(), chart), ...claims];
  });

/** Whether two keys may be those of one object. */
function meet(one: string, other: string): boolean {
  const isOfSet = (every: string, exact: string) =>
    every.endsWith('#') && /^[0-9]+$/.test(exact.slice(every.length - 1)) && exact.startsWith(every.slice(0, -1));
  return one === other || isOfSet(one, other) || isOfSet(other, one);
}

test('of any constructs in any charts, those and only those are refused that would make what is there', () => {
  const refused = { yes: 0, no: 0 };
  fc.assert(
    fc.property(fc.array(thing, { minLength: 4, maxLength: 9 }), (things) => {
      const app = new App();
      const places = charts(app);
      const present: string[] = [];
      things.forEach(({ kind, name, chart }, index) => {
        const make = (scope: Construct) => MAKERS[kind](scope, name, `thing-${index}`);
        const alone = new App();
        try {
          make(charts(alone)[chart]);
        } catch {
          // What cannot be named so at all is another matter.
          return;
        }
        const keys = keysOf(alone);
        const clashes = keys.some((key) => present.some((other) => meet(key, other)));
        refused[clashes ? 'yes' : 'no'] += 1;
        if (clashes) expect(() => make(places[chart])).toThrow(/ makes the .+ too: /);
        else {
          make(places[chart]);
          present.push(...keys);
        }
      });
      expect(() => app.synthYaml()).not.toThrow();
    }),
    { numRuns: 100 },
  );
  expect(refused.yes).toBeGreaterThan(8);
  expect(refused.no).toBeGreaterThan(80);
});
