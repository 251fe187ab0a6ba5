import { execFileSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { MissingPrograms } from './binaries';
import { ApiClient, Manifest, poll } from './client';

/*
 * Snapshots are custom resources, and no API server has them of itself: the definitions come from the Go module of their client, at the
 * version and checksum of go/snapshots.
 */

const MODULE = 'github.com/kubernetes-csi/external-snapshotter/client/v8';

/** Where the definitions are; `go` keeps the module. */
export function snapshotDefinitions(): string {
  const cwd = join(__dirname, 'go', 'snapshots');
  try {
    const answer = execFileSync('go', ['mod', 'download', '-json', MODULE], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return join((JSON.parse(answer) as { Dir: string }).Dir, 'config', 'crd');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MissingPrograms('The definitions of snapshots come from a Go module, and there is no go.');
  }
}

/** Has the server know the snapshot kinds, and answers what was not there before. */
export async function installSnapshots(api: ApiClient): Promise<Manifest[]> {
  const directory = snapshotDefinitions();
  const made: Manifest[] = [];
  for (const file of readdirSync(directory).filter((name) => /snapshot\.storage\.k8s\.io_.*\.yaml$/.test(name))) {
    const definition: Manifest = parse(readFileSync(join(directory, file), 'utf8'));
    if ((await api.get(definition)) !== undefined) continue;
    await api.create(definition);
    made.push(definition);
  }
  for (const group of ['snapshot.storage.k8s.io', 'groupsnapshot.storage.k8s.io']) {
    await poll(`the server serves ${group}/v1`, 60, async () => {
      const { status, body } = await api.request('GET', `/apis/${group}/v1`);
      const kinds = status === 200 ? body.resources.filter(({ name }: { name: string }) => !name.includes('/')) : [];
      // Each definition is published by itself, and described a little later.
      const { body: described } = await api.request('GET', `/openapi/v3/apis/${group}/v1`);
      return kinds.length === 3 && (kinds as Manifest[]).every(({ kind }) => JSON.stringify(described).includes(`"kind":"${kind}"`));
    });
  }
  return made;
}
