import { KUBELET_ROOTS } from '../../facts/kubernetes/node-paths';
import { rootOfSocket, SharedPlace, sharedPlace } from '../../facts/kubernetes/csi-node';
import { isAbsolute, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { flagOf, REGISTRATION_FLAG, registrarsOf, socketPath } from '../lookup/node-plugins';
import { Container, Mount, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    // Drivers for tests run once, and mount nothing.
    const registrars = pod.workload.type === 'apps/DaemonSet' ? registrarsOf(pod) : [];
    if (registrars.length === 0) continue;
    const roots = [...new Set([...Object.values(KUBELET_ROOTS), ...registrars.flatMap((one) => rootOfRegistrar(one) ?? [])])];
    for (const container of pod.containers) {
      if (container.at.at('securityContext', 'privileged').flag === true) yield* checkContainer(pod, container, roots);
    }
  }
}

function rootOfRegistrar(registrar: Container): string | undefined {
  const told = socketPath(flagOf(registrar, REGISTRATION_FLAG)?.text);
  return told === undefined ? undefined : rootOfSocket(told);
}

/** Sidecars are privileged for the sake of SELinux: only who sees the directories of volumes mounts. */
function* checkContainer(pod: PodTemplate, container: Container, roots: readonly string[]): Generator<Discovery> {
  for (const mount of container.mounts) {
    const { volume, writable, subPath, at } = mount;
    const text = volume?.type === 'hostPath' ? volume.source.at('path').text : undefined;
    if (text === undefined || !isAbsolute(text) || !writable || subPath !== undefined) continue;
    const path = normalizePath(text);
    const place = sharedPlace(path, roots);
    if (place === undefined) continue;
    const isShared = at.at('mountPropagation').text === 'Bidirectional';
    if (!isShared && !isBelowShared(container, mount, path)) yield notShared(container, mount, path, place);
    else if (isShared && isMisplaced(container, mount, path)) yield misplaced(pod, container, mount, path);
  }
}

/** Whether a mount around it is shared already, or another one shows the same path. */
function isBelowShared(container: Container, mount: Mount, path: string): boolean {
  return container.mounts.some(({ volume, at }) => {
    const other = volume === mount.volume ? path : volume?.type === 'hostPath' ? volume.source.at('path').text : undefined;
    return other !== undefined && at.at('mountPropagation').text === 'Bidirectional' && isWithin(path, normalizePath(other));
  });
}

/** Whether no mount shows the directory at the path that the kubelet names. */
function isMisplaced(container: Container, mount: Mount, path: string): boolean {
  if (mount.path === undefined || !isAbsolute(mount.path) || normalizePath(mount.path) === path) return false;
  return !container.mounts.some(({ volume, path: at }) => {
    const other = volume?.type === 'hostPath' ? volume.source.at('path').text : undefined;
    if (other === undefined || at === undefined || !isAbsolute(other) || !isAbsolute(at)) return false;
    // What changes its root to that of the node finds the paths of the node there.
    return normalizePath(other) === '/' || (normalizePath(other) === normalizePath(at) && isWithin(path, normalizePath(other)));
  });
}

function notShared({ name }: Container, { name: volume, at }: Mount, path: string, { holds }: SharedPlace): Discovery {
  const given = at.at('mountPropagation').text ?? 'None';
  return {
    at: at.at('mountPropagation').exists ? at.at('mountPropagation') : at,
    cause: `Container ${name} mounts volume ${volume}, ${path} of the node, with mountPropagation ${given}: what the driver mounts there, ${holds}, stays in its container. Pods write into an empty directory of the node instead, or do not start.`,
    remedy: 'Use mountPropagation: Bidirectional.',
  };
}

function misplaced({ workload }: PodTemplate, { name }: Container, { name: volume, at, path: seen }: Mount, path: string): Discovery {
  return {
    at: at.at('mountPath'),
    cause: `Container ${name} of ${workload.toString()} sees volume ${volume} at ${seen}, and it is ${path} of the node: the kubelet tells the driver to mount below ${path}, where its container has something else.`,
    remedy: `Mount it at ${path}.`,
  };
}

const PLUGIN = yaml`
  apiVersion: apps/v1
  kind: DaemonSet
  metadata:
    name: files-csi-node
  spec:
    selector:
      matchLabels: { app: files-csi-node }
    template:
      metadata:
        labels: { app: files-csi-node }
      spec:
        containers:
          - name: driver
            image: registry.example.com/files-csi:1.4.0
            securityContext: { privileged: true }
            volumeMounts:
              - { name: socket, mountPath: /csi }
              - { name: pods, mountPath: /var/lib/kubelet/pods__MORE__ }
          - name: node-driver-registrar
            image: registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0
            args: [--csi-address=/csi/csi.sock, --kubelet-registration-path=/var/lib/kubelet/plugins/files.csi.example.com/csi.sock]
            volumeMounts:
              - { name: socket, mountPath: /csi }
              - { name: registration, mountPath: /registration }
        volumes:
          - name: socket
            hostPath: { path: /var/lib/kubelet/plugins/files.csi.example.com, type: DirectoryOrCreate }
          - name: pods
            hostPath: { path: /var/lib/kubelet/pods, type: Directory }
          - name: registration
            hostPath: { path: /var/lib/kubelet/plugins_registry, type: Directory }
`;

export const csiMountNotShared: Rule = {
  id: 'csi-mount-not-shared',
  level: 'error',
  summary: 'a CSI driver whose mounts stay in its container, or that mounts where the kubelet does not tell it to',
  explanation: {
    why: [
      'The node part of a CSI driver mounts for other Pods: the volumes below pods of the kubelet, and disks, before Pods get them, below plugins/kubernetes.io/csi. What it mounts there is seen by the node with mountPropagation Bidirectional only. Without it the call succeeds, and the Pod gets the empty directory below, on the disk of the node.',
      'The kubelet tells the driver paths of the node, so the container has to see them at the same path.',
    ],
    wrong: PLUGIN.replace('__MORE__', ''),
    right: PLUGIN.replace('__MORE__', ', mountPropagation: Bidirectional'),
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation', 'https://kubernetes-csi.github.io/docs/deploying.html'],
  },
  check,
};
