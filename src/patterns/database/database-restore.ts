import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkIdentity, Identity, takeIdentity } from '../../hardening/identity';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { checkPodOptions, finishPod, PodOptions, toPodProps } from '../../hardening/pod-options';
import { loadScript } from '../../scripts/load-script';
import { checkDuration, checkInteger, checkOneOf } from '../../props/check';
import { Problems } from '../../props/problems';
import { checkResources, fillResources } from '../../workloads/resources';
import { BackupSource } from './backup-source';
import { shell } from './engine-spec';
import { BACKUPS_PATH, checkDatabase, clientSettings, completeJob, equipClient, jobResources, variables } from './jobs';
import { StatefulDatabase } from './stateful-database';

/** Whom the objects of a restored Postgres belong to. */
export enum RestoredOwners {
  /** Whom they belonged to; the restore fails, and changes nothing, where one of them is missing. */
  KEEP = 'keep',
  /** The user who restores, and nobody else has rights: for a copy of production under another user, say. */
  USER = 'user',
}

/** What a `DatabaseRestore` is made of. */
export interface DatabaseRestoreProps extends PodOptions {
  /** The database that gets the data. Stop its applications for the time of the restore. */
  readonly database: StatefulDatabase;

  /** Where the backups are. */
  readonly source: BackupSource;

  /**
   * Name of the backup file, such as `orders-db-20261120T230500Z.dump`.
   *
   * @default - the latest that is good
   */
  readonly file?: string;

  /**
   * The words `overwrite existing data`, without which a database that holds anything is not touched.
   *
   * @default - refuse
   */
  readonly overwrite?: string;

  /**
   * Whom restored objects belong to; for Postgres only.
   *
   * @default RestoredOwners.KEEP
   */
  readonly owners?: RestoredOwners;

  /**
   * Name of the restore: the Job is called `<name>-restore`. A Job runs once, so another restore needs another name.
   *
   * @default - the name of the database and what is restored: `latest`, or the time of the file; and `overwrite` where it may
   */
  readonly name?: string;

  /**
   * How long the server is waited for; whole seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly wait?: Duration;

  /**
   * How long the restore may take, tries included; whole seconds.
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
   * @default - 100m to 1 CPU, 256Mi to 512Mi of memory
   */
  readonly resources?: kplus.ContainerResources;
}

const COMPONENT = 'restore';
const OVERWRITE = 'overwrite existing data';

/**
 * Brings a backup back into a `StatefulDatabase`: a named one, or the latest that is good.
 *
 * Creates a Job that verifies the backup before it touches anything, and refuses to write over a database that holds data unless told so in
 * words; a ServiceAccount without rights; and a NetworkPolicy that lets it out to the database alone. The Job is not deleted when it has
 * finished: whatever keeps the cluster like the manifests would make it again, and restore again.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export class DatabaseRestore extends Construct {
  /** Name of the restore. */
  readonly name: string;

  /** The Job. */
  readonly job: kplus.Job;

  constructor(scope: Construct, id: string, props: DatabaseRestoreProps) {
    const identity = checkProps(scope, id, props);
    super(scope, id);
    takeIdentity(this, identity);
    this.name = identity.name;
    const { database, source } = props;
    const { engine } = database._plan;
    this.job = new kplus.Job(this, 'Job', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: `${this.name}-${COMPONENT}` },
      restartPolicy: kplus.RestartPolicy.NEVER,
      backoffLimit: props.retries ?? 2,
      activeDeadline: props.deadline ?? Duration.hours(24),
    });
    completeJob(this.job);
    const { ready, contents, restore } = engine.restoring!;
    const { suffix, verify } = engine.dump!;
    const container = this.job.addContainer({
      name: COMPONENT,
      image: engine.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('restore-database'), 'restore-database'),
      args: [ready, contents, verify, restore],
      envVariables: variables({
        ...clientSettings(database),
        BACKUP_DIR: BACKUPS_PATH,
        BACKUP_NAME: source._name,
        BACKUP_SUFFIX: suffix,
        RESTORE_WAIT: String((props.wait ?? Duration.minutes(10)).toSeconds()),
        ...(props.file !== undefined && { RESTORE_FILE: props.file }),
        ...(props.overwrite !== undefined && { RESTORE_OVERWRITE: props.overwrite }),
        ...(props.owners !== undefined && { RESTORE_OWNERS: props.owners }),
      }),
      resources: fillResources(jobResources(props.resources)),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    });
    finishPod(this, this.job, identity, props);
    database.allowFrom(this.job);
    const volume = kplus.Volume.fromPersistentVolumeClaim(this, 'BackupsVolume', source._claim, { name: 'backups' });
    container.mount(BACKUPS_PATH, volume, { readOnly: true });
    equipClient(this, this.job, container, database);
  }
}

function checkProps(scope: Construct, id: string, given: DatabaseRestoreProps): Identity {
  const problems = Problems.ofNew('DatabaseRestore', scope, id);
  const props: Partial<DatabaseRestoreProps> = given ?? {};
  const database = checkDatabase(problems, scope, props.database);
  const engine = database?._plan.engine;
  if (engine !== undefined && engine.restoring === undefined) {
    problems.add('database', database, `Nobody said how ${engine.title} is restored. Give dump to DatabaseEngine.custom.`);
  }
  checkSource(problems, props.source, engine?.dump?.suffix);
  checkFile(problems, props, engine?.dump?.suffix);
  checkOverwrite(problems, props.overwrite);
  if (props.owners !== undefined) {
    checkOneOf(problems, 'owners', props.owners, Object.values(RestoredOwners));
    if (engine?.restoring?.owners === false) {
      problems.add('owners', props.owners, `Objects of ${engine.title} have no owners that could be told apart. Leave it out.`);
    }
  }
  const identity = { name: props.name ?? nameOf(database, id, props), component: COMPONENT };
  const why = 'it is made of the database and the backup unless given';
  checkIdentity(problems, scope, identity, LONGEST_LABEL, why);
  checkPodOptions(problems, props);
  if (props.wait !== undefined) checkDuration(problems, 'wait', props.wait, 0);
  if (props.deadline !== undefined) checkDuration(problems, 'deadline', props.deadline, 1);
  if (props.retries !== undefined) checkInteger(problems, 'retries', props.retries, { min: 0, max: 100 });
  checkResources(problems, 'resources', props.resources);
  problems.throwIfAny();
  return identity;
}

/**
 * A name that says what is restored, and nothing about how: a Job of another name is another Job, and a new version of this library must
 * not make one that restores again.
 */
function nameOf(database: StatefulDatabase | undefined, id: string, { file, overwrite }: Partial<DatabaseRestoreProps>): string {
  const time = typeof file === 'string' ? (/[0-9]{8}T[0-9]{6}Z/.exec(file)?.[0].toLowerCase() ?? 'file') : 'latest';
  return [database?.name ?? id, time, ...(overwrite === undefined ? [] : ['overwrite'])].join('-');
}

function checkSource(problems: Problems, source: unknown, suffix: string | undefined): void {
  if (!(source instanceof BackupSource)) {
    problems.add('source', source, 'Give BackupSource.fromBackup(backup) or BackupSource.fromClaim(claim, name).');
    return;
  }
  source._check(problems, 'source');
  if (source._suffix !== undefined && suffix !== undefined && source._suffix !== suffix) {
    problems.add('source', source._suffix, `These are backups of another kind of database: this one reads ${suffix} files.`);
  }
}

function checkFile(problems: Problems, { file, source }: Partial<DatabaseRestoreProps>, suffix: string | undefined): void {
  if (file === undefined) return;
  const name = source instanceof BackupSource ? source._name : undefined;
  const remedy = 'Give the name of a file as it lies with the backups, without a directory';
  const example = typeof name === 'string' && suffix !== undefined ? `, such as ${name}-20261120T230500Z${suffix}` : '';
  const fits = typeof file === 'string' && /^[a-z0-9][A-Za-z0-9.-]*$/.test(file);
  if (fits && (example === '' || (file.startsWith(`${name!}-`) && file.endsWith(suffix!)))) return;
  problems.add('file', file, `${remedy}${example}.`);
}

function checkOverwrite(problems: Problems, words: unknown): void {
  if (words === undefined || words === OVERWRITE) return;
  problems.add('overwrite', words, `Where what the database holds may be lost, say so in these words: ${JSON.stringify(OVERWRITE)}.`);
}
