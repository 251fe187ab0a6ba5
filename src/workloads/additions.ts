import type { ProcessLabel } from '../facts/kubernetes/selinux';
import { addMemoryRequest, addEphemeralStorage } from './resources';
import { addDiskGroup, DiskAge } from './disk-group';
import { ContainerJson, EnvJson, listed, PodSpecJson, VolumeDeviceJson, VolumeJson, VolumeMountJson, VolumeSourceJson } from './pod-json';

/** What is added to one Pod spec, as plain data: two copies of this library share it. */
export interface Additions {
  /** Volumes by name. One without a source is added by the controller of a StatefulSet. */
  readonly volumes: Map<string, VolumeSourceJson | undefined>;
  /** By the name of the container. */
  readonly containers: Map<string, ContainerAdditions>;
  /** Init containers, each with the number of those that come before it. */
  readonly initContainers: Array<{ readonly at: number; readonly container: ContainerJson }>;
  readonly supplementalGroups: Set<number>;
  /** The disks that containers write to. */
  readonly disks: Set<DiskAge>;
  /** When the kubelet gives files to the group of the Pod, whatever the workload says of itself. */
  fsGroupChangePolicy?: string;
  /** What hardening says of SELinux, where the workload says nothing. */
  seLinux?: { readonly label?: ProcessLabel; readonly policy?: string };
}

/** What is added to one container. */
export interface ContainerAdditions {
  readonly mounts: VolumeMountJson[];
  readonly devices: VolumeDeviceJson[];
  readonly variables: EnvJson[];
  /** KiB that volumes may take: of what the container requests of memory, and of its ephemeral storage. */
  memory: number;
  ephemeralStorage: number;
}

export function noAdditions(): Additions {
  return { volumes: new Map(), containers: new Map(), initContainers: [], supplementalGroups: new Set(), disks: new Set() };
}

/** What is added to a container, to add to. */
export function additionsTo({ containers }: Additions, name: string): ContainerAdditions {
  const present = containers.get(name);
  if (present !== undefined) return present;
  const made: ContainerAdditions = { mounts: [], devices: [], variables: [], memory: 0, ephemeralStorage: 0 };
  containers.set(name, made);
  return made;
}

/** Adds to a Pod spec, whose containers may be changed, what is not there yet. */
export function addToPodSpec(spec: PodSpecJson, additions: Additions): void {
  for (const { at, container } of additions.initContainers) {
    spec.initContainers ??= [];
    spec.initContainers.splice(at, 0, { ...container });
  }
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const container of containers) {
    const added = additions.containers.get(container.name);
    if (added !== undefined) addToContainer(container, added);
  }
  addVolumes(spec, containers, additions);
  addDiskGroup(spec, containers, additions.disks);
  const { fsGroupChangePolicy } = additions;
  if (fsGroupChangePolicy !== undefined) spec.securityContext = { ...spec.securityContext, fsGroupChangePolicy };
  if (additions.supplementalGroups.size > 0) {
    const groups = new Set([...(spec.securityContext?.supplementalGroups ?? []), ...additions.supplementalGroups]);
    spec.securityContext = { ...spec.securityContext, supplementalGroups: [...groups] };
  }
}

function addToContainer(container: ContainerJson, { mounts, devices, variables, memory, ephemeralStorage }: ContainerAdditions): void {
  if (mounts.length > 0) container.volumeMounts = [...listed(container.volumeMounts), ...mounts];
  if (devices.length > 0) container.volumeDevices = [...listed(container.volumeDevices), ...devices];
  if (variables.length > 0) container.env = [...listed(container.env), ...variables];
  addMemoryRequest(container, memory);
  addEphemeralStorage(container, ephemeralStorage);
}

/** In the order in which containers mount them, as cdk8s-plus lists its own. */
function addVolumes(spec: PodSpecJson, containers: readonly ContainerJson[], additions: Additions): void {
  const present = new Set(listed(spec.volumes).map(({ name }) => name));
  const missing: VolumeJson[] = [];
  for (const { name: container } of containers) {
    const { mounts = [], devices = [] } = additions.containers.get(container) ?? {};
    for (const { name } of [...mounts, ...devices]) {
      const source = additions.volumes.get(name);
      if (source === undefined || present.has(name)) continue;
      present.add(name);
      missing.push({ name, ...source });
    }
  }
  if (missing.length > 0) spec.volumes = [...listed(spec.volumes), ...missing];
}
