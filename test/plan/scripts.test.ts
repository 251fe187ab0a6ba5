import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  BackupSource,
  BackupStorage,
  Claim,
  DatabaseBackup,
  DatabaseEngine,
  DatabaseRestore,
  Hardening,
  MountAccess,
  ScratchVolume,
  StatefulDatabase,
  VolumeBackup,
} from '../../src';
import { readValues } from '../../src/checks';
import { planBetween } from '../../src/plan';
import { manifests as manifestsOf, newChart } from '../support';

/* The text of a script is no API: what its change does to those who upgrade the library. */

const SIZE = Size.gibibytes(10);
const FAST = { storageClassName: 'fast' };

function app(): unknown[] {
  const chart = newChart();
  const database = new StatefulDatabase(chart, 'db', {
    name: 'orders-db',
    engine: DatabaseEngine.postgres({ version: '18.6' }),
    storage: { size: SIZE, storageClass: FAST },
  });
  const storage = BackupStorage.newClaim({ size: SIZE, storageClass: FAST });
  const backup = new DatabaseBackup(chart, 'backup', { database, storage });
  new DatabaseRestore(chart, 'restore', { database, source: BackupSource.fromBackup(backup) });
  const pages = new Claim(chart, 'pages', { storage: SIZE, storageClass: FAST });
  new VolumeBackup(chart, 'pages-backup', { claim: pages, onAnyNode: true, schedule: Cron.daily(), image: 'busybox:1.37.0', storage });
  const web = new kplus.Deployment(chart, 'web', {
    containers: [{ name: 'web', image: 'registry.example.com/web:1.4.2', portNumber: 8080 }],
  });
  Hardening.apply(web);
  const scratch = new ScratchVolume(chart, 'scratch', { name: 'work', sizeLimit: Size.mebibytes(64) });
  scratch.mountInto(web, '/srv/work', { access: MountAccess.READ_WRITE });
  scratch.seedFrom(web, { image: 'registry.example.com/web:1.4.2', path: '/srv/seed' });
  return manifestsOf(chart);
}

test('a new text of every script replaces Pods at most; a Job that has run is refused, and is not to run again', () => {
  const before = JSON.stringify(app());
  // One more line in each, as a release that mends them has.
  const after = before.replace(/(# src\/scripts\/\S+ of cdk8s-storage, without its comments\\n)/g, '$1mended=yes\\n');
  expect(after.match(/mended=yes/g)!.length).toBeGreaterThan(10);
  const read = (text: string) => readValues(JSON.parse(text)).manifests;
  const { changes } = planBetween(read(before), read(after), {});
  const told = changes.map(({ effect, object: { kind, name } }) => `${effect} ${kind}/${name}`);
  expect([...new Set(told)].filter((line) => !/^(safe|disruptive) /.test(line))).toEqual(['refused Job/orders-db-latest-restore']);
  expect(told).toEqual(expect.arrayContaining(['disruptive StatefulSet/orders-db']));
  expect(changes.find(({ effect }) => effect === 'refused')!.remedy).toContain('One that has done its work: take it out of the manifests.');
});
