import { equal, match, notEqual } from 'assert/strict';
import { ExistingData } from '../../../src';
import { Manifest } from '../../cluster/client';
import { CREDENTIALS, database, DATABASE, Engine, MARIADB, POSTGRES, query, storageClass } from '../engines';
import { appManifests } from '../manifests';
import { containerOf, RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const CLAIM = 'old-data';

/** A database as others have run it, and how it is taken over. */
interface Old {
  readonly user: number;
  /** The group that the kubelet gave its files. */
  readonly fsGroup?: number;
  /** The directory of the data in the volume. */
  readonly directory: string;
  /** Makes the database in /old, with 500 rows, and stops the server as it should be. */
  readonly script: string;
  readonly existing: () => ExistingData;
  /** What the init container says to the wrong layout. */
  readonly refusal: RegExp;
}

const ITEMS = 'CREATE TABLE items (n int PRIMARY KEY)';

/** PostgreSQL of the official image, with its PGDATA below the mount: the file system of a disk has a directory of its own there. */
const OLD_POSTGRES: Old = {
  user: 999,
  directory: 'pgdata',
  script: `
    printf %s "$PASSWORD" >/tmp/password
    initdb -D /old/pgdata -U "$DB_USER" --pwfile=/tmp/password -E UTF8 --locale=C.UTF-8 -A scram-sha-256 --auth-local=trust
    echo 'host all all all scram-sha-256' >>/old/pgdata/pg_hba.conf
    pg_ctl -D /old/pgdata -w -o "-c unix_socket_directories=/tmp -c listen_addresses=''" start
    sql() { psql -Xq -v ON_ERROR_STOP=1 -h /tmp -U "$DB_USER" -d "$1" -c "$2"; }
    sql postgres 'CREATE DATABASE ${DATABASE}'
    sql ${DATABASE} '${ITEMS}'
    sql ${DATABASE} 'INSERT INTO items SELECT generate_series(1, 500)'
    pg_ctl -D /old/pgdata -w -m fast stop
  `,
  existing: () => ExistingData.officialPostgres({ claimName: CLAIM, directory: 'pgdata' }),
  refusal: /directory: 'pgdata' holds data of PostgreSQL 17/,
};

/** MariaDB of Bitnami's chart. */
const OLD_MARIADB: Old = {
  user: 1001,
  fsGroup: 1001,
  directory: 'data',
  script: `
    mariadb-install-db --no-defaults --datadir=/old/data --auth-root-authentication-method=normal --skip-test-db >/dev/null
    client() { mariadb --no-defaults --socket=/tmp/sock --user=root "$@"; }
    mariadbd --no-defaults --datadir=/old/data --socket=/tmp/sock --pid-file=/tmp/pid --skip-networking &
    until client --execute 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done
    escaped=$(printf %s "$PASSWORD" | sed "s/[\\\\\\\\']/\\\\\\\\&/g")
    client --execute 'CREATE DATABASE ${DATABASE}'
    client --execute "CREATE USER '$DB_USER'@'%' IDENTIFIED BY '$escaped'; GRANT ALL ON ${DATABASE}.* TO '$DB_USER'@'%'"
    client ${DATABASE} --execute '${ITEMS}; INSERT INTO items SELECT seq FROM seq_1_to_500'
    mariadb-admin --no-defaults --socket=/tmp/sock --user=root shutdown
    wait
  `,
  existing: () => ExistingData.bitnamiMariadb({ claimName: CLAIM }),
  refusal: /directory: 'data' holds data of MariaDB or MySQL/,
};

/** A database that others have made is taken over where it lies: looked for in the wrong place, then found, then killed. */
const takenOver = (engine: Engine, old: Old): Experiment => ({
  name: `${engine.title}: data that exists`,
  cpu: 500,
  images: [engine.image],
  namespaces: [`existing-${engine.title}`],
  async run(stage) {
    const namespace = `existing-${engine.title}`;
    const disk = await stage.volume({
      name: namespace,
      mebibytes: 600,
      storageClass: storageClass.storageClassName,
      claim: { namespace, name: CLAIM },
    });
    // As the entrypoint of the official image does while it is root; what has an fsGroup gets it from the kubelet.
    if (old.fsGroup === undefined) await stage.node.inside.run(['chown', `${old.user}:${old.user}`, disk]);
    await makeOld(stage, namespace, engine, old);
    const owner = async () => (await stage.node.inside.run(['stat', '-c', '%u', `${disk}/${old.directory}`])).stdout.trim();
    equal(await owner(), String(old.user));

    await stage.secret(namespace, 'db', engine.credentials);
    const apply = (existing: ExistingData) =>
      stage.apply(
        appManifests(namespace, (chart) => {
          database(chart, engine, 'db', { storage: { existing } });
        }),
      );
    await apply(ExistingData.ofLayout({ claimName: CLAIM, directory: 'elsewhere', user: old.user, fsGroup: old.fsGroup }));
    const refused = await stage.until('the wrong directory is refused', async () => {
      const pod = await stage.pod(namespace, 'db-0');
      return refusals(pod).some(({ exitCode }) => exitCode === 3) && pod;
    });
    match(refusals(refused)[0].message, old.refusal);

    await apply(old.existing());
    const pod = await stage.ready(namespace, 'db-0', refused.metadata.uid);
    const rows = async (current: Manifest) => query(stage, engine, current, 'SELECT count(*) FROM items');
    equal(await rows(pod), '500');
    equal(await owner(), String(old.user));

    await query(stage, engine, pod, 'INSERT INTO items VALUES (501)');
    await stage.node.kill(containerOf(pod, engine.title));
    const again = await stage.runsAgain(pod, engine.title);
    equal(again.metadata.uid, pod.metadata.uid);
    equal(await rows(again), '501');

    // Its own Pod goes, the claim and the data stay: there is no template that would make another.
    await stage.api.delete(again);
    const moved = await stage.ready(namespace, 'db-0', again.metadata.uid);
    notEqual(moved.metadata.uid, again.metadata.uid);
    equal(await rows(moved), '501');
  },
});

export const existingPostgres = takenOver(POSTGRES, OLD_POSTGRES);
export const existingMariadb = takenOver(MARIADB, OLD_MARIADB);

/** What the init containers of a Pod have ended with. */
function refusals(pod: Manifest): Array<{ readonly exitCode: number; readonly message: string }> {
  return (pod?.status.initContainerStatuses ?? [])
    .flatMap(({ state, lastState }: Manifest) => [state.terminated, lastState?.terminated])
    .filter((terminated: Manifest) => terminated !== undefined && terminated.exitCode !== 0);
}

/** The claim and the Pod of before, which has ended when this returns. */
async function makeOld(stage: Stage, namespace: string, engine: Engine, old: Old): Promise<void> {
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: CLAIM, namespace } };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'old', namespace } };
  await stage.apply([
    { ...claim, spec: { accessModes: ['ReadWriteOnce'], ...storageClass, resources: { requests: { storage: '10Gi' } } } },
    {
      ...pod,
      spec: {
        ...restrictedPod({ user: old.user, fsGroup: old.fsGroup }),
        restartPolicy: 'Never',
        containers: [
          {
            ...RESTRICTED,
            name: 'old',
            image: IMAGES[engine.title],
            command: ['sh', '-eux', '-c', old.script],
            env: [
              { name: 'DB_USER', value: engine.credentials.username },
              { name: 'PASSWORD', value: CREDENTIALS.password },
            ],
            volumeMounts: [{ name: 'old', mountPath: '/old' }],
          },
        ],
        volumes: [{ name: 'old', persistentVolumeClaim: { claimName: CLAIM } }],
      },
    },
  ]);
  const phase = await stage.until('the old database is made', async () => {
    const { status } = await stage.pod(namespace, 'old');
    return ['Succeeded', 'Failed'].includes(status.phase) && (status.phase as string);
  });
  equal(phase, 'Succeeded', stage.node.logs(await stage.pod(namespace, 'old'), 'old'));
  await stage.api.delete(pod);
  await stage.until('the old Pod is gone', async () => (await stage.pod(namespace, 'old')) === undefined);
}

const IMAGES = { postgres: 'postgres:17.2', mariadb: 'mariadb:11.8' };
