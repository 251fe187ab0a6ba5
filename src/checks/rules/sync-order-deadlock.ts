import { ARGO_HOOK, ARGO_SYNC_WAVE, compareOrder, HELM_HOOK, SyncOrder, syncOrder } from '../../facts/gitops';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { waitsForPod } from '../lookup/binding';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

/** The annotations that put objects into an order. */
const ORDERING = [ARGO_SYNC_WAVE, ARGO_HOOK, HELM_HOOK];

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.claims) {
    const pods = set.podsOfClaim(claim);
    if (pods.length === 0) continue;
    const workloads = pods.map(({ workload }) => workload);
    if (![claim.manifest, ...workloads].some((manifest) => ORDERING.some((key) => manifest.annotation(key) !== undefined))) continue;
    const own = orderOf(claim.manifest);
    const users = workloads.map((workload) => ({ workload, order: orderOf(workload) }));
    const [first] = users.filter(({ order }) => order !== undefined).sort((one, other) => compareOrder(one.order!, other.order!));
    if (own === undefined || first?.order === undefined) continue;
    if (
      compareOrder(own, first.order) < 0 &&
      users.every(({ order }) => order !== undefined) &&
      isOfArgo(claim.manifest, first.workload) &&
      waitsForPod(set, claim)
    ) {
      yield claimFirst(claim, first.workload, own, first.order);
    }
    if (compareOrder(own, first.order) > 0 && first.workload.root.at('spec', 'replicas').number !== 0) {
      yield userFirst(claim, first.workload, own, first.order);
    }
  }
}

function orderOf(manifest: Manifest): SyncOrder | undefined {
  return syncOrder((key) => manifest.annotation(key));
}

/** Helm waits for claims only where it is told to. */
function isOfArgo(...manifests: readonly Manifest[]): boolean {
  return manifests.some((manifest) => [ARGO_SYNC_WAVE, ARGO_HOOK].some((key) => manifest.annotation(key) !== undefined));
}

function claimFirst(claim: Claim, workload: Manifest, own: SyncOrder, first: SyncOrder): Discovery {
  return {
    at: placeOf(claim.manifest),
    cause: `Argo CD waits for claim ${claim.name} (${describe(own)}) before it goes on to ${workload.kind} ${workload.name} (${describe(first)}), and the claim, of a class with WaitForFirstConsumer, waits for the Pods.`,
    remedy:
      own.phase === first.phase
        ? `Put both into the same wave: "${ARGO_SYNC_WAVE}": "${first.wave}" on the claim.`
        : `Make them part of one phase: no hook on ${own.phase < first.phase && own.phase < 0 ? `claim ${claim.name}` : `${workload.kind} ${workload.name}`}.`,
  };
}

function userFirst(claim: Claim, workload: Manifest, own: SyncOrder, first: SyncOrder): Discovery {
  const isHelm = workload.annotation(ARGO_HOOK) === undefined && workload.annotation(HELM_HOOK) !== undefined;
  return {
    at: placeOf(workload),
    cause: isHelm
      ? `Hook ${workload.kind} ${workload.name} (${describe(first)}) mounts claim ${claim.name}, which is made only after the hook has ended: the first installation waits until its time is up.`
      : `Argo CD waits for ${workload.kind} ${workload.name} (${describe(first)}) before it makes claim ${claim.name} (${describe(own)}), which the Pods mount.`,
    remedy: isHelm
      ? 'Run it after the installation (post-install), or let it make do without that claim.'
      : 'Put the claim into the same wave, or into an earlier one.',
  };
}

/** The annotation that puts an object where it is, or the metadata. */
function placeOf(manifest: Manifest): Cursor {
  const annotations = manifest.root.at('metadata', 'annotations');
  return ORDERING.map((key) => annotations.at(key)).find(({ exists }) => exists) ?? manifest.root.at('metadata');
}

function describe({ phase, wave }: SyncOrder): string {
  return `${phase === 0 ? '' : phase < 0 ? 'before the sync, ' : 'after the sync, '}wave ${wave}`;
}

export const syncOrderDeadlock: Rule = {
  id: 'sync-order-deadlock',
  level: 'warning',
  summary: 'a claim and its users in an order of sync waves or hooks in which each waits for the other',
  explanation: {
    why: [
      'Argo CD goes on to the next wave once everything in this one is healthy, and a claim is healthy once it is bound. A claim of a class with WaitForFirstConsumer binds when its first Pod comes, which is in a later wave: the sync never ends.',
      'The other way round it is the same: Pods in an earlier wave, or a hook that runs before the release, wait for a claim that has not been made.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
        annotations:
          argocd.argoproj.io/sync-wave: "-1"
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: registry.example.com/web:1.4
            volumeMounts:
              - { name: uploads, mountPath: /uploads }
        volumes:
          - name: uploads
            persistentVolumeClaim: { claimName: uploads }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: registry.example.com/web:1.4
            volumeMounts:
              - { name: uploads, mountPath: /uploads }
        volumes:
          - name: uploads
            persistentVolumeClaim: { claimName: uploads }
    `,
    see: ['https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/', 'https://github.com/argoproj/argo-cd/issues/12840'],
  },
  check,
};
