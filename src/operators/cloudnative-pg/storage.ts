import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../../props/problems';
import { formatSize, kibibytes } from '../../props/sizes';
import { isMap, Unchecked } from '../../util/unchecked';
import { CLAIM_PROPS } from '../../volumes/backup-storage';
import { checkClaimFields } from '../../volumes/claim';
import type { ReplicatedStorage, ReplicatedWalStorage } from './parts-props';

interface Disk {
  readonly size: Size;
  readonly storageClassName: string;
}

export interface ReplicatedStoragePlan {
  readonly data: Disk;
  readonly wal: Disk;
  readonly accessMode: kplus.PersistentVolumeAccessMode;
}

/** The least room that the server takes on a disk, and what takes it. */
export interface SmallestDisk {
  readonly size: Size;
  readonly why: string;
}

interface Least {
  readonly namespace: string | undefined;
  readonly smallestData?: SmallestDisk;
  readonly smallestLog?: SmallestDisk;
}

const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

/** The disk of the log where none is said: a quarter of that of the data, within limits. */
const WAL_GIB = { least: 8, most: 64 };

const GIB = 1024 ** 2;

function walSize(data: Size): Size {
  const quarter = Math.ceil(kibibytes(data) / 4 / GIB);
  return Size.gibibytes(Math.min(WAL_GIB.most, Math.max(WAL_GIB.least, quarter)));
}

/** The disks of each server; undefined where there was a problem. */
export function checkStorage(
  problems: Problems,
  given: unknown,
  { namespace, smallestData, smallestLog }: Least,
): ReplicatedStoragePlan | undefined {
  if (!isMap(given)) {
    problems.add('storage', given, 'Give the size of the disk and the class that makes it.');
    return undefined;
  }
  const { size, storageClass, accessMode, wal } = given as Unchecked<ReplicatedStorage>;
  const before = problems.count;
  const mode = accessMode ?? READ_WRITE_ONCE;
  if (mode !== READ_WRITE_ONCE && mode !== READ_WRITE_ONCE_POD) {
    problems.add('storage.accessMode', mode, 'Each disk belongs to one server. Use READ_WRITE_ONCE or READ_WRITE_ONCE_POD.');
  }
  if (problems.count > before) return undefined;
  const accessModes = [mode];
  const data = checkDisk(problems, 'storage', { storage: size, storageClass, accessModes }, { namespace, least: smallestData });
  const { size: walGiven, storageClass: walClass } = checkWal(problems, wal);
  if (data === undefined || problems.count > before) return undefined;
  const log = checkDisk(
    problems,
    'storage.wal',
    { storage: walGiven ?? walSize(data.size), storageClass: walClass ?? storageClass, accessModes },
    { namespace, least: smallestLog },
  );
  return log && { data, wal: log, accessMode: mode as kplus.PersistentVolumeAccessMode };
}

function checkWal(problems: Problems, wal: unknown): Unchecked<ReplicatedWalStorage> {
  if (wal === undefined) return {};
  if (!isMap(wal)) {
    if (!problems.mentions('storage.wal')) problems.add('storage.wal', wal, 'Give the size of the disk, or leave it out.');
    return {};
  }
  const { size } = wal as Unchecked<ReplicatedWalStorage>;
  if (size === undefined) problems.add('storage.wal.size', undefined, 'Give the size of the disk.');
  return wal;
}

interface Limits {
  readonly namespace: string | undefined;
  readonly least: SmallestDisk | undefined;
}

function checkDisk(
  problems: Problems,
  at: string,
  given: { readonly storage: unknown; readonly storageClass: unknown; readonly accessModes: readonly unknown[] },
  { namespace, least }: Limits,
): Disk | undefined {
  const fields = checkClaimFields(problems, given, { namespace, propOf: (field) => `${at}.${CLAIM_PROPS[field]}` });
  if (fields === undefined) return undefined;
  if (least !== undefined && kibibytes(fields.storage) < kibibytes(least.size)) {
    problems.add(
      `${at}.size`,
      fields.storage,
      `Too small: ${least.why}. Ask for ${formatSize(least.size)} at least, and for room to grow.`,
    );
    return undefined;
  }
  return { size: fields.storage, storageClassName: fields.storageClassName };
}
