import type { ProcessLabel } from '../facts/kubernetes/selinux';
import { kibibytes } from '../props/sizes';
import { isObject } from '../util/unchecked';
import { Additions, ContainerAdditions } from './additions';
import { ContainerJson, listed, EnvFromJson, EnvJson, PodSpecJson, VolumeJson } from './pod-json';
import { PlusContainer, PlusPod, PlusVolume } from './plus-pod';
import { kibibytesOf, limitsEphemeralStorage } from './resources';

/** A mount of a container, whoever made it. */
export interface MountView {
  readonly path: string;
  /** Name of the volume. */
  readonly volume: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

/** Amounts in KiB. */
export interface AmountsView {
  readonly memoryRequest?: number;
  readonly memoryLimit?: number;
  readonly ephemeralStorageLimit?: number;
}

/** A container as far as mounting has to know it. */
export interface ContainerView {
  readonly name: string;
  /** Whether it runs before the others. */
  readonly isInit: boolean;
  readonly mounts: readonly MountView[];
  readonly devices: readonly string[];
  readonly isPrivileged: boolean;
  /** Its own label of SELinux, which takes the place of that of the Pod. */
  readonly seLinux?: ProcessLabel;
  readonly amounts: AmountsView;
  /** Whether somebody said how much ephemeral storage it may use. */
  readonly limitsEphemeralStorage: boolean;
  readonly env: readonly EnvJson[];
  readonly envFrom: readonly EnvFromJson[];
}

/** A Pod with all that was added to it, as it is now. */
export interface PodView {
  readonly containers: readonly ContainerView[];
  readonly volumes: ReadonlyMap<string, VolumeView>;
  readonly fsGroup?: number;
  readonly fsGroupChangePolicy?: string;
  readonly seLinux?: ProcessLabel;
  readonly seLinuxChangePolicy?: string;
}

/** A volume as it is rendered; one of cdk8s-plus is rendered when it is asked for. */
export interface VolumeView {
  /** The volume of cdk8s-plus. */
  readonly plus?: PlusVolume;
  source(): Readonly<Record<string, unknown>>;
}

/** The Pod of a workload of cdk8s-plus: nothing is rendered until it is asked for. */
export function viewPlusPod(pod: PlusPod, additions: Additions): PodView {
  const { fsGroup, fsGroupChangePolicy } = pod.securityContext;
  let volumes: ReadonlyMap<string, VolumeView> | undefined;
  return {
    containers: [
      ...pod.containers.map((container) => viewPlusContainer(container, false, additions)),
      ...initViews(
        pod.initContainers.map((container) => viewPlusContainer(container, true, additions)),
        additions,
      ),
    ],
    get volumes() {
      volumes ??= plusVolumes(pod, additions);
      return volumes;
    },
    fsGroup,
    fsGroupChangePolicy: additions.fsGroupChangePolicy ?? fsGroupChangePolicy,
    seLinux: additions.seLinux?.label,
    seLinuxChangePolicy: additions.seLinux?.policy,
  };
}

/** Those of cdk8s-plus come last: where one has the name of one of ours, it is the one that is seen. */
function plusVolumes(pod: PlusPod, additions: Additions): ReadonlyMap<string, VolumeView> {
  const all = new Map(addedVolumes(additions));
  for (const volume of pod.volumes) all.set(volume.name, viewVolume(volume));
  for (const { mounts } of [...pod.containers, ...pod.initContainers]) {
    for (const { volume } of mounts) all.set(volume.name, viewVolume(volume));
  }
  return all;
}

/** A volume of cdk8s-plus. */
export const viewVolume = (volume: PlusVolume): VolumeView => ({
  plus: volume,
  source: () => {
    return withoutName(volume._toKube() as VolumeJson);
  },
});

function withoutName(volume: VolumeJson): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(volume).filter(([field]) => field !== 'name'));
}

function viewPlusContainer(container: PlusContainer, isInit: boolean, { containers }: Additions): ContainerView {
  const { name } = container;
  const added = containers.get(name);
  let mounts: readonly MountView[] | undefined;
  return {
    name,
    isInit,
    get mounts() {
      mounts ??= [
        ...container.mounts.map(({ path, volume, subPath, subPathExpr }) => ({ path, volume: volume.name, subPath, subPathExpr })),
        ...addedMounts(added),
      ];
      return mounts;
    },
    devices: addedDevices(added),
    get isPrivileged() {
      return container.securityContext.privileged === true;
    },
    get amounts() {
      const { memory, ephemeralStorage } = container.resources ?? {};
      return {
        memoryRequest: memory?.request && kibibytes(memory.request),
        memoryLimit: memory?.limit && kibibytes(memory.limit),
        ephemeralStorageLimit: ephemeralStorage?.limit && kibibytes(ephemeralStorage.limit),
      };
    },
    get limitsEphemeralStorage() {
      return limitsEphemeralStorage(container);
    },
    get env() {
      return [...(container.env._toKube().variables ?? []), ...(added?.variables ?? [])];
    },
    get envFrom() {
      return container.env._toKube().from ?? [];
    },
  };
}

/** The Pod of a rendered Pod spec, without what was added to it. */
export function viewPodSpec(spec: PodSpecJson, additions: Additions): PodView {
  const volumes = listed(spec.volumes).map((volume) => [volume.name, { source: () => withoutName(volume) }] as const);
  return {
    containers: [
      ...listed(spec.containers).map((container) => viewContainer(container, false, additions)),
      ...initViews(
        listed(spec.initContainers).map((container) => viewContainer(container, true, additions)),
        additions,
      ),
    ],
    volumes: new Map([...addedVolumes(additions), ...volumes]),
    fsGroup: spec.securityContext?.fsGroup,
    fsGroupChangePolicy: additions.fsGroupChangePolicy ?? spec.securityContext?.fsGroupChangePolicy,
    seLinux: labelIn(spec.securityContext) ?? additions.seLinux?.label,
    seLinuxChangePolicy: textIn(spec.securityContext?.seLinuxChangePolicy) ?? additions.seLinux?.policy,
  };
}

function viewContainer(container: ContainerJson, isInit: boolean, { containers }: Additions): ContainerView {
  const { name, resources } = container;
  const volumeMounts = listed(container.volumeMounts).filter(({ mountPath }) => typeof mountPath === 'string');
  const { requests, limits } = resources ?? {};
  const added = containers.get(name);
  return {
    name,
    isInit,
    mounts: [...volumeMounts.map((mount) => ({ ...mount, path: mount.mountPath, volume: mount.name })), ...addedMounts(added)],
    devices: [
      ...listed(container.volumeDevices).flatMap(({ devicePath }) => (typeof devicePath === 'string' ? devicePath : [])),
      ...addedDevices(added),
    ],
    isPrivileged: container.securityContext?.privileged === true,
    seLinux: labelIn(container.securityContext),
    amounts: {
      memoryRequest: kibibytesOf(requests?.memory),
      memoryLimit: kibibytesOf(limits?.memory),
      ephemeralStorageLimit: kibibytesOf(limits?.['ephemeral-storage']),
    },
    limitsEphemeralStorage: limits?.['ephemeral-storage'] !== undefined,
    env: [...listed(container.env), ...(added?.variables ?? [])],
    envFrom: listed(container.envFrom),
  };
}

const textIn = (given: unknown): string | undefined => (typeof given === 'string' ? given : undefined);

/** What is no label is for the API server to refuse. */
function labelIn(context: Readonly<Record<string, unknown>> | undefined): ProcessLabel | undefined {
  const given = context?.seLinuxOptions;
  if (!isObject(given)) return undefined;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'string' && value !== ''));
}

/** Init containers of the workload and those that were added, each in its place. */
function initViews(own: readonly ContainerView[], additions: Additions): ContainerView[] {
  const all = [...own];
  for (const { at, container } of additions.initContainers) all.splice(at, 0, viewContainer(container, true, additions));
  return all;
}

const addedVolumes = ({ volumes }: Additions): Array<readonly [string, VolumeView]> =>
  [...volumes].flatMap(([name, source]) => (source === undefined ? [] : [[name, { source: () => source }] as const]));

const addedMounts = (added: ContainerAdditions | undefined): MountView[] =>
  (added?.mounts ?? []).map(({ mountPath, name, subPath, subPathExpr }) => ({ path: mountPath, volume: name, subPath, subPathExpr }));

const addedDevices = (added: ContainerAdditions | undefined): string[] => (added?.devices ?? []).map(({ devicePath }) => devicePath);
