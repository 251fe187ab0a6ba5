import { addMemoryRequest, addEphemeralStorage } from './resources';
import { ContainerJson, EnvJson, PodSpecJson, VolumeDeviceJson, VolumeMountJson, VolumeSourceJson } from './pod-json';

/** What is added to one Pod spec, as plain data: containers are known by name. */
export interface Additions {
  /** Volumes by name. One without a source is added by the controller of a StatefulSet. */
  readonly volumes: Map<string, VolumeSourceJson | undefined>;
  readonly mounts: Array<{ readonly container: string; readonly mount: VolumeMountJson }>;
  readonly devices: Array<{ readonly container: string; readonly device: VolumeDeviceJson }>;
  readonly variables: Array<{ readonly container: string; readonly variable: EnvJson }>;
  /** Init containers, each with the number of those that come before it. */
  readonly initContainers: Array<{ readonly at: number; readonly container: ContainerJson }>;
  readonly supplementalGroups: Set<number>;
  /** KiB that volumes may take of containers: of what they request of memory, and of their ephemeral storage. */
  readonly memory: Map<string, number>;
  readonly ephemeralStorage: Map<string, number>;
}

export function noAdditions(): Additions {
  return {
    volumes: new Map(),
    mounts: [],
    devices: [],
    variables: [],
    initContainers: [],
    supplementalGroups: new Set(),
    memory: new Map(),
    ephemeralStorage: new Map(),
  };
}

/** Adds to a Pod spec, whose containers may be changed, what is not there yet. */
export function addToPodSpec(spec: PodSpecJson, additions: Additions): void {
  for (const { at, container } of additions.initContainers) {
    spec.initContainers ??= [];
    spec.initContainers.splice(at, 0, { ...container });
  }
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const container of containers) addToContainer(container, additions);
  addVolumes(spec, containers, additions);
  if (additions.supplementalGroups.size > 0) {
    const groups = new Set([...(spec.securityContext?.supplementalGroups ?? []), ...additions.supplementalGroups]);
    spec.securityContext = { ...spec.securityContext, supplementalGroups: [...groups] };
  }
}

function addToContainer(container: ContainerJson, { mounts, devices, variables, memory, ephemeralStorage }: Additions): void {
  const { name } = container;
  const mine = <T extends { readonly container: string }>(item: T): boolean => item.container === name;
  const mounted = mounts.filter(mine).map(({ mount }) => mount);
  if (mounted.length > 0) container.volumeMounts = [...(container.volumeMounts ?? []), ...mounted];
  const attached = devices.filter(mine).map(({ device }) => device);
  if (attached.length > 0) container.volumeDevices = [...(container.volumeDevices ?? []), ...attached];
  const told = variables.filter(mine).map(({ variable }) => variable);
  if (told.length > 0) container.env = [...(container.env ?? []), ...told];
  addMemoryRequest(container, memory.get(name) ?? 0);
  addEphemeralStorage(container, ephemeralStorage.get(name) ?? 0);
}

/** In the order in which containers mount them, as cdk8s-plus lists its own. */
function addVolumes(spec: PodSpecJson, containers: readonly ContainerJson[], { volumes, mounts, devices }: Additions): void {
  if (volumes.size === 0) return;
  const present = new Set(spec.volumes?.map(({ name }) => name));
  const used = containers.flatMap(({ name }) => [
    ...mounts.filter(({ container }) => container === name).map(({ mount }) => mount.name),
    ...devices.filter(({ container }) => container === name).map(({ device }) => device.name),
  ]);
  const missing = [...new Set(used)].filter((name) => volumes.get(name) !== undefined && !present.has(name));
  if (missing.length > 0) spec.volumes = [...(spec.volumes ?? []), ...missing.map((name) => ({ name, ...volumes.get(name) }))];
}
