import { Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { scheduleProblem, timeZoneProblem } from '../../facts/kubernetes/schedules';
import { LONGEST_CRON_JOB } from '../../facts/kubernetes/names';
import { checkContainers, checkPathsApart, ContainerOptions, ownMountPaths, toContainerProps } from '../../hardening/container-options';
import { checkIdentity, Identity, identityLabels, takeIdentity } from '../../hardening/identity';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { PodNetwork } from '../../hardening/pod-network';
import { checkPodOptions, finishPod, PodOptions, toPodProps } from '../../hardening/pod-options';
import { loadScript } from '../../scripts/load-script';
import { checkBoolean, checkDuration, checkInteger } from '../../props/check';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { checkResources, fillResources, limitsEphemeralStorage } from '../../workloads/resources';
import { MountAccess } from '../../workloads/mount-access';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { addWritablePaths, writableDemand } from '../../volumes/writable-paths';
import { BackupStorage } from './backup-storage';
import { shell } from './engine-spec';
import { checkArguments, checkLiterals } from './environment';
import { BACKUPS_PATH, checkDatabase, clientSettings, completeCronJob, equipClient, jobResources, variables } from './jobs';
import { StatefulDatabase } from './stateful-database';

/** What a `DatabaseBackup` is made of. */
export interface DatabaseBackupProps extends PodOptions {
  /** The database to back up. */
  readonly database: StatefulDatabase;

  /** When. A schedule that never comes due is refused. */
  readonly schedule: Cron;

  /** Where the backups are kept; never on a disk of the database itself. */
  readonly storage: BackupStorage;

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
   * Name of the backup, at most 45 characters: its objects are called `<name>-backup`, its files `<name>-<time>`.
   *
   * @default - the name of the database
   */
  readonly name?: string;

  /**
   * Containers that get each finished backup, to copy it elsewhere: they find links to the new file and its checksum in the directory
   * `$HANDOVER_DIR`, which they may copy as a whole if they follow links. Where one fails, it is run again, without a new backup. Name the object store in `allowTo`: the Pod may connect
   * nowhere else but to the database.
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
   * How long a backup may take, tries and uploads included; whole seconds.
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
   * @default - 100m to 1 CPU, 256Mi to 512Mi of memory
   */
  readonly resources?: kplus.ContainerResources;
}

const COMPONENT = 'backup';
const CONTAINER = 'backup';
const HANDOVER_PATH = '/handover';
/** Room for links and a checksum. */
const HANDOVER_SIZE = Size.mebibytes(16);

/** What the suffix `-backup` leaves of a CronJob's name. */
const LONGEST_NAME = LONGEST_CRON_JOB - COMPONENT.length - 1;

/**
 * Backups of a `StatefulDatabase` on a schedule: complete, verified, and never half-written.
 *
 * Creates a CronJob that dumps the database with its own image into a temporary file, reads the dump back, gives it its name only then,
 * and prunes old ones after that; a claim for the backups; a ServiceAccount without rights; and a NetworkPolicy that lets it out to the
 * database alone. Runs never overlap, have a deadline, and fail visibly.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class DatabaseBackup extends Construct {
  /** Name of the backup, with which its files begin. */
  readonly name: string;

  /** The CronJob. */
  readonly cronJob: kplus.CronJob;

  /** The claim that holds the backups. */
  readonly claim: kplus.IPersistentVolumeClaim;

  /** The database that is backed up. */
  readonly database: StatefulDatabase;

  private readonly network?: PodNetwork;

  constructor(scope: Construct, id: string, props: DatabaseBackupProps) {
    const identity = checkProps(scope, id, props);
    super(scope, id);
    takeIdentity(this, identity);
    this.name = identity.name;
    this.database = props.database;
    const objectName = `${this.name}-${COMPONENT}`;
    this.claim = props.storage._claim(this, objectName, identityLabels(identity));
    const uploads = props.uploads ?? [];
    const hardening = resolveHardening(props.hardening);
    this.cronJob = new kplus.CronJob(this, 'CronJob', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: objectName },
      schedule: props.schedule,
      timeZone: props.timeZone ?? 'Etc/UTC',
      concurrencyPolicy: kplus.ConcurrencyPolicy.FORBID,
      startingDeadline: props.startingDeadline ?? Duration.hours(1),
      activeDeadline: props.deadline ?? Duration.hours(6),
      backoffLimit: props.retries ?? 2,
      suspend: props.suspend ?? false,
      successfulJobsRetained: 3,
      failedJobsRetained: 3,
      // A failed Pod stays to be looked at; but an upload is repeated in place, since a new Pod would make a new backup first.
      restartPolicy: uploads.length > 0 ? kplus.RestartPolicy.ON_FAILURE : kplus.RestartPolicy.NEVER,
    });
    completeCronJob(this.cronJob, identity);
    const backup = this.addBackup(props, uploads.length > 0);
    for (const upload of uploads) this.cronJob.addContainer(toContainerProps(upload, hardening));
    this.network = finishPod(this, this.cronJob, identity, props);
    props.database.allowFrom(this.cronJob);

    const volume = kplus.Volume.fromPersistentVolumeClaim(this, 'BackupsVolume', this.claim, { name: 'backups' });
    backup.mount(BACKUPS_PATH, volume);
    equipClient(this, this.cronJob, backup, props.database);
    if (uploads.length > 0) this.handOver(uploads, volume);
  }

  /** Lets the Pod, uploads included, connect to a peer: to the ports given, or to any. */
  allowTo(peer: kplus.INetworkPolicyPeer, ports?: kplus.NetworkPolicyPort[]): void {
    this.network?.allowTo(peer, ports);
  }

  private addBackup(props: DatabaseBackupProps, handsOver: boolean): kplus.Container {
    const { engine } = props.database._plan;
    const { suffix, dump, verify } = engine.dump!;
    const container: kplus.ContainerProps = {
      name: CONTAINER,
      image: engine.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('backup-database'), 'backup-database'),
      args: [dump, verify],
      envVariables: variables({
        ...clientSettings(props.database),
        BACKUP_DIR: BACKUPS_PATH,
        BACKUP_NAME: this.name,
        BACKUP_SUFFIX: suffix,
        BACKUP_KEEP: String(props.keep ?? 7),
        ...(handsOver && { HANDOVER_DIR: HANDOVER_PATH }),
      }),
      resources: fillResources(jobResources(props.resources)),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    };
    return handsOver ? this.cronJob.addInitContainer(container) : this.cronJob.addContainer(container);
  }

  private handOver(uploads: readonly ContainerOptions[], volume: kplus.Volume): void {
    const handover = new ScratchVolume(this, 'Handover', { name: 'handover', sizeLimit: HANDOVER_SIZE });
    handover.mountInto(this.cronJob, HANDOVER_PATH, { access: MountAccess.READ_WRITE, containers: [CONTAINER] });
    handover.mountInto(this.cronJob, HANDOVER_PATH, { containers: uploads.map(({ name }) => name) });
    const settings = variables({ BACKUP_DIR: BACKUPS_PATH, BACKUP_NAME: this.name, HANDOVER_DIR: HANDOVER_PATH });
    for (const container of this.cronJob.containers) {
      container.mount(BACKUPS_PATH, volume, { readOnly: true });
      for (const [name, value] of Object.entries(settings)) {
        if (!(name in container.env.variables)) container.env.addVariable(name, value);
      }
    }
    for (const { name, writablePaths } of uploads) addWritablePaths(this.cronJob, name, writablePaths);
  }
}

function checkProps(scope: Construct, id: string, given: DatabaseBackupProps): Identity {
  const problems = Problems.ofNew('DatabaseBackup', scope, id);
  const props: Partial<DatabaseBackupProps> = given ?? {};
  const database = checkDatabase(problems, scope, props.database);
  const identity = { name: props.name ?? database?.name ?? id, component: COMPONENT };
  checkIdentity(problems, scope, identity, LONGEST_NAME, 'it is the name of the database unless given');
  checkPodOptions(problems, props);
  const engine = database?._plan.engine;
  if (engine !== undefined && engine.dump === undefined) {
    problems.add('database', database, `Nobody said how ${engine.title} is dumped. Give dump to DatabaseEngine.custom.`);
  }
  checkSchedule(problems, props.schedule);
  checkTimeZone(problems, props.timeZone);
  if (props.storage instanceof BackupStorage) props.storage._check(problems, 'storage', database);
  else {
    problems.add('storage', props.storage, 'Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).');
  }
  if (props.keep !== undefined) checkInteger(problems, 'keep', props.keep, { min: 1, max: 10000 });
  if (props.retries !== undefined) checkInteger(problems, 'retries', props.retries, { min: 0, max: 100 });
  if (props.startingDeadline !== undefined) checkDuration(problems, 'startingDeadline', props.startingDeadline, 10);
  if (props.deadline !== undefined) checkDuration(problems, 'deadline', props.deadline, 1);
  checkBoolean(problems, 'suspend', props.suspend);
  checkResources(problems, 'resources', props.resources);
  checkUploads(problems, props);
  problems.throwIfAny();
  return identity;
}

function checkSchedule(problems: Problems, schedule: unknown): void {
  const expression =
    typeof schedule === 'object' && schedule !== null && 'expressionString' in schedule ? schedule.expressionString : undefined;
  if (typeof expression !== 'string') {
    problems.add('schedule', schedule, 'Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).');
    return;
  }
  const problem = scheduleProblem(expression);
  if (problem !== undefined) problems.add('schedule', expression, problem);
}

function checkTimeZone(problems: Problems, zone: unknown): void {
  if (zone === undefined) return;
  const problem = typeof zone === 'string' ? timeZoneProblem(zone) : 'Give the name of a time zone, such as "Europe/Berlin".';
  if (problem !== undefined) problems.add('timeZone', zone, problem);
}

function checkUploads(problems: Problems, { uploads, allowTo, hardening }: Partial<DatabaseBackupProps>): void {
  if (uploads === undefined || (Array.isArray(uploads) && uploads.length === 0)) return;
  const containers = checkContainers(problems, 'uploads', uploads);
  for (const { at, container } of containers) {
    if (container.name === CONTAINER) {
      problems.add(`${at}.name`, CONTAINER, 'The container that makes the backup has this name. Use another.');
    }
    for (const mount of ownMountPaths(at, container)) {
      for (const path of [BACKUPS_PATH, HANDOVER_PATH]) checkPathsApart(problems, [{ prop: 'a volume of the backup', path }, mount]);
    }
    checkLiterals(problems, `${at}.env`, container.env);
    for (const name of ['command', 'args'] as const) {
      if (Array.isArray(container[name])) checkArguments(problems, `${at}.${name}`, container[name]);
    }
  }
  if (problems.count === 0) {
    const all = containers.map(({ container }) => container);
    const handover = all.every(limitsEphemeralStorage) ? kibibytes(HANDOVER_SIZE) : 0;
    const demand = writableDemand(all) + handover;
    if (demand > 0) checkDiskFits(problems, 'uploads', all, demand);
  }
  if (containers.length > 0 && hardening?.networkPolicy !== false && !(Array.isArray(allowTo) && allowTo.length > 0)) {
    problems.add('allowTo', allowTo, 'The Pod may connect to the database only, so no upload can leave it. Name where the uploads go.');
  }
}
