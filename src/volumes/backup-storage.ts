import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { withoutNulls } from '../props/without-nulls';
import { checkClaimFields, Claim, ClaimField } from './claim';
import { IStorageClass } from './storage-class';

/** What a claim's fields are called in the props of databases and backups. */
export const CLAIM_PROPS: { readonly [Field in ClaimField]: string } = {
  storage: 'size',
  storageClass: 'storageClass',
  accessModes: 'accessMode',
  volumeMode: 'volumeMode',
  dataSource: 'dataSource',
};

/** What is backed up, as far as the place of the backups has to be another one. */
export interface BackedUp {
  /** In words: `the database`. */
  readonly title: string;
  readonly namespace: string | undefined;
  /** Whether a claim is one of its own. */
  readonly isOwn: (claim: string) => boolean;
}

/** A claim that a backup makes for itself. */
export interface BackupClaimOptions {
  /** Size of the disk, at least 256Mi: it has to hold one backup more than are kept, since old ones go only after the new one is good. */
  readonly size: Size;

  /** The class that makes the disk; best one that keeps its disks (Retain), and another one than that of the data. */
  readonly storageClass: IStorageClass;

  /**
   * Who may mount the disk at once.
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;
}

/** Below it, there is hardly room for the file system's own. */
const LEAST = Size.mebibytes(256);

/** Where backups are kept. */
export class BackupStorage {
  /** A claim of its own, `<name>-backup`. */
  static newClaim(options: BackupClaimOptions): BackupStorage {
    return new BackupStorage(withoutNulls(options, 'BackupClaimOptions'), undefined);
  }

  /** A claim that is there, on a network file system say. Several backups may share it, since their files have their names. */
  static existingClaim(claim: kplus.IPersistentVolumeClaim): BackupStorage {
    return new BackupStorage(undefined, claim);
  }

  private constructor(
    private readonly options: BackupClaimOptions | undefined,
    private readonly claim: kplus.IPersistentVolumeClaim | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'BackupStorage';
  }

  /**
   * Whether a claim is made for it.
   *
   * @internal
   */
  get _makesClaim(): boolean {
    return this.options !== undefined;
  }

  /**
   * Reports what is wrong with it.
   *
   * @internal
   */
  _check(problems: Problems, at: string, { namespace, title, isOwn }: BackedUp): void {
    if (this.options !== undefined && this.options !== null) {
      checkKnownProps(problems, at, this.options, 'BackupClaimOptions');
      const { size, storageClass, accessMode } = this.options;
      const accessModes = accessMode === undefined ? undefined : [accessMode];
      const propOf = (field: ClaimField) => `${at}.${CLAIM_PROPS[field]}`;
      const fields = checkClaimFields(problems, { storage: size, storageClass, accessModes }, { namespace, propOf });
      if (fields !== undefined && kibibytes(fields.storage) < kibibytes(LEAST)) {
        const least = formatSize(LEAST);
        problems.add(
          `${at}.size`,
          size,
          `A file system takes some of it, and backups need room for one more than are kept. Ask for ${least} at least.`,
        );
      }
      return;
    }
    const name: unknown = this.claim?.name;
    if (typeof name !== 'string') {
      problems.add(at, name, 'Give the size and class of a new claim, or an existing kplus.PersistentVolumeClaim.');
    } else if (isOwn(name)) {
      problems.add(at, name, `That is a disk of ${title} itself: what destroys it destroys the backup too. Use a claim of its own.`);
    }
  }

  /**
   * The claim, made where there is none.
   *
   * @internal
   */
  _claim(scope: Construct, name: string, labels: { readonly [key: string]: string }): kplus.IPersistentVolumeClaim {
    if (this.options === undefined) return this.claim!;
    const { size, storageClass, accessMode } = this.options;
    return new Claim(scope, 'Claim', { name, storage: size, storageClass, accessModes: accessMode && [accessMode], labels });
  }
}
