import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { driverOfClassName, isBlockDriver, sharedBy, titleOfDriver } from '../../facts/drivers';
import { normalizePath } from '../../facts/kubernetes/paths';
import { CheckedContainer, checkPathsApart, containerNames, ownMountPaths } from '../../hardening/container-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { checkMountPath, checkObjectName, checkOneOf, checkTexts } from '../../props/check';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { CLAIM_PROPS } from '../../volumes/backup-storage';
import { checkClaimFields, Claim } from '../../volumes/claim';
import { ClaimSource } from '../../volumes/claim-source';
import { IStorageClass } from '../../volumes/storage-class';
import { VolumeOwnership } from '../../volumes/volume-ownership';
import { checkSubPath } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { isObject, Unchecked } from '../../util/unchecked';
import type { SharedStorage } from './props';

/** A claim that is made. */
export interface NewClaim {
  readonly name: string;
  readonly storage: Size;
  readonly storageClass: IStorageClass;
  readonly dataSource?: ClaimSource;
}

/** The files of a Deployment, checked. */
export interface PlannedStorage {
  readonly claim: Claim | NewClaim;
  readonly path: string;
  readonly access: MountAccess;
  readonly subPath?: string;
  readonly containers: readonly string[];
  readonly ownership: VolumeOwnership;
}

interface Context {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly containers: ReadonlyArray<CheckedContainer<ProbedContainer>>;
}

const { READ_WRITE_MANY, READ_ONLY_MANY } = kplus.PersistentVolumeAccessMode;

/** Who the group of a server's files is, unless told otherwise, as of an NfsSharedStore. */
const GROUP = 10001;

export function checkStorage(problems: Problems, given: unknown, context: Context): PlannedStorage | undefined {
  if (!isObject(given)) {
    problems.add('storage', given, 'Give an object with path, and with size and storageClass, or a claim.');
    return undefined;
  }
  const before = problems.count;
  const storage = given as Unchecked<SharedStorage>;
  const claim = storage.claim === undefined ? checkNew(problems, storage, context) : checkExisting(problems, storage);
  const path = checkMountPath(problems, 'storage.path', storage.path);
  const access = checkOneOf(problems, 'storage.access', storage.access ?? MountAccess.READ_WRITE, Object.values(MountAccess));
  if (storage.subPath !== undefined) checkSubPath(problems, 'storage.subPath', storage.subPath);
  const containers = checkSeers(problems, storage.containers, context.containers);
  for (const { at, container } of context.containers) {
    if (path === undefined || containers?.includes(container.name) !== true) continue;
    checkPathsApart(problems, [...ownMountPaths(at, container), { prop: 'storage.path', path: normalizePath(path) }]);
  }
  const ownership = checkOwnership(problems, storage, access);
  if (problems.count > before) return undefined;
  return {
    claim: claim!,
    path: normalizePath(path!),
    access: access!,
    subPath: storage.subPath as string | undefined,
    containers: containers!,
    ownership: ownership!,
  };
}

function checkNew(
  problems: Problems,
  { size, storageClass, claimName, dataSource }: Unchecked<SharedStorage>,
  { name, namespace }: Context,
): NewClaim | undefined {
  const before = problems.count;
  const claim = claimName === undefined ? name : checkObjectName(problems, 'storage.claimName', claimName);
  const driver = driverOf(storageClass, undefined);
  if (driver !== undefined && isBlockDriver(driver)) {
    problems.add(
      'storage.storageClass',
      isObject(storageClass) ? storageClass.storageClassName : storageClass,
      `It makes disks of ${titleOfDriver(driver)}, whose file system two nodes cannot write without destroying it. Use a FileStorageClass, or a StatefulWorkload, whose Pods have disks of their own.`,
    );
    return undefined;
  }
  const fields = checkClaimFields(
    problems,
    { storage: size, storageClass, accessModes: [READ_WRITE_MANY], dataSource },
    { namespace, propOf: (field) => `storage.${field === 'accessModes' ? 'storageClass' : CLAIM_PROPS[field]}` },
  );
  if (problems.count > before || claim === undefined || fields === undefined) return undefined;
  return {
    name: claim,
    storage: fields.storage,
    storageClass: storageClass as IStorageClass,
    dataSource: dataSource as ClaimSource | undefined,
  };
}

function checkExisting(problems: Problems, storage: Unchecked<SharedStorage>): Claim | undefined {
  const { claim, access } = storage;
  if (!isA(claim, Claim)) {
    problems.add('storage.claim', claim, 'Give a Claim, such as that of files.claim(), or size and storageClass for a new one.');
    return undefined;
  }
  for (const prop of ['size', 'storageClass', 'claimName', 'dataSource'] as const) {
    if (storage[prop] !== undefined) {
      problems.add(`storage.${prop}`, storage[prop], 'The claim has its own. Leave it out, or leave out claim.');
    }
  }
  if (claim.volumeMode === kplus.PersistentVolumeMode.BLOCK) {
    problems.add(
      'storage.claim',
      claim.name,
      'It is a raw device (Block): a file system that several nodes make on it is destroyed. Use a claim of FILE_SYSTEM on a FileStorageClass.',
    );
  } else if (!claim.accessModes.some((mode) => mode === READ_WRITE_MANY || mode === READ_ONLY_MANY)) {
    problems.add(
      'storage.claim',
      claim.name,
      `It is ${claim.accessModes.join(' and ')}, and Pods on other nodes never start. Use a claim that is READ_WRITE_MANY on a FileStorageClass, or a StatefulWorkload, whose Pods have disks of their own.`,
    );
  } else if (!claim.accessModes.includes(READ_WRITE_MANY) && access !== MountAccess.READ_ONLY) {
    problems.add('storage.access', access ?? MountAccess.READ_WRITE, 'The claim is ReadOnlyMany. Use MountAccess.READ_ONLY.');
  }
  return claim;
}

/** The containers that see the files: those that are named, or all. */
function checkSeers(
  problems: Problems,
  given: unknown,
  containers: ReadonlyArray<CheckedContainer<ProbedContainer>>,
): readonly string[] | undefined {
  const known = containerNames(containers);
  if (given === undefined) return known;
  const names = checkTexts(problems, 'storage.containers', given);
  if (names?.length === 0) problems.add('storage.containers', given, 'Name at least one, or leave it out for all.');
  names?.forEach((name, index) => {
    if (known.includes(name)) return;
    problems.add(`storage.containers[${index}]`, name, `The workload has no such container: it has ${known.join(', ')}.`);
  });
  return names && [...new Set(names)];
}

function checkOwnership(
  problems: Problems,
  { ownership, storageClass, claim }: Unchecked<SharedStorage>,
  access: MountAccess | undefined,
): VolumeOwnership | undefined {
  if (ownership !== undefined) {
    if (isA(ownership, VolumeOwnership)) {
      ownership._check(problems, 'storage.ownership');
      return ownership;
    }
    problems.add(
      'storage.ownership',
      ownership,
      'Use VolumeOwnership.fsGroup(), supplementalGroup(2000), givenByRootOnce({ image }) or asItIs().',
    );
    return undefined;
  }
  const driver = driverOf(storageClass, claim);
  if (driver === undefined) return VolumeOwnership.fsGroup();
  const parameters = isObject(storageClass) && isObject(storageClass.parameters) ? storageClass.parameters : {};
  const by = sharedBy(driver, parameters);
  if (by === 'kubelet') return VolumeOwnership.fsGroup();
  if (by === 'driver') return VolumeOwnership.asItIs();
  if (by === 'server') return VolumeOwnership.supplementalGroup(GROUP);
  if (by === 'mount') return VolumeOwnership.supplementalGroup(groupOf(storageClass) ?? GROUP);
  // Who only reads can do so in the directories that drivers make.
  if (access === MountAccess.READ_ONLY) return VolumeOwnership.asItIs();
  problems.add(
    'storage.ownership',
    undefined,
    `${titleOfDriver(driver)} leaves the files of a new volume to root, and the kubelet changes no group of shared ones, so that the Pods could not write. Say VolumeOwnership.givenByRootOnce({ image: "busybox:1.37.0" }), or asItIs() where the files are theirs already.`,
  );
  return undefined;
}

function driverOf(storageClass: unknown, claim: unknown): string | undefined {
  if (isA(claim, Claim)) return claim._origin.driver;
  if (!isObject(storageClass)) return undefined;
  const { provisioner, storageClassName } = storageClass;
  if (typeof provisioner === 'string') return provisioner;
  return typeof storageClassName === 'string' ? driverOfClassName(storageClassName) : undefined;
}

/** The group that a class of ours mounts with; root's group is no group for others. */
function groupOf(storageClass: unknown): number | undefined {
  const group = isObject(storageClass) ? storageClass._groupOfFiles : undefined;
  return typeof group === 'number' && group > 0 ? group : undefined;
}
