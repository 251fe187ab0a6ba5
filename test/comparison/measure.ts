import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrograms, missingIn } from '../cluster/binaries';
import { ApiClient } from '../cluster/client';
import { ControlPlane, PROGRAMS } from '../cluster/control-plane';
import { readKubeconfig } from '../cluster/kubeconfig';
import { installOperators } from '../cluster/operator-definitions';
import { installSnapshots } from '../cluster/snapshot-definitions';
import { VERSIONS } from '../cluster/versions';
import { readYaml } from '../../src/checks';
import { Documents, Finding } from '../linters/finding';
import { kubeconform, kubeLinter, kubeScore } from '../linters/linters';
import { findOnPath, LINTERS } from '../linters/programs';
import { writeSchemas } from '../linters/schemas';
import { apiServer, checkov, CHECKOV, ensureCheckov, ours } from './tools';

/** A tool that was run. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** What it says of documents in a directory: with all of its checks, or as it is installed. */
  readonly run: (directory: string, documents: readonly Documents[], all: boolean) => Promise<Finding[]> | Finding[];
}

/** Its validation of schemas fetches them, and is kubeconform, which is measured itself; its order of keys is style. */
const ALL_OF_KUBE_LINTER = ['--add-all-built-in', '--exclude', 'schema-validation', '--exclude', 'sorted-keys'];

const textOf = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' });

/** The version of a module that go.mod names. */
function pinned(module: string): string {
  const [, version] = new RegExp(`${module} v(\\S+)`).exec(readFileSync(join(LINTERS.module, 'go.mod'), 'utf8'))!;
  return version;
}

/** Has each namespace that documents name, so that what is in them can be asked of. */
async function makeNamespaces(api: ApiClient, documents: readonly Documents[]): Promise<void> {
  const names = documents.flatMap(({ file }) =>
    readYaml(readFileSync(file, 'utf8'), file).manifests.flatMap(({ namespace }) => namespace ?? []),
  );
  for (const name of new Set(names)) {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    // A name that no namespace can have is refused with what is in it.
    if (/^[a-z0-9-]+$/.test(name) && (await api.get(object)) === undefined) await api.create(object);
  }
}

/** What a linter says of each document by itself where it ends over one that it cannot read, which is a finding too. */
function evenUnreadable(name: string, documents: readonly Documents[], run: (some: readonly Documents[]) => Finding[]): Finding[] {
  try {
    return run(documents);
  } catch (error) {
    if (!/ wrote no JSON:/.test((error as Error).message)) throw error;
    const [{ example, file }] = documents;
    if (documents.length === 1) return [{ rule: `${name}/unreadable`, example, object: file, message: (error as Error).message }];
    const folders = [...new Set(documents.map((document) => document.example))];
    const parts =
      folders.length > 1
        ? folders.map((folder) => documents.filter((document) => document.example === folder))
        : documents.map((document) => [document]);
    return parts.flatMap((part) => evenUnreadable(name, part, run));
  }
}

/** Starts what the tools need, hands them over, and ends it. */
export async function withTools<T>(
  schemas: string,
  complete: (example: string) => boolean,
  use: (tools: readonly Tool[]) => Promise<T>,
): Promise<T> {
  const programs = await ensurePrograms(LINTERS, 'linters');
  const python = ensureCheckov();
  const linter = findOnPath('kube-linter');
  const assets = process.env.KUBEBUILDER_ASSETS ?? '';
  const given = assets !== '' && missingIn(assets, PROGRAMS).length === 0;
  const plane = await ControlPlane.start([given ? assets : await ensurePrograms(VERSIONS[0], 'control-plane')]);
  const api = new ApiClient(readKubeconfig(plane.kubeconfig));
  try {
    await installSnapshots(api);
    await installOperators(api);
    await writeSchemas(api, schemas);
    const { gitVersion } = await api.expect('GET', '/version');
    return await use([
      { name: 'cdk8s-storage', version: '', run: (_, documents) => ours(documents, complete) },
      {
        name: 'API server',
        version: gitVersion.slice(1),
        run: async (_, documents) => {
          await makeNamespaces(api, documents);
          return apiServer(api, documents);
        },
      },
      {
        name: 'kubeconform',
        version: pinned('kubeconform'),
        // It has no schemas but those of the server, which has few custom kinds.
        run: (_, documents) => kubeconform(programs, schemas, documents).filter(({ message }) => !/could not find schema/.test(message)),
      },
      {
        name: 'kube-score',
        version: pinned('kube-score'),
        run: (_, documents, all) => evenUnreadable('kube-score', documents, (some) => kubeScore(programs, some, all ? undefined : [])),
      },
      ...(linter === undefined
        ? []
        : [
            {
              name: 'kube-linter',
              version: textOf(linter, 'version').trim(),
              run: (_: string, documents: readonly Documents[], all: boolean) =>
                evenUnreadable('kube-linter', documents, (some) => kubeLinter(linter, some, all ? ALL_OF_KUBE_LINTER : [])),
            },
          ]),
      { name: 'checkov', version: CHECKOV, run: (directory, documents) => checkov(python, directory, documents) },
    ]);
  } finally {
    api.close();
    await plane.stop();
  }
}
