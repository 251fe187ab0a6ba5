import { hasParentOnNode, isNamedAsFile } from '../../facts/kubernetes/node-paths';
import { isAbsolute, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const { name, type: source, source: at } of pod.volumes) {
      const text = at.at('path').text;
      if (source !== 'hostPath' || text === undefined || !isAbsolute(text)) continue;
      const path = normalizePath(text);
      const type = at.at('type').text ?? '';
      if (type === '' && isNamedAsFile(path)) {
        yield {
          at: at.at('path'),
          cause: `Volume ${name} does not say what ${path} is: where it is missing on a node, the runtime makes a directory in its place.`,
          remedy: `Say type: ${path.endsWith('.sock') ? 'Socket' : 'File'}, and the Pod does not start there, and says why.`,
        };
      } else if (type === 'FileOrCreate' && !hasParentOnNode(path) && !isMade(pod, path)) {
        yield {
          at: at.at('path'),
          cause: `Volume ${name} makes the file ${path}, and nobody makes the directory that it is in: where that is missing on a node, the Pod does not start.`,
          remedy: 'Mount the directory with type: DirectoryOrCreate, or say type: File.',
        };
      }
    }
  }
}

/** Whether another volume of the Pod makes the directory. */
const isMade = (pod: PodTemplate, path: string): boolean =>
  pod.volumes.some(
    ({ source }) => source.at('type').text === 'DirectoryOrCreate' && isWithin(path, normalizePath(source.at('path').text ?? '')),
  );

export const hostPathUnchecked: Rule = {
  id: 'host-path-unchecked',
  level: 'warning',
  summary: 'a hostPath of a file or socket that does not say so, or of a file whose directory nobody makes',
  explanation: {
    why: [
      'With the empty type the kubelet checks nothing. On a node that lacks the path, the runtime makes a directory of it: in the place of a socket or a file, which keeps what belongs there from coming. With a type the Pod does not start, and an event says why.',
      'FileOrCreate makes the file and not the directories that it is in.',
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
                  - { name: id, mountPath: /etc/machine-id, readOnly: true }
            volumes:
              - name: id
                hostPath: { path: /etc/machine-id }
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
                  - { name: id, mountPath: /etc/machine-id, readOnly: true }
            volumes:
              - name: id
                hostPath: { path: /etc/machine-id, type: File }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types'],
  },
  check,
};
