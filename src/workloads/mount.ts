import * as kplus from 'cdk8s-plus-27';
import { normalizePath, pathsOverlap } from '../facts/kubernetes/paths';
import { checkMountPath, checkOneOf, checkTexts } from '../props/check';
import { Problems } from '../props/problems';
import { MountAccess } from './mount-access';

/**
 * How a volume is mounted into the containers of a workload.
 */
export interface MountOptions {
  /**
   * What the containers may do with the volume.
   *
   * @default MountAccess.READ_ONLY
   */
  readonly access?: MountAccess;

  /**
   * Names of the containers, init containers included, that get the mount.
   *
   * @default - all containers that the workload has at the time of the call, without init containers
   */
  readonly containers?: string[];

  /**
   * A directory of the volume to mount instead of its root: relative, without `..`.
   *
   * @default - the root of the volume
   */
  readonly subPath?: string;
}

/** A mount that has been checked and can be made. */
export interface PlannedMount {
  readonly containers: readonly kplus.Container[];
  readonly path: string;
  readonly access: MountAccess;
  readonly subPath?: string;
}

/** Checks a mount into a workload that exists; undefined where there was a problem. */
export function planMount(
  problems: Problems,
  workload: kplus.AbstractPod,
  volume: kplus.Volume,
  path: unknown,
  given: MountOptions | undefined,
): PlannedMount | undefined {
  if (!(workload instanceof kplus.AbstractPod)) {
    problems.add('workload', workload, 'Give a workload of cdk8s-plus: a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob.');
    return undefined;
  }
  const options = given ?? {};
  const checkedPath = checkMountPath(problems, 'path', path);
  const access = checkAccess(problems, 'options.access', options.access);
  const containers = findContainers(problems, workload, options.containers);
  if (options.subPath !== undefined) checkSubPath(problems, 'options.subPath', options.subPath);
  for (const container of containers) {
    const mounts = container.mounts;
    const sameName = mounts.find((mount) => mount.volume.name === volume.name && mount.volume !== volume);
    if (sameName) {
      problems.add(
        'name',
        volume.name,
        `The container ${container.name} mounts another volume of that name at ${sameName.path}. Rename one.`,
      );
    }
    const hidden = checkedPath === undefined ? undefined : mounts.find((mount) => pathsOverlap(mount.path, checkedPath));
    if (hidden) {
      problems.add(
        'path',
        path,
        `The container ${container.name} has the volume ${hidden.volume.name} at ${hidden.path}: one would hide the other. Use another path.`,
      );
    }
  }
  if (problems.count > 0 || checkedPath === undefined || access === undefined) return undefined;
  return { containers, path: normalizePath(checkedPath), access, subPath: options.subPath };
}

/** Makes a planned mount. */
export function makeMount(volume: kplus.Volume, plan: PlannedMount): void {
  for (const container of plan.containers) {
    const readOnly = plan.access === MountAccess.READ_ONLY ? true : undefined;
    container.mount(plan.path, volume, { readOnly, subPath: plan.subPath });
  }
}

export function checkAccess(problems: Problems, prop: string, access: unknown): MountAccess | undefined {
  if (access === undefined) return MountAccess.READ_ONLY;
  return checkOneOf(problems, prop, access, Object.values(MountAccess));
}

function checkSubPath(problems: Problems, prop: string, value: unknown): void {
  if (typeof value === 'string' && value !== '' && !value.startsWith('/') && !value.split('/').includes('..')) return;
  problems.add(prop, value, 'Give a path inside the volume: relative and without "..".');
}

function findContainers(problems: Problems, workload: kplus.AbstractPod, names: unknown): readonly kplus.Container[] {
  const wanted = checkTexts(problems, 'options.containers', names);
  if (wanted === undefined) {
    if (workload.containers.length === 0) {
      problems.add('workload', workload, 'It has no containers yet. Add them before the volume is mounted.');
    }
    return workload.containers;
  }
  if (wanted.length === 0) problems.add('options.containers', names, 'Name at least one, or leave it out for all.');
  const all = [...workload.containers, ...workload.initContainers];
  return [...new Set(wanted)].flatMap((name, index) => {
    const found = all.filter((container) => container.name === name);
    if (found.length === 1) return found;
    const known = all.map((container) => container.name).join(', ');
    const remedy = found.length === 0 ? 'The workload has no such container' : 'Several containers have this name; give each its own';
    problems.add(`options.containers[${index}]`, name, `${remedy}: it has ${known}.`);
    return [];
  });
}
