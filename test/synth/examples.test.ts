import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(root).filter((name) => existsSync(join(root, name, 'main.ts')));

/** The files of an example, with `App` of cdk8s or with FleetApp in its place. */
function synthesize(example: string, withFleetApp: boolean): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'fleet-example-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => {
      // FleetApp itself extends the App of cdk8s, so it is loaded before it takes its place.
      let App: unknown;
      jest.doMock('cdk8s', () => {
        const actual = jest.requireActual('cdk8s');
        return new Proxy(actual, { get: (target, name) => (name === 'App' && App !== undefined ? App : target[name]) });
      });
      const { FleetApp } = jest.requireActual('../../src/synth/fleet-app');
      if (withFleetApp) App = FleetApp;
      jest.requireActual(join(root, example, 'main.ts'));
    });
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort();
    return Object.fromEntries(files.map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
  } finally {
    jest.dontMock('cdk8s');
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

test.each(examples)('%s synthesizes to the same files', (example) => {
  const files = synthesize(example, true);
  expect(Object.keys(files)).not.toEqual([]);
  expect(files).toEqual(synthesize(example, false));
});
