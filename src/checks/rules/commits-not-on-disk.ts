import { unsafeSettings } from '../../facts/engines/postgres-durability';
import { POSTGRES_SETTINGS } from '../../facts/operators/postgres-settings';
import { placesAt } from '../custom-claims';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { types, at, waits } of POSTGRES_SETTINGS) {
    for (const manifest of types.flatMap((type) => set.all(type))) yield* checkManifest(manifest, at, waits);
  }
}

function* checkManifest(manifest: Manifest, at: readonly string[], waits: readonly string[]): Generator<Discovery> {
  const { root, kind, name } = manifest;
  const waiting = waits.flatMap((path) => placesAt(root, path)).some(({ value }) => value !== false && value !== 0);
  for (const place of at.flatMap((path) => placesAt(root, path))) {
    // Numbers and booleans too: who does not quote off writes false.
    const texts = place.entries.map(([setting, { value }]) => [setting, String(value)] as const);
    for (const { name: setting, why, remedy } of unsafeSettings(Object.fromEntries(texts), waiting)) {
      yield { at: place.at(setting), cause: `${setting} of ${kind} ${name} is ${String(place.at(setting).value)}. ${why}`, remedy };
    }
  }
}

export const commitsNotOnDisk: Rule = {
  id: 'commits-not-on-disk',
  level: 'warning',
  summary: 'settings of PostgreSQL with which a crash or a failover loses what was committed',
  explanation: {
    why: [
      'PostgreSQL answers a commit when it is on disk, and with synchronous replication when a replica has it. fsync and full_page_writes switch the first off for all of the server, also for its replicas: a node that fails leaves a database that does not start, or starts with pages that are wrong. With synchronous_commit off or local, no commit waits for a replica, whatever the operator is told of synchronous replication.',
      'They make imports and tests faster. A transaction that may be lost says so itself: SET LOCAL synchronous_commit TO off.',
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
        postgresql:
          synchronous: { method: any, number: 1 }
          parameters:
            synchronous_commit: 'off'
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
        postgresql:
          synchronous: { method: any, number: 1 }
    `,
    see: [
      'https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-SETTINGS',
      'https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication',
    ],
  },
  check,
};
