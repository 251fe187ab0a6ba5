import { IConstruct } from 'constructs';
import { isAbsolute, isSystemPath, isUnder, normalizePath } from '../facts/kubernetes/paths';
import { checkAbsolutePath, checkMountPath, checkOneOf, checkTexts } from '../props/check';
import { formatValue } from '../props/format-value';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { isObject, Unchecked } from '../util/unchecked';
import { additionsTo } from './additions';
import { findWorkload, workloadOf } from './find-workload';
import { AttachOptions, MountAccess, MountOptions, MountPropagation, RecursiveReadOnly } from './mount-options';
import { MountProblem } from './mount-problem';
import { problemsOfClaim, problemsOfDevice, problemsOfFiles, problemsOfMount } from './mount-problems';
import { Mountable } from './mountable';
import { VolumeMountJson } from './pod-json';
import { ContainerView, PodView } from './pod-view';
import { problemsOfContainers, problemsOfNeighbours } from './selinux';
import { WorkloadObject } from './workload-object';

/** A mount that has been checked and can be made. */
export interface PlannedMount {
  readonly volume: Mountable;
  readonly workload: WorkloadObject;
  readonly containers: readonly ContainerView[];
  readonly access: MountAccess;
  readonly mount: VolumeMountJson;
}

/** A mount whose parts a pattern has checked, into containers of its own Pods. */
export interface OwnMount {
  readonly volume: Mountable;
  readonly path: string;
  readonly containers: readonly string[];
  readonly access?: MountAccess;
  readonly subPath?: string;
  readonly propagation?: MountPropagation;
  readonly recursiveReadOnly?: RecursiveReadOnly;
}

/** A raw device that has been checked and can be handed over. */
export interface PlannedDevice {
  readonly volume: Mountable;
  readonly workload: WorkloadObject;
  readonly containers: readonly ContainerView[];
  readonly devicePath: string;
}

/** Checks a mount into a workload of any make; undefined where there was a problem. */
export function planMount(
  problems: Problems,
  volume: Mountable,
  given: unknown,
  path: unknown,
  options: MountOptions | undefined,
  pathProp = 'path',
): PlannedMount | undefined {
  options = withoutNulls(options, 'MountOptions');
  const before = problems.count;
  const workload = findWorkload(problems, 'workload', given);
  const mountPath = checkMountPath(problems, pathProp, path);
  if (volume.isDevice === true) {
    problems.add(pathProp, path, 'The claim is a raw device (Block), which no path can show. Use attachInto(), or a claim of FILE_SYSTEM.');
  }
  const pod = workload?.view();
  const containers = pod && findContainers(problems, given, pod, (options as Unchecked<MountOptions> | null | undefined)?.containers);
  const checked = checkOptions(problems, volume, options);
  if (workload === undefined || pod === undefined || mountPath === undefined || checked === undefined || containers === undefined) {
    return undefined;
  }
  const { access, ...fields } = checked;
  const mount = { name: volume.name, mountPath: normalizePath(mountPath), ...fields };
  const found = [
    ...problemsOfClaim(volume, workload, access === MountAccess.READ_WRITE),
    ...problemsOfFiles(volume, workload, pod),
    ...containers.flatMap((container) => problemsOfMount({ volume, mount }, pod, container, false)),
    ...problemsOfContainers(volume, pod, containers),
  ];
  addAll(problems, found, given, pathProp);
  return problems.count > before ? undefined : { volume, workload, containers, access, mount };
}

/** Makes a mount of a pattern into its own Pods. What is added later may still be in its way. */
export function mountOwn(pod: IConstruct, own: OwnMount): void {
  const { volume, path, containers, access = MountAccess.READ_ONLY, subPath, propagation, recursiveReadOnly } = own;
  const mount = {
    mountPath: normalizePath(path),
    name: volume.name,
    ...(propagation !== undefined && { mountPropagation: propagation }),
    ...(access === MountAccess.READ_ONLY && { readOnly: true }),
    ...(recursiveReadOnly !== undefined && { recursiveReadOnly }),
    ...(subPath !== undefined && { subPath }),
  };
  addMount({ volume, workload: workloadOf(pod)!, access, mount }, containers, `volume ${volume.name}`);
}

/** Mounts into a container of a pattern's own Pods all that another one of them has by then. */
export function mountLike(pod: IConstruct, container: string, other: string): void {
  const { additions } = workloadOf(pod)!.rewrites;
  const [own, theirs] = [additionsTo(additions, container), additionsTo(additions, other)];
  own.mounts.push(...theirs.mounts);
  // What the volumes take is asked for by each.
  own.memory += theirs.memory;
  own.ephemeralStorage += theirs.ephemeralStorage;
}

/** Makes a planned mount; `title` is what is mounted, for what is found later. */
export function makeMount(plan: PlannedMount, title: string): void {
  const names = plan.containers.map(({ name }) => name);
  addMount(plan, names, title);
}

function addMount(
  { volume, workload, access, mount }: Omit<PlannedMount, 'containers'>,
  containers: readonly string[],
  title: string,
): void {
  const { additions } = workload.rewrites;
  additions.volumes.set(volume.name, volume.source);
  if (volume.disk !== undefined && access === MountAccess.READ_WRITE) additions.disks.add(volume.disk);
  for (const container of containers) additionsTo(additions, container).mounts.push(mount);
  checkLater(workload, `${title}, mounted at ${mount.mountPath}`, (pod) => [
    ...problemsOfClaim(volume, workload, access === MountAccess.READ_WRITE),
    ...problemsOfFiles(volume, workload, pod),
    ...problemsOfNeighbours(volume, workload, pod),
    ...problemsOfContainers(
      volume,
      pod,
      pod.containers.filter(({ name }) => containers.includes(name)),
    ),
    ...inContainers(pod, containers, (container) => problemsOfMount({ volume, mount }, pod, container, true)),
  ]);
}

/** Checks the handing over of a raw device; undefined where there was a problem. */
export function planDevice(
  problems: Problems,
  volume: Mountable,
  given: unknown,
  path: unknown,
  options: AttachOptions | undefined,
): PlannedDevice | undefined {
  options = withoutNulls(options, 'AttachOptions');
  const before = problems.count;
  const workload = findWorkload(problems, 'workload', given);
  const devicePath = checkDevicePath(problems, path);
  if (volume.isDevice !== true) {
    problems.add(
      'devicePath',
      path,
      'The claim has a file system, so there is no device to hand over. Use mountInto(), or a claim of BLOCK.',
    );
  }
  checkIsOptions(problems, options, 'containers');
  checkKnownProps(problems, 'options', options, 'AttachOptions');
  if (workload === undefined) return undefined;
  const pod = workload.view();
  const containers = findContainers(problems, given, pod, (options as Unchecked<AttachOptions> | undefined)?.containers);
  if (devicePath === undefined || containers === undefined) return undefined;
  const normal = normalizePath(devicePath);
  const found = [
    ...problemsOfClaim(volume, workload, false),
    ...containers.flatMap((container) => problemsOfDevice(volume, normal, pod, container, false)),
  ];
  addAll(problems, found, given);
  return problems.count > before ? undefined : { volume, workload, containers, devicePath: normal };
}

/** A device may stand below /dev, where no directory is mounted, but in the place of nothing that the image or the kernel has. */
function checkDevicePath(problems: Problems, path: unknown): string | undefined {
  const checked = checkAbsolutePath(problems, 'devicePath', path);
  if (checked === undefined || isUnder(checked, '/dev') || !isSystemPath(checked)) return checked;
  problems.add('devicePath', checked, 'The image or the kernel has something there. Use a path of its own, such as /dev/data.');
  return undefined;
}

/** Hands over a raw device. */
export function makeDevice({ volume, workload, containers, devicePath }: PlannedDevice, title: string): void {
  const { additions } = workload.rewrites;
  additions.volumes.set(volume.name, volume.source);
  const names = containers.map(({ name }) => name);
  for (const container of names) additionsTo(additions, container).devices.push({ devicePath, name: volume.name });
  checkLater(workload, `${title}, attached at ${devicePath}`, (pod) => [
    ...problemsOfClaim(volume, workload, false),
    ...inContainers(pod, names, (container) => problemsOfDevice(volume, devicePath, pod, container, true)),
  ]);
}

export function checkAccess(problems: Problems, prop: string, access: unknown): MountAccess | undefined {
  if (access === undefined) return MountAccess.READ_ONLY;
  return checkOneOf(problems, prop, access, Object.values(MountAccess));
}

interface CheckedOptions extends Omit<VolumeMountJson, 'name' | 'mountPath'> {
  readonly access: MountAccess;
}

function checkIsOptions(problems: Problems, options: unknown, members: string): boolean {
  if (options === undefined || options === null || isObject(options)) return true;
  problems.add('options', options, `Give an object with ${members}, or leave it out.`);
  return false;
}

/** The fields of a mount that follow from its options alone. */
function checkOptions(problems: Problems, volume: Mountable, options: MountOptions | undefined): CheckedOptions | undefined {
  if (!checkIsOptions(problems, options, 'access, subPath and containers')) return undefined;
  const before = problems.count;
  checkKnownProps(problems, 'options', options, 'MountOptions');
  const { access: given, subPath, subPathExpr, propagation, recursiveReadOnly } = (options ?? {}) as Unchecked<MountOptions>;
  const access = checkAccess(problems, 'options.access', given);
  if (access === MountAccess.READ_WRITE && volume.readOnly !== undefined) problems.add('options.access', access, volume.readOnly);
  for (const [name, value] of Object.entries({ subPath, subPathExpr })) {
    if (value === undefined) continue;
    checkSubPath(problems, `options.${name}`, value);
    if (volume.follows !== undefined) problems.add(`options.${name}`, value, volume.follows);
  }
  if (subPath !== undefined && subPathExpr !== undefined) {
    problems.add('options.subPathExpr', subPathExpr, 'A mount has one of subPath and subPathExpr. Leave one of them out.');
  }
  checkSight(problems, 'options', { access, propagation, recursiveReadOnly });
  if (problems.count > before) return undefined;
  return {
    access: access!,
    ...(propagation !== undefined && { mountPropagation: propagation as string }),
    ...(access === MountAccess.READ_ONLY && { readOnly: true }),
    ...(recursiveReadOnly !== undefined && { recursiveReadOnly: recursiveReadOnly as string }),
    ...(subPath !== undefined && { subPath: subPath as string }),
    ...(subPathExpr !== undefined && { subPathExpr: subPathExpr as string }),
  };
}

interface GivenSight {
  readonly access: MountAccess | undefined;
  readonly propagation: unknown;
  readonly recursiveReadOnly: unknown;
}

/** What of mounts inside the volume is seen, and may be written. */
export function checkSight(problems: Problems, at: string, { access, propagation, recursiveReadOnly: value }: GivenSight): void {
  if (propagation !== undefined) checkOneOf(problems, `${at}.propagation`, propagation, Object.values(MountPropagation));
  const prop = `${at}.recursiveReadOnly`;
  if (value === undefined) return;
  const recursive = checkOneOf(problems, prop, value, Object.values(RecursiveReadOnly));
  if (recursive === undefined || recursive === RecursiveReadOnly.DISABLED) return;
  if (access === MountAccess.READ_WRITE) problems.add(prop, value, 'The mount can be written. Leave it out, or use MountAccess.READ_ONLY.');
  if (propagation !== undefined && propagation !== MountPropagation.NONE) {
    problems.add(prop, value, 'It goes with MountPropagation.NONE only. Leave one of them out.');
  }
}

export function checkSubPath(problems: Problems, prop: string, value: unknown): void {
  if (typeof value === 'string' && value !== '' && !isAbsolute(value) && !value.split('/').includes('..')) return;
  problems.add(prop, value, 'Give a path inside the volume: relative and without "..".');
}

/** The containers that are named, or all that run as long as the Pod; undefined where there was a problem. */
export function findContainers(problems: Problems, workload: unknown, pod: PodView, names: unknown): readonly ContainerView[] | undefined {
  const before = problems.count;
  const wanted = checkTexts(problems, 'options.containers', names);
  if (problems.count > before) return undefined;
  if (wanted?.length === 0) problems.add('options.containers', names, 'Name at least one, or leave it out for all.');
  const lasting = pod.containers.filter(({ isInit }) => !isInit);
  if (wanted === undefined && lasting.length === 0) {
    problems.add('workload', workload, 'It has no containers yet. Add them before the volume is mounted.');
  }
  const found = [...new Set(wanted ?? lasting.map(({ name }) => name))].flatMap((name, index) => {
    const prop = wanted === undefined ? 'workload' : `options.containers[${index}]`;
    const same = pod.containers.filter((container) => container.name === name);
    if (same.length === 1) return same;
    const known = pod.containers.map((container) => container.name).join(', ');
    const remedy = same.length === 0 ? 'The workload has no such container' : 'Several containers have this name; give each its own';
    problems.add(prop, name, `${remedy}: it has ${known}.`);
    return [];
  });
  return problems.count > before ? undefined : found;
}

/** Reports what is in the way by the arguments of the call. */
function addAll(problems: Problems, found: readonly MountProblem[], given: unknown, pathProp = 'path'): void {
  for (const { prop, value, remedy } of found) {
    problems.add(prop === 'path' ? pathProp : prop, prop === 'workload' ? given : value, remedy);
  }
}

/** What containers that were found at a call say later; one that is gone is reported. */
function inContainers(
  pod: PodView,
  containers: readonly string[],
  problemsIn: (container: ContainerView) => MountProblem[],
): MountProblem[] {
  return containers.flatMap((name) => {
    const same = pod.containers.filter((container) => container.name === name);
    if (same.length === 1) return problemsIn(same[0]);
    const remedy = same.length === 0 ? 'It has no such container any more.' : 'Several containers have this name. Give each its own.';
    return [{ prop: 'workload', value: name, remedy }];
  });
}

/** Looks again at synthesis: containers, mounts and replicas may change until then. */
export function checkLater(workload: WorkloadObject, title: string, problemsIn: (pod: PodView) => MountProblem[]): void {
  workload.later((pod) =>
    problemsIn(pod).map(({ prop, value, remedy }) => `${title}: ${prop}: ${formatValue(value)}. ${remedy.replaceAll('\n', '\\n')}`),
  );
}
