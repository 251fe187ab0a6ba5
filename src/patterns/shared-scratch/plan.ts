import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { normalizePath } from '../../facts/kubernetes/paths';
import { checkContainers, checkPathsApart, ownMountPaths } from '../../hardening/container-options';
import { checkIdentity, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkMountPath, checkOneOf } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { checkDiskFits, checkMemoryFits, memoryWithScratch } from '../../volumes/scratch-accounting';
import { ScratchMedium } from '../../volumes/scratch-medium';
import { checkSeed } from '../../volumes/scratch-seed';
import { checkScratchVolume } from '../../volumes/scratch-volume';
import { writableDemand } from '../../volumes/writable-paths';
import { checkAccess } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { DEFAULT_RESOURCES, limitsEphemeralStorage } from '../../workloads/resources';
import { Unchecked } from '../../util/unchecked';
import type { ScratchContainer, SharedScratchPodProps } from './props';

/** A container of a `SharedScratchPod` whose props have been checked. */
export interface PlannedContainer {
  readonly container: ScratchContainer;
  /** Where it sees the scratch volume. */
  readonly mountPath: string;
  /** What it needs where it may fill a Memory volume; undefined where the default will do. */
  readonly memory?: kplus.MemoryResources;
}

/** A `SharedScratchPod` whose props have been checked, with all defaults. */
export interface ScratchPodPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly containers: readonly PlannedContainer[];
  /** The containers in the order in which they mount the volume: the room on the node's disk is charged to the first. */
  readonly mounters: readonly PlannedContainer[];
}

const COMPONENT = 'scratch-pod';
/** Name of the volume in the Pod. */
export const VOLUME = 'scratch';
const DEFAULT_MOUNT_PATH = '/scratch';

export function planScratchPod(scope: Construct, id: string, props: SharedScratchPodProps): ScratchPodPlan {
  const identity: Identity = { name: props?.name ?? id, component: COMPONENT };
  const objects = checkProps(scope, id, identity, props);
  const containers = props.containers.map((container) => ({
    container,
    mountPath: normalizePath(container.mountPath ?? props.mountPath ?? DEFAULT_MOUNT_PATH),
    memory: memoryOf(container, props),
  }));
  const mounters = [...containers].sort((one, other) => chargeRank(one.container) - chargeRank(other.container));
  return { identity, objects, containers, mounters };
}

const writes = (container: ScratchContainer): boolean => container.access === MountAccess.READ_WRITE;

/** Best charged for the room on the node's disk: a writer that names no limit of its own. */
const chargeRank = (container: ScratchContainer): number => Number(limitsEphemeralStorage(container)) * 2 + Number(!writes(container));

/** The memory of a container that may fill a Memory volume; undefined where the default will do. */
function memoryOf(container: ScratchContainer, { medium, sizeLimit }: SharedScratchPodProps): kplus.MemoryResources | undefined {
  if (medium?.kind !== 'memory' || !writes(container)) return undefined;
  return memoryWithScratch(container.resources?.memory, DEFAULT_RESOURCES.memory, sizeLimit);
}

function checkProps(scope: Construct, id: string, identity: Identity, props: SharedScratchPodProps): FreeObjects {
  const problems = Problems.ofNew('SharedScratchPod', scope, id);
  checkKnownProps(problems, '', props, 'SharedScratchPodProps');
  const name = checkIdentity(problems, identity);
  const notSecret = checkPodOptions(problems, props ?? {});
  const { mountPath, medium, sizeLimit, restartPolicy, seed } = props ?? {};
  if (mountPath !== undefined) checkMountPath(problems, 'mountPath', mountPath);
  if (restartPolicy !== undefined) checkOneOf(problems, 'restartPolicy', restartPolicy, Object.values(kplus.RestartPolicy));
  const containers = checkContainers<ScratchContainer>(problems, 'containers', props?.containers, notSecret);
  notSecret.check();
  const accesses = containers.map(({ at, container }) => checkAccess(problems, `${at}.access`, container.access));
  if (containers.length > 0 && seed === undefined && !accesses.includes(MountAccess.READ_WRITE)) {
    problems.add(
      'containers',
      accesses,
      'Nobody writes to the scratch volume, so it stays empty. Give a container access: MountAccess.READ_WRITE, or give a seed.',
    );
  }
  for (const { at, container } of containers) {
    const own =
      container.mountPath === undefined
        ? (mountPath ?? DEFAULT_MOUNT_PATH)
        : checkMountPath(problems, `${at}.mountPath`, container.mountPath);
    if (typeof own === 'string') {
      checkPathsApart(problems, [...ownMountPaths(at, container), { prop: `${at}.mountPath`, path: own }]);
    }
  }
  const before = problems.count;
  checkScratchVolume(problems, '', VOLUME, { medium, sizeLimit });
  const volume = problems.count === before ? { name: VOLUME, medium: medium ?? ScratchMedium.DISK, sizeLimit } : undefined;
  if (seed !== undefined) checkSeed(problems, 'seed', seed, volume);
  // Sizes are compared once they are sizes.
  if (problems.count === 0) checkFits(problems, props);
  const objects = checkObjects(problems, scope, name, () => podAndMore(identity, props ?? {}));
  problems.throwIfAny();
  return objects;
}

function podAndMore(identity: Identity, props: SharedScratchPodProps): PlannedObject[] {
  const { name } = identity;
  const { medium } = props as Unchecked<SharedScratchPodProps>;
  // A volume of a class is a claim that the cluster names after the Pod and the volume.
  const ofClass = isA(medium, ScratchMedium) && medium.kind === 'claim';
  const claim = { kind: 'PersistentVolumeClaim', name: `${name}-${VOLUME}` } as const;
  return [{ kind: 'Pod', name }, ...podObjects(identity, props), ...(ofClass ? [claim] : [])];
}

function checkFits(problems: Problems, props: SharedScratchPodProps): void {
  const size = kibibytes(props.sizeLimit);
  if (props.medium?.kind === 'memory') {
    for (const container of props.containers.filter(writes)) {
      checkMemoryFits(problems, 'sizeLimit', { name: container.name, resources: { memory: memoryOf(container, props) } }, size);
    }
  }
  const onDisk = (props.medium?.kind ?? 'disk') === 'disk';
  const demand = writableDemand(props.containers);
  if (onDisk && props.containers.every(limitsEphemeralStorage)) checkDiskFits(problems, 'sizeLimit', props.containers, size, demand);
  else if (demand > 0) checkDiskFits(problems, 'containers', props.containers, demand);
}
