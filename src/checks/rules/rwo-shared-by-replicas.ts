import { isNetworkFileSystem } from '../../facts/drivers';
import { Claim } from '../claim';
import { claimNamed } from '../lookup/claims';
import { isBeside, isOnOneNode } from '../lookup/placement';
import { runsOf, tasksOf, workflowSpec } from '../lookup/tasks';
import { callsAtOnce } from '../lookup/workflow-steps';
import { attaches, driverOfClaim } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.claims) {
    if (!claim.isSingleNode) continue;
    const users = set
      .podsOfClaim(claim)
      .filter((pod) => set.mostReplicas(pod) > 0)
      .map((pod) => userOf(pod, claim.name));
    if (attaches(set, claim)) {
      for (const user of users) yield* checkReplicas(set, claim, user);
      yield* checkWorkloads(claim, users);
    } else yield* checkFiles(set, claim, users);
  }
  yield* checkTemplates(set);
  for (const run of runsOf(set)) yield* checkRun(set, run);
}

/** Pods that mount a claim, and where they say so. */
interface User {
  readonly pod: PodTemplate;
  readonly at: Discovery['at'];
  readonly writes: boolean;
}

function userOf(pod: PodTemplate, claimName: string): User {
  const volume = pod.volumes.find((candidate) => candidate.claimName === claimName)!;
  return { pod, at: volume.source.at('claimName'), writes: pod.mountsOf(volume).some(({ writable }) => writable) };
}

const onePod = ({ accessModes }: Claim) => accessModes.includes('ReadWriteOncePod');

function* checkReplicas(set: ManifestSet, claim: Claim, { pod, at }: User): Generator<Discovery> {
  const replicas = set.mostReplicas(pod);
  if (replicas <= 1 || (!onePod(claim) && (isOnOneNode(pod) || isBeside(pod, pod)))) return;
  const { workload } = pod;
  yield {
    at,
    cause: `${manyOf(set, pod, replicas)}, and all mount claim ${claim.name}, which is ${claim.accessModes.join(' and ')}: ${limitOf(claim)}, and the others never start.`,
    remedy:
      workload.type === 'apps/StatefulSet'
        ? 'Give each Pod a claim of its own in volumeClaimTemplates.'
        : 'Run one Pod, use a StatefulSet with volumeClaimTemplates, or a claim that is ReadWriteMany on storage that can do it.',
  };
}

function manyOf(set: ManifestSet, pod: PodTemplate, replicas: number): string {
  const title = pod.workload.toString();
  if (replicas === Infinity) return `${title} runs a Pod on each node`;
  const scaler = set.autoscalerOf(pod);
  return `${title} runs up to ${replicas} Pods${scaler === undefined ? '' : `, by ${scaler.toString()}`}`;
}

/** Workloads that share, and what runs beside them and ends, such as backups. */
function* checkWorkloads(claim: Claim, users: readonly User[]): Generator<Discovery> {
  if (onePod(claim)) {
    // Tasks alone take turns: a Pod waits until the one before it has ended.
    if (users.every(({ pod }) => pod.isTask)) return;
    for (const { at } of users.slice(1)) yield shared(claim, users[0].pod, at);
    return;
  }
  const loose = users.filter(({ pod }) => !isOnOneNode(pod));
  const holders = loose.filter(({ pod }) => !pod.isTask);
  for (const [index, { pod, at }] of holders.entries()) {
    if (index > 0 && !isTied(pod, holders)) yield shared(claim, holders[0].pod, at);
  }
  for (const { pod, at } of loose) {
    // Tasks alone share in turn; who knows when they run?
    const [holder] = users.filter((user) => !user.pod.isTask);
    if (pod.isTask && holder !== undefined && !isTied(pod, users)) yield besideHolder(claim.name, holder.pod, pod, at);
  }
}

function isTied(pod: PodTemplate, users: readonly User[]): boolean {
  return users.some((other) => other.pod !== pod && (isBeside(pod, other.pod) || isBeside(other.pod, pod)));
}

function shared(claim: Claim, first: PodTemplate, at: Discovery['at']): Discovery {
  return {
    at,
    cause: `${first.workload.toString()} mounts claim ${claim.name} too, which is ${claim.accessModes.join(' and ')}: ${limitOf(claim)}.`,
    remedy: onePod(claim)
      ? 'Let one of them mount it, or make it ReadWriteOnce and keep them on one node.'
      : 'Give each a claim of its own, put them into one Pod, or use a claim that is ReadWriteMany on storage that can do it.',
  };
}

function besideHolder(claimName: string, holder: PodTemplate, pod: PodTemplate, at: Discovery['at']): Discovery {
  return {
    level: 'warning',
    at,
    cause: `${pod.workload.toString()} mounts claim ${claimName}, which ${holder.workload.toString()} holds on its node: the scheduler does not look for that node, and on another one the Pod waits in ContainerCreating.`,
    remedy: `Place it there: a required podAffinity to the labels of ${holder.workload.toString()}, with topologyKey: kubernetes.io/hostname.`,
  };
}

function limitOf(claim: Claim): string {
  return onePod(claim) ? 'one Pod at a time can use it' : 'only Pods on one node can use it at a time';
}

/** Nothing is attached, so nothing keeps a second Pod out: whoever counted on that has two writers. */
function* checkFiles(set: ManifestSet, claim: Claim, users: readonly User[]): Generator<Discovery> {
  const driver = driverOfClaim(set, claim) ?? '';
  if (onePod(claim) || !isNetworkFileSystem(driver)) return;
  for (const { pod, at, writes } of users) {
    const replicas = set.mostReplicas(pod);
    if (replicas <= 1 || !writes) continue;
    yield {
      level: 'warning',
      at,
      cause: `${manyOf(set, pod, replicas)}, and all write to claim ${claim.name}: it is ${claim.accessModes.join(' and ')}, and ${driver} attaches nothing, so that keeps nobody out.`,
      remedy: 'Ask for ReadWriteMany where the program can share its files; where it cannot, run one Pod.',
    };
  }
}

const OF_A_SET = /-[0-9]+$/;

/** What mounts a claim that a StatefulSet made for one of its Pods. */
function* checkTemplates(set: ManifestSet): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      if (volume.claimName === undefined || !OF_A_SET.test(volume.claimName)) continue;
      if (set.claim(pod, volume) !== undefined || set.mostReplicas(pod) === 0) continue;
      const claim = claimNamed(set, pod.namespace, volume.claimName);
      const holder = claim && set.podsOf(claim.manifest);
      if (claim === undefined || holder === undefined || !claim.isSingleNode || !attaches(set, claim)) continue;
      if (holder === pod || set.mostReplicas(holder) === 0) continue;
      const at = volume.source.at('claimName');
      if (onePod(claim)) yield shared(claim, holder, at);
      else if (!isOnOneNode(pod) && !isBeside(pod, holder) && !isBeside(holder, pod)) {
        yield pod.isTask ? besideHolder(volume.claimName, holder, pod, at) : shared(claim, holder, at);
      }
    }
  }
}

/** The claims of a workflow whose steps run side by side: each step is a Pod, wherever there is room. */
function* checkRun(set: ManifestSet, run: Manifest): Generator<Discovery> {
  const spec = workflowSpec(run);
  if (spec === undefined || spec.at('affinity').exists || spec.at('nodeSelector').exists) return;
  const tasks = tasksOf(run);
  const own = set.everyClaim
    .filter(({ manifest, origin }) => manifest === run && origin === 'ephemeral')
    .map((claim) => [claim.name, claim] as const);
  const mounted = spec.at('volumes').items.flatMap((volume) => {
    const claim = claimNamed(set, run.namespace, volume.at('persistentVolumeClaim', 'claimName').text);
    return claim === undefined ? [] : [[volume.at('name').text ?? '', claim] as const];
  });
  for (const [volume, claim] of [...own, ...mounted]) {
    if (!claim.isSingleNode || !attaches(set, claim)) continue;
    const users = tasks.filter(({ mounts }) => mounts.some(({ name }) => name === volume));
    const calls = callsAtOnce(spec, new Set(users.flatMap(({ name }) => name ?? [])));
    if (calls === undefined) continue;
    const [first, second] = calls;
    yield {
      level: 'warning',
      at: second.at,
      cause: `${run.toString()} runs ${first === second ? `template ${first.template} for several items` : `templates ${first.template} and ${second.template}`} at the same time, and ${first === second ? 'each Pod mounts' : 'both mount'} ${claim.title}, which is ${claim.accessModes.join(' and ')}: on another node than the first a Pod waits in ContainerCreating.`,
      remedy:
        'Ask for ReadWriteMany on storage that can do it, run one at a time (parallelism: 1), or tie the Pods to one node by affinity.',
    };
  }
}

export const rwoSharedByReplicas: Rule = {
  id: 'rwo-shared-by-replicas',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'one ReadWriteOnce or ReadWriteOncePod claim for several Pods',
  explanation: {
    why: [
      'ReadWriteOnce means one node: the disk is attached to the node of the first Pod, and Pods on other nodes wait in ContainerCreating with a Multi-Attach error. It may work for months while the scheduler happens to put all Pods on one node. ReadWriteOncePod means one Pod, wherever it is.',
      'Jobs and CronJobs end, but the scheduler does not look for the node that has the disk: beside a workload that holds it they wait wherever they land elsewhere, which is a warning. A required podAffinity to its Pods, node by node, puts them there. Nothing is said of Pods that are tied to one node, nor of volumes that name theirs.',
      'Steps of a workflow of Argo that run side by side are Pods like these: a claim of the run that is ReadWriteOnce is for steps one after the other.',
      'Network file systems attach nothing: ReadWriteOnce there keeps nobody out, and several Pods that write are a warning.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: web }
        template:
          metadata:
            labels: { app: web }
          spec:
            containers:
              - name: web
                image: nginx:1.29.1
                volumeMounts:
                  - { name: uploads, mountPath: /uploads }
            volumes:
              - name: uploads
                persistentVolumeClaim: { claimName: uploads }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: shared-files
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
        selector:
          matchLabels: { app: web }
        template:
          metadata:
            labels: { app: web }
          spec:
            containers:
              - name: web
                image: nginx:1.29.1
                volumeMounts:
                  - { name: uploads, mountPath: /uploads }
            volumes:
              - name: uploads
                persistentVolumeClaim: { claimName: uploads }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  },
  check,
};
