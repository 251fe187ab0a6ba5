import { deepEqual, equal, ok } from 'assert/strict';
import { setTimeout as sleep } from 'timers/promises';
import { Manifest } from '../../cluster/client';
import { database, Engine, MARIADB, POSTGRES, query, storageClass } from '../engines';
import { appManifests } from '../manifests';
import { containerOf, Stage } from '../stage';
import { Experiment } from './experiment';

const ENGINES = [POSTGRES, MARIADB];

async function start(stage: Stage, engine: Engine, namespace: string): Promise<{ readonly pod: Manifest; readonly disk: string }> {
  await stage.secret(namespace, 'db', engine.credentials);
  const disk = await stage.volume({
    name: namespace,
    mebibytes: 600,
    storageClass: storageClass.storageClassName,
    claim: { namespace, name: 'data-db-0' },
  });
  await stage.apply(
    appManifests(namespace, (chart) => {
      database(chart, engine, 'db');
    }),
  );
  const pod = await stage.ready(namespace, 'db-0');
  await query(stage, engine, pod, 'CREATE TABLE numbers (n int PRIMARY KEY)');
  return { pod, disk };
}

const insert = (stage: Stage, engine: Engine, pod: Manifest, number: number): Promise<string> =>
  query(stage, engine, pod, `INSERT INTO numbers VALUES (${number})`);

/** The machine dies while rows are written: none that was acknowledged is lost. A kubelet that is restarted alone touches nothing. */
export const databaseReboot: Experiment = {
  name: 'databases: a reboot while they write',
  isAlone: true,
  cpu: 500,
  images: ENGINES.map(({ image }) => image),
  namespaces: ENGINES.map(({ title }) => `reboot-${title}`),
  async run(stage) {
    const servers = await Promise.all(
      ENGINES.map(async (engine) => ({ engine, ...(await start(stage, engine, `reboot-${engine.title}`)) })),
    );

    await stage.node.restartKubelet();
    await sleep(20_000);
    for (const { engine, pod } of servers) {
      const same = await stage.ready(`reboot-${engine.title}`, 'db-0');
      equal(containerOf(same, engine.title), containerOf(pod, engine.title));
    }

    let off = false;
    const writers = servers.map(async ({ engine, pod }) => {
      const acknowledged: number[] = [];
      for (let number = 1; !off; number++) {
        // What is under way when the machine dies may be there or not.
        await insert(stage, engine, pod, number).then(
          () => acknowledged.push(number),
          () => undefined,
        );
      }
      return acknowledged;
    });
    await sleep(5_000);
    const clock = Date.now();
    await stage.node.switchOff();
    off = true;
    const acknowledged = await Promise.all(writers);
    await stage.node.boot();
    for (const [index, { engine, pod }] of servers.entries()) {
      const again = await stage.runsAgain(pod, engine.title);
      const rows = new Set((await query(stage, engine, again, 'SELECT n FROM numbers')).split('\n').map(Number));
      ok(acknowledged[index].length > 0, `${engine.title} took no row in five seconds`);
      deepEqual(
        acknowledged[index].filter((number) => !rows.has(number)),
        [],
        `${engine.title} has lost rows that it had acknowledged`,
      );
      stage.say(`${engine.title} kept all of ${acknowledged[index].length} rows that it had acknowledged`);
      stage.measured.add(`${engine.title}: ready after a reboot while it wrote`, clock, 'recovers by itself', 480);
    }
  },
};

/** A disk without room: once there is some again, the database goes on by itself. */
const diskFull = (engine: Engine): Experiment => ({
  name: `${engine.title}: a disk that is full`,
  cpu: 300,
  images: [engine.image],
  namespaces: [`full-${engine.title}`],
  async run(stage) {
    const namespace = `full-${engine.title}`;
    const { pod, disk } = await start(stage, engine, namespace);
    await insert(stage, engine, pod, 1);
    await stage.node.fillDisk(disk);
    // As much as no log has room for that is there already.
    const refused = await query(stage, engine, pod, engine.fill(300_000)).then(
      () => false,
      () => true,
    );
    ok(refused, 'a table of 300 MB was written to a full disk');
    await stage.node.makeRoom(disk);
    const clock = Date.now();
    await stage.until('it takes rows again', async () => insert(stage, engine, await stage.ready(namespace, 'db-0'), 2).then(() => true));
    stage.measured.add(`${engine.title}: takes rows again once its disk has room`, clock, 'recovers by itself', 360);
    equal(await query(stage, engine, await stage.ready(namespace, 'db-0'), 'SELECT count(*) FROM numbers'), '2');
  },
});

export const postgresFull = diskFull(POSTGRES);
export const mariadbFull = diskFull(MARIADB);
