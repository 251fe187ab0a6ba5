import { isPlaceholder } from '../../facts/kubernetes/placeholders';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const first = new Map<string, Manifest>();
  for (const volume of set.all('PersistentVolume')) {
    const csi = volume.root.at('spec', 'csi');
    const [driver, handle] = [csi.at('driver').text, csi.at('volumeHandle').text];
    if (driver === undefined || handle === undefined || isPlaceholder(handle)) continue;
    const key = `${driver}\n${handle}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, volume);
    } else if (before.name !== volume.name) {
      yield {
        at: csi.at('volumeHandle'),
        cause: `Volumes ${before.name} and ${volume.name} have the same volumeHandle ${handle}: to the kubelet they are one, and a node that has mounted the first gives its files to the Pods of the second.`,
        remedy: 'Give each volume a handle of its own.',
      };
    }
  }
}

export const sharedVolumeHandle: Rule = {
  id: 'shared-volume-handle',
  level: 'error',
  summary: 'two csi volumes with one driver and volumeHandle',
  explanation: {
    why: [
      'The handle is the identity of a CSI volume. With two volumes of one handle and different shares or directories, a Pod gets whichever its node has mounted first, or never starts. For csi-driver-nfs the handle can be any text: server, share and directory make a good one.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: reports
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        storageClassName: nfs-static
        csi:
          driver: nfs.csi.k8s.io
          volumeHandle: nfs.example.com
          volumeAttributes: { server: nfs.example.com, share: /reports }
      ---
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: uploads
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        storageClassName: nfs-static
        csi:
          driver: nfs.csi.k8s.io
          volumeHandle: nfs.example.com
          volumeAttributes: { server: nfs.example.com, share: /uploads }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: reports
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        storageClassName: nfs-static
        csi:
          driver: nfs.csi.k8s.io
          volumeHandle: "nfs.example.com#reports#"
          volumeAttributes: { server: nfs.example.com, share: /reports }
      ---
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: uploads
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        storageClassName: nfs-static
        csi:
          driver: nfs.csi.k8s.io
          volumeHandle: "nfs.example.com#uploads#"
          volumeAttributes: { server: nfs.example.com, share: /uploads }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#csi', 'https://github.com/kubernetes-csi/csi-driver-nfs/issues/428'],
  },
  check,
};
