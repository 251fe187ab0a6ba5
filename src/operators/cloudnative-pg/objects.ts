import { Unchecked } from '../../util/unchecked';
import { PlannedObject } from '../../workloads/objects';
import type { ReplicatedDatabaseProps } from './props';

/* What the objects of a replicated database are called. Data is found by these names. */

export const storeName = (name: string): string => `${name}-backup`;
export const poolerName = (name: string): string => `${name}-pooler`;
export const jobsName = (name: string): string => `${name}-jobs`;

/** The Services that the operator makes: of the primary, of all replicas, and of all servers. */
export const SERVICES = ['rw', 'ro', 'r'] as const;

/** What a replicated database makes, what the operator makes for it included. */
export function replicatedObjects(
  name: string,
  { backup, pooler, monitoring, networkPolicy }: Unchecked<ReplicatedDatabaseProps>,
  databases: ReadonlyArray<{ readonly object: string }>,
): PlannedObject[] {
  const closed = networkPolicy !== false;
  const of = (kind: PlannedObject['kind'], ...names: string[]): PlannedObject[] => names.map((each) => ({ kind, name: each }));
  return [
    ...of('Cluster', name),
    ...of('Service', ...SERVICES.map((service) => `${name}-${service}`)),
    { kind: 'Pod', name, perPod: true },
    { kind: 'PersistentVolumeClaim', name, perPod: true },
    ...of('ServiceAccount', name),
    ...of('Role', name),
    ...of('RoleBinding', name),
    ...of('PodDisruptionBudget', name, `${name}-primary`),
    ...(closed ? of('NetworkPolicy', name, jobsName(name)) : []),
    ...(backup === undefined ? [] : [...of('ObjectStore', storeName(name)), ...of('ScheduledBackup', storeName(name))]),
    ...(pooler === undefined ? [] : poolerObjects(poolerName(name), closed, of)),
    ...databases.flatMap(({ object }) => of('Database', object)),
    ...(monitoring === undefined ? [] : of('PodMonitor', name)),
  ];
}

function poolerObjects(
  name: string,
  closed: boolean,
  of: (kind: PlannedObject['kind'], ...names: string[]) => PlannedObject[],
): PlannedObject[] {
  return [
    ...of('Pooler', name),
    ...of('Deployment', name),
    ...of('Service', name),
    ...of('ServiceAccount', name),
    ...of('Role', name),
    ...of('RoleBinding', name),
    ...(closed ? of('NetworkPolicy', name) : []),
  ];
}
