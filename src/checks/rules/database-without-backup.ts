import { clusterBackups } from '../../facts/operators/cluster-backups';
import { Backups } from '../lookup/backups';
import { databasesOf } from '../lookup/databases';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const databases = databasesOf(set);
  const clusters = new Set(
    set.customClaims
      .filter(({ claim }) => claim.origin === 'custom')
      .map(({ claim }) => claim.manifest)
      .filter(({ type }) => clusterBackups(type) !== undefined),
  );
  if (databases.length === 0 && clusters.size === 0) return;
  const backups = new Backups(set);
  for (const cluster of clusters) yield* checkCluster(backups, cluster);
  for (const { pod, mount, facts } of databases) {
    const claim = mount?.volume && set.claim(pod, mount.volume);
    if (claim === undefined || claim.origin === 'ephemeral') continue;
    if (backups.covers({ pod, volume: mount!.volume!, claim, dumpedBy: facts.backupPrograms ?? [] })) continue;
    yield {
      at: claim.origin === 'object' ? mount!.volume!.at : claim.at,
      cause: `Nothing in the manifests backs up the data of ${facts.title} on ${claim.title}.`,
      remedy:
        'Add a CronJob that dumps it, a VolumeSnapshot or the schedule of a backup operator; where that is set up elsewhere, acknowledge this.',
    };
  }
}

/** What an operator runs, and can back up, if it is asked to. */
function* checkCluster(backups: Backups, cluster: Manifest): Generator<Discovery> {
  if (backups.ofCluster(cluster).length > 0) return;
  yield {
    at: cluster.root.at('spec'),
    cause: `Nothing in the manifests backs up the data of ${cluster.toString()}.`,
    remedy: `${clusterBackups(cluster.type)!.remedy} Where that is set up elsewhere, acknowledge this.`,
  };
}

export const databaseWithoutBackup: Rule = {
  id: 'database-without-backup',
  level: 'info',
  summary:
    "a database's claim that no backup job, snapshot or operator refers to, or a database of an operator that is not told to back it up",
  explanation: {
    why: [
      'A volume is no backup: it keeps a dropped table and a corrupt page as faithfully as the rest. Jobs with a dump program, VolumeSnapshots, Velero, K8up, Stash, Kanister, VolSync and others count, where they are in the same set of manifests and reach this claim: a schedule of Velero that selects other labels, a CronJob that is suspended, a dump into the very volume of the database or to nowhere do not.',
      'What operators run has backups of their own, which are asked for in the object itself (the tasks of Percona Server for MongoDB, the schedules of pgBackRest) or by another one that names it (ScheduledBackup, PhysicalBackup, MedusaBackupSchedule, a StackConfigPolicy with lifecycle policies of snapshots).',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: mariadb
                image: mariadb:11.8.3
                volumeMounts:
                  - { name: data, mountPath: /var/lib/mysql }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: mariadb
                image: mariadb:11.8.3
                volumeMounts:
                  - { name: data, mountPath: /var/lib/mysql }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: orders-dump
      spec:
        schedule: "17 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: mariadb:11.8.3
                    command: [sh, -ec, "mariadb-dump --all-databases -h orders --result-file=/dumps/orders.sql"]
                    volumeMounts:
                      - { name: dumps, mountPath: /dumps }
                volumes:
                  - name: dumps
                    persistentVolumeClaim: { claimName: dumps }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volume-snapshots/'],
  },
  check,
};
