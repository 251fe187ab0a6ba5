import { exposureOf, isOwningDirectory, isRuntimeSocket } from '../../facts/kubernetes/node-paths';
import { isAbsolute, normalizePath } from '../../facts/kubernetes/paths';
import { isNodePlugin } from '../lookup/node-plugins';
import { runsAsNonRoot } from '../lookup/users';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    if (isNodePlugin(pod)) continue;
    for (const volume of pod.volumes) {
      const at = volume.source.at('path');
      if (volume.type !== 'hostPath' || at.text === undefined || !isAbsolute(at.text)) continue;
      const path = normalizePath(at.text);
      const mounts = pod.mountsOf(volume).filter(({ container }) => readsAsRoot(pod, container));
      const writable = mounts.some((mount) => mount.writable);
      // What hands the node over is found by another rule.
      if (mounts.length === 0 || isRuntimeSocket(path) || (writable && isOwningDirectory(path))) continue;
      const exposure = exposureOf(path, writable);
      if (exposure === undefined) continue;
      const privileged = mounts.filter(({ container }) => container.at.at('securityContext', 'privileged').flag === true);
      const isPrivileged = privileged.length === mounts.length;
      const [seeing] = exposure.isDevice === true ? privileged : mounts;
      if (seeing === undefined) continue;
      yield {
        level: isPrivileged ? 'info' : 'warning',
        at,
        cause: `Volume ${volume.name} is ${path} of the node, which shows container ${seeing.container.name} ${exposure.shows}.`,
        remedy: 'Mount what is enough of it, or run as a user that is not root and not in its group.',
      };
    }
  }
}

/** Whether a container may be root, or in its group. */
function readsAsRoot(pod: PodTemplate, container: Container): boolean {
  if (!runsAsNonRoot(pod, container)) return true;
  const context = pod.spec.at('securityContext');
  const group = container.at.at('securityContext', 'runAsGroup').number ?? context.at('runAsGroup').number;
  return [group, context.at('fsGroup').number, ...context.at('supplementalGroups').items.map((one) => one.number)].includes(0);
}

export const hostPathRevealsNode: Rule = {
  id: 'host-path-reveals-node',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'a hostPath that shows a container of root the Secrets of all Pods, keys of the node, or the container runtime',
  explanation: {
    why: [
      'The kubelet keeps the Secrets, tokens and volumes of all Pods of a node below its root directory. Whoever reads it, or / or /var, as root, or in the group of root, reads them all: of every namespace, on every node where the agent runs. /etc has keys and passwords of the node, /proc the environment of every process, /dev the shared memory of its programs and the disks. Of these a container opens devices only where it is privileged; one device that is no disk, and a socket such as /dev/log, show nothing.',
      'A read-only mount does not help against reading, a socket can be used through it, and what is mounted below is not read-only with it. A user that is not root, nor in its group, is not let in by the modes of the directories. For privileged containers it is an info, and node plugins of CSI drivers are left out.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata:
        name: agent
      spec:
        selector:
          matchLabels: { app: agent }
        template:
          metadata:
            labels: { app: agent }
          spec:
            containers:
              - name: agent
                image: registry.example.com/agent:5.0.0
                volumeMounts:
                  - { name: node, mountPath: /host, readOnly: true }
            volumes:
              - name: node
                hostPath: { path: /, type: Directory }
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata:
        name: agent
      spec:
        selector:
          matchLabels: { app: agent }
        template:
          metadata:
            labels: { app: agent }
          spec:
            containers:
              - name: agent
                image: registry.example.com/agent:5.0.0
                volumeMounts:
                  - { name: logs, mountPath: /var/log, readOnly: true }
            volumes:
              - name: logs
                hostPath: { path: /var/log, type: Directory }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath'],
  },
  check,
};
