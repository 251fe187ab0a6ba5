import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { toContainerProps } from '../../hardening/container-options';
import { fullName, identityLabels } from '../../hardening/identity';
import { addCronJob, jobUid, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { ARCHIVE_SUFFIX, archivingResources, mountClaim } from '../../jobs/archiving';
import { BACKUPS_PATH, HANDOVER_PATH, handOver } from '../../jobs/uploads';
import { ownProps } from '../../props/own-props';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { MountAccess } from '../../workloads/mount-options';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { selectorOf } from '../../workloads/peers';
import { rewritePodSpec } from '../../workloads/pod-spec';
import { WorkloadObject } from '../../workloads/workload-object';
import { COMPONENT, planVolumeBackup } from './plan';
import { VolumeBackupProps } from './props';
import { addRehearsal } from './rehearsal';

const SOURCE_PATH = '/source';

/**
 * Backups of the files of any claim on a schedule: complete, verified, and never half-written.
 *
 * Creates a CronJob that writes the files to a compressed tar archive under a temporary name, reads it back and compares what is in it with what was written, gives
 * it its name only then, and prunes old ones after that; a claim for the backups; a ServiceAccount without rights; and a NetworkPolicy that closes it. The claim is
 * mounted read-only, on the node of the workload that has it. Files that change while they are read fail the backup unless that is accepted.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 * @example
 * new VolumeBackup(chart, 'backup', {
 *   claim: pages,
 *   workload: wiki,
 *   schedule: Cron.schedule({ hour: '2', minute: '40' }),
 *   image: 'busybox:1.37.0',
 *   storage: BackupStorage.newClaim({ size: Size.gibibytes(200), storageClass: disks }),
 * });
 */
export class VolumeBackup extends Construct {
  /** Name of the backup, with which its files begin. */
  readonly name: string;

  /** The CronJob. */
  readonly cronJob: kplus.CronJob;

  /** The claim that holds the backups. */
  readonly claim: kplus.IPersistentVolumeClaim;

  /** The CronJob that rehearses restores; undefined where none was asked for. */
  readonly rehearsalCronJob?: kplus.CronJob;

  constructor(scope: Construct, id: string, props: VolumeBackupProps) {
    props = ownProps(props, 'VolumeBackupProps', new.target !== VolumeBackup);
    const { identity, objects, workload, rehearsal } = planVolumeBackup(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    const objectName = fullName(identity);
    this.claim = props.storage._claim(this, objectName, identityLabels(identity));
    const uploads = props.uploads ?? [];
    const hardening = resolveHardening(props.hardening);
    this.cronJob = addCronJob(this, {
      identity,
      pod: toPodProps(this, identity, props, true),
      runs: props,
      container: uploads.length > 0 ? COMPONENT : undefined,
    });
    const container: kplus.ContainerProps = {
      name: COMPONENT,
      image: props.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('backup-database'), 'backup-volume'),
      args: [loadScript('dump-volume'), loadScript('verify-volume'), ...(rehearsal === undefined ? [] : [loadScript('inventory-volume')])],
      envVariables: {
        ...variables({
          BACKUP_DIR: BACKUPS_PATH,
          BACKUP_NAME: this.name,
          BACKUP_SUFFIX: ARCHIVE_SUFFIX,
          BACKUP_KEEP: String(props.keep ?? 7),
          SOURCE_DIR: SOURCE_PATH,
          SOURCE_CHANGES: props.acceptChanges === true ? 'accept' : 'fail',
          ...((props.exclude ?? []).length > 0 && { SOURCE_EXCLUDE: props.exclude!.join('\n') }),
          ...(uploads.length > 0 && { HANDOVER_DIR: HANDOVER_PATH }),
        }),
        // An upload that is tried again needs no new backup.
        ...(uploads.length > 0 && { BACKUP_ID: jobUid() }),
      },
      resources: archivingResources(props.resources),
      securityContext: containerSecurityContext(hardening),
    };
    if (uploads.length > 0) this.cronJob.addInitContainer(container);
    else this.cronJob.addContainer(container);
    for (const upload of uploads) this.cronJob.addContainer(toContainerProps(upload, hardening));
    finishPod(this, this.cronJob, identity, props);
    mountClaim(this.cronJob, COMPONENT, { name: 'source', claimName: props.claim.name, path: SOURCE_PATH, access: MountAccess.READ_ONLY });
    mountClaim(this.cronJob, COMPONENT, {
      name: 'backups',
      claimName: this.claim.name,
      path: BACKUPS_PATH,
      access: MountAccess.READ_WRITE,
    });
    const volume = { name: 'backups', source: { persistentVolumeClaim: { claimName: this.claim.name, readOnly: false } } };
    if (uploads.length > 0) handOver(this, this.cronJob, { name: this.name, uploads, volume });
    if (workload !== undefined) runBeside(this.cronJob, workload, props.claim.name);
    if (rehearsal !== undefined) this.rehearsalCronJob = addRehearsal(this, props, rehearsal, { name: this.name, claim: this.claim.name });
    keepPatchedFields(this);
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'VolumeBackup';
  }
}

/** Has a Pod run on the node of the Pods of a workload; of a StatefulSet, on that of the one whose claim it is. */
function runBeside(pod: kplus.AbstractPod, workload: WorkloadObject, claim: string): void {
  rewritePodSpec(pod, (spec) => {
    const ordinal = workload.kind === 'StatefulSet' && claim.includes(`-${workload.name}-`) ? /-([0-9]+)$/.exec(claim)?.[1] : undefined;
    const labelSelector =
      ordinal === undefined
        ? selectorOf(workload)
        : { matchLabels: { 'statefulset.kubernetes.io/pod-name': `${workload.name}-${ordinal}` } };
    const term = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
    spec.affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  });
}
