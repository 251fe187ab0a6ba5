import { isOwningDirectory, isRuntimeSocket } from '../../facts/kubernetes/node-paths';
import { normalizePath } from '../../facts/kubernetes/paths';
import { PROVISIONER_KEYS } from '../../facts/kubernetes/reclaim';
import { groupBy } from '../../util/group-by';
import { Claim } from '../claim';
import { databasesOf } from '../lookup/databases';
import { isNodePlugin } from '../lookup/node-plugins';
import { isOnOneNode, nodeTermsOf } from '../lookup/placement';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      if (volume.type === 'hostPath') yield* checkVolume(pod, volume);
    }
  }
  yield* checkPersistentVolumes(set);
}

function* checkVolume(pod: PodTemplate, volume: PodVolume): Generator<Discovery> {
  const at = volume.source.at('path');
  const path = normalizePath(at.text ?? '');
  const isSocket = isRuntimeSocket(path);
  // Who may do anything on the node anyway gets nothing by it.
  const mounts = pod.mountsOf(volume);
  const isPrivileged = mounts.length > 0 && mounts.every(({ container }) => container.at.at('securityContext', 'privileged').flag === true);
  if (!isNodePlugin(pod) && (isSocket || (mounts.some(({ writable }) => writable) && isOwningDirectory(path)))) {
    yield {
      level: isPrivileged ? 'info' : 'error',
      at,
      cause: `Volume ${volume.name} gives ${isSocket ? `the socket ${path}` : `the directory ${path}, writable,`} of the node to the Pod, and with it the node.`,
      remedy: isSocket
        ? 'Use the API of Kubernetes instead of that of the runtime.'
        : 'Mount it readOnly, or only the directory below it that is needed.',
    };
  } else if (pod.workload.type !== 'apps/DaemonSet') {
    yield {
      level: isPrivileged ? 'info' : 'warning',
      at,
      cause: `Volume ${volume.name} is ${path} of whatever node the Pod is on: on another node there is other data, and the Pod Security Standards "baseline" and "restricted" forbid it.`,
      remedy: 'Use a claim; for disks of a node, one with a local PersistentVolume.',
    };
  }
}

/** A claim in between changes nothing: the directory is that of the node on which the Pod happens to be. */
function* checkPersistentVolumes(set: ManifestSet): Generator<Discovery> {
  const volumes = set.all('PersistentVolume').filter(({ root }) => root.at('spec', 'hostPath').exists);
  if (volumes.length === 0) return;
  const claims = groupBy(set.claims, (claim) => volumeFor(set, claim));
  for (const volume of volumes) {
    const users = (claims.get(volume) ?? []).flatMap((claim) => set.podsOfClaim(claim));
    yield* checkPersistentVolume(set, volume, users);
  }
}

/** The volume of a claim: the one that it is tied to, or the only one that there is of its class. */
function volumeFor(set: ManifestSet, claim: Claim): Manifest | undefined {
  const volume = set.persistentVolume(claim);
  if (volume !== undefined || claim.className === undefined || claim.volumeName !== undefined) return volume;
  const volumes = set.volumesOfClass(claim.className);
  return volumes.length === 1 ? volumes[0] : undefined;
}

function* checkPersistentVolume(set: ManifestSet, volume: Manifest, users: readonly PodTemplate[]): Generator<Discovery> {
  const { root, name } = volume;
  const at = root.at('spec', 'hostPath', 'path');
  const path = normalizePath(at.text ?? '');
  if (isRuntimeSocket(path) || isOwningDirectory(path)) {
    yield {
      level: 'error',
      at,
      cause: `Volume ${name} is ${path} of the node: whoever has its claim has the node.`,
      remedy: 'Use a directory that is there for the data alone, in a local volume.',
    };
    return;
  }
  // What a provisioner made, it made where it is.
  const isMade = PROVISIONER_KEYS.some((key) => root.at('metadata', 'annotations', key).exists);
  const isPinned = users.length > 0 && users.every((pod) => isOnOneNode(pod) || pod.workload.type === 'apps/DaemonSet');
  if (nodeTermsOf(volume).length > 0 || isMade || isPinned) return;
  const database =
    users.length === 0
      ? undefined
      : databasesOf(set).find(({ pod, mount }) => users.includes(pod) && holds(set, volume, pod, mount?.volume));
  yield {
    at,
    cause: `Volume ${name} is ${path} of whatever node the Pod is on, and does not say which: on another node there is other data${database === undefined ? '' : `, so ${database.facts.title} in ${database.pod.workload.toString()} starts empty there`}.`,
    remedy: 'Make it a local volume with nodeAffinity on kubernetes.io/hostname, or use storage that other nodes reach.',
  };
}

function holds(set: ManifestSet, volume: Manifest, pod: PodTemplate, mounted: PodVolume | undefined): boolean {
  const claim = mounted && set.claim(pod, mounted);
  return claim !== undefined && volumeFor(set, claim) === volume;
}

export const hostPathVolume: Rule = {
  id: 'host-path-volume',
  level: 'warning',
  otherLevels: ['error', 'info'],
  summary: 'a hostPath outside of a DaemonSet (warning), or one that hands the node over (error)',
  explanation: {
    why: [
      'A hostPath shows a directory of the node that the Pod happens to be on. The data stays behind when the Pod moves. Agents in DaemonSets have a reason to look at their node; others want a claim. A PersistentVolume with a hostPath is no better, unless it says by nodeAffinity on which node it is, or its Pods are tied to one.',
      'Writable at /, /etc, /var, /proc, /sys, the root of the kubelet and the like, or at the socket of the container runtime, it makes whoever gets into the container the owner of the node. The node plugins of CSI drivers need that, and are not reported. For privileged containers, who own the node without it, it is an info.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: builder
      spec:
        containers:
          - name: builder
            image: docker:28.5.1-cli
            volumeMounts:
              - { name: docker, mountPath: /var/run/docker.sock }
        volumes:
          - name: docker
            hostPath: { path: /var/run/docker.sock }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: builder
      spec:
        containers:
          - name: builder
            image: moby/buildkit:v0.25.1-rootless
            volumeMounts:
              - { name: state, mountPath: /home/user/.local/share/buildkit }
        volumes:
          - name: state
            emptyDir: { sizeLimit: 20Gi }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath'],
  },
  check,
};
