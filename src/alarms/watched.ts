import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isListKind } from '../facts/kubernetes/types';
import { CNPG_API } from '../facts/operators/cloudnative-pg';
import { podPattern } from '../facts/prometheus';
import { isObject } from '../util/unchecked';
import { listed, ObjectJson, podSpecPathOf, PodSpecJson, typeOfObject, valueAt } from '../workloads/pod-json';
import { isBackup, WatchedJob, watchedJob } from './watched-jobs';
import { storesOf, WatchedStore } from './watched-stores';
import { claimsOf, FileSystems, WatchedClaim } from './watched-claims';

/** Pods that have storage, or that may be evicted for it. */
export interface WatchedWorkload {
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
  /** The names of its Pods, as a pattern. */
  readonly pods: string;
  /** Whether it runs for ever, and has claims. */
  readonly isServer: boolean;
  /** Of servers that an operator runs, how many there are. */
  readonly servers?: number;
}

/** All that alarms are made of. */
export interface Watched {
  readonly namespaces: readonly string[];
  readonly claims: readonly WatchedClaim[];
  readonly workloads: readonly WatchedWorkload[];
  readonly jobs: readonly WatchedJob[];
  readonly stores: readonly WatchedStore[];
  /** Names of volumes that are in the manifests themselves. */
  readonly volumes: readonly string[];
  /** What cannot be watched as it stands. */
  readonly problems: readonly string[];
}

/** What stands where, of an object that somebody made. */
interface Seen {
  readonly json: ObjectJson;
  readonly isNamedBackup: boolean;
}

/** Looks through constructs for what has storage, as it is written. */
export function watch(root: IConstruct, scopes: readonly IConstruct[], backups: readonly ApiObject[], late: number): Watched {
  const all = objectsIn(root);
  const systems = new FileSystems(all.map(({ json }) => json));
  const within = new Set(scopes.flatMap((scope) => scope.node.findAll()));
  const seen: Seen[] = all
    .filter(({ object }) => within.has(object) || backups.includes(object))
    .map(({ object, json }) => ({ json, isNamedBackup: backups.includes(object) }));
  const claims: WatchedClaim[] = [];
  const workloads: WatchedWorkload[] = [];
  const jobs: WatchedJob[] = [];
  const volumes: string[] = [];
  const problems: string[] = [];
  for (const { json, isNamedBackup } of seen) {
    const type = typeOfObject(json);
    const { name, namespace } = json.metadata ?? {};
    if (typeof name !== 'string') continue;
    if (type === 'PersistentVolume') volumes.push(name);
    const own = claimsOf(json, systems);
    const workload = workloadOf(json, type, own.length > 0);
    const job = type === 'batch/CronJob' && (isNamedBackup || isBackup(json)) ? watchedJob(json, late) : undefined;
    if (own.length === 0 && workload === undefined && job === undefined) continue;
    if (typeof namespace !== 'string') {
      problems.push(`${json.kind} ${name} has no namespace, by which its series are found. Give one to it, or to its chart.`);
      continue;
    }
    claims.push(...own.map((claim) => ({ ...claim, namespace })));
    if (workload !== undefined) workloads.push({ ...workload, name, namespace });
    if (typeof job === 'string') problems.push(`CronJob ${name}: ${job}`);
    else if (job !== undefined) jobs.push({ ...job, name, namespace });
  }
  const namespaces = [...new Set([...claims, ...workloads, ...jobs].map(({ namespace }) => namespace))].sort();
  const stores = storesOf(seen.map(({ json }) => json));
  return { namespaces, claims, workloads, jobs, stores, volumes: [...new Set(volumes)].sort(), problems };
}

/** What is written of all objects below a construct, those of Lists too. */
function objectsIn(root: IConstruct): ReadonlyArray<{ readonly object: ApiObject; readonly json: ObjectJson }> {
  return root.node.findAll().flatMap((object) => {
    // What comes of alarms is of no interest to them, and is made of what is found here.
    if (!ApiObject.isApiObject(object) || ['ConfigMap', 'PrometheusRule', 'Secret'].includes(object.kind)) return [];
    const json = object.toJson() as ObjectJson;
    if (!isListKind(object.kind)) return [{ object, json }];
    const { namespace } = object.metadata;
    return listed(json.items).map((item) => ({ object, json: { ...item, metadata: { namespace, ...item.metadata } } }));
  });
}

function workloadOf(
  json: ObjectJson,
  type: string,
  hasClaims: boolean,
): Pick<WatchedWorkload, 'type' | 'pods' | 'isServer' | 'servers'> | undefined {
  const { name } = json.metadata!;
  if (json.apiVersion === CNPG_API && json.kind === 'Cluster') {
    const servers = valueAt(json, ['spec', 'instances']);
    return { type, pods: podPattern('apps/StatefulSet', name!)!, isServer: true, servers: typeof servers === 'number' ? servers : 1 };
  }
  const path = podSpecPathOf(json);
  const pods = podPattern(type, name!);
  if (path === undefined || pods === undefined) return undefined;
  const spec = valueAt(json, path);
  const mountsClaim = isObject(spec) && listed((spec as PodSpecJson).volumes).some((volume) => volume.persistentVolumeClaim !== undefined);
  return { type, pods, isServer: /^apps\/(StatefulSet|Deployment)$/.test(type) && (hasClaims || mountsClaim) };
}
