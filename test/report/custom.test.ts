import { modelOf } from './support';

const CLUSTER = `
apiVersion: psmdb.percona.com/v1
kind: PerconaServerMongoDB
metadata: { name: shop, namespace: db }
spec:
  backup: { enabled: true }
  replsets:
    - name: rs0
      volumeSpec: { persistentVolumeClaim: { storageClassName: fast, resources: { requests: { storage: 3Gi } } } }
`;
const CLASS = `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast }
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
`;
const BACKUP = `---
apiVersion: psmdb.percona.com/v1
kind: PerconaServerMongoDBBackup
metadata: { name: one, namespace: db }
spec: { clusterName: shop, storageName: bucket }
`;
const SET = `---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: shop-rs0
  namespace: db
  ownerReferences: [{ apiVersion: psmdb.percona.com/v1, kind: PerconaServerMongoDB, name: shop, controller: true }]
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: mongod
          image: percona/percona-server-mongodb:8.0.12
          volumeMounts: [{ name: mongod-data, mountPath: /data/db }]
  volumeClaimTemplates:
    - metadata: { name: mongod-data }
      spec: { storageClassName: fast, accessModes: [ReadWriteOnce], resources: { requests: { storage: 3Gi } } }
`;

test('what an operator keeps has a row, though nobody has written its Pods', () => {
  const { workloads, summary } = modelOf(CLUSTER + CLASS);
  const [{ kind, name, operator, volumes }] = workloads;
  expect({ kind, name, operator }).toEqual({ kind: 'PerconaServerMongoDB', name: 'shop', operator: 'Percona Server for MongoDB' });
  expect(volumes).toHaveLength(1);
  expect(volumes[0]).toMatchObject({
    kind: 'zonal-disk',
    mounts: [],
    backups: [],
    backedUp: false,
    claim: { origin: 'custom', size: '3Gi' },
  });
  expect(summary).toMatchObject({ workloads: 1, volumes: 1, withoutBackup: 1 });
});

test('its own backups are joined to it', () => {
  const { workloads, summary } = modelOf(CLUSTER + CLASS + BACKUP);
  expect(workloads[0].volumes[0]).toMatchObject({ backups: ['PerconaServerMongoDBBackup db/one'], backedUp: true });
  expect(summary.withoutBackup).toBe(0);
});

test('of a cluster the rows are those of the workloads that it has made, and the backups are theirs', () => {
  const { workloads } = modelOf(CLUSTER + CLASS + BACKUP + SET);
  expect(workloads.map(({ kind, name, operator }) => [kind, name, operator])).toEqual([['StatefulSet', 'shop-rs0', undefined]]);
  expect(workloads[0].volumes[0]).toMatchObject({ backups: ['PerconaServerMongoDBBackup db/one'], backedUp: true });
});

test('where an operator keeps backups is no data without one', () => {
  const { workloads, summary } = modelOf(`
apiVersion: postgres-operator.crunchydata.com/v1beta1
kind: PostgresCluster
metadata: { name: hippo }
spec:
  instances: [{ dataVolumeClaimSpec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]
  backups:
    pgbackrest:
      repos:
        - name: repo1
          schedules: { full: '0 1 * * 0' }
          volume: { volumeClaimSpec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }
`);
  expect(workloads[0].volumes.map(({ holdsBackups, backedUp }) => ({ holdsBackups, backedUp }))).toEqual([
    { holdsBackups: false, backedUp: true },
    { holdsBackups: true, backedUp: true },
  ]);
  expect(summary.withoutBackup).toBe(0);
});
