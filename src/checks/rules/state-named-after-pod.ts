import { programsOf } from '../lookup/programs';
import { isPersistent } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { pod, mount, title, facts, told, hidden } of programsOf(set)) {
    const { namedAfterHost } = facts;
    if (namedAfterHost === undefined || mount?.volume === undefined || !isPersistent(mount.volume)) continue;
    if (!['apps/Deployment', 'apps/ReplicaSet', 'ReplicationController'].includes(pod.workload.type)) continue;
    if (hidden || namedAfterHost.unless.test(told) || pod.spec.at('hostname').exists || pod.spec.at('hostNetwork').flag === true) continue;
    yield {
      at: pod.workload.root.at('kind'),
      cause: `${title} keeps its state under the name of its host, and each Pod of ${pod.workload.toString()} has another one: after a restart it starts empty on volume ${mount.name}, beside what it had.`,
      remedy: `Use a StatefulSet; or set hostname in the Pod, or ${namedAfterHost.remedy}. What is there already is under the old name: export it first.`,
    };
  }
}

export const stateNamedAfterPod: Rule = {
  id: 'state-named-after-pod',
  level: 'error',
  summary: "a Deployment of a program that keeps its state under its host's name, which is another one for each Pod",
  explanation: {
    why: [
      'RabbitMQ keeps queues and users in a directory that is called after the node, rabbit@ and the name of the Pod. A Deployment gives each Pod a new name, so that after a restart the broker finds no directory of its own and starts empty beside the old one.',
      'A StatefulSet keeps the name. So does hostname in the Pod, or a node name that is set.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: broker
      spec:
        storageClassName: database
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: broker
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: broker }
        template:
          metadata:
            labels: { app: broker }
          spec:
            containers:
              - name: broker
                image: rabbitmq:4.1.4
                volumeMounts:
                  - { name: data, mountPath: /var/lib/rabbitmq }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: broker }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: broker
      spec:
        storageClassName: database
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: broker
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: broker }
        template:
          metadata:
            labels: { app: broker }
          spec:
            hostname: broker
            containers:
              - name: broker
                image: rabbitmq:4.1.4
                volumeMounts:
                  - { name: data, mountPath: /var/lib/rabbitmq }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: broker }
    `,
    see: ['https://www.rabbitmq.com/docs/clustering#node-names'],
  },
  check,
};
