import { ApiObject, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GROUP_SNAPSHOT_GROUP, SNAPSHOT_GROUP } from '../../facts/kubernetes/snapshots';
import { fullName, Identity, identityLabels } from '../../hardening/identity';
import { addCronJob, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { openAnywhere, podsOf } from '../../hardening/pod-network';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { ownProps } from '../../props/own-props';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { MountAccess } from '../../workloads/mount-options';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { fillResources } from '../../workloads/resources';
import { COMPONENT, DEFAULT_WAIT, planSchedule, TEMPORARY_SPACE } from './plan';
import { SnapshotScheduleProps } from './props';

/** What a run does with snapshots, and all that its account may do. */
const VERBS = ['create', 'delete', 'list'];

/**
 * Snapshots of claims on a schedule: waited for until they are ready, and pruned.
 *
 * Creates a CronJob that takes a VolumeSnapshot of each claim, or a VolumeGroupSnapshot of all, and then deletes old ones; a ServiceAccount with a Role that
 * lets it create, delete and list snapshots of the namespace, and do nothing else; and a NetworkPolicy that lets it out to the ports of the API server. Only
 * snapshots that are ready count, so the last good one is never deleted. Snapshots are in the hands of the same storage system and namespace: what destroys those destroys them too.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
 * @example
 * const nights = new SnapshotClass(chart, 'nights', { driver: disks.provisioner, deletionPolicy: SnapshotDeletionPolicy.DELETE });
 * new SnapshotSchedule(chart, 'nightly', {
 *   source: SnapshotSource.claims([pages], nights),
 *   schedule: Cron.schedule({ hour: '1', minute: '20' }),
 *   image: 'registry.example.com/kubectl:1.36.3',
 * });
 */
export class SnapshotSchedule extends Construct {
  /** Name of the schedule, with which its snapshots begin. */
  readonly name: string;

  /** The CronJob. */
  readonly cronJob: kplus.CronJob;

  constructor(scope: Construct, id: string, props: SnapshotScheduleProps) {
    props = ownProps(props, 'SnapshotScheduleProps', new.target !== SnapshotSchedule);
    const { identity, objects, namespace, apiServerPorts } = planSchedule(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    const { source } = props;
    const isGroup = source._selector !== undefined;
    const hardening = { ...props.hardening, automountServiceAccountToken: true };
    const wait = props.wait ?? DEFAULT_WAIT;
    const retries = props.retries ?? 2;
    const podProps = toPodProps(this, identity, { ...props, hardening }, false);
    const deadline = props.deadline ?? Duration.seconds(Math.min(wait.toSeconds() * (retries + 1) + 600, 2 ** 31 - 1));
    this.cronJob = addCronJob(this, {
      identity,
      pod: podProps,
      runs: { ...props, deadline },
    });
    this.cronJob.addContainer({
      name: COMPONENT,
      image: props.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: shell(loadScript('take-snapshots'), 'take-snapshots'),
      args: isGroup ? undefined : [...source._claimNames],
      envVariables: {
        ...variables({
          SNAPSHOT_NAME: this.name,
          SNAPSHOT_NAMESPACE: namespace,
          SNAPSHOT_CLASS: source._className,
          SNAPSHOT_KEEP: String(props.keep ?? 7),
          SNAPSHOT_WAIT: String(wait.toSeconds()),
          ...(source._selector !== undefined && { SNAPSHOT_SELECTOR: source._selector }),
        }),
        SNAPSHOT_RUN: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_LABEL, { key: 'batch.kubernetes.io/job-name' }),
      },
      resources: fillResources({ ...props.resources, ...resourcesOf(props) }),
      securityContext: containerSecurityContext(resolveHardening(hardening)),
    });
    finishPod(this, this.cronJob, identity, { ...props, hardening });
    openAnywhere(
      podsOf(this.cronJob),
      apiServerPorts.map((port) => kplus.NetworkPolicyPort.tcp(port)),
    );
    const temporary = new ScratchVolume(this, 'Tmp', { name: 'tmp', sizeLimit: TEMPORARY_SPACE });
    temporary.mountInto(this.cronJob, '/tmp', { access: MountAccess.READ_WRITE, containers: [COMPONENT] });
    this.permit(
      identity,
      podProps.serviceAccount!,
      isGroup ? GROUP_SNAPSHOT_GROUP : SNAPSHOT_GROUP,
      isGroup ? 'volumegroupsnapshots' : 'volumesnapshots',
    );
    keepPatchedFields(this);
  }

  private permit(identity: Identity, { name }: kplus.IServiceAccount, apiGroup: string, resource: string): void {
    const metadata = { name: fullName(identity), labels: identityLabels(identity) };
    const rbac = 'rbac.authorization.k8s.io';
    new ApiObject(this, 'Role', {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [apiGroup], resources: [resource], verbs: VERBS }],
    });
    new ApiObject(this, 'RoleBinding', {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: Chart.of(this).namespace }],
    });
  }
}

/** Waiting takes little; each call of kubectl reads what the API server has to offer. */
function resourcesOf({ resources }: SnapshotScheduleProps): Pick<kplus.ContainerResources, 'cpu' | 'memory'> {
  return {
    cpu: resources?.cpu ?? { request: kplus.Cpu.millis(50), limit: kplus.Cpu.millis(500) },
    memory: resources?.memory ?? { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
  };
}
