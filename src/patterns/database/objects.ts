import { disruptionBudget } from '../../hardening/availability';
import { Identity } from '../../hardening/identity';
import { podObjects, PodOptions } from '../../hardening/pod-options';
import { templateClaims } from '../../volumes/claim-template';
import { headlessName } from '../../sets/names';
import { PlannedObject } from '../../workloads/objects';

/* What the objects of a database are called. Data is found by these names. */

export const DATA_TEMPLATE = 'data';
export const WAL_TEMPLATE = 'wal';

export const configurationName = ({ name }: Identity): string => `${name}-config`;
export const initFilesName = ({ name }: Identity): string => `${name}-init`;

/** What decides on the objects that there are. */
interface Made {
  readonly identity: Identity;
  readonly hasConfiguration: boolean;
  readonly hasInitFiles: boolean;
  readonly hasWal: boolean;
  /** Whether the set makes claims for the data. */
  readonly hasTemplate: boolean;
}

/** What a database makes, what its set makes for its Pods included. */
export function databaseObjects(
  { identity, hasConfiguration, hasInitFiles, hasWal, hasTemplate }: Made,
  options: PodOptions,
): PlannedObject[] {
  const { name } = identity;
  const templates = [...(hasTemplate ? [DATA_TEMPLATE] : []), ...(hasWal ? [WAL_TEMPLATE] : [])];
  return [
    { kind: 'StatefulSet', name },
    { kind: 'Service', name },
    { kind: 'Service', name: headlessName(identity) },
    { kind: 'Pod', name, perPod: true },
    ...templates.map((template): PlannedObject => ({ ...templateClaims(template, name), byPart: true })),
    ...(hasConfiguration ? [{ kind: 'ConfigMap', name: configurationName(identity) } as const] : []),
    ...(hasInitFiles ? [{ kind: 'ConfigMap', name: initFilesName(identity) } as const] : []),
    ...podObjects(identity, options),
    disruptionBudget(identity),
  ];
}
