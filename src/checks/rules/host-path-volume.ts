import { normalizePath } from '../../facts/kubernetes/paths';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      if (volume.type === 'hostPath') yield* checkVolume(pod, volume);
    }
  }
}

/** Directories of a node: whoever writes there owns it. */
const OWNING = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/run',
];

const KUBELET_ROOT = '/var/lib/kubelet';

/** Sockets of container runtimes: whoever connects owns the node, and a read-only mount does not hinder that. */
const SOCKETS = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
  '/run/crio/crio.sock',
  '/var/run/crio/crio.sock',
  '/var/run/dockershim.sock',
  '/run/cri-dockerd.sock',
  '/var/run/cri-dockerd.sock',
  '/run/k3s/containerd/containerd.sock',
];

function* checkVolume(pod: PodTemplate, volume: PodVolume): Generator<Discovery> {
  const at = volume.source.at('path');
  const path = normalizePath(at.text ?? '');
  const writable = pod.mountsOf(volume).some((mount) => mount.writable);
  const isSocket = SOCKETS.includes(path);
  if (!isNodePlugin(pod) && (isSocket || (writable && (OWNING.includes(path) || path === KUBELET_ROOT)))) {
    yield {
      level: 'error',
      at,
      cause: `Volume ${volume.name} gives ${isSocket ? `the socket ${path}` : `the directory ${path}, writable,`} of the node to the Pod, and with it the node.`,
      remedy: isSocket
        ? 'Use the API of Kubernetes instead of that of the runtime.'
        : 'Mount it readOnly, or only the directory below it that is needed.',
    };
  } else if (pod.workload.type !== 'apps/DaemonSet') {
    yield {
      at,
      cause: `Volume ${volume.name} is ${path} of whatever node the Pod is on: on another node there is other data, and the Pod Security Standards "baseline" and "restricted" forbid it.`,
      remedy: 'Use a claim; for disks of a node, one with a local PersistentVolume.',
    };
  }
}

/** The node part of a CSI driver registers itself with the kubelet, and mounts for other Pods. */
function isNodePlugin({ workload, volumes, containers }: PodTemplate): boolean {
  return (
    workload.type === 'apps/DaemonSet' &&
    (containers.some(({ image }) => /node-driver-registrar/.test(image ?? '')) ||
      volumes.some(({ source }) => normalizePath(source.at('path').text ?? '') === `${KUBELET_ROOT}/plugins_registry`))
  );
}

export const hostPathVolume: Rule = {
  id: 'host-path-volume',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a hostPath outside of a DaemonSet (warning), or one that hands the node over (error)',
  explanation: {
    why: [
      'A hostPath shows a directory of the node that the Pod happens to be on. The data stays behind when the Pod moves. Agents in DaemonSets have a reason to look at their node; others want a claim.',
      'Writable at /, /etc, /var, /proc, /sys, the root of the kubelet and the like, or at the socket of the container runtime, it makes whoever gets into the container the owner of the node. The node plugins of CSI drivers need that, and are not reported.',
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
