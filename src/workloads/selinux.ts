import { ApiObject, Chart } from 'cdk8s';
import {
  conflictInPod,
  conflictInWords,
  conflictOfPods,
  isOfOnePod,
  keepsLabels,
  LabelConflict,
  LabelledUser,
  outcomeInPod,
  outcomeOfPods,
  remedyOfConflict,
  takesLabel,
} from '../facts/kubernetes/selinux';
import { replicasPath } from '../facts/kubernetes/pod-paths';
import { isObject } from '../util/unchecked';
import { workloadsIn } from './find-workload';
import { Mountable } from './mountable';
import { MountProblem } from './mount-problem';
import { ObjectJson, typeOfObject, valueAt } from './pod-json';
import { ContainerView, PodView } from './pod-view';
import { presentRewrites } from './rewrites';
import { steadyOf } from './steady';
import { WorkloadObject } from './workload-object';

/*
 * Labels of SELinux of those who mount one volume. Two Pods are compared when the app is synthesized: until then nobody knows who else mounts the claim.
 */

const userOf = ({ seLinux, seLinuxChangePolicy }: PodView, container: ContainerView): LabelledUser => ({
  label: container.seLinux ?? seLinux,
  policy: seLinuxChangePolicy,
  isPrivileged: container.isPrivileged,
});

const mountersOf = (pod: PodView, volume: string) => pod.containers.filter(({ mounts }) => mounts.some((mount) => mount.volume === volume));

/** What is in the way of a mount in containers, by their labels and those of the others that mount the volume. */
export function problemsOfContainers(volume: Mountable, pod: PodView, containers: readonly ContainerView[]): MountProblem[] {
  const mounting = mountersOf(pod, volume.name);
  return containers
    .flatMap((container, index) => problemsOfContainer(volume, pod, container, [...mounting, ...containers.slice(0, index)]))
    .slice(0, 1);
}

function problemsOfContainer(
  { source, claim }: Mountable,
  pod: PodView,
  container: ContainerView,
  others: readonly ContainerView[],
): MountProblem[] {
  const [type] = Object.keys(source ?? { persistentVolumeClaim: {} });
  if (pod.containers.every(({ seLinux }) => seLinux === undefined) || !takesLabel(type)) return [];
  const isForOne = claim !== undefined && isOfOnePod(claim.accessModes);
  if (container.isInit && !isForOne) return [];
  for (const other of others) {
    if (other.name === container.name || (other.isInit && !isForOne)) continue;
    const conflict = conflictInPod(userOf(pod, other), userOf(pod, container), isForOne);
    if (conflict === undefined || conflict.about === 'drawn') continue;
    const isClaim = type === 'persistentVolumeClaim' || type === 'ephemeral';
    const outcome = outcomeInPod(isForOne ? 'of one Pod' : isClaim ? 'claim' : 'other');
    const remedy = `Containers ${other.name} and ${container.name} mount it with ${conflictInWords(conflict)}: ${outcome}. ${remedyOfConflict(conflict, 'both containers')}`;
    return [{ prop: 'options.containers', value: container.name, remedy }];
  }
  return [];
}

/** The name of a claim of the Pod's namespace. */
function claimNameOf(source: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const name = valueAt(source, ['persistentVolumeClaim', 'claimName']);
  return typeof name === 'string' ? name : undefined;
}

/** What is wrong with the label of a workload for a claim, by those of the other workloads of the chart that mount it. */
export function problemsOfNeighbours(volume: Mountable, workload: WorkloadObject, pod: PodView): MountProblem[] {
  const claimName = claimNameOf(volume.source);
  if (claimName === undefined || (volume.claim !== undefined && isOfOnePod(volume.claim.accessModes))) return [];
  const own = userOfClaim(pod, volume.name);
  // Most Pods have none, and nothing is looked through for them.
  if (own?.label?.level === undefined || isAtRest(workload) || !keepsLabels(driverOf(workload, claimName))) return [];
  const chart = Chart.of(workload.apiObject);
  const all = workloadsIn(chart);
  const at = all.findIndex((one) => one.isSame(workload));
  for (const [index, other] of all.entries()) {
    if (index === at || other.namespace !== workload.namespace || isAtRest(other)) continue;
    // Of two that are looked at, the later tells.
    if (index > at && (presentRewrites(other.apiObject, other.item)?.later.length ?? 0) > 0) continue;
    const conflict = conflictWith(own, other, claimName);
    if (conflict === undefined || conflict.about === 'drawn') continue;
    const policies = conflict.policies;
    const remedy = `${other.kind} ${other.name} mounts claim ${claimName} too, and they do it with ${conflictInWords(conflict)}: ${outcomeOfPods(policies)}. ${remedyOfConflict(conflict, 'both')}`;
    return [{ prop: 'workload', value: workload.construct, remedy }];
  }
  return [];
}

/** Whether a workload has no Pods, as a database has that is being moved. */
function isAtRest(workload: WorkloadObject): boolean {
  const { kind } = workload;
  const object = kind === 'Deployment' || kind === 'StatefulSet' ? workload.original() : undefined;
  return object !== undefined && valueAt(object, replicasPath(typeOfObject(object))) === 0;
}

function conflictWith(own: LabelledUser, other: WorkloadObject, claimName: string): (LabelConflict & { policies: string[] }) | undefined {
  const pod = other.view();
  const volume = [...pod.volumes].find(([, view]) => claimNameOf(view.source()) === claimName)?.[0];
  const user = volume === undefined ? undefined : userOfClaim(pod, volume);
  const conflict = user && conflictOfPods(user, own);
  return conflict && { ...conflict, policies: [user.policy ?? '', own.policy ?? ''] };
}

/** What counts for a Pod: the first container with a label, or the first. */
function userOfClaim(pod: PodView, volume: string): LabelledUser | undefined {
  const users = mountersOf(pod, volume).map((container) => userOf(pod, container));
  return users.find(({ label }) => label !== undefined) ?? users[0];
}

/** The driver behind a claim of the chart, or the source of its volume, as far as the app says it. */
function driverOf({ apiObject, namespace }: WorkloadObject, claimName: string): string | undefined {
  const objects = apiObject.node.root.node.findAll().filter((node) => ApiObject.isApiObject(node));
  const find = (kind: string, name: unknown): ObjectJson | undefined => {
    const found = objects.find((object) => object.kind === kind && object.name === name);
    return found && steadyOf(found);
  };
  const claim = objects.find(
    ({ kind, name, metadata }) => kind === 'PersistentVolumeClaim' && name === claimName && metadata.namespace === namespace,
  );
  const spec = claim && steadyOf(claim).spec;
  const volume = find('PersistentVolume', valueAt(spec, ['volumeName']))?.spec;
  if (isObject(volume)) {
    const driver = valueAt(volume, ['csi', 'driver']);
    return typeof driver === 'string' ? driver : Object.keys(volume).find((field) => !takesLabel(field));
  }
  const provisioner = find('StorageClass', valueAt(spec, ['storageClassName']))?.provisioner;
  return typeof provisioner === 'string' ? provisioner : undefined;
}
