import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { fullName } from '../../hardening/identity';
import { completeJob, jobUid, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { loadScript } from '../../scripts/load-script';
import { takeObjects } from '../../workloads/objects';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { fillResources } from '../../workloads/resources';
import { shell } from '../../util/shell';
import { BACKUPS_PATH } from '../../jobs/uploads';
import { backupsVolume, clientSettings, equipClient, jobResources, withEngineReasons } from './jobs';
import { COMPONENT, planRestore } from './restore-plan';
import { DatabaseRestoreProps } from './restore-props';
import { ownProps } from '../../props/own-props';

/**
 * Brings a backup back into a `StatefulDatabase`: a named one, or the latest that is good.
 *
 * Creates a Job that verifies the backup before it touches anything, and refuses to write over a database that holds data unless told so in
 * words; a ServiceAccount without rights; and a NetworkPolicy that lets it out to the database alone. The Job is not deleted when it has
 * finished: whatever keeps the cluster like the manifests would make it again, and restore again.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 * @example
 * new DatabaseRestore(chart, 'restore', {
 *   database,
 *   source: BackupSource.fromClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, 'dumps', 'orders-db-backup'), 'orders-db'),
 * });
 */
export class DatabaseRestore extends Construct {
  /** Name of the restore. */
  readonly name: string;

  /** The Job. */
  readonly job: kplus.Job;

  constructor(scope: Construct, id: string, props: DatabaseRestoreProps) {
    props = ownProps(props, 'DatabaseRestoreProps', new.target !== DatabaseRestore);
    const { identity, objects } = planRestore(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    const { database, source } = props;
    const { engine } = database._plan;
    this.job = new kplus.Job(this, 'Job', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: fullName(identity) },
      restartPolicy: kplus.RestartPolicy.NEVER,
      backoffLimit: props.retries ?? 2,
      activeDeadline: props.deadline ?? Duration.hours(24),
    });
    completeJob(this.job);
    const { ready, contents, restore, ask, dropsFirst } = engine.restoring!;
    const { suffix, dump, verify } = engine.dump!;
    const keepsCopy = dropsFirst && props.overwrite !== undefined && props.keepCopy !== false;
    const container = this.job.addContainer({
      name: COMPONENT,
      image: engine.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('restore-database'), 'restore-database'),
      args: [ready, contents, verify, restore, ...(ask === '' ? [] : [ask]), ...(dropsFirst ? [dump] : [])],
      envVariables: {
        ...variables({
          ...clientSettings(database),
          // While it is restored, the database is not ready for its clients.
          ...(!engine.replicates && { DB_HOST: database._podHost }),
          BACKUP_DIR: BACKUPS_PATH,
          BACKUP_NAME: source._name,
          BACKUP_SUFFIX: suffix,
          RESTORE_WAIT: String((props.wait ?? Duration.minutes(10)).toSeconds()),
          ...(props.file !== undefined && { RESTORE_FILE: props.file }),
          ...(props.sourceDatabase !== undefined && { RESTORE_FROM_DATABASE: props.sourceDatabase }),
          ...(props.overwrite !== undefined && { RESTORE_OVERWRITE: props.overwrite }),
          ...(props.keepCopy === false && { RESTORE_COPY: 'none' }),
          ...(props.checkSpace === false && { RESTORE_SPACE: 'unchecked' }),
          ...(props.owners !== undefined && { RESTORE_OWNERS: props.owners }),
        }),
        // What one try left half done, the next one of the same Job may drop; that of no other.
        RESTORE_ID: jobUid(),
      },
      resources: fillResources(jobResources(props.resources)),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    });
    finishPod(this, this.job, identity, withEngineReasons(props, database));
    database.allowFrom(this.job);
    const access = keepsCopy ? MountAccess.READ_WRITE : MountAccess.READ_ONLY;
    mountOwn(this.job, { volume: backupsVolume(source._claim), path: BACKUPS_PATH, containers: [COMPONENT], access });
    equipClient(this, this.job, container, database);
    keepPatchedFields(this);
  }
}
