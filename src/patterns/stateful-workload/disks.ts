import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { isAbsolute, isSystemPath, isUnder, normalizePath, pathsOverlap } from '../../facts/kubernetes/paths';
import { CheckedContainer, checkPathsApart, containerNames, ownMountPaths } from '../../hardening/container-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { checkAbsolutePath, checkBoolean, checkLabelName, checkMountPath, checkObjectName, checkTexts } from '../../props/check';
import { Problems } from '../../props/problems';
import { CLAIM_PROPS } from '../../volumes/backup-storage';
import { checkClaimFields } from '../../volumes/claim';
import { ClaimSource } from '../../volumes/claim-source';
import { IStorageClass } from '../../volumes/storage-class';
import { isObject, Unchecked } from '../../util/unchecked';
import { SeenDisk } from '../../hardening/known-programs';
import type { StatefulDisk } from './props';

/** A disk whose props have been checked. */
export interface PlannedDisk {
  readonly name: string;
  readonly storage: Size;
  readonly storageClass: IStorageClass;
  readonly accessModes: kplus.PersistentVolumeAccessMode[];
  readonly volumeMode: kplus.PersistentVolumeMode;
  readonly dataSource?: ClaimSource;
  readonly volumeAttributesClassName?: string;
  /** Where containers see it: a path of a directory or of a device. */
  readonly place: string;
  readonly subPath?: string;
  readonly containers: readonly string[];
  readonly seen: SeenDisk;
}

const DEFAULT_NAME = 'data';

/** The disks that could be looked at. */
export function checkDisks(
  problems: Problems,
  disks: unknown,
  containers: ReadonlyArray<CheckedContainer<ProbedContainer>>,
  namespace: string | undefined,
): readonly PlannedDisk[] {
  if (!Array.isArray(disks) || disks.length === 0) {
    problems.add('disks', disks, 'Give a list with size, storageClass and path for each. What keeps nothing belongs in a Deployment.');
    return [];
  }
  const names = new Map<string, string>();
  const planned = disks.flatMap((disk: unknown, index) => {
    const at = `disks[${index}]`;
    if (!isObject(disk)) {
      problems.add(at, disk, 'Give an object with size, storageClass and path.');
      return [];
    }
    const { name = DEFAULT_NAME } = disk as Unchecked<StatefulDisk>;
    const checked = checkLabelName(problems, `${at}.name`, name, LONGEST_LABEL, 'the volume in the Pods has this name');
    const other = checked === undefined ? undefined : names.get(checked);
    if (other !== undefined) problems.add(`${at}.name`, checked, `${other} has this name too. Give each disk its own.`);
    else if (checked !== undefined) names.set(checked, at);
    return checkDisk(problems, at, disk, { name: checked ?? DEFAULT_NAME, containers, namespace }) ?? [];
  });
  checkApart(problems, planned, containers);
  return planned;
}

interface DiskContext {
  readonly name: string;
  readonly containers: ReadonlyArray<CheckedContainer<ProbedContainer>>;
  readonly namespace: string | undefined;
}

function checkDisk(
  problems: Problems,
  at: string,
  disk: Unchecked<StatefulDisk>,
  { name, containers, namespace }: DiskContext,
): PlannedDisk | undefined {
  const before = problems.count;
  const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
  const { size, storageClass, accessMode = READ_WRITE_ONCE, dataSource, volumeAttributesClassName, rootIsFine, subPath } = disk;
  if (accessMode !== READ_WRITE_ONCE && accessMode !== READ_WRITE_ONCE_POD) {
    problems.add(
      `${at}.accessMode`,
      accessMode,
      'Each Pod has a disk of its own. Use READ_WRITE_ONCE or READ_WRITE_ONCE_POD; files that all Pods see belong on a claim that is mounted into the set.',
    );
  }
  const place = checkPlace(problems, at, disk);
  const { BLOCK, FILE_SYSTEM } = kplus.PersistentVolumeMode;
  const volumeMode = disk.devicePath === undefined ? FILE_SYSTEM : BLOCK;
  const fields = checkClaimFields(
    problems,
    { storage: size, storageClass, accessModes: [READ_WRITE_ONCE], dataSource, volumeMode },
    { namespace, propOf: (field) => `${at}.${field === 'volumeMode' ? 'devicePath' : CLAIM_PROPS[field]}` },
  );
  if (volumeAttributesClassName !== undefined) checkObjectName(problems, `${at}.volumeAttributesClassName`, volumeAttributesClassName);
  checkBoolean(problems, `${at}.rootIsFine`, rootIsFine);
  const seers = checkSeers(problems, `${at}.containers`, disk.containers, containers);
  if (problems.count > before || place === undefined || fields === undefined || seers === undefined) return undefined;
  return {
    name,
    storage: fields.storage,
    storageClass: storageClass as IStorageClass,
    accessModes: [accessMode as kplus.PersistentVolumeAccessMode],
    volumeMode,
    dataSource: dataSource as ClaimSource | undefined,
    volumeAttributesClassName: volumeAttributesClassName as string | undefined,
    place,
    subPath: subPath as string | undefined,
    containers: seers,
    seen: {
      prop: at,
      path: place,
      subPath: subPath as string | undefined,
      rootIsFine: rootIsFine === true,
      isNew: dataSource === undefined,
    },
  };
}

function checkPlace(
  problems: Problems,
  at: string,
  { path, devicePath, subPath, rootIsFine }: Unchecked<StatefulDisk>,
): string | undefined {
  if (devicePath !== undefined) {
    for (const [name, value] of Object.entries({ path, subPath, rootIsFine })) {
      if (value !== undefined) {
        problems.add(`${at}.${name}`, value, 'A raw device has no directories. Leave it out, or leave out devicePath.');
      }
    }
    const device = checkAbsolutePath(problems, `${at}.devicePath`, devicePath);
    if (device === undefined || isUnder(device, '/dev') || !isSystemPath(device)) return device && normalizePath(device);
    problems.add(`${at}.devicePath`, device, 'The image or the kernel has something there. Use a path of its own, such as /dev/data.');
    return undefined;
  }
  if (
    subPath !== undefined &&
    (typeof subPath !== 'string' || subPath === '' || isAbsolute(subPath) || subPath.split('/').includes('..'))
  ) {
    problems.add(`${at}.subPath`, subPath, 'Give a path inside the volume: relative and without "..".');
  }
  const checked = checkMountPath(problems, `${at}.path`, path);
  return checked && normalizePath(checked);
}

/** The containers that see a disk: those that are named, or the first. */
function checkSeers(
  problems: Problems,
  prop: string,
  given: unknown,
  containers: ReadonlyArray<CheckedContainer<ProbedContainer>>,
): readonly string[] | undefined {
  const known = containerNames(containers);
  if (given === undefined) return known.slice(0, 1);
  const names = checkTexts(problems, prop, given);
  if (names?.length === 0) problems.add(prop, given, 'Name at least one, or leave it out for the first.');
  names?.forEach((name, index) => {
    if (!known.includes(name)) problems.add(`${prop}[${index}]`, name, `The workload has no such container: it has ${known.join(', ')}.`);
  });
  return names && [...new Set(names)];
}

/** Reports disks that hide one another, or what a container has there. */
function checkApart(problems: Problems, disks: readonly PlannedDisk[], containers: ReadonlyArray<CheckedContainer<ProbedContainer>>): void {
  for (const { at, container } of containers) {
    const own = ownMountPaths(at, container);
    const seen = disks.filter(({ containers: names }) => names.includes(container.name));
    const paths = seen.map(({ seen: { prop, path }, volumeMode }) => ({
      prop: `${prop}.${volumeMode === kplus.PersistentVolumeMode.BLOCK ? 'devicePath' : 'path'}`,
      path,
    }));
    paths.forEach((path, index) => {
      const other = [...own, ...paths.slice(0, index)].find((before) => pathsOverlap(before.path, path.path));
      // Two disks of several containers are in each other's way once.
      if (other !== undefined && !problems.mentions(path.prop)) checkPathsApart(problems, [other, path]);
    });
  }
}
