import { mountRisks, MOUNT_RISKS } from '../../facts/nfs/mount-options';
import { driverOfClass, driverOfVolume, isNfs, mountOptions } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of nfsManifests(set)) {
    for (const { option, at } of mountOptions(manifest)) {
      if (!mountRisks([option]).has('softMountMayCorruptData')) continue;
      yield {
        at,
        cause: `${manifest.toString()} mounts NFS with ${option}: ${splitRemedy(MOUNT_RISKS.softMountMayCorruptData).reason}.`,
        remedy: 'Use hard, with timeo=600 and retrans=2.',
      };
    }
  }
}

function nfsManifests(set: ManifestSet) {
  return [
    ...set.all('PersistentVolume').filter((volume) => isNfs(driverOfVolume(volume))),
    ...set.all('storage.k8s.io/StorageClass').filter((storageClass) => isNfs(driverOfClass(storageClass))),
  ];
}

export const nfsSoftMount: Rule = {
  id: 'nfs-soft-mount',
  level: 'warning',
  summary: 'NFS mounted soft',
  explanation: {
    why: [
      'When the server is away for longer than the timeout, a soft mount gives up and reports an error for writes that the program has long believed done. Files end half-written. A hard mount waits until the server is back.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: reports
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: nfs-static
        mountOptions: [soft, nfsvers=4.1]
        nfs: { server: nfs.example.com, path: /reports }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: reports
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: nfs-static
        mountOptions: [hard, nfsvers=4.1, timeo=600, retrans=2]
        nfs: { server: nfs.example.com, path: /reports }
    `,
    see: [
      'https://man7.org/linux/man-pages/man5/nfs.5.html',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#mount-options',
    ],
  },
  check,
};
