import { PROVISIONED_BY, undeletedSource } from '../../facts/kubernetes/reclaim';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const volume of set.all('PersistentVolume')) {
    const spec = volume.root.at('spec');
    const policy = spec.at('persistentVolumeReclaimPolicy');
    if (policy.text !== 'Delete' || volume.root.at('metadata', 'annotations', PROVISIONED_BY).exists) continue;
    const source = undeletedSource(spec.map!);
    if (source === undefined) continue;
    yield {
      at: policy,
      cause: `Volume ${volume.name} is to be deleted with its claim, and nothing deletes what is on ${source}: the volume ends up Failed, and the data stays.`,
      remedy: 'Set persistentVolumeReclaimPolicy: Retain, and remove the data yourself when it is no longer needed.',
    };
  }
}

export const deleteReclaimWithoutDeleter: Rule = {
  id: 'delete-reclaim-without-deleter',
  level: 'warning',
  summary: 'reclaim policy Delete on a static volume that nothing can delete',
  explanation: {
    why: [
      'Delete asks the plugin or driver that made the volume to delete it. NFS, local, iSCSI, Fibre Channel and hostPath volumes that somebody wrote by hand were made by none, so the volume goes to Failed when its claim is deleted. The data stays where nobody expects it, and the volume cannot be bound again before somebody cleans up.',
      'A provisioner that made the volume says so in the annotation pv.kubernetes.io/provisioned-by, and deletes it.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: scans
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Delete
        storageClassName: static
        mountOptions: [hard, nfsvers=4.1]
        nfs: { server: nas.example.com, path: /scans }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: scans
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: static
        mountOptions: [hard, nfsvers=4.1]
        nfs: { server: nas.example.com, path: /scans }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming'],
  },
  check,
};
