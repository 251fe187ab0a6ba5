import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const { name, type, source } of pod.volumes) {
      if (type !== 'nfs') continue;
      yield {
        at: source,
        cause: `Volume ${name} mounts NFS straight from the Pod, which the Pod Security Standard "restricted" forbids, and which takes no mount options.`,
        remedy: 'Make a PersistentVolume of it, and mount a claim.',
      };
    }
  }
}

export const nfsInlineVolume: Rule = {
  id: 'nfs-inline-volume',
  level: 'warning',
  summary: 'an NFS server and path in the Pod itself',
  explanation: {
    why: [
      'The Pod Security Standard "restricted" allows claims and forbids inline nfs volumes. Inline, there is no place for mount options such as hard and nfsvers either, so the Pod gets the defaults of the node. A PersistentVolume keeps server and options in one place.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: reports, mountPath: /reports }
        volumes:
          - name: reports
            nfs: { server: nfs.example.com, path: /reports }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: reports, mountPath: /reports }
        volumes:
          - name: reports
            persistentVolumeClaim: { claimName: reports }
    `,
    see: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted'],
  },
  check,
};
