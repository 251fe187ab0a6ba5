import { ensurePrograms, MissingPrograms } from '../cluster/binaries';
import { ApiClient, Refused } from '../cluster/client';
import { ControlPlane } from '../cluster/control-plane';
import { readKubeconfig } from '../cluster/kubeconfig';
import { lostFields } from '../cluster/round-trip';
import { VERSIONS } from '../cluster/versions';
import { changedObjects, Manifest } from './additions';
import { TargetRun, Verdict } from './results';
import { Target } from './targets';

/*
 * Sends what came of every cell to real API servers, which admit it and store nothing.
 */

interface Options {
  readonly isFull: boolean;
  readonly ifAvailable: boolean;
}

/** Where objects go, with the Pod Security level. */
const NAMESPACES = { open: 'privileged', restricted: 'restricted' };

/** Cells that ask by name for what younger servers have only, by the minor version that takes it, as the docs of the option say. */
const SINCE: Readonly<Record<string, number>> = { 'Claim.mountInto, recursiveReadOnly': 30, 'PodVolume.mountInto': 31 };

/** Cells whose Pods have to be what "restricted" admits. */
const RESTRICTED = ['Hardening.apply', 'all of it'];

export async function admit(
  targets: readonly Target[],
  runs: ReadonlyMap<string, TargetRun>,
  { isFull, ifAvailable }: Options,
): Promise<Verdict[]> {
  const directories: string[] = [];
  try {
    for (const version of isFull ? VERSIONS : VERSIONS.slice(0, 1)) directories.push(await ensurePrograms(version, 'control-plane'));
  } catch (error) {
    if (!(error instanceof MissingPrograms) || !ifAvailable) throw error;
    process.stdout.write(`nothing is sent to an API server: ${error.message}\n`);
    return [];
  }
  const verdicts: Verdict[] = [];
  for (const directory of directories) verdicts.push(...(await admitBy(directory, directories, targets, runs)));
  return verdicts;
}

async function admitBy(
  directory: string,
  others: readonly string[],
  targets: readonly Target[],
  runs: ReadonlyMap<string, TargetRun>,
): Promise<Verdict[]> {
  const plane = await ControlPlane.start([directory, ...others]);
  const api = new ApiClient(readKubeconfig(plane.kubeconfig));
  try {
    const verdicts: Verdict[] = [];
    const { gitVersion } = await api.expect('GET', '/version');
    const version = Number(/^v1\.(\d+)/.exec(gitVersion)?.[1]);
    for (const [namespace, level] of Object.entries(NAMESPACES)) {
      await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: podSecurity(level) } });
      // A Pod is admitted only where its account is there, in a dry run too.
      const accounts = ['default', ...ACCOUNTS].map((name) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      }));
      await api.applyAll(accounts);
    }
    for (const target of targets) {
      const { bare, cells } = runs.get(target.name)!;
      for (const [cell, { manifests }] of Object.entries(cells)) {
        if (manifests === undefined || version < (SINCE[cell] ?? 0)) continue;
        const namespace = RESTRICTED.includes(cell) ? 'restricted' : 'open';
        const problems = await Promise.all(changedObjects(bare, manifests).map((object) => refusalOf(api, object, namespace)));
        const problem = problems.flatMap((each) => each ?? []).join('\n');
        verdicts.push({ target, cell, question: 'accepted', problem: problem === '' ? undefined : problem });
      }
    }
    return verdicts;
  } finally {
    api.close();
    await plane.stop();
  }
}

/** A Pod Security level, enforced on Pods and told of workloads. */
const podSecurity = (level: string): Record<string, string> =>
  Object.fromEntries(['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));

/** Accounts that our constructs make for their own Pods. */
const ACCOUNTS = ['cache-scratch-pod'];

/** What the server has against an object, warnings and lost fields included. */
async function refusalOf(api: ApiClient, object: Manifest, namespace: string): Promise<string | undefined> {
  const metadata = { ...object.metadata, ...(object.metadata.namespace !== undefined && { namespace }) };
  try {
    const sent = { ...object, metadata };
    const { body, warnings } = await api.apply(sent, { dryRun: true, namespace });
    const found = [...warnings, ...lostFields(sent, body)];
    return found.length === 0 ? undefined : `${object.kind} ${object.metadata.name}: ${found.join('; ')}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
}
