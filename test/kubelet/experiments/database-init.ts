import { equal, ok } from 'assert/strict';
import { Size } from 'cdk8s';
import { DatabaseFile } from '../../../src';
import { database, Engine, MARIADB, POSTGRES, query, storageClass } from '../engines';
import { killWhen } from '../killing';
import { appManifests } from '../manifests';
import { Experiment } from './experiment';

/** Where in its work the initialisation is killed, by what is there then; each is further than the one before. */
const POINTS: Readonly<Record<Engine['title'], readonly string[]>> = {
  postgres: ['data.tmp', 'data.tmp/PG_VERSION', 'data.tmp/global/pg_control', 'data.tmp/postmaster.pid', 'data.tmp/base/16384', 'data'],
  mariadb: ['mysql.tmp', 'mysql.tmp/ibdata1', 'mysql.tmp/mysql/db.frm', 'mysql.tmp/app', 'mysql'],
};

const DIRECTORY = { postgres: 'data', mariadb: 'mysql' };

/** A new database whose initialisation is killed again and again is whole in the end: user, database, and what its files have made. */
const initKilled = (engine: Engine): Experiment => ({
  name: `${engine.title}: initialisations that are killed`,
  cpu: 300,
  images: [engine.image],
  namespaces: [`init-${engine.title}`],
  async run(stage) {
    const namespace = `init-${engine.title}`;
    const isPostgres = engine.title === 'postgres';
    await stage.secret(namespace, 'db', engine.credentials);
    const volume = (name: string, claim: string) =>
      stage.volume({
        name: `${namespace}-${name}`,
        mebibytes: 600,
        storageClass: storageClass.storageClassName,
        claim: { namespace, name: claim },
      });
    const disk = await volume('data', 'data-db-0');
    if (isPostgres) await volume('wal', 'wal-db-0');
    await stage.apply(
      appManifests(namespace, (chart) => {
        const size = Size.gibibytes(10);
        database(chart, engine, 'db', {
          storage: { size, storageClass, wal: isPostgres ? { size } : undefined },
          initFiles: { '1-items.sql': DatabaseFile.fromText('CREATE TABLE items (n int);\nINSERT INTO items VALUES (1), (2), (3);\n') },
        });
      }),
    );
    let kills = 0;
    const { uid } = (await stage.until('the Pod is there', () => stage.pod(namespace, 'db-0'))).metadata;
    const victim = { command: `init-${isPostgres ? 'postgres' : 'mysql'}.sh of cdk8s-storage`, pod: { uid } };
    for (const point of POINTS[engine.title]) {
      if (await killWhen(stage.node, { path: `${disk}/${point}`, end: `${disk}/${DIRECTORY[engine.title]}` }, victim)) kills++;
    }
    const pod = await stage.ready(namespace, 'db-0');
    const restarts: number = pod.status.initContainerStatuses[0].restartCount;
    // Once it has its name, an initialisation ends within milliseconds.
    ok(kills >= POINTS[engine.title].length - 1, `${kills} kills hit a running initialisation`);
    ok(restarts >= kills - 1, `it was restarted ${restarts} times after ${kills} kills`);
    equal(await query(stage, engine, pod, 'SELECT count(*) FROM items'), '3');
    const names = (await stage.node.inside.run(['ls', '-A', disk])).stdout.trim().split('\n').sort();
    equal(names.join(), [DIRECTORY[engine.title], 'lost+found'].sort().join());
    stage.say(`${kills} initialisations were killed`);
  },
});

export const postgresInit = initKilled(POSTGRES);
export const mariadbInit = initKilled(MARIADB);
