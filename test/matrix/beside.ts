import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlacesRun } from './api-values';
import { Compiled, compile } from './compile';
import { moduleOfDocs } from './docs';
import { makeApp, run } from './fresh-apps';
import { packagesBeside, PlusVersion } from './packages';
import { TargetRun } from './results';
import { Target } from './targets';

/** What came of one app. */
export interface AppRun {
  readonly plus: PlusVersion;
  readonly targets: readonly Target[];
  readonly compiled: Compiled;
  readonly runs: readonly TargetRun[];
  readonly values: PlacesRun;
  /** Of the examples of the docs, beside the version that they are written for. */
  readonly examples: PlacesRun;
}

/** The version of the docs. */
const OF_DOCS: PlusVersion = 33;

/** Makes an app beside a version of cdk8s-plus, compiles it and runs its programs. */
export async function runBeside(plus: PlusVersion, targets: readonly Target[], places: string, tarball: string): Promise<AppRun> {
  const app = await makeApp(packagesBeside(plus), tarball);
  const compiled = await compile(app, plus, targets, { places, ...(plus === OF_DOCS && { docs: moduleOfDocs() }) });
  // What programs leave behind goes with the app.
  const temporary = join(app, 'tmp');
  mkdirSync(temporary);
  const start = async <Result>(program: string, input: string) => {
    const results = join(app, 'results.json');
    await run(app, process.execPath, [join(compiled.directory, `${program}.js`), input, results], { TMPDIR: temporary });
    return JSON.parse(readFileSync(results, 'utf8')) as Result;
  };
  const list = join(app, 'targets.json');
  writeFileSync(list, JSON.stringify(targets.map(({ name }) => ({ name, modules: compiled.modules.get(name) }))));
  const runs = await start<TargetRun[]>('driver', list);
  const values = await start<PlacesRun>('api-driver', join(compiled.directory, 'places.js'));
  const examples = plus === OF_DOCS ? await start<PlacesRun>('api-driver', join(compiled.directory, 'docs.js')) : {};
  return { plus, targets, compiled, runs, values, examples };
}
