import { BARMAN_PLUGIN, NATIVE_ARCHIVER, NATIVE_ARCHIVER_GOES } from '../../facts/operators/cloudnative-pg';
import { placesAt } from '../custom-claims';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { root, name } of set.all('postgresql.cnpg.io/Cluster')) {
    for (const { at, does, remedy } of NATIVE_ARCHIVER) {
      for (const place of placesAt(root, at)) {
        yield {
          at: place,
          cause: `Cluster ${name} ${does} by the archiver of the operator itself, which is deprecated since CloudNativePG 1.26 and gone in ${NATIVE_ARCHIVER_GOES}.`,
          remedy,
        };
      }
    }
    const retention = root.at('spec', 'backup', 'retentionPolicy');
    if (retention.exists && !root.at('spec', 'backup', 'barmanObjectStore').exists) {
      yield {
        at: retention,
        cause: `Cluster ${name} has a retention for backups of the archiver of the operator, which it does not use: nothing is ever deleted by it.`,
        remedy: 'Put retentionPolicy into the ObjectStore of the plugin.',
      };
    }
  }
}

export const inTreeArchiver: Rule = {
  id: 'in-tree-archiver',
  level: 'warning',
  summary: `a Cluster of CloudNativePG that archives or recovers without the plugin, which ends with ${NATIVE_ARCHIVER_GOES}`,
  explanation: {
    why: [
      `The operator once had an archiver of its own, barmanObjectStore. It is deprecated since 1.26, and from ${NATIVE_ARCHIVER_GOES} on the operator knows no such field: a Cluster that is updated with it archives nothing any more. The Barman Cloud plugin (${BARMAN_PLUGIN}) reads the same buckets, so that older backups stay of use.`,
      'Many charts and examples still write the old field.',
    ],
    wrong: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
        backup:
          barmanObjectStore:
            destinationPath: s3://shop-backups/orders
            s3Credentials: { inheritFromIAMRole: true }
      ---
      apiVersion: postgresql.cnpg.io/v1
      kind: ScheduledBackup
      metadata:
        name: orders
      spec:
        schedule: "0 0 3 * * *"
        cluster: { name: orders }
    `,
    right: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
        plugins:
          - name: barman-cloud.cloudnative-pg.io
            isWALArchiver: true
            parameters: { barmanObjectName: orders }
      ---
      apiVersion: barmancloud.cnpg.io/v1
      kind: ObjectStore
      metadata:
        name: orders
      spec:
        retentionPolicy: 30d
        configuration:
          destinationPath: s3://shop-backups/orders
          s3Credentials: { inheritFromIAMRole: true }
      ---
      apiVersion: postgresql.cnpg.io/v1
      kind: ScheduledBackup
      metadata:
        name: orders
      spec:
        schedule: "0 0 3 * * *"
        method: plugin
        pluginConfiguration: { name: barman-cloud.cloudnative-pg.io }
        cluster: { name: orders }
    `,
    see: ['https://cloudnative-pg.io/documentation/current/backup/', 'https://cloudnative-pg.io/plugin-barman-cloud/docs/migration/'],
  },
  check,
};
