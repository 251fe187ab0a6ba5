import { unknownContainer } from '../facts/kubernetes/file-sources';
import { normalizePath, pathsOverlap } from '../facts/kubernetes/paths';
import { isSameVolume, Mountable } from './mountable';
import { MountProblem } from './mount-problem';
import { MountPropagation } from './mount-options';
import { VolumeMountJson } from './pod-json';
import { ContainerView, PodView } from './pod-view';
import { severalPods } from './several-pods';
import { WorkloadObject } from './workload-object';

/** What the mount room looks at: one volume in one container. */
export interface PlacedMount {
  readonly volume: Mountable;
  readonly mount: VolumeMountJson;
}

/**
 * What is in the way of a mount in one container, as the workload is now. `isMade` says that the mount is among those of the container: what
 * is added later is compared with it at synthesis.
 */
export function problemsOfMount({ volume, mount }: PlacedMount, pod: PodView, container: ContainerView, isMade: boolean): MountProblem[] {
  const others = [...container.mounts];
  if (isMade) {
    const own = others.findIndex(({ path, volume: name }) => path === mount.mountPath && name === mount.name);
    others.splice(own, own < 0 ? 0 : 1);
  }
  return [
    ...namesakes(volume, pod, container),
    ...overlaps(mount.mountPath, container, others),
    ...variables(mount, container),
    ...privileges(mount, container),
  ];
}

function namesakes(volume: Mountable, pod: PodView, container: ContainerView): MountProblem[] {
  const present = pod.volumes.get(volume.name);
  if (present === undefined || isSameVolume(present, volume)) return [];
  const at = container.mounts.find((mount) => mount.volume === volume.name)?.path;
  const where = at === undefined ? 'The Pod has' : `The container ${container.name} mounts`;
  return [
    { prop: 'name', value: volume.name, remedy: `${where} another volume of that name${at === undefined ? '' : ` at ${at}`}. Rename one.` },
  ];
}

function overlaps(path: string, container: ContainerView, others: ContainerView['mounts']): MountProblem[] {
  if (container.devices.some((device) => normalizePath(device) === path) && others !== container.mounts) {
    return [{ prop: 'path', value: path, remedy: `The container ${container.name} has a device there. Use another path.` }];
  }
  const hidden = others.find((mount) => pathsOverlap(mount.path, path));
  if (hidden === undefined) return [];
  const remedy = `The container ${container.name} has the volume ${hidden.volume} at ${hidden.path}: one would hide the other. Use another path.`;
  return [{ prop: 'path', value: path, remedy }];
}

/** `$(NAME)`, unless its dollar sign is doubled. */
const VARIABLE = /(\$\$)|\$\(([^)]*)\)/g;

function variables({ subPathExpr }: VolumeMountJson, container: ContainerView): MountProblem[] {
  // Which variables a ConfigMap gives is not known here.
  if (subPathExpr === undefined || container.envFrom.length > 0) return [];
  const known = container.env.map(({ name }) => name);
  return [...subPathExpr.matchAll(VARIABLE)].flatMap(([, escaped, name]) => {
    if (escaped !== undefined || known.includes(name)) return [];
    const has = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
    const remedy = `The container ${container.name} has no variable ${name}, and would never start: ${has}. Give it the variable first.`;
    return [{ prop: 'options.subPathExpr', value: subPathExpr, remedy }];
  });
}

function privileges({ mountPropagation }: VolumeMountJson, container: ContainerView): MountProblem[] {
  if (mountPropagation !== MountPropagation.BIDIRECTIONAL || container.isPrivileged) return [];
  const remedy = `The container ${container.name} is not privileged, and the API server refuses such a mount then. Use HOST_TO_CONTAINER, or make the container privileged.`;
  return [{ prop: 'options.propagation', value: mountPropagation, remedy }];
}

const SHARED = ['ReadWriteMany', 'ReadOnlyMany'];

/** What is wrong with the claim of a volume for a workload. */
export function problemsOfClaim({ claim }: Mountable, workload: WorkloadObject, writes: boolean): MountProblem[] {
  if (claim === undefined) return [];
  const { namespace } = workload;
  const found: MountProblem[] = [];
  if (namespace !== undefined && claim.namespace !== undefined && namespace !== claim.namespace) {
    const remedy = `It is in the namespace ${namespace} and the claim in ${claim.namespace}, and Pods find claims of their own namespace only. Make a claim there.`;
    found.push({ prop: 'workload', value: workload.construct, remedy });
  }
  if (writes && claim.accessModes.every((mode) => mode === 'ReadOnlyMany')) {
    const remedy = 'The claim is ReadOnlyMany. Leave it out, or claim a volume that can be written.';
    found.push({ prop: 'options.access', value: 'READ_WRITE', remedy });
  }
  const several = claim.accessModes.some((mode) => SHARED.includes(mode)) ? undefined : severalPods(workload);
  if (several !== undefined) {
    const isPod = claim.accessModes.every((mode) => mode === 'ReadWriteOncePod');
    const why = isPod
      ? 'only one Pod can have this claim, so another never starts'
      : 'only one node can mount this claim, so a Pod elsewhere never starts';
    const remedy = `${several.reason}, and ${why}. To mount it, ${several.remedy}, use a ReadWriteMany claim, or a StatefulSet with a ClaimTemplate.`;
    found.push({ prop: 'workload', value: workload.construct, remedy });
  }
  return found;
}

/** What is wrong with the files of a volume for a workload. */
export function problemsOfFiles({ objects = [], resourcesOf = [] }: Mountable, workload: WorkloadObject, pod: PodView): MountProblem[] {
  const { namespace } = workload;
  const elsewhere = objects.filter((object) => namespace !== undefined && object.namespace !== undefined && object.namespace !== namespace);
  const known = pod.containers.map(({ name }) => name);
  const missing = resourcesOf.filter((name) => !known.includes(name));
  return [
    ...elsewhere.map(({ kind, name, namespace: other }) => ({
      prop: 'workload',
      value: workload.construct,
      remedy: `It is in the namespace ${namespace} and the ${kind} ${name} in ${other}, and Pods find those of their own namespace only. Make one there.`,
    })),
    ...missing.map((name) => {
      const { why, remedy } = unknownContainer(name, known);
      return { prop: 'workload', value: workload.construct, remedy: `The volume ${why}. ${remedy}` };
    }),
  ];
}

/** What is in the way of a raw device in one container. */
export function problemsOfDevice(
  volume: Mountable,
  devicePath: string,
  pod: PodView,
  container: ContainerView,
  isMade: boolean,
): MountProblem[] {
  const same = container.devices.filter((path) => path === devicePath).length > (isMade ? 1 : 0);
  const value = devicePath;
  return [
    ...namesakes(volume, pod, container),
    ...(same ? [{ prop: 'devicePath', value, remedy: `The container ${container.name} has a device there. Use another path.` }] : []),
    ...overlaps(devicePath, container, container.mounts).map((problem) => ({ ...problem, prop: 'devicePath' })),
  ];
}
