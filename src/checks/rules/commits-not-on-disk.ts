import { unsafeSettings } from '../../facts/operators/postgres-durability';
import { POSTGRES_SETTINGS } from '../../facts/operators/postgres-settings';
import { SERVER_FILES } from '../../facts/operators/server-files';
import { COMMITS_NOT_ON_DISK, crashRisks, remedyOf } from '../../facts/settings/crash-risks';
import { ServerSettings } from '../../facts/settings/server-settings';
import { placesAt } from '../custom-claims';
import { programsOf } from '../lookup/programs';
import { crashRisksOf } from '../lookup/server-settings';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  yield* checkServers(set);
  for (const { type, at, server } of SERVER_FILES) {
    for (const manifest of set.all(type)) yield* checkFile(manifest, at, server);
  }
  for (const { types, at, waits } of POSTGRES_SETTINGS) {
    for (const manifest of types.flatMap((type) => set.all(type))) yield* checkManifest(manifest, at, waits);
  }
}

/** Where the data goes with the Pod, there is nothing that a crash could cost: other rules ask whether it should. */
const GOES_WITH_POD = ['emptyDir', 'ephemeral'];

/** Whether a Pod that fails stays so, as one that tries a restore: nobody starts on what it leaves. */
const endsForGood = (pod: PodTemplate): boolean => pod.isBare && pod.spec.at('restartPolicy').text === 'Never';

function* checkServers(set: ManifestSet): Generator<Discovery> {
  // Several servers may read one file.
  const seen = new Map<unknown, Set<string>>();
  for (const program of programsOf(set)) {
    const { mount, container, pod, title, facts } = program;
    if (mount?.volume === undefined || GOES_WITH_POD.includes(mount.volume.type) || endsForGood(pod)) continue;
    for (const { setting, told } of crashRisksOf(set, program)) {
      const { place } = told;
      const said = seen.get(place.manifest) ?? new Set();
      const key = `${setting.name} ${place.pointer}`;
      if (said.has(key)) continue;
      seen.set(place.manifest, said.add(key));
      const isElsewhere = place.manifest !== pod.workload.root.manifest;
      const where = `container ${container.name}${isElsewhere ? ` of ${pod.workload.toString()}` : ''}`;
      yield {
        at: place,
        level: setting.harm === 'loses' ? 'info' : undefined,
        cause: `${title} in ${where} runs with ${facts.server!.syntax.written(setting.name, told.value)}. ${setting.why}`,
        remedy: remedyOf(setting),
      };
    }
  }
}

/** What damages data does so on each server of a cluster; the last of what was committed is on the others. */
function* checkFile({ root, kind, name }: Manifest, path: string, server: ServerSettings): Generator<Discovery> {
  for (const place of placesAt(root, path)) {
    const told = server.syntax.ofFile(place.text ?? '', undefined).map((setting) => ({ ...setting, place }));
    for (const { setting, told: last } of crashRisks(server, told)) {
      if (setting.harm !== 'damages') continue;
      const written = server.syntax.written(setting.name, last.value);
      yield { at: place, cause: `The servers of ${kind} ${name} run with ${written}. ${setting.why}`, remedy: remedyOf(setting) };
    }
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
  id: COMMITS_NOT_ON_DISK,
  level: 'warning',
  otherLevels: ['info'],
  summary: 'settings of a database with which a crash damages its data, or loses what was committed',
  explanation: {
    why: [
      'A database answers a commit when it is on disk, and can mend a page that was half written when the power went. Settings that make imports and tests faster switch that off for good: fsync and full_page_writes of PostgreSQL, innodb_doublewrite and innodb_flush_method=nosync of MySQL and MariaDB, --unsafe-no-fsync of etcd. A node that fails then leaves a database that does not start, or one with pages that are wrong.',
      'Others lose the last moments of what was committed, and nothing else: synchronous_commit of PostgreSQL, innodb_flush_log_at_trx_commit 0 and 2, sync_binlog of MySQL, appendfsync no of Redis with its append-only file, and MongoDB before 6.1 without its journal. Many choose that for speed, so it is an info. A transaction of PostgreSQL that may be lost says so itself: SET LOCAL synchronous_commit TO off.',
      'In resources of operators of MySQL and MariaDB only what damages data is looked for, since the last of what was committed is on other servers. With replicas that a commit waits for, as operators of PostgreSQL set them up, synchronous_commit off or local means that no commit does, whatever the operator is told.',
      'It is looked for in the options of known servers, in variables that images turn into options, in ConfigMaps that are mounted where the server reads its configuration, and in resources of operators. A database on an emptyDir or without any volume, as tests have, is passed over: its data goes with the Pod in any case. So is a Pod by itself that is not started again.',
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
              - name: postgres
                image: postgres:17.6
                args: [-c, fsync=off]
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - name: data
                    mountPath: /pgdata
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
              - name: postgres
                image: postgres:17.6
                args: [-c, max_wal_size=4GB]
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - name: data
                    mountPath: /pgdata
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: [
      'https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-SETTINGS',
      'https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_flush_log_at_trx_commit',
      'https://dev.mysql.com/doc/refman/8.4/en/innodb-doublewrite-buffer.html',
      'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
      'https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication',
    ],
  },
  check,
};
