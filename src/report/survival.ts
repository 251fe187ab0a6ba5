/*
 * What survives what: the table that the report is made of. See https://kubernetes.io/docs/concepts/storage/volumes/ and, for each line,
 * the page of that kind of volume.
 */

/** What can happen to a Pod. */
export const EVENTS = ['containerRestart', 'podReplaced', 'nodeReboot', 'nodeLost', 'zoneLost'] as const;
export type StorageEvent = (typeof EVENTS)[number];

export const EVENT_TITLES: Readonly<Record<StorageEvent, string>> = {
  containerRestart: 'Container restarts',
  podReplaced: 'Pod is replaced',
  nodeReboot: 'Node reboots',
  nodeLost: 'Node is lost',
  zoneLost: 'Zone is lost',
};

/** kept; lost; rebuilt from what it is made of; depends, as the note says; or not known here. */
export type Fate = 'kept' | 'lost' | 'rebuilt' | 'depends' | 'unknown';

export interface Survival {
  readonly fate: Fate;
  /** A few words, where there is more to say. */
  readonly note?: string;
}

export type Survivals = Readonly<Record<StorageEvent, Survival>>;

export type StorageKind =
  | 'container-layer'
  | 'scratch-disk'
  | 'scratch-memory'
  | 'ephemeral-claim'
  | 'host-path'
  | 'local-disk'
  | 'zonal-disk'
  | 'replicated-disk'
  | 'single-copy-disk'
  | 'regional-disk'
  | 'network-files'
  | 'unknown-storage'
  | 'configuration'
  | 'image'
  | 'inline-csi'
  | 'missing';

/** How far storage reaches; the diagram is coloured by it. */
export type Reach = 'pod' | 'node' | 'zone' | 'cluster' | 'api' | 'unknown';

export interface KindFacts {
  readonly title: string;
  readonly reach: Reach;
  readonly survives: Survivals;
}

const survivals = (...fates: readonly [Told, Told, Told, Told, Told]): Survivals =>
  Object.fromEntries(
    EVENTS.map((event, index) => {
      const [fate, note] = fates[index];
      return [event, note === undefined ? { fate } : { fate, note }];
    }),
  ) as unknown as Survivals;

type Told = readonly [fate: Fate, note?: string];

const KEPT: Told = ['kept'];
const LOST: Told = ['lost'];
const REBUILT: Told = ['rebuilt'];
const UNKNOWN: Told = ['unknown'];

export const KINDS: Readonly<Record<StorageKind, KindFacts>> = {
  'container-layer': { title: "container's own layer", reach: 'pod', survives: survivals(LOST, LOST, LOST, LOST, LOST) },
  'scratch-disk': {
    title: 'scratch on the node’s disk',
    reach: 'pod',
    survives: survivals(KEPT, LOST, ['depends', 'usually kept'], LOST, LOST),
  },
  'scratch-memory': { title: 'scratch in memory', reach: 'pod', survives: survivals(KEPT, LOST, LOST, LOST, LOST) },
  'ephemeral-claim': { title: 'volume of the Pod alone', reach: 'pod', survives: survivals(KEPT, LOST, KEPT, LOST, LOST) },
  'host-path': {
    title: 'directory of the node',
    reach: 'node',
    survives: survivals(KEPT, ['depends', 'on the same node'], KEPT, ['lost', 'other data there'], LOST),
  },
  'local-disk': {
    title: 'disk of one node',
    reach: 'node',
    survives: survivals(KEPT, ['kept', 'on its node'], KEPT, ['lost', 'Pod stays Pending'], LOST),
  },
  'zonal-disk': {
    title: 'disk of one zone',
    reach: 'zone',
    survives: survivals(KEPT, KEPT, KEPT, ['kept', 'in its zone'], ['depends', 'away until the zone is back']),
  },
  'regional-disk': {
    title: 'disk in several zones',
    reach: 'cluster',
    survives: survivals(KEPT, KEPT, KEPT, KEPT, ['kept', 'in its other zones']),
  },
  'replicated-disk': {
    title: 'disk copied between nodes',
    reach: 'cluster',
    survives: survivals(KEPT, KEPT, KEPT, ['kept', 'on its other copies'], ['depends', 'on where its copies are']),
  },
  'single-copy-disk': {
    title: 'disk on one node, reached from all',
    reach: 'node',
    survives: survivals(KEPT, KEPT, KEPT, LOST, LOST),
  },
  'network-files': {
    title: 'network file system',
    reach: 'cluster',
    survives: survivals(KEPT, KEPT, KEPT, KEPT, ['depends', 'on the server’s zone']),
  },
  'unknown-storage': {
    title: 'persistent storage',
    reach: 'unknown',
    survives: survivals(KEPT, KEPT, KEPT, ['unknown', 'driver not known'], ['unknown', 'driver not known']),
  },
  configuration: {
    title: 'configuration',
    reach: 'api',
    survives: survivals(REBUILT, REBUILT, REBUILT, REBUILT, REBUILT),
  },
  image: { title: 'image', reach: 'api', survives: survivals(KEPT, REBUILT, REBUILT, REBUILT, REBUILT) },
  'inline-csi': {
    title: 'made by a driver for the Pod',
    reach: 'pod',
    survives: survivals(KEPT, REBUILT, ['depends', 'on the driver'], REBUILT, REBUILT),
  },
  missing: { title: 'no such volume', reach: 'unknown', survives: survivals(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) },
};

export const FATE_TITLES: Readonly<Record<Fate, string>> = {
  kept: 'kept',
  lost: 'lost',
  rebuilt: 'rebuilt',
  depends: 'depends',
  unknown: 'not known',
};
