import { parseQuantity } from '../../facts/kubernetes/quantities';
import { walProblems } from '../../facts/operators/cloudnative-pg';
import { Manifest } from '../manifest';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of set.all('postgresql.cnpg.io/Cluster')) yield* checkCluster(manifest);
}

function* checkCluster({ root, name }: Manifest): Generator<Discovery> {
  const size = root.at('spec', 'walStorage', 'size');
  const bytes = parseQuantity(size.value);
  if (bytes === undefined) return;
  const given = root.at('spec', 'postgresql', 'parameters');
  const texts = Object.entries((given.value ?? {}) as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  for (const { name: setting, why, remedy } of walProblems(Object.fromEntries(texts), bytes / 1024)) {
    const at = given.at(setting);
    const { reason } = splitRemedy(why, remedy);
    yield { at: at.exists ? at : size, cause: `${setting} of Cluster ${name}: ${reason}.`, remedy };
  }
}

export const logFillsItsDisk: Rule = {
  id: 'log-fills-its-disk',
  level: 'warning',
  summary: 'a write-ahead log that its disk has no room for',
  explanation: {
    why: [
      'PostgreSQL recycles its log when it has reached max_wal_size, and keeps up to max_slot_wal_keep_size of it for replicas that are away. A disk of the log that is no larger is full before that, and the server stops.',
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
        walStorage: { size: 8Gi, storageClass: disks }
        postgresql:
          parameters:
            max_slot_wal_keep_size: 20GB
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
        walStorage: { size: 8Gi, storageClass: disks }
        postgresql:
          parameters:
            max_slot_wal_keep_size: 4GB
    `,
    see: ['https://cloudnative-pg.io/documentation/current/storage/#volume-for-wal'],
  },
  check,
};
