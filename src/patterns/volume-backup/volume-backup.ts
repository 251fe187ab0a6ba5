import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName, identityLabels } from '../../hardening/identity';
import { completeCronJob, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { ownProps } from '../../props/own-props';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { selectorOf } from '../../workloads/peers';
import { rewritePodSpec } from '../../workloads/pod-spec';
import { fillResources } from '../../workloads/resources';
import { WorkloadObject } from '../../workloads/workload-object';
import { COMPONENT, planVolumeBackup } from './plan';
import { VolumeBackupProps } from './props';

const SOURCE_PATH = '/source';
const BACKUPS_PATH = '/backups';

/**
 * Backups of the files of any claim on a schedule: complete, verified, and never half-written.
 *
 * Creates a CronJob that writes the files to a compressed tar archive under a temporary name, reads it back and compares what is in it with what was written, gives
 * it its name only then, and prunes old ones after that; a claim for the backups; a ServiceAccount without rights; and a NetworkPolicy that closes it. The claim is
 * mounted read-only, on the node of the workload that has it. Files that change while they are read fail the backup unless that is accepted.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class VolumeBackup extends Construct {
  /** Name of the backup, with which its files begin. */
  readonly name: string;

  /** The CronJob. */
  readonly cronJob: kplus.CronJob;

  /** The claim that holds the backups. */
  readonly claim: kplus.IPersistentVolumeClaim;

  constructor(scope: Construct, id: string, props: VolumeBackupProps) {
    props = ownProps(props, 'VolumeBackupProps', new.target !== VolumeBackup);
    const { identity, objects, workload } = planVolumeBackup(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    const objectName = fullName(identity);
    this.claim = props.storage._claim(this, objectName, identityLabels(identity));
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
      restartPolicy: kplus.RestartPolicy.NEVER,
    });
    completeCronJob(this.cronJob, identity);
    this.cronJob.addContainer({
      name: COMPONENT,
      image: props.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('backup-database'), 'backup-volume'),
      args: [loadScript('dump-volume'), loadScript('verify-volume')],
      envVariables: variables({
        BACKUP_DIR: BACKUPS_PATH,
        BACKUP_NAME: this.name,
        BACKUP_SUFFIX: '.tar.gz',
        BACKUP_KEEP: String(props.keep ?? 7),
        SOURCE_DIR: SOURCE_PATH,
        SOURCE_CHANGES: props.acceptChanges === true ? 'accept' : 'fail',
        ...((props.exclude ?? []).length > 0 && { SOURCE_EXCLUDE: props.exclude!.join('\n') }),
      }),
      resources: fillResources({ ...props.resources, ...resourcesOf(props) }),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    });
    finishPod(this, this.cronJob, identity, props);
    this.mount('source', props.claim.name, SOURCE_PATH, MountAccess.READ_ONLY);
    this.mount('backups', this.claim.name, BACKUPS_PATH, MountAccess.READ_WRITE);
    if (workload !== undefined) runBeside(this.cronJob, workload, props.claim.name);
    keepPatchedFields(this);
  }

  /** What is only read is so for the kubelet, too, which then changes no group of its files. */
  private mount(name: string, claimName: string, path: string, access: MountAccess): void {
    const volume = { name, source: { persistentVolumeClaim: { claimName, readOnly: access === MountAccess.READ_ONLY } } };
    mountOwn(this.cronJob, { volume, path, containers: [COMPONENT], access });
  }
}

/** Packing takes a CPU, and little memory whatever the size. */
function resourcesOf({ resources }: VolumeBackupProps): Pick<kplus.ContainerResources, 'cpu' | 'memory'> {
  return {
    cpu: resources?.cpu ?? { request: kplus.Cpu.millis(100), limit: kplus.Cpu.units(1) },
    memory: resources?.memory ?? { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
  };
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
