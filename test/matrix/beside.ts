import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlacesRun } from './api-values';
import { Compiled, compile } from './compile';
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
}

/** Makes an app beside a version of cdk8s-plus, compiles it and runs its programs. */
export async function runBeside(plus: PlusVersion, targets: readonly Target[], places: string, tarball: string): Promise<AppRun> {
  const app = await makeApp(packagesBeside(plus), tarball);
  const compiled = await compile(app, plus, targets, { places });
  // What programs leave behind goes with the app.
  const temporary = join(app, 'tmp');
  mkdirSync(temporary);
  const start = async <Result>(program: string, input: string) => {
    const results = join(app, `${program}.json`);
    await run(app, process.execPath, [join(compiled.directory, `${program}.js`), input, results], { TMPDIR: temporary });
    return JSON.parse(readFileSync(results, 'utf8')) as Result;
  };
  const list = join(app, 'targets.json');
  writeFileSync(list, JSON.stringify(targets.map(({ name }) => ({ name, modules: compiled.modules.get(name) }))));
  const runs = await start<TargetRun[]>('driver', list);
  const values = await start<PlacesRun>('api-driver', join(compiled.directory, 'places.js'));
  return { plus, targets, compiled, runs, values };
}
