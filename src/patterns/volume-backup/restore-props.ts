import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { VolumeBackup } from './volume-backup';

/** What a `VolumeRestore` is made of. */
export interface VolumeRestoreProps extends PodOptions {
  /** The claim that gets the files; of the namespace of the chart. Stop what writes to it for the time of the restore. */
  readonly claim: kplus.IPersistentVolumeClaim;

  /**
   * The backup whose files come back.
   *
   * @default - none, where `backups` and `backupName` say where files are
   */
  readonly backup?: VolumeBackup;

  /**
   * A claim that holds files of a backup which is not part of this app; of the namespace of the chart.
   *
   * @default - that of `backup`
   */
  readonly backups?: kplus.IPersistentVolumeClaim;

  /**
   * What the names of the files in `backups` begin with: the name of the `VolumeBackup`.
   *
   * @default - that of `backup`
   */
  readonly backupName?: string;

  /** An image with a shell, `tar`, `gzip`, `sha256sum`, `flock`, `sync` and `mktemp`, with a tag or digest: busybox has all of them, and so has Debian. */
  readonly image: string;

  /**
   * Name of the backup file, such as `pages-20261120T024000Z.tar.gz`.
   *
   * @default - the latest that is good
   */
  readonly file?: string;

  /**
   * The words `overwrite existing data`, without which a volume that holds anything is not touched.
   *
   * @default - refuse
   */
  readonly overwrite?: string;

  /**
   * Name of the restore, at most 55 characters: its objects are called `<name>-restore`.
   *
   * @default - the name of the claim, and `latest` or the time of the backup; with `overwrite` where that is given
   */
  readonly name?: string;

  /**
   * How long all tries may take; whole seconds.
   *
   * @default Duration.hours(24)
   */
  readonly deadline?: Duration;

  /**
   * How many more tries a failed restore gets.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * Requests and limits of the restore.
   *
   * @default - 100m to 1 CPU, 64Mi to 256Mi of memory
   */
  readonly resources?: kplus.ContainerResources;
}
