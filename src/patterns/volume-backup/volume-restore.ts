import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName } from '../../hardening/identity';
import { completeJob, jobUid, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { ARCHIVE_SUFFIX, archivingResources, mountClaim } from '../../jobs/archiving';
import { BACKUPS_PATH } from '../../jobs/uploads';
import { ownProps } from '../../props/own-props';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { MountAccess } from '../../workloads/mount-options';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { COMPONENT, planVolumeRestore } from './restore-plan';
import { VolumeRestoreProps } from './restore-props';

const TARGET_PATH = '/target';

/**
 * Brings the files of a `VolumeBackup` back to a claim: of a named backup, or of the latest that is good.
 *
 * Creates a Job that verifies the backup before it touches anything, and refuses a volume that holds something unless told so in words; a ServiceAccount without rights; and a
 * NetworkPolicy that closes it. The files are unpacked beside what is there and take its place when all of them are on the disk, so the volume needs room for both: a full disk,
 * a broken archive and a Job that is killed leave the volume as it was, or are undone by the next try. The Job is not deleted when it has finished: whatever keeps the cluster
 * like the manifests would make it again, and restore again.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 * @example
 * const backup = new VolumeBackup(chart, 'backup', {
 *   claim: pages,
 *   workload: wiki,
 *   schedule: Cron.daily(),
 *   image: 'busybox:1.37.0',
 *   storage: BackupStorage.newClaim({ size: Size.gibibytes(200), storageClass: disks }),
 * });
 * new VolumeRestore(chart, 'restore', {
 *   claim: disks.claim(chart, 'restored', { storage: Size.gibibytes(40) }),
 *   backup,
 *   file: 'pages-20261120T024000Z.tar.gz',
 *   image: 'busybox:1.37.0',
 * });
 */
export class VolumeRestore extends Construct {
  /** Name of the restore. */
  readonly name: string;

  /** The Job. */
  readonly job: kplus.Job;

  constructor(scope: Construct, id: string, props: VolumeRestoreProps) {
    props = ownProps(props, 'VolumeRestoreProps', new.target !== VolumeRestore);
    const { identity, objects, backups, backupName } = planVolumeRestore(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    this.job = new kplus.Job(this, 'Job', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: fullName(identity) },
      restartPolicy: kplus.RestartPolicy.NEVER,
      backoffLimit: props.retries ?? 2,
      activeDeadline: props.deadline ?? Duration.hours(24),
    });
    completeJob(this.job);
    this.job.addContainer({
      name: COMPONENT,
      image: props.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('restore-database'), 'restore-volume'),
      // The server that is waited for is none.
      args: ['', loadScript('contents-volume'), loadScript('verify-volume'), loadScript('restore-volume')],
      envVariables: {
        ...variables({
          BACKUP_DIR: BACKUPS_PATH,
          BACKUP_NAME: backupName,
          BACKUP_SUFFIX: ARCHIVE_SUFFIX,
          TARGET_DIR: TARGET_PATH,
          RESTORE_WHAT: 'the volume',
          ...(props.file !== undefined && { RESTORE_FILE: props.file }),
          ...(props.overwrite !== undefined && { RESTORE_OVERWRITE: props.overwrite }),
        }),
        RESTORE_ID: jobUid(),
      },
      resources: archivingResources(props.resources),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    });
    finishPod(this, this.job, identity, props);
    mountClaim(this.job, COMPONENT, { name: 'target', claimName: props.claim.name, path: TARGET_PATH, access: MountAccess.READ_WRITE });
    mountClaim(this.job, COMPONENT, { name: 'backups', claimName: backups, path: BACKUPS_PATH, access: MountAccess.READ_ONLY });
    keepPatchedFields(this);
  }
}
