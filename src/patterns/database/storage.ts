import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { checkOneOf } from '../../props/check';
import { Problems } from '../../props/problems';
import { formatSize, kibibytes } from '../../props/sizes';
import { CLAIM_PROPS } from '../../volumes/backup-storage';
import { checkClaimFields } from '../../volumes/claim';
import { ClaimSource } from '../../volumes/claim-source';
import { ClaimRetention, ClaimTemplateProps } from '../../volumes/claim-template';
import { IStorageClass } from '../../volumes/storage-class';
import { EngineSpec, SmallestDisk } from './engine-spec';
import { ExistingData, ExistingPlan } from './existing-data';
import { isObject, Unchecked } from '../../util/unchecked';

/**
 * The disk of a `StatefulDatabase`.
 *
 * It cannot be changed once the database exists, since a StatefulSet does not let its claims be changed. To grow it: make the claim
 * larger (`kubectl patch pvc`), delete the set and leave its Pod (`kubectl delete statefulset --cascade=orphan`), and apply the larger
 * size.
 */
export interface DatabaseStorage {
  /**
   * Size of the disk; refused below what the engine takes for itself.
   *
   * @default - none, it has to be said; but for a claim that exists under a name of its own
   */
  readonly size?: Size;

  /**
   * The class that makes the disk. The cluster's default may bind in the wrong zone, or delete the disk with its claim.
   *
   * @default - none, it has to be said; but for a claim that exists under a name of its own
   */
  readonly storageClass?: IStorageClass;

  /**
   * Data that is there already, to be taken over as it is: nothing is initialised then, ever.
   *
   * @default - a new database; one that finds other data on its disk refuses it
   */
  readonly existing?: ExistingData;

  /**
   * Who may mount the disk at once: the Pods of one node, or one Pod alone (READ_WRITE_ONCE_POD; CSI drivers only, Kubernetes 1.29).
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;

  /**
   * What becomes of the claims when the StatefulSet is deleted. They stay when it is scaled to zero in any case.
   *
   * @default ClaimRetention.RETAIN
   */
  readonly retention?: ClaimRetention;

  /**
   * What a new disk starts with, such as a VolumeSnapshot; the engine recovers from it as from a crash.
   *
   * @default - an empty disk, on which a new database is made
   */
  readonly dataSource?: ClaimSource;

  /**
   * A disk of its own for the write-ahead log, for Postgres only.
   *
   * @default - the log lies with the data
   */
  readonly wal?: WalStorage;
}

/** The disk of a write-ahead log. */
export interface WalStorage {
  /** Size of the disk, at least 2Gi: max_wal_size is no hard limit, and the server stops where the disk is full. */
  readonly size: Size;

  /**
   * The class that makes the disk.
   *
   * @default - that of the data
   */
  readonly storageClass?: IStorageClass;

  /**
   * What a new disk starts with: the snapshot that was taken together with that of the data.
   *
   * @default - an empty disk
   */
  readonly dataSource?: ClaimSource;
}

/** The claim templates of a database. */
export interface StoragePlan {
  /** None where the data is on a claim that is mounted as it is. */
  readonly data?: ClaimTemplateProps;
  readonly existing?: ExistingPlan;
  readonly wal?: ClaimTemplateProps;
}

export function checkStorage(
  problems: Problems,
  storage: unknown,
  engine: EngineSpec | undefined,
  { namespace, existing }: { readonly namespace: string | undefined; readonly existing: ExistingPlan | undefined },
): StoragePlan | undefined {
  const before = problems.count;
  if (!isObject(storage)) {
    problems.add('storage', storage, 'Give the size of the disk and the class that makes it.');
    return undefined;
  }
  if (existing?.claimName !== undefined) return { existing };
  // What is wrong with it has been told; size and class may well be left out.
  if ((storage as Unchecked<DatabaseStorage>).existing !== undefined && existing === undefined) return undefined;
  const { size, storageClass, accessMode, retention, dataSource, wal } = storage as Unchecked<DatabaseStorage>;
  const mode = checkMode(problems, accessMode);
  const accessModes = [mode ?? kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE];
  const policy = checkOneOf(problems, 'storage.retention', retention ?? ClaimRetention.RETAIN, Object.values(ClaimRetention));
  const data = checkDisk(
    problems,
    { at: 'storage', namespace },
    { storage: size, storageClass, accessModes, dataSource },
    existing ? undefined : engine?.smallestData,
  );
  const log = checkWal(problems, storage, accessModes, { engine, namespace });
  if (problems.count > before || data === undefined || policy === undefined) return undefined;
  const retain = { whenDeleted: policy, whenScaled: ClaimRetention.RETAIN };
  return { existing, data: { ...data, ...retain }, wal: wal === undefined || log === undefined ? undefined : { ...log, ...retain } };
}

/** A database's disk has one user: where several nodes may mount it, two servers could write to one set of files. */
function checkMode(problems: Problems, value: unknown): kplus.PersistentVolumeAccessMode | undefined {
  const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
  if (value === undefined) return READ_WRITE_ONCE;
  if (value === READ_WRITE_ONCE || value === READ_WRITE_ONCE_POD) return value;
  problems.add('storage.accessMode', value, 'The disk of a database belongs to one server. Use READ_WRITE_ONCE or READ_WRITE_ONCE_POD.');
  return undefined;
}

interface Disk {
  readonly storage: Size;
  readonly storageClass: IStorageClass;
  readonly accessModes: kplus.PersistentVolumeAccessMode[];
  readonly dataSource?: ClaimSource;
}

function checkDisk(
  problems: Problems,
  { at, namespace }: { readonly at: string; readonly namespace: string | undefined },
  disk: Unchecked<Disk>,
  smallest: SmallestDisk | undefined,
): Disk | undefined {
  const fields = checkClaimFields(problems, disk, { namespace, propOf: (field) => `${at}.${CLAIM_PROPS[field]}` });
  if (fields !== undefined && smallest !== undefined && kibibytes(fields.storage) < kibibytes(smallest.size)) {
    const least = formatSize(smallest.size);
    problems.add(`${at}.size`, fields.storage, `Too small: ${smallest.why}. Ask for ${least} at least, and for room to grow.`);
  }
  return fields && (disk as Disk);
}

function checkWal(
  problems: Problems,
  { wal, storageClass, dataSource }: Unchecked<DatabaseStorage>,
  accessModes: kplus.PersistentVolumeAccessMode[],
  { engine, namespace }: { readonly engine: EngineSpec | undefined; readonly namespace: string | undefined },
): Disk | undefined {
  if (wal === undefined) return undefined;
  if (!isObject(wal)) {
    problems.add('storage.wal', wal, 'Give the size of the disk.');
    return undefined;
  }
  if (engine !== undefined && engine.walMount === undefined) {
    problems.add(
      'storage.wal',
      (wal as Unchecked<WalStorage>).size,
      `${engine.title} has no write-ahead log that could lie on a disk of its own. Leave it out.`,
    );
    return undefined;
  }
  const log = wal as Unchecked<WalStorage>;
  if ((log.dataSource === undefined) !== (dataSource === undefined)) {
    const [prop, other] = dataSource === undefined ? ['storage.dataSource', 'the log'] : ['storage.wal.dataSource', 'the data'];
    problems.add(
      prop,
      undefined,
      `A database is its data and its log together: ${other} from a snapshot needs the other's snapshot of the same moment.`,
    );
  }
  const disk = { storage: log.size, storageClass: log.storageClass ?? storageClass, accessModes, dataSource: log.dataSource };
  // A class that is wrong is reported once, with the data.
  if (log.storageClass === undefined && !isClass(storageClass)) {
    return undefined;
  }
  return checkDisk(problems, { at: 'storage.wal', namespace }, disk, engine?.smallestLog);
}

const isClass = (value: unknown): boolean => typeof (value as Partial<IStorageClass> | null | undefined)?.storageClassName === 'string';
