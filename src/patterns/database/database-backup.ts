import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { toContainerProps } from '../../hardening/container-options';
import { fullName, identityLabels } from '../../hardening/identity';
import { addCronJob, jobUid, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { allowTo, podsOf } from '../../hardening/pod-network';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { BACKUP_CONTAINER, BACKUPS_PATH, HANDOVER_PATH, handOver } from '../../jobs/uploads';
import { loadScript } from '../../scripts/load-script';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { takeObjects } from '../../workloads/objects';
import { fillResources } from '../../workloads/resources';
import { planBackup } from './backup-plan';
import { DatabaseBackupProps } from './backup-props';
import { shell } from '../../util/shell';
import { backupsVolume, clientSettings, equipClient, jobResources, withEngineReasons } from './jobs';
import { addRehearsal } from './rehearsal';
import { StatefulDatabase } from './stateful-database';
import { ownProps } from '../../props/own-props';

/**
 * Backups of a `StatefulDatabase` on a schedule: complete, verified, and never half-written.
 *
 * Creates a CronJob that dumps the database with its own image into a temporary file, reads the dump back, gives it its name only then,
 * and prunes old ones after that; a claim for the backups; a ServiceAccount without rights; and a NetworkPolicy that lets it out to the
 * database alone. Runs never overlap, have a deadline, and fail visibly. On request, a second CronJob tries whether the latest can be restored.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 * @example
 * new DatabaseBackup(chart, 'backup', {
 *   database,
 *   schedule: Cron.schedule({ hour: '3', minute: '17' }),
 *   storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: disks }),
 * });
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

  /** The CronJob that rehearses restores; undefined where none was asked for. */
  readonly rehearsalCronJob?: kplus.CronJob;

  constructor(scope: Construct, id: string, props: DatabaseBackupProps) {
    props = ownProps(props, 'DatabaseBackupProps', new.target !== DatabaseBackup);
    const { identity, objects, schedule, rehearsal } = planBackup(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    this.database = props.database;
    const objectName = fullName(identity);
    this.claim = props.storage._claim(this, objectName, identityLabels(identity));
    const uploads = props.uploads ?? [];
    const hardening = resolveHardening(props.hardening);
    this.cronJob = addCronJob(this, {
      identity,
      pod: toPodProps(this, identity, props, true),
      runs: { ...props, schedule },
      container: uploads.length > 0 ? BACKUP_CONTAINER : undefined,
    });
    const backup = this.addBackup(props, uploads.length > 0);
    for (const upload of uploads) this.cronJob.addContainer(toContainerProps(upload, hardening));
    finishPod(this, this.cronJob, identity, withEngineReasons(props, props.database));
    props.database.allowFrom(this.cronJob);

    const volume = backupsVolume(this.claim);
    mountOwn(this.cronJob, { volume, path: BACKUPS_PATH, containers: [BACKUP_CONTAINER], access: MountAccess.READ_WRITE });
    equipClient(this, this.cronJob, backup, props.database);
    if (uploads.length > 0) handOver(this, this.cronJob, { name: this.name, uploads, volume });
    if (rehearsal !== undefined) this.rehearsalCronJob = addRehearsal(this, props, rehearsal, { name: this.name, claim: this.claim });
    keepPatchedFields(this);
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'DatabaseBackup';
  }

  /** Lets the Pod, uploads included, connect to a peer: to the ports given, or to any. */
  allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowTo({ kind: 'DatabaseBackup', construct: this, pods: podsOf(this.cronJob) }, peer, ports);
  }

  private addBackup(props: DatabaseBackupProps, handsOver: boolean): kplus.Container {
    const { engine } = props.database._plan;
    const { suffix, dump, verify } = engine.dump!;
    const container: kplus.ContainerProps = {
      name: BACKUP_CONTAINER,
      image: engine.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('backup-database'), 'backup-database'),
      args: [dump, verify, ...(props.rehearsal === undefined ? [] : [engine.rehearsing!.inventory])],
      envVariables: {
        ...variables({
          ...clientSettings(props.database),
          BACKUP_DIR: BACKUPS_PATH,
          BACKUP_NAME: this.name,
          BACKUP_SUFFIX: suffix,
          BACKUP_KEEP: String(props.keep ?? 7),
          ...(handsOver && { HANDOVER_DIR: HANDOVER_PATH }),
        }),
        // An upload that is tried again needs no new backup.
        ...(handsOver && { BACKUP_ID: jobUid() }),
      },
      resources: fillResources(jobResources(props.resources)),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    };
    return handsOver ? this.cronJob.addInitContainer(container) : this.cronJob.addContainer(container);
  }
}
