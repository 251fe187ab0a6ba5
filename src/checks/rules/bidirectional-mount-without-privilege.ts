import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const { at, container, name } of pod.mounts) {
      const propagation = at.at('mountPropagation');
      if (propagation.text !== 'Bidirectional' || container.at.at('securityContext', 'privileged').flag === true) continue;
      yield {
        at: propagation,
        cause: `Container ${container.name} mounts ${name} with mountPropagation Bidirectional and is not privileged, and the API server refuses that.`,
        remedy: 'Use HostToContainer, which shows later mounts of the node; only what mounts for others has to be privileged.',
      };
    }
  }
}

export const bidirectionalMountWithoutPrivilege: Rule = {
  id: 'bidirectional-mount-without-privilege',
  level: 'error',
  summary: 'mountPropagation Bidirectional in a container that is not privileged',
  explanation: {
    why: [
      'Bidirectional lets mounts that the container makes appear on the node and in other containers, which only privileged containers may. In a Deployment or DaemonSet the refusal shows as Pods that never appear.',
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
                  - { name: mounts, mountPath: /mnt, mountPropagation: Bidirectional }
            volumes:
              - name: mounts
                hostPath: { path: /mnt }
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
                  - { name: mounts, mountPath: /mnt, mountPropagation: HostToContainer }
            volumes:
              - name: mounts
                hostPath: { path: /mnt }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation'],
  },
  check,
};
