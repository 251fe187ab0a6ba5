import { CONTAINER_LOG_LINKS, POD_LOGS } from '../../facts/kubernetes/node-paths';
import { isAbsolute, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { runsAsNonRoot, writtenUser } from '../lookup/users';
import { Mount, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const container of pod.running) {
      for (const mount of container.mounts) {
        const path = hostPathOf(mount);
        if (path === undefined) continue;
        if (isWithin(path, CONTAINER_LOG_LINKS) && !seesTarget(container.mounts)) {
          yield {
            at: mount.at,
            cause: `Container ${container.name} sees ${path}, whose links lead into ${POD_LOGS}, and not that: it reads no log.`,
            remedy: 'Mount /var/log at /var/log, which has both.',
          };
        }
        yield* checkUser(pod, mount, path);
      }
    }
  }
}

function hostPathOf({ volume }: Mount): string | undefined {
  const text = volume?.type === 'hostPath' ? volume.source.at('path').text : undefined;
  return text !== undefined && isAbsolute(text) ? normalizePath(text) : undefined;
}

/** Whether the logs that the links are about are where they lead. Docker kept them in a place of its own. */
const seesTarget = (mounts: readonly Mount[]): boolean =>
  mounts.some((mount) => {
    const path = hostPathOf(mount);
    if (path === undefined || mount.path === undefined) return false;
    const isTarget = isWithin(POD_LOGS, path) || path === '/var/lib/docker/containers' || path === '/var/lib/docker';
    return isTarget && normalizePath(mount.path) === path;
  });

function* checkUser(pod: PodTemplate, mount: Mount, path: string): Generator<Discovery> {
  const { container, volume } = mount;
  if (!runsAsNonRoot(pod, container)) return;
  const user = writtenUser(pod, container);
  const who = user === undefined ? 'a user that is not root' : `user ${user}`;
  const type = volume!.source.at('type').text ?? '';
  const isMade = type === 'DirectoryOrCreate' || type === 'FileOrCreate';
  if (mount.writable && isMade && !isHandedOver(pod, mount)) {
    yield {
      at: mount.at,
      cause: `Container ${container.name} writes to ${path} as ${who}, and where the kubelet makes it, it belongs to root, with mode ${type === 'FileOrCreate' ? '0644' : '0755'}.`,
      remedy: 'Give it to the user by an init container that is root with the capability CHOWN alone.',
    };
  }
  const context = pod.spec.at('securityContext');
  const group = container.at.at('securityContext', 'runAsGroup').number ?? context.at('runAsGroup').number;
  const groups = [group, context.at('fsGroup').number, ...context.at('supplementalGroups').items.map((one) => one.number)];
  // Without a group that is written, it is that of the image, or root's.
  if (isWithin(path, POD_LOGS) && group !== undefined && !groups.includes(0)) {
    yield {
      at: mount.at,
      cause: `Container ${container.name} reads the logs in ${path} as ${who}, and they belong to root, with mode 0640.`,
      remedy: 'Give the Pod the group of root: supplementalGroups: [0].',
    };
  }
}

/** Whether an init container of root has it before, which is there for its owner. */
const isHandedOver = (pod: PodTemplate, { volume }: Mount): boolean =>
  pod.containers.some(
    (container) =>
      container.role === 'init' &&
      !runsAsNonRoot(pod, container) &&
      container.mounts.some((mount) => mount.volume === volume && mount.writable),
  );

export const hostPathOutOfReach: Rule = {
  id: 'host-path-out-of-reach',
  level: 'warning',
  summary: 'a hostPath that its container cannot write or read, or whose links lead nowhere',
  explanation: {
    why: [
      'What DirectoryOrCreate and FileOrCreate make belongs to root, with mode 0755 or 0644, and fsGroup changes nothing of a hostPath: an agent that is not root is refused on the first node where nobody made it before. The logs of containers belong to root with mode 0640, so that only root and its group read them.',
      'What is in /var/log/containers is links into /var/log/pods: an agent that sees the first alone finds files that are not there.',
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
                securityContext: { runAsNonRoot: true, runAsUser: 10001 }
                volumeMounts:
                  - { name: position, mountPath: /var/lib/agent }
            volumes:
              - name: position
                hostPath: { path: /var/lib/agent, type: DirectoryOrCreate }
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
            initContainers:
              - name: owner
                image: busybox:1.37.0
                command: [chown, '10001', /var/lib/agent]
                securityContext: { runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN] } }
                volumeMounts:
                  - { name: position, mountPath: /var/lib/agent }
            containers:
              - name: agent
                image: registry.example.com/agent:5.0.0
                securityContext: { runAsNonRoot: true, runAsUser: 10001 }
                volumeMounts:
                  - { name: position, mountPath: /var/lib/agent }
            volumes:
              - name: position
                hostPath: { path: /var/lib/agent, type: DirectoryOrCreate }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types'],
  },
  check,
};
