import { isNodePlugin } from '../lookup/node-plugins';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    if (!isNodePlugin(pod)) continue;
    const surge = pod.workload.root.at('spec', 'updateStrategy', 'rollingUpdate', 'maxSurge');
    const { value } = surge;
    if (!surge.exists || value === 0 || value === '0' || value === '0%') continue;
    yield {
      at: surge,
      cause: `${pod.workload.toString()} has two Pods on a node while it changes, and both put their socket in one place: the old one takes it away with it, and the driver is registered nowhere.`,
      remedy: 'Use maxUnavailable.',
    };
  }
}

const PLUGIN = yaml`
  apiVersion: apps/v1
  kind: DaemonSet
  metadata:
    name: files-csi-node
  spec:
    selector:
      matchLabels: { app: files-csi-node }
    updateStrategy:
      rollingUpdate: { __FIELD__ }
    template:
      metadata:
        labels: { app: files-csi-node }
      spec:
        containers:
          - name: node-driver-registrar
            image: registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0
            args: [--csi-address=/csi/csi.sock, --kubelet-registration-path=/var/lib/kubelet/plugins/files.csi.example.com/csi.sock]
            volumeMounts:
              - { name: socket, mountPath: /csi }
              - { name: registration, mountPath: /registration }
        volumes:
          - name: socket
            hostPath: { path: /var/lib/kubelet/plugins/files.csi.example.com, type: DirectoryOrCreate }
          - name: registration
            hostPath: { path: /var/lib/kubelet/plugins_registry, type: Directory }
`;

export const csiPluginWithSurge: Rule = {
  id: 'csi-plugin-with-surge',
  level: 'warning',
  summary: 'the node part of a CSI driver with maxSurge, which puts two of them on a node',
  explanation: {
    why: [
      'A CSI driver has one socket on a node, and its registrar another. With maxSurge the new Pod comes before the old one goes: both write to the same directories of the node. When the old one stops, it removes what the new one has put there.',
    ],
    wrong: PLUGIN.replace('__FIELD__', 'maxSurge: 1, maxUnavailable: 0'),
    right: PLUGIN.replace('__FIELD__', 'maxUnavailable: 1'),
    see: ['https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/'],
  },
  check,
};
