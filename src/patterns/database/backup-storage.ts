import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { withoutNulls } from '../../props/without-nulls';
import { checkClaimFields, Claim } from '../../volumes/claim';
import { IStorageClass } from '../../volumes/storage-class';
import type { StatefulDatabase } from './stateful-database';
import { CLAIM_PROPS } from './storage';

/** A claim that a backup makes for itself. */
export interface BackupClaimOptions {
  /** Size of the disk: it has to hold one backup more than are kept, since old ones go only after the new one is good. */
  readonly size: Size;

  /** The class that makes the disk; best one that keeps its disks (Retain), and another one than the database's. */
  readonly storageClass: IStorageClass;

  /**
   * Who may mount the disk at once.
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;
}

/** Where the backups of a database are kept. */
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
  _check(problems: Problems, at: string, database: StatefulDatabase | undefined): void {
    if (this.options !== undefined && this.options !== null) {
      checkKnownProps(problems, at, this.options, 'BackupClaimOptions');
      const { size, storageClass, accessMode } = this.options;
      const accessModes = accessMode === undefined ? undefined : [accessMode];
      checkClaimFields(problems, { storage: size, storageClass, accessModes }, { propOf: (field) => `${at}.${CLAIM_PROPS[field]}` });
      return;
    }
    const name: unknown = this.claim?.name;
    if (typeof name !== 'string') {
      problems.add(at, name, 'Give the size and class of a new claim, or an existing kplus.PersistentVolumeClaim.');
    } else if (database?._isOwnClaim(name)) {
      problems.add(at, name, 'That is a disk of the database itself: what destroys it destroys the backup too. Use a claim of its own.');
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
