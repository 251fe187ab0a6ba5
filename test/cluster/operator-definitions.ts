import { execFileSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { MissingPrograms } from './binaries';
import { ApiClient, Manifest, poll } from './client';

/*
 * Resources of operators are custom: their definitions come from the Go modules of the operators, at the versions and checksums of go/operators.
 */

const DEFINITIONS: ReadonlyArray<{ readonly module: string; readonly folder: string; readonly files: RegExp }> = [
  { module: 'github.com/cloudnative-pg/cloudnative-pg', folder: 'config/crd/bases', files: /\.yaml$/ },
  { module: 'github.com/cloudnative-pg/plugin-barman-cloud', folder: 'config/crd/bases', files: /\.yaml$/ },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    folder: 'example/prometheus-operator-crd',
    files: /_(podmonitors|prometheusrules)\.yaml$/,
  },
];

/** Where `go` keeps a module that go/operators pins. */
export function operatorModule(module: string): string {
  try {
    const answer = execFileSync('go', ['mod', 'download', '-json', module], {
      cwd: join(__dirname, 'go', 'operators'),
      encoding: 'utf8',
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return (JSON.parse(answer) as { Dir: string }).Dir;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MissingPrograms('The definitions of operators come from Go modules, and there is no go.');
  }
}

/** The definitions of all resources of operators that we make. */
export function operatorDefinitions(): Manifest[] {
  return DEFINITIONS.flatMap(({ module, folder, files }) => {
    const directory = join(operatorModule(module), folder);
    const names = readdirSync(directory).filter((name) => files.test(name));
    return names.map((name): Manifest => parse(readFileSync(join(directory, name), 'utf8')));
  });
}

/** Has the server know them, and answers what was not there before. */
export async function installOperators(api: ApiClient): Promise<Manifest[]> {
  const made: Manifest[] = [];
  const definitions = operatorDefinitions();
  for (const definition of definitions) {
    if ((await api.get(definition)) !== undefined) continue;
    await api.create(definition);
    made.push(definition);
  }
  for (const { spec } of definitions) {
    const group = `${spec.group}/${spec.versions[0].name}`;
    await poll(`the server serves ${spec.names.kind} of ${group}`, 60, async () => {
      const { status, body } = await api.request('GET', `/apis/${group}`);
      if (status !== 200 || !(body.resources as Manifest[]).some(({ kind }) => kind === spec.names.kind)) return false;
      // Each definition is published by itself, and described a little later.
      const { body: described } = await api.request('GET', `/openapi/v3/apis/${group}`);
      return JSON.stringify(described).includes(`"kind":"${spec.names.kind}"`);
    });
  }
  return made;
}
