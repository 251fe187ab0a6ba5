import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Lazy, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { FleetApp } from '../../src/synth/fleet-app';
import { AppClass, outcomeOf, plan } from './apps';

let outdir: string;
beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'fleet-app-'))));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(outdir, { recursive: true });
});

const newObject = (scope: Construct, id: string, spec?: unknown) => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Thing', spec });

function newFleet(charts = 3, kind: AppClass = FleetApp): App {
  const app = new kind({ outdir });
  for (let index = 0; index < charts; index += 1) newObject(new Chart(app, `service-${index}`), 'thing', { index });
  return app;
}

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

test('any app synthesizes to what it does with the App of cdk8s, errors included', () => {
  fc.assert(
    fc.property(plan, (what) => expect(outcomeOf(FleetApp, what)).toEqual(outcomeOf(App, what))),
    { numRuns: 200 },
  );
});

test('it is an App: constructs find it, and it takes the same props', () => {
  const app = new FleetApp({ outdir, outputFileExtension: '.yml', yamlOutputType: YamlOutputType.FILE_PER_APP });
  expect(App.of(new Chart(app, 'web'))).toBe(app);
  app.synth();
  expect(readdirSync(outdir)).toEqual(['app.yml']);
});

test('an app without charts writes nothing in any output type, and any app in a type that does not exist', () => {
  for (const yamlOutputType of [0, 1, 2, 3]) new FleetApp({ outdir, yamlOutputType }).synth();
  for (const kind of [App, FleetApp]) {
    const app = new kind({ outdir, yamlOutputType: 9 as YamlOutputType });
    newObject(new Chart(app, 'web'), 'thing');
    app.synth();
  }
  expect(readdirSync(outdir)).toEqual([]);
});

test('files are numbered in the order in which they are to be applied once charts depend on each other', () => {
  const app = newFleet();
  app.charts[0].addDependency(app.charts[2]);
  app.synth();
  expect(readdirSync(outdir)).toEqual(['0000-service-2.k8s.yaml', '0001-service-0.k8s.yaml', '0002-service-1.k8s.yaml']);
});

test('validations run once, whatever the number of charts', () => {
  for (const work of [(app: App) => app.synth(), (app: App) => app.synthYaml()]) {
    const app = newFleet(5);
    const validate = jest.fn(() => []);
    app.charts[0].node.addValidation({ validate });
    work(app);
    expect(validate).toHaveBeenCalledTimes(1);
  }
});

test('each object is rendered once', () => {
  const app = newFleet(0);
  const produce = jest.fn(() => 'late');
  for (const id of ['a', 'b', 'c']) newObject(new Chart(app, id), 'thing', Lazy.any({ produce }));
  app.synth();
  expect(produce).toHaveBeenCalledTimes(3);
});

test('what is wrong is reported before anything is written', () => {
  const app = newFleet();
  app.charts[1].node.addValidation({ validate: () => ['has no owner', 'has no quota'] });
  expect(messageOf(() => app.synth())).toBe(
    'Validation failed with the following errors:\n  [service-1] has no owner\n  [service-1] has no quota',
  );
  expect(readdirSync(outdir)).toEqual([]);
});

test('synthesis does not render the whole app again for each chart', () => {
  const findAll = jest.fn();
  const app = newFleet(20);
  const original = app.node.findAll.bind(app.node);
  jest.spyOn(app.node, 'findAll').mockImplementation((...args) => {
    findAll();
    return original(...args);
  });
  app.synth();
  expect(findAll.mock.calls.length).toBeLessThan(10);
});

test('dependencies in layers, which cdk8s would walk for ages, are resolved', () => {
  const app = new FleetApp({ outdir });
  const chart = new Chart(app, 'layers');
  const layers = Array.from({ length: 60 }, (_, layer) => [0, 1, 2].map((index) => newObject(chart, `l${59 - layer}-${index}`)));
  for (let layer = 1; layer < 60; layer += 1) {
    for (const object of layers[layer]) object.addDependency(...layers[layer - 1]);
  }
  app.synth();
  const names = [...readFileSync(join(outdir, 'layers.k8s.yaml'), 'utf8').matchAll(/name: layers-(l\d+-\d)/g)].map(([, name]) => name);
  expect(names).toEqual(layers.flat().map(({ node }) => node.id));
});

test('a chain of dependencies may be longer than the stack is deep', () => {
  const app = new FleetApp({ outdir });
  const chart = new Chart(app, 'chain');
  const objects = Array.from({ length: 12_000 }, (_, index) => newObject(chart, `o${index}`));
  objects.slice(1).forEach((object, index) => objects[index].addDependency(object));
  app.synth();
  expect(readFileSync(join(outdir, 'chain.k8s.yaml'), 'utf8').indexOf('chain-o11999-')).toBeLessThan(100);
});

test('a cycle is reported as cdk8s reports it, where that leaves steps out too', () => {
  const report = (kind: AppClass) => {
    const app = newFleet(4, kind);
    const [first, second, third, fourth] = app.charts;
    first.addDependency(second, fourth);
    second.addDependency(third);
    third.addDependency(fourth, first);
    return messageOf(() => app.synth());
  };
  expect(report(FleetApp)).toBe('Dependency cycle detected: service-0 => service-1 => service-0');
  expect(report(App)).toBe(report(FleetApp));
});

test('a cycle through layers, of which cdk8s would list every route, is reported by its shortest', () => {
  const app = new FleetApp({ outdir });
  const chart = new Chart(app, 'c');
  const layers = Array.from({ length: 30 }, (_, layer) => [0, 1].map((index) => newObject(chart, `l${layer}-${index}`)));
  for (let layer = 1; layer < 30; layer += 1) for (const object of layers[layer]) object.addDependency(...layers[layer - 1]);
  layers[0][0].addDependency(layers[29][0]);
  const route = messageOf(() => app.synth())
    .replace('Dependency cycle detected: ', '')
    .split(' => ');
  expect(route).toHaveLength(31);
  expect(route[0]).toBe(route[30]);
});

test('what depends on itself is left to cdk8s', () => {
  const charts = [App, FleetApp].map((kind) => {
    const app = newFleet(2, kind);
    app.charts[0].addDependency(app.charts[0]);
    return app.charts.map(({ node }) => node.id);
  });
  expect(charts[1]).toEqual(charts[0]);
});

test('constructs whose ids are numbers come first, as in cdk8s', () => {
  const order = (kind: AppClass) => {
    const app = new kind({ outdir });
    new Chart(app, 'web');
    new Chart(new Construct(app, '1'), 'nested');
    new Chart(app, '2');
    return app.charts.map(({ node }) => node.path);
  };
  expect(order(FleetApp)).toEqual(['2', '1/nested', 'web']);
  expect(order(App)).toEqual(order(FleetApp));
});

test('a dependency on what was removed is one on what took its place, as in cdk8s', () => {
  const synthYaml = (kind: AppClass) => {
    const chart = new Chart(new kind({ outdir }), 'web');
    const [first, second, gone] = ['first', 'second', 'third'].map((id) => newObject(chart, id));
    first.addDependency(gone);
    second.addDependency(newObject(chart, 'absent'));
    for (const id of ['third', 'absent']) chart.node.tryRemoveChild(id);
    newObject(chart, 'third');
    return App.of(chart).synthYaml();
  };
  expect(synthYaml(FleetApp)).toMatch(/web-third-[^]*web-first-[^]*web-second-/);
  expect(synthYaml(FleetApp)).toBe(synthYaml(App));
});

test('a chart that makes its manifests in a way of its own is asked for them', () => {
  class Quiet extends Chart {
    public toJson() {
      return [{ kind: 'Only', metadata: { name: 'this' } }];
    }
  }
  const app = new FleetApp({ outdir, yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
  newObject(new Quiet(app, 'quiet'), 'hidden');
  app.synth();
  expect(readdirSync(outdir)).toEqual(['Only.this.k8s.yaml']);
});

test('what rendering one chart adds to another is validated and written', () => {
  const report = (kind: AppClass, complaints: string[]) => {
    const app = new kind({ outdir });
    const [first, second] = ['first', 'second'].map((id) => new Chart(app, id));
    const waiting = newObject(second, 'waiting');
    const produce = () => {
      const late = newObject(second, 'late');
      late.node.addValidation({ validate: () => complaints });
      waiting.addDependency(late);
      return 'x';
    };
    newObject(first, 'thing', Lazy.any({ produce }));
    return complaints.length > 0 ? messageOf(() => app.synthYaml()) : app.synthYaml();
  };
  expect(report(FleetApp, [])).toMatch(/second-late-[^]*second-waiting-/);
  expect(report(FleetApp, [])).toBe(report(App, []));
  expect(report(FleetApp, ['is late'])).toBe(report(App, ['is late']));
});

test('an order that rendering one chart asks of another is kept', () => {
  const synthYaml = (kind: AppClass) => {
    const app = new kind({ outdir });
    const [first, second] = ['first', 'second'].map((id) => new Chart(app, id));
    const [one, other] = ['one', 'other'].map((id) => newObject(second, id));
    const produce = () => one.addDependency(other);
    newObject(first, 'thing', Lazy.any({ produce }));
    return app.synthYaml();
  };
  expect(synthYaml(FleetApp)).toMatch(/second-other-[^]*second-one-/);
  expect(synthYaml(FleetApp)).toBe(synthYaml(App));
});

test('construct metadata names every object and its path', () => {
  const app = new FleetApp({ outdir, recordConstructMetadata: true });
  newObject(new Chart(app, 'web'), 'thing');
  app.synth();
  expect(JSON.parse(readFileSync(join(outdir, 'construct-metadata.json'), 'utf8'))).toEqual({
    version: '1.0.0',
    resources: { 'web-thing-c8516b4f': { path: 'web/thing' } },
  });
});

/** The module of cdk8s, to be changed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Cdk8s = any;

describe('with a release of cdk8s that synthesizes in another way, cdk8s does the work', () => {
  /** Synthesizes with a cdk8s that was changed before FleetApp is loaded; says whether cdk8s did the work, as for its own App. */
  function leavesToCdk8s(change: (cdk8s: Cdk8s) => void): boolean {
    let left = false;
    jest.isolateModules(() => {
      const cdk8s = jest.requireActual('cdk8s');
      const { FleetApp: Fresh } = jest.requireActual('../../src/synth/fleet-app');
      change(cdk8s);
      const synthYaml = jest.spyOn(cdk8s.App.prototype, 'synthYaml');
      const build = (kind: AppClass) => {
        const app = new kind({ outdir });
        const [web, db] = ['web', 'db'].map((id) => new cdk8s.Chart(app, id));
        web.addDependency(db);
        for (const chart of [web, db]) new cdk8s.ApiObject(chart, 'o', { apiVersion: 'v1', kind: 'Secret', data: { b: 'x', a: 'on' } });
        return app;
      };
      const app = build(Fresh as AppClass);
      const expected = build(cdk8s.App as AppClass).synthYaml();
      // The guard compares samples, once.
      expect(app.charts).toHaveLength(2);
      synthYaml.mockClear();
      expect(app.synthYaml()).toBe(expected);
      left = synthYaml.mock.calls.length > 0;
      app.synth();
      expect(readdirSync(outdir)).toHaveLength(2);
    });
    return left;
  }

  test('but not with this one', () => {
    expect(leavesToCdk8s(() => undefined)).toBe(false);
  });

  test('when its App has another option', () => {
    const change = ({ App: kind }: Cdk8s) => {
      // Called by the constructor of every construct.
      const { Dependable } = jest.requireActual('constructs');
      const implement = Dependable.implement.bind(Dependable);
      Dependable.implement = (construct: Cdk8s, trait: unknown) => {
        if (construct instanceof kind) construct.format = 'yaml';
        implement(construct, trait);
      };
    };
    expect(leavesToCdk8s(change)).toBe(true);
  });

  test('when it knows another output type', () => {
    expect(leavesToCdk8s(({ YamlOutputType: types }) => (types[(types.FILE_PER_KIND = 4)] = 'FILE_PER_KIND'))).toBe(true);
  });

  test('when it records construct metadata in another way', () => {
    expect(leavesToCdk8s(({ App: kind }) => delete kind.prototype.writeConstructMetadata)).toBe(true);
  });

  test('when it sorts charts in another way', () => {
    const change = ({ App: kind }: Cdk8s) => {
      const charts = Object.getOwnPropertyDescriptor(kind.prototype, 'charts')!;
      Object.defineProperty(kind.prototype, 'charts', {
        get: function (this: App) {
          return (charts.get!.call(this) as Chart[]).sort((one, other) => (one.node.id > other.node.id ? -1 : 1));
        },
      });
    };
    expect(leavesToCdk8s(change)).toBe(true);
  });

  test('and where only its YAML differs, only that is left to it', () => {
    const change = ({ Yaml }: Cdk8s) => {
      const original = Yaml.stringify.bind(Yaml);
      Yaml.stringify = (...docs: unknown[]) => docs.map((doc) => original(doc).replaceAll(': ', ':  ')).join('---\n');
    };
    expect(leavesToCdk8s(change)).toBe(false);
    expect(readFileSync(join(outdir, '0001-web.k8s.yaml'), 'utf8')).toContain('kind:  Secret');
  });
});
