import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { RestoreRehearsal } from '../../jobs/rehearsal-options';
import { ContainerOptions } from '../../hardening/container-options';
import { PodOptions } from '../../hardening/pod-options';
import { BackupStorage } from '../../volumes/backup-storage';

/** What a `VolumeBackup` is made of. */
export interface VolumeBackupProps extends PodOptions {
  /** The claim whose files are backed up; of the namespace of the chart. It is only read. */
  readonly claim: kplus.IPersistentVolumeClaim;

  /** When. A schedule that never comes due is refused. */
  readonly schedule: Cron;

  /** Where the backups are kept; never on the claim itself. */
  readonly storage: BackupStorage;

  /**
   * An image with a shell, `tar`, `gzip`, `find`, `stat`, `sha256sum`, `flock`, `sync` and `mktemp`, with a tag or digest: busybox has all of them,
   * and so has Debian. GNU tar sees files that change. A rehearsal wants `sort`, `uniq`, `expr`, `head`, `tail`, `wc` and a `date` with `-d` besides, which both have.
   */
  readonly image: string;

  /**
   * The workload whose Pods mount the claim: the backup runs on their node, since a disk is on one node at a time. Of a StatefulSet, the Pod that the claim is of. While
   * there is no such Pod, the backup waits, until its deadline.
   *
   * @default - none, which is for claims that several nodes mount, or that no Pod does (`onAnyNode`)
   */
  readonly workload?: IConstruct;

  /**
   * Whether a claim for one node is backed up wherever there is room, because no Pod mounts it at the time of the backup. Where one does on another node, the backup waits.
   *
   * @default false
   */
  readonly onAnyNode?: boolean;

  /**
   * Files and directories that are left out, by their paths on the volume, without a slash at the start; `lost+found` always is. busybox of Debian cannot do it.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Whether a backup is good although files changed while they were read, so that it may be of several moments. Without it, such a backup fails, which is right for
   * databases and indexes; logs and uploads never stand still. A copy of one moment is that of a snapshot, or of a program that is stopped.
   *
   * @default false
   */
  readonly acceptChanges?: boolean;

  /**
   * Time zone of the schedule, as the tz database names it. It is always written out: without one, the controller's own would count.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How many good backups are kept. The oldest go after a new one has been verified, and never the last good one.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * Name of the backup, at most 45 characters, 34 with a rehearsal: its objects are called `<name>-backup`, its files `<name>-<time>.tar.gz`.
   *
   * @default - the name of the claim
   */
  readonly name?: string;

  /**
   * Containers that get each finished backup, to copy it elsewhere: they find links to the new file and its checksum in the directory `$HANDOVER_DIR`, which they may copy as a
   * whole if they follow links. Where one fails, all are run again in a new Pod, without a new backup; the one that failed stays, and its log says why. Name the object store in
   * `allowTo`: the Pod may connect nowhere else.
   *
   * @default - the backups stay where they are
   */
  readonly uploads?: ContainerOptions[];

  /**
   * How late a backup may begin, when the cluster was busy or down at its time; whole seconds, at least 10.
   *
   * @default Duration.hours(1)
   */
  readonly startingDeadline?: Duration;

  /**
   * How long a backup may take, tries and waiting for a node included; whole seconds.
   *
   * @default Duration.hours(6)
   */
  readonly deadline?: Duration;

  /**
   * How many more tries a failed backup gets.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * Whether no new backups begin for now.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Requests and limits of the backup.
   *
   * @default - 100m to 1 CPU, 64Mi to 256Mi of memory
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * Unpacks the latest backup again and again into a scratch directory, to see that it can be; the backup then records what there is, beside each file as `<file>.contents`.
   *
   * @default - no rehearsal: that a backup can be restored is known when it is
   */
  readonly rehearsal?: RestoreRehearsal;
}
