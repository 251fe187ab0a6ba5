import * as kplus from 'cdk8s-plus-27';
import { isDnsSubdomain } from '../../facts/kubernetes/names';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { DatabaseBackup } from './database-backup';

/** Where a restore finds its backups. */
export class BackupSource {
  /** The backups that a `DatabaseBackup` made; of the same kind of database, but not necessarily of the same one. */
  static fromBackup(backup: DatabaseBackup): BackupSource {
    // A JavaScript caller may have given something else; the restore reports it with its other problems.
    const { claim, name } = (backup ?? {}) as Partial<DatabaseBackup>;
    return new BackupSource(claim, name, isA(backup, DatabaseBackup) ? backup.database._plan.engine.dump!.suffix : undefined);
  }

  /** The backups in a claim that is there, by the name that their files begin with. */
  static fromClaim(claim: kplus.IPersistentVolumeClaim, name: string): BackupSource {
    return new BackupSource(claim, name, undefined);
  }

  private constructor(
    private readonly claim: kplus.IPersistentVolumeClaim | undefined,
    private readonly name: string | undefined,
    /**
     * How the names of its files end, where it is known.
     *
     * @internal
     */
    readonly _suffix: string | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'BackupSource';
  }

  /**
   * The claim, once it is checked.
   *
   * @internal
   */
  get _claim(): kplus.IPersistentVolumeClaim {
    return this.claim!;
  }

  /**
   * What the names of the files begin with, once it is checked.
   *
   * @internal
   */
  get _name(): string {
    return this.name!;
  }

  /**
   * Reports what is wrong with it.
   *
   * @internal
   */
  _check(problems: Problems, at: string): void {
    const claim: unknown = this.claim?.name;
    if (typeof claim !== 'string') problems.add(at, claim, 'Give a DatabaseBackup, or the claim that holds the backups.');
    if (typeof this.name === 'string' && isDnsSubdomain(this.name)) return;
    problems.add(at, this.name, 'Give what the names of the backup files begin with: the name of the DatabaseBackup.');
  }
}
