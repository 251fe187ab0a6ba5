import { appendFileSync } from 'fs';
import { isFull } from '../full';
import { ApiClient, Manifest } from './client';
import { readKubeconfig } from './kubeconfig';
import { podSecurity } from './pod-security';

/*
 * What run.ts hands to the tests: where the API server is, whether it is ours to fill, and where counts go.
 */

export function connect(): ApiClient {
  const file = process.env.CLUSTER_KUBECONFIG;
  if (file === undefined) throw new Error('These tests need an API server: run them by `npm run test:cluster`.');
  return new ApiClient(readKubeconfig(file));
}

/** Whether the cluster is thrown away after the run. In one that is somebody's, tests store nothing but namespaces of their own. */
export const isThrowaway = process.env.CLUSTER_KIND !== 'foreign';

/** Whether another server was tested before it: what takes minutes and hardly depends on the version is done there alone, but for FULL=1. */
export const isOlder = process.env.CLUSTER_KIND === 'older';

/** Behaviour is tested where nodes can be made up and classes and volumes belong to nobody. */
export const describeThrowaway = isThrowaway ? describe : describe.skip;

/** Cases of each construct, as `CASES` says. */
export const CASES = Number(process.env.CASES || (isFull ? 2000 : 200));

/** Where the generated cases begin, as `SEED` says; printed, so that a run can be repeated. */
export const SEED = Number(process.env.SEED);

/** Adds to a count that run.ts prints. */
export function count(what: string, amount: number): void {
  const file = process.env.CLUSTER_COUNTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify([what, amount])}\n`);
}

/** What tests made in a cluster of somebody. */
const made: Manifest[] = [];

/** Makes what tests need. In somebody's cluster it is refused where it is there already, and removed by `removeMade`. */
export async function make(api: ApiClient, manifest: Manifest): Promise<void> {
  if (isThrowaway) {
    await api.apply(manifest);
    return;
  }
  await api.create(manifest);
  made.push(manifest);
}

export async function removeMade(api: ApiClient): Promise<void> {
  for (const manifest of made.splice(0)) await api.delete(manifest);
}

/** Makes a namespace that enforces a Pod Security level. */
export async function ensureNamespace(api: ApiClient, name: string, level: 'restricted' | 'privileged' = 'restricted'): Promise<string> {
  await make(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: podSecurity(level) } });
  return name;
}

/** Major and minor of the server, such as 1.28. */
export async function serverVersion(api: ApiClient): Promise<number> {
  const { gitVersion } = await api.expect('GET', '/version');
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) as RegExpExecArray;
  return Number(major) * 1000 + Number(minor);
}
