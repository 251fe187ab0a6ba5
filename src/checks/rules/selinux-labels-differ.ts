import {
  conflictInPod,
  conflictInWords,
  conflictOfPods,
  isOfOnePod,
  keepsLabels,
  outcomeInPod,
  outcomeOfPods,
  remedyOfConflict,
  takesLabel,
} from '../../facts/kubernetes/selinux';
import { Claim } from '../claim';
import { usersOf, VolumeUser } from '../lookup/selinux';
import { driverOfClaim } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) yield* checkContainers(set, pod, volume);
  }
  for (const claim of set.claims) yield* checkPods(set, claim);
}

function* checkContainers(set: ManifestSet, pod: PodTemplate, volume: PodVolume): Generator<Discovery> {
  const all = usersOf(pod, volume).filter(({ label }) => label !== undefined);
  if (all.length < 2 || !takesLabel(volume.type)) return;
  const claim = set.claim(pod, volume);
  const isForOne = claim !== undefined && isOfOnePod(claim.accessModes);
  if (claim !== undefined && !isForOne && !keepsLabels(driverOfClaim(set, claim))) return;
  // What has ended misses nothing.
  const [first, ...others] = isForOne ? all : all.filter(({ container }) => container.role !== 'init');
  for (const other of others) {
    const conflict = other.container === first.container ? undefined : conflictInPod(first, other, isForOne);
    if (conflict === undefined) continue;
    yield {
      level: conflict.about === 'drawn' ? 'warning' : undefined,
      at: other.at,
      cause: `Containers ${first.container.name} and ${other.container.name} of ${pod.workload.toString()} mount volume ${volume.name} with ${conflictInWords(conflict)}: ${outcomeInPod(isForOne ? 'of one Pod' : claim === undefined ? 'other' : 'claim')}.`,
      remedy: remedyOfConflict(conflict, 'both containers'),
    };
    return;
  }
}

function* checkPods(set: ManifestSet, claim: Claim): Generator<Discovery> {
  // Of a claim for one Pod, rwo-shared-by-replicas tells.
  if (claim.volumeMode === 'Block' || isOfOnePod(claim.accessModes)) return;
  const users = set
    .podsOfClaim(claim)
    .filter((pod) => set.mostReplicas(pod) > 0)
    .flatMap((pod) => userOf(pod, claim.name) ?? []);
  const first = users.find(({ label }) => label?.level !== undefined);
  if (first === undefined || users.length < 2 || !keepsLabels(driverOfClaim(set, claim))) return;
  for (const other of users) {
    const conflict = other === first ? undefined : conflictOfPods(first, other);
    if (conflict === undefined) continue;
    const policies = [first.policy, other.policy];
    yield {
      level: conflict.about === 'drawn' ? 'warning' : undefined,
      at: other.at,
      cause: `${first.pod.workload.toString()} and ${other.pod.workload.toString()} mount claim ${claim.name} with ${conflictInWords(conflict)}: ${outcomeOfPods(policies)}.`,
      remedy: remedyOfConflict(conflict, 'both'),
    };
  }
}

/** What counts for a Pod: the first container with a label, or the first. */
function userOf(pod: PodTemplate, claimName: string): VolumeUser | undefined {
  const volume = pod.volumes.find((candidate) => candidate.claimName === claimName)!;
  const users = usersOf(pod, volume);
  return users.find(({ label }) => label !== undefined) ?? users[0];
}

export const selinuxLabelsDiffer: Rule = {
  id: 'selinux-labels-differ',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'one volume for Pods, or containers, with different labels of SELinux',
  explanation: {
    why: [
      'On nodes with SELinux, files have a label, and a process gets at those of its own level. A volume has one label at a time. The runtime gives all its files that of the Pod that starts, so that a Pod with another level loses them while it runs; or the volume is mounted with the label, and a Pod with another one waits in ContainerCreating until the first is gone.',
      'Volumes are mounted with their label where the CSIDriver object says seLinuxMount and the claim is ReadWriteOncePod (since Kubernetes 1.28), the feature gate SELinuxMount is on, or the Pod asks for it by seLinuxChangePolicy: MountOption. Recursive keeps the old way. Two Pods that differ in this wait for each other, too.',
      'Of a label the files get user and level; types may differ. Where no level is said, the runtime draws one for each Pod, unless something in the cluster says one, as OpenShift does for each namespace: that is a warning here. Two containers of one Pod on a claim that is ReadWriteOncePod need the same label, whatever else is said. Nothing is said of privileged containers and spc_t, which no level keeps out, unless the volume is mounted with the label; nor of volumes of the node and of servers that keep no labels.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: photos
      spec:
        storageClassName: shared
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: gallery
      spec:
        securityContext: { seLinuxOptions: { level: "s0:c100,c200" } }
        containers:
          - name: gallery
            image: registry.example.com/gallery:3.2.0
            volumeMounts:
              - { name: photos, mountPath: /photos }
        volumes:
          - name: photos
            persistentVolumeClaim: { claimName: photos }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: scanner
      spec:
        securityContext: { seLinuxOptions: { level: "s0:c300,c400" } }
        containers:
          - name: scanner
            image: registry.example.com/scanner:1.0.4
            volumeMounts:
              - { name: photos, mountPath: /photos }
        volumes:
          - name: photos
            persistentVolumeClaim: { claimName: photos }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: photos
      spec:
        storageClassName: shared
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: gallery
      spec:
        securityContext: { seLinuxOptions: { level: "s0:c100,c200" } }
        containers:
          - name: gallery
            image: registry.example.com/gallery:3.2.0
            volumeMounts:
              - { name: photos, mountPath: /photos }
        volumes:
          - name: photos
            persistentVolumeClaim: { claimName: photos }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: scanner
      spec:
        securityContext: { seLinuxOptions: { level: "s0:c100,c200" } }
        containers:
          - name: scanner
            image: registry.example.com/scanner:1.0.4
            volumeMounts:
              - { name: photos, mountPath: /photos }
        volumes:
          - name: photos
            persistentVolumeClaim: { claimName: photos }
    `,
    see: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#efficient-selinux-volume-relabeling',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/1710-selinux-relabeling',
    ],
  },
  check,
};
