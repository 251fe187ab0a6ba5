import { equal, ok } from 'assert/strict';
import { Size } from 'cdk8s';
import { DatabaseFile } from '../../../src';
import { database, Engine, MARIADB, POSTGRES, query, storageClass } from '../engines';
import { killWhen } from '../killing';
import { appManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

/** Where in its work the initialisation is killed, by what is there then; each is further than the one before. */
const POINTS: Readonly<Record<Engine['title'], readonly string[]>> = {
  postgres: ['data.tmp', 'data.tmp/PG_VERSION', 'data.tmp/global/pg_control', 'data.tmp/postmaster.pid', 'data.tmp/base/16384', 'data'],
  mariadb: ['mysql.tmp', 'mysql.tmp/ibdata1', 'mysql.tmp/mysql/db.frm', 'mysql.tmp/app', 'mysql'],
};

const DIRECTORY = { postgres: 'data', mariadb: 'mysql' };

const ROUNDS = ['one', 'two', 'three'];

/** New databases whose initialisation is killed again and again are whole in the end: user, database, and what their files have made. */
const initKilled = (engine: Engine): Experiment => ({
  name: `${engine.title}: initialisations that are killed`,
  cpu: 750,
  images: [engine.image],
  namespaces: [`init-${engine.title}`],
  async run(stage) {
    const namespace = `init-${engine.title}`;
    await stage.secret(namespace, 'db', engine.credentials);
    const points = POINTS[engine.title];
    const rounds = await Promise.all(ROUNDS.map((name) => round(stage, engine, namespace, name)));
    // Once it has its name, an initialisation ends within milliseconds.
    for (const point of points.slice(0, -1)) {
      ok(
        rounds.some((hits) => hits.includes(point)),
        `no initialisation was killed at ${point}: ${JSON.stringify(rounds)}`,
      );
    }
    stage.say(`${rounds.flat().length} initialisations were killed, of ${ROUNDS.length} databases`);
  },
});

/** One database: where its initialisations were killed. */
async function round(stage: Stage, engine: Engine, namespace: string, name: string): Promise<string[]> {
  const isPostgres = engine.title === 'postgres';
  const volume = (kind: string) =>
    stage.volume({
      name: `${namespace}-${name}-${kind}`,
      mebibytes: 600,
      storageClass: storageClass.storageClassName,
      claim: { namespace, name: `${kind}-${name}-0` },
    });
  const disk = await volume('data');
  if (isPostgres) await volume('wal');
  await stage.apply(
    appManifests(namespace, (chart) => {
      const size = Size.gibibytes(10);
      database(chart, engine, name, {
        storage: { size, storageClass, wal: isPostgres ? { size } : undefined },
        initFiles: { '1-items.sql': DatabaseFile.fromText('CREATE TABLE items (n int);\nINSERT INTO items VALUES (1), (2), (3);\n') },
      });
    }),
  );
  const hits: string[] = [];
  const { uid } = (await stage.until('the Pod is there', () => stage.pod(namespace, `${name}-0`))).metadata;
  const victim = { command: `init-${isPostgres ? 'postgres' : 'mysql'}.sh of cdk8s-storage`, pod: { uid } };
  for (const point of POINTS[engine.title]) {
    if (await killWhen(stage.node, { path: `${disk}/${point}`, end: `${disk}/${DIRECTORY[engine.title]}` }, victim)) hits.push(point);
  }
  const pod = await stage.ready(namespace, `${name}-0`);
  const restarts: number = pod.status.initContainerStatuses[0].restartCount;
  ok(restarts >= 1, `${name} was never killed`);
  equal(await query(stage, engine, pod, 'SELECT count(*) FROM items'), '3');
  const names = (await stage.node.inside.run(['ls', '-A', disk])).stdout.trim().split('\n').sort();
  equal(names.join(), [DIRECTORY[engine.title], 'lost+found'].sort().join());
  return hits;
}

export const postgresInit = initKilled(POSTGRES);
export const mariadbInit = initKilled(MARIADB);
