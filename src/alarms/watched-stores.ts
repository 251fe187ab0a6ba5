import { longestGap } from '../facts/kubernetes/schedule-gaps';
import { CNPG_API, CNPG_CLUSTER } from '../facts/operators/cloudnative-pg';
import { ObjectJson, typeOfObject, valueAt } from '../workloads/pod-json';

/** Base backups of a database of CloudNativePG, of which its plugin tells whoever asks the servers for metrics. */
export interface WatchedStore {
  readonly cluster: string;
  readonly namespace: string;
  /** The longest time between the beginnings of two backups, in seconds. */
  readonly gap: number;
}

/** The backups on a schedule of databases whose metrics a PodMonitor has read. */
export function storesOf(objects: readonly ObjectJson[]): WatchedStore[] {
  const monitored = objects.flatMap((object) => {
    const cluster = valueAt(object, ['spec', 'selector', 'matchLabels', CNPG_CLUSTER]);
    return typeOfObject(object) === 'monitoring.coreos.com/PodMonitor' && typeof cluster === 'string' ? [cluster] : [];
  });
  return objects.flatMap((object) => {
    const cluster = valueAt(object, ['spec', 'cluster', 'name']);
    const schedule = valueAt(object, ['spec', 'schedule']);
    const namespace = object.metadata?.namespace;
    if (object.apiVersion !== CNPG_API || object.kind !== 'ScheduledBackup' || typeof schedule !== 'string') return [];
    if (typeof cluster !== 'string' || !monitored.includes(cluster) || typeof namespace !== 'string') return [];
    // The first of six fields is the second, which makes no gap longer.
    const gap = longestGap(schedule.trim().split(/\s+/).slice(-5).join(' '));
    return gap === undefined ? [] : [{ cluster, namespace, gap }];
  });
}
