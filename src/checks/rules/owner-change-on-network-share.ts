import { trustsRoot } from '../../facts/drivers';
import { programsOf, userOf } from '../lookup/programs';
import { likelyDriver, optionsOfVolume, protocolOfVolume } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, mount, title, image } = program;
    if (mount?.volume === undefined || !(image.takesOwnership === true || image.wantsOwnDirectory === true)) continue;
    const protocol = protocolOfVolume(set, pod, mount.volume);
    const asRoot = userOf(program) === 0 && image.takesOwnership === true;
    if (protocol === 'smb') {
      const options = optionsOfVolume(set, pod, mount.volume);
      if (options.some((option) => /^(?:uid|forceuid)=?(?!0$)[0-9]*$/.test(option) && option !== 'uid=')) continue;
      if (!asRoot && image.wantsOwnDirectory !== true) continue;
      yield {
        at: mount.volume.at,
        level: image.wantsOwnDirectory === true ? 'error' : 'warning',
        cause: `${title} has to own its directory on volume ${mount.name}, and files on SMB belong to whom the mount says, which is root: nobody can give them to another user, and the server does not start.`,
        remedy:
          'Use a claim on a disk; or set uid=, gid= and dir_mode=0700 among the mount options, for the user of the server, and runAsUser the same.',
      };
    } else if (protocol === 'nfs' && asRoot && !trustsRoot(likelyDriver(set, pod, mount.volume) ?? '')) {
      yield {
        at: mount.volume.at,
        level: 'warning',
        cause: `${title} starts as root and gives its directory on volume ${mount.name} to its own user: a server of NFS that squashes root, as they do unless told otherwise, refuses that, and the container ends.`,
        remedy: 'Use a claim on a disk; or set runAsUser and runAsGroup to those that the directory on the server belongs to.',
      };
    }
  }
}

export const ownerChangeOnNetworkShare: Rule = {
  id: 'owner-change-on-network-share',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a server that has to own its directory, on NFS or SMB where that cannot be given to it',
  explanation: {
    why: [
      'The entrypoint of many images starts as root, gives the directory to the user of the server and ends where it may not. A server of NFS that squashes root, as they do unless told otherwise, refuses it. On SMB no owner can be changed at all: the mount says whom the files belong to, and PostgreSQL does not start in a directory that is not its own.',
      'With runAsUser, nothing has to be given: the directory on the server has to belong to that user. For SMB, uid= and dir_mode=0700 among the mount options do the same. PostgreSQL on a share remains slow and at the mercy of the network.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: share
      provisioner: file.csi.azure.com
      parameters: { skuName: Premium_LRS }
      reclaimPolicy: Retain
      mountOptions: [dir_mode=0777, file_mode=0777]
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: notes
      spec:
        storageClassName: share
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: notes
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: notes }
        template:
          metadata:
            labels: { app: notes }
          spec:
            containers:
              - name: notes
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - { name: data, mountPath: /pgdata }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: notes }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disk
      provisioner: disk.csi.azure.com
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: notes
      spec:
        storageClassName: disk
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: notes
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: notes }
        template:
          metadata:
            labels: { app: notes }
          spec:
            containers:
              - name: notes
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - { name: data, mountPath: /pgdata }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: notes }
    `,
    see: ['https://github.com/kubernetes/kubernetes/issues/54601', 'https://github.com/Azure/AKS/issues/225'],
  },
  check,
};
