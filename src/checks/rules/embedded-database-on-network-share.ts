import { mountRisks } from '../../facts/nfs/mount-options';
import { keeps, programsOf } from '../lookup/programs';
import { optionsOfVolume, protocolOfVolume } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, mount, title, facts } = program;
    if (mount?.volume === undefined || keeps(program) !== 'embedded') continue;
    const protocol = protocolOfVolume(set, pod, mount.volume);
    if (protocol === undefined) continue;
    const risk = riskOf(protocol, optionsOfVolume(set, pod, mount.volume));
    yield {
      at: mount.volume.at,
      level: risk === undefined ? 'info' : 'warning',
      cause: `${title} has ${facts.embedded!.name} in a file on volume ${mount.name}, which is ${protocol === 'nfs' ? 'NFS' : 'SMB'}: ${risk ?? 'its locks are as good as the server that keeps them, and a second Pod may break the file'}.`,
      remedy: facts.embedded!.unless === undefined ? 'Use a claim on a disk.' : 'Use a claim on a disk, or give it a database server.',
    };
  }
}

/** Why the locks do not hold; undefined where they may. */
function riskOf(protocol: 'nfs' | 'smb', options: readonly string[]): string | undefined {
  if (protocol === 'smb') {
    return options.includes('nobrl') ? undefined : 'its locks keep the program itself out, and the database is locked';
  }
  const risks = mountRisks(options);
  if (risks.has('locksHoldOnOneNodeOnly')) return 'the mount options keep locks on one node';
  return risks.has('version3LocksNeedStatd') ? 'locks of NFS 3 are lost with the service that keeps them' : undefined;
}

export const embeddedDatabaseOnNetworkShare: Rule = {
  id: 'embedded-database-on-network-share',
  level: 'info',
  otherLevels: ['warning'],
  summary: 'SQLite or another database in a file on NFS or SMB',
  explanation: {
    why: [
      'Databases in files rely on locks of the file system. NFS before version 4 keeps them in a service of its own, or on one node with nolock; SMB has locks that keep the program itself out. What follows is "database is locked", and in time a file that cannot be read any more.',
      'One Pod at a time on NFS 4 with hard mounts works for most, which is why that is worth knowing only. SMB, NFS 3 and locks that stay on the node are a warning.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: nas
      provisioner: nfs.csi.k8s.io
      parameters: { server: nas.example.com, share: /export }
      reclaimPolicy: Retain
      mountOptions: [nfsvers=4.1, hard]
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: boards
      spec:
        storageClassName: nas
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: boards
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: boards }
        template:
          metadata:
            labels: { app: boards }
          spec:
            securityContext: { runAsUser: 472, supplementalGroups: [472] }
            containers:
              - name: boards
                image: grafana/grafana:12.1.1
                volumeMounts:
                  - { name: data, mountPath: /var/lib/grafana }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: boards }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disk
      provisioner: ebs.csi.aws.com
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: boards
      spec:
        storageClassName: disk
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: boards
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: boards }
        template:
          metadata:
            labels: { app: boards }
          spec:
            securityContext: { runAsUser: 472, fsGroup: 472, fsGroupChangePolicy: OnRootMismatch }
            containers:
              - name: boards
                image: grafana/grafana:12.1.1
                volumeMounts:
                  - { name: data, mountPath: /var/lib/grafana }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: boards }
    `,
    see: ['https://www.sqlite.org/faq.html#q5', 'https://www.sqlite.org/howtocorrupt.html'],
  },
  check,
};
