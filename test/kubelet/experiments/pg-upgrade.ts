import { deepEqual, equal, match, ok } from 'assert/strict';
import { DatabaseEngine, DatabaseUpgrade, UpgradeMethod } from '../../../src';
import { Manifest } from '../../cluster/client';
import { assertHardened } from '../hardened';
import { checksum, database, Engine, POSTGRES, query, storageClass } from '../engines';
import { killWhen } from '../killing';
import { appManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'pg-upgraded';
const [OLD, NEXT] = ['old-0', 'next-0'];
const disk = (pod: string): string => `/volumes/${NAMESPACE}-${pod}`;

const OLDER: Engine = { ...POSTGRES, engine: () => DatabaseEngine.postgres({ version: '15.14', image: 'archive/postgres:15.14' }) };
const NEWER: Engine = { ...POSTGRES, engine: () => DatabaseEngine.postgres({ version: '17.6' }) };

/** An upgrade by pg_upgrade: killed while it copies and while it upgrades, whole in the end, undone, and done again. */
export const pgUpgrade: Experiment = {
  name: 'postgres: pg_upgrade',
  cpu: 600,
  images: ['postgres', 'older-postgres', 'upgrading-postgres'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    await stage.secret(NAMESPACE, 'db', POSTGRES.credentials);
    for (const pod of [OLD, NEXT]) {
      const claim = { namespace: NAMESPACE, name: `data-${pod}` };
      await stage.volume({ name: `${NAMESPACE}-${pod}`, mebibytes: 600, storageClass: storageClass.storageClassName, claim });
    }
    await stage.apply(manifests('old'));
    const old = await stage.ready(NAMESPACE, OLD);
    await query(stage, POSTGRES, old, POSTGRES.fill(60_000));
    const wanted = await checksum(stage, POSTGRES, old);
    match(await query(stage, POSTGRES, old, 'SHOW server_version'), /^15\./);

    // Its Pod goes, and the new one waits for that before it reads.
    const clock = Date.now();
    await stage.apply(manifests('upgrade'));
    for (const [path, command] of [
      ['data.upgrade/old/base', 'cp -a /upgrade/data'],
      ['data.upgrade/new/pg_upgrade_output.d', 'src/scripts/pg-upgrade.sh of cdk8s-storage'],
    ]) {
      const moment = { path: `${disk(NEXT)}/${path}`, end: `${disk(NEXT)}/data/PG_VERSION` };
      ok(await killWhen(node, moment, { command, pod: { name: NEXT } }), `nothing was killed at ${path}`);
    }
    const next = await stage.ready(NAMESPACE, NEXT);
    stage.measured.add('postgres: pg_upgrade of 60 MB, killed twice', clock, 'as fast as Pods start, and two seconds after each kill', 600);
    equal(await assertHardened(stage, next), 1);
    match(await query(stage, POSTGRES, next, 'SHOW server_version'), /^17\./);
    equal(await checksum(stage, POSTGRES, next), wanted);
    equal((await node.inside.run(['sh', '-c', `ls -A ${disk(NEXT)}`])).stdout, 'data\nlost+found\n', 'nothing half-made lies there');
    equal(await stage.pod(NAMESPACE, OLD), undefined, 'the old one has no Pods');
    const files = await digests(stage, OLD);

    // It is done once: another Pod has nothing to do, and keeps what was written since.
    await query(stage, POSTGRES, next, 'CREATE TABLE since AS SELECT 1 AS n');
    await stage.api.delete(next);
    const again = await stage.ready(NAMESPACE, NEXT, next.metadata.uid);
    match(node.logs(again, 'pg-upgrade'), /is upgraded, nothing to do\./);
    equal(await query(stage, POSTGRES, again, 'SELECT n FROM since'), '1');
    deepEqual(await digests(stage, OLD), files, 'the old files are read and no more');

    // Taken out, the old server runs on what it had, and knows nothing of the new one.
    await stage.apply(manifests('both'));
    const back = await stage.ready(NAMESPACE, OLD);
    equal(await checksum(stage, POSTGRES, back), wanted);
    match(await query(stage, POSTGRES, back, 'SHOW server_version'), /^15\./);
    const [beside] = await stage.rolledOut('StatefulSet', NAMESPACE, 'next');
    equal(await query(stage, POSTGRES, beside, 'SELECT n FROM since'), '1');

    // Put back, it says what is not in the new one, and changes nothing there.
    await stage.apply(manifests('upgrade'));
    await stage.until('the old one has stopped', async () => (await stage.pod(NAMESPACE, OLD)) === undefined);
    const [last] = await stage.rolledOut('StatefulSet', NAMESPACE, 'next');
    match(node.logs(last, 'pg-upgrade'), /the old database has run since it was upgraded/);
    equal(await query(stage, POSTGRES, last, 'SELECT n FROM since'), '1');
    equal(await checksum(stage, POSTGRES, last), wanted);
  },
};

/** The old one alone, which is upgraded, and which is beside the new one once the upgrade is taken out. */
const manifests = (how: 'old' | 'upgrade' | 'both'): Manifest[] =>
  appManifests(NAMESPACE, (chart) => {
    const source = database(chart, OLDER, 'old');
    if (how === 'old') return;
    const target = database(chart, NEWER, 'next');
    if (how === 'both') return;
    const method = UpgradeMethod.pgUpgrade({ image: 'tianon/postgres-upgrade:15-to-17' });
    new DatabaseUpgrade(chart, 'upgrade', { source, target, method });
  });

/** All files of a disk, with what is in them. */
async function digests(stage: Stage, pod: string): Promise<string[]> {
  const { stdout } = await stage.node.inside.run(['sh', '-c', `find ${disk(pod)}/data -type f -exec sha256sum {} + | sort -k 2`]);
  return stdout.trim().split('\n');
}
