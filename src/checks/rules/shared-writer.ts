import { isConfigVolume } from '../lookup/storage';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      if (isConfigVolume(volume) || isForSockets(pod, volume)) continue;
      const writers = writersOf(pod, volume);
      if (writers.length < 2) continue;
      yield {
        at: volume.at,
        cause: `Containers ${writers.join(', ')} all mount volume ${volume.name} writable.`,
        remedy: 'Set readOnly: true on the mounts of those that only read.',
      };
    }
  }
}

/** Who connects to a socket has to write to it. */
function isForSockets(pod: PodTemplate, volume: PodVolume): boolean {
  const named = [volume.name, ...pod.mountsOf(volume).flatMap(({ path }) => path ?? [])];
  return volume.source.at('type').text === 'Socket' || named.some((name) => SOCKETS.test(name));
}

const SOCKETS = /sock|(^|\/)(run|csi|ipc|plugins|device-plugins)(\/|$)|pipe/i;

/** Running containers that can write to the same directory of a volume; what an init container has prepared is another matter. */
function writersOf(pod: PodTemplate, volume: PodVolume): string[] {
  const bySubPath = new Map<string, Set<string>>();
  for (const { container, writable, subPath } of pod.mountsOf(volume)) {
    if (!writable || container.role === 'init') continue;
    const key = subPath ?? '';
    const names = bySubPath.get(key) ?? new Set();
    bySubPath.set(key, names.add(container.name));
  }
  return [...([...bySubPath.values()].find(({ size }) => size > 1) ?? [])];
}

export const sharedWriter: Rule = {
  id: 'shared-writer',
  level: 'info',
  summary: 'a volume that several running containers of a Pod mount writable',
  explanation: {
    why: [
      'Containers that share a volume are often one that writes and others that read: a server and what ships its logs. readOnly is set for each mount, and keeps a mistake, or an intruder, in the reader from changing the data.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - { name: logs, mountPath: /var/log/nginx }
          - name: shipper
            image: timberio/vector:0.50.0-alpine
            volumeMounts:
              - { name: logs, mountPath: /logs }
        volumes:
          - name: logs
            emptyDir: { sizeLimit: 1Gi }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - { name: logs, mountPath: /var/log/nginx }
          - name: shipper
            image: timberio/vector:0.50.0-alpine
            volumeMounts:
              - { name: logs, mountPath: /logs, readOnly: true }
        volumes:
          - name: logs
            emptyDir: { sizeLimit: 1Gi }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
