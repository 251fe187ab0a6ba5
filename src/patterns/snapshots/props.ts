import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { SnapshotSource } from './snapshot-source';

/** What a `SnapshotSchedule` is made of. */
export interface SnapshotScheduleProps extends PodOptions {
  /** What snapshots are taken of. */
  readonly source: SnapshotSource;

  /** When. A schedule that never comes due is refused. */
  readonly schedule: Cron;

  /**
   * An image with a shell, `kubectl`, `date`, `mktemp`, `sed`, `sort`, `tail` and `tr`, with a tag or digest: any that is made of Alpine or Debian and has kubectl. `registry.k8s.io/kubectl` has no shell.
   * kubectl should be at most one minor version from the API server.
   */
  readonly image: string;

  /**
   * Time zone of the schedule, as the tz database names it. It is always written out: without one, the controller's own would count.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How many snapshots that are ready are kept of each claim, or of the group. The oldest are deleted after a new one is ready, and never the last
   * good one; the copies go with them.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * How long a run waits until its snapshots are ready; whole seconds. Cloud drivers copy to another store first, which takes from minutes to hours for
   * the first snapshot of a large disk.
   *
   * @default Duration.hours(2)
   */
  readonly wait?: Duration;

  /**
   * Name of the schedule, at most 42 characters: its objects are called `<name>-snapshots`, its snapshots `<name>-<time>`, in UTC, and
   * `<name>-<claim>-<time>` where there are several claims.
   *
   * @default - the name of the only claim; the construct's id where there are several
   */
  readonly name?: string;

  /**
   * Ports of the API server, to which the Pod may connect: that of its Service, and those of the servers behind it, which network plugins look at.
   *
   * @default [443, 6443]
   */
  readonly apiServerPorts?: number[];

  /**
   * How late a run may begin, when the cluster was busy or down at its time; whole seconds, at least 10.
   *
   * @default Duration.hours(1)
   */
  readonly startingDeadline?: Duration;

  /**
   * How long a run may take, tries included; whole seconds.
   *
   * @default - three times `wait`, and ten minutes
   */
  readonly deadline?: Duration;

  /**
   * How many more tries a failed run gets. They wait for the snapshots of the first, and take no others.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * Whether no new runs begin for now.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Requests and limits of the run.
   *
   * @default - 50m to 500m CPU, 64Mi to 256Mi of memory
   */
  readonly resources?: kplus.ContainerResources;
}
