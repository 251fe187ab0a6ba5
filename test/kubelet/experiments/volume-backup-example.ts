import { deepEqual, equal, match, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { assertHardened } from '../hardened';
import { killWhen } from '../killing';
import { exampleManifests } from '../manifests';
import { RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'team-wiki';
const BACKUPS = '/volumes/wiki-backups';

/** examples/volume-backup: a program that writes all the time, whose files are backed up by hand, after kills, on schedule, and restored. */
export const volumeBackupExample: Experiment = {
  name: 'backups of volumes: the example',
  example: 'volume-backup',
  cpu: 1200,
  images: ['wiki', 'busybox'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    const claim = (name: string) => ({ storageClass: 'wiki-files', claim: { namespace: NAMESPACE, name } });
    const pages = await stage.volume({ name: 'wiki-pages', mebibytes: 200, ...claim('pages') });
    await stage.volume({ name: 'wiki-backups', ...claim('pages-backup') });
    const manifests = exampleManifests('volume-backup').filter((manifest) => !isOfRestore(manifest));
    await stage.apply(manifests);
    const [wiki] = await stage.rolledOut('Deployment', NAMESPACE, 'wiki');
    equal(await assertHardened(stage, wiki), 1);

    // Files that make a backup take a while, names as people give them, and what is left out.
    await node.inside.run([
      'sh',
      '-euc',
      `cd ${pages}
      mkdir 'a page' cache
      for n in $(seq 1 400); do head -c 100000 /dev/urandom >"a page/$n"; done
      printf 'one\\ntwo\\n' >'a page/línea  "1"'
      ln -s 'a page/1' link; ln 'a page/2' hard; touch -d 2001-02-03 'a page/3'; echo left out >cache/x
      chown -R 10001:10001 'a page' cache link hard`,
    ]);
    const wanted = await contents(stage, pages);

    await complete(stage, 'by-hand');
    for (const command of ['tar -c', 'src/scripts/backup-database.sh of cdk8s-storage']) {
      const name = `killed-${command === 'tar -c' ? 'reading' : 'whole'}`;
      const ended = complete(stage, name);
      ok(await killWhen(node, { path: `${BACKUPS}/.pages.backup-tmp.*/pages-*` }, { command, pod: { name } }), `${command} was not killed`);
      await ended;
    }
    const byHand = await files(stage);
    equal(byHand.length, 3);

    // Its owner has it run each minute, as the controller does then.
    const clock = Date.now();
    await stage.apply(
      exampleManifests('volume-backup', { 'main.ts': (text) => text.replace("hour: '2', minute: '40'", "minute: '*'") }).filter(
        (manifest) => !isOfRestore(manifest),
      ),
    );
    const scheduled = await stage.until('the schedule has made a backup', async () => {
      const names = (await files(stage)).filter((name) => !byHand.includes(name));
      return names.length > 0 && names;
    });
    stage.measured.add('backups: on a schedule of a minute', clock, 'a minute, and as fast as Pods start', 300);
    const job = await stage.until('the Job of the schedule has ended', async () =>
      (await stage.api.list(`/apis/batch/v1/namespaces/${NAMESPACE}/jobs`)).find(
        ({ metadata, status }) => metadata.ownerReferences?.[0].kind === 'CronJob' && status.succeeded === 1,
      ),
    );
    match(job.metadata.name, /^pages-backup-\d+$/);
    await stage.apply(manifests);

    // Restored into a new claim by a Job, which is killed while it unpacks, and again while it brings the files in.
    const restored = await stage.volume({ name: 'wiki-restored', mebibytes: 200, ...claim('pages-restored') });
    const { metadata } = restores(scheduled[0]).find(({ kind }) => kind === 'Job')!;
    await stage.apply(restores(scheduled[0]));
    const victim = { command: 'tar -x', pod: { name: metadata.name } };
    ok(await killWhen(node, { path: `${restored}/.restore-volume/part/a*/*` }, victim), 'no restore was killed');
    await restoreEnded(stage, metadata.name, 'Complete');
    deepEqual(await contents(stage, restored), wanted);
    deepEqual((await node.inside.run(['sh', '-c', `ls -A ${restored} | grep -x -e cache -e .restore-volume || :`])).stdout.trim(), '');

    // Over files without words it is refused, once and for all; with them, what is there goes.
    await node.inside.run(['sh', '-euc', `echo spoilt >'${restored}/a page/1'; echo more >${restored}/new`]);
    const spoilt = await contents(stage, restored);
    const again = restores(scheduled[0], "name: 'again',");
    await stage.apply(again);
    match(
      await restoreEnded(stage, 'again-restore', 'Failed'),
      /^restore-volume: refused, nothing was changed\. Where that may be lost, say so/m,
    );
    equal((await stage.pods(NAMESPACE, { 'job-name': 'again-restore' })).length, 1);
    deepEqual(await contents(stage, restored), spoilt);
    await stage.apply(restores(scheduled[0], "overwrite: 'overwrite existing data', name: 'over',"));
    await restoreEnded(stage, 'over-restore', 'Complete');
    deepEqual(await contents(stage, restored), wanted);

    // By hand, as the docs say it.
    const byHandRestored = await stage.volume({ name: 'wiki-by-hand', mebibytes: 200, ...claim('pages-by-hand') });
    await stage.apply([claimByHand, restoring(scheduled[0])]);
    equal(await podEnded(stage, 'restoring'), 'Succeeded', node.logs(await stage.pod(NAMESPACE, 'restoring'), 'main'));
    deepEqual(await contents(stage, byHandRestored), wanted);
  },
};

const isOfRestore = ({ metadata: { name } }: Manifest): boolean => /restore/.test(name);

/** What is applied once, with the file of a night, and what its owner says besides. */
const restores = (file: string, more = ''): Manifest[] =>
  exampleManifests('volume-backup', {
    'main.ts': (text) => text.replace("file: 'pages-20261120T014000Z.tar.gz',", `file: '${file}', ${more}`),
  }).filter(isOfRestore);

/** What the Pods of a restore have said, the last one last; fails where it has not ended so. */
async function restoreEnded(stage: Stage, name: string, wanted: 'Complete' | 'Failed'): Promise<string> {
  const ended = await stage.jobEnded(NAMESPACE, name);
  const said = (await stage.pods(NAMESPACE, { 'job-name': name })).map((pod) => stage.node.logs(pod, 'restore')).join('\n');
  equal(ended, wanted, said);
  return said;
}

/** What is compared: all but the file that never stands still, and what is left out. */
async function contents(stage: Stage, directory: string): Promise<string[]> {
  const list = `cd ${directory}
    find . -path ./lost+found -prune -o -path ./cache -prune -o -name recent-changes -prune -o ! -name . ! -type d -printf '%p %l %m %TY-%Tm-%Td %n\\n'
    find . -path ./lost+found -prune -o -path ./cache -prune -o -name recent-changes -prune -o -type f -exec sha256sum {} +`;
  return (await stage.node.inside.run(['sh', '-euc', list])).stdout.trim().split('\n').sort();
}

/** Starts what the schedule starts at night, and waits until it has succeeded, after kills too. */
async function complete(stage: Stage, name: string): Promise<void> {
  const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'pages-backup', namespace: NAMESPACE } };
  const { spec } = (await stage.api.get(cron)).spec.jobTemplate;
  await stage.api.apply({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: NAMESPACE }, spec });
  const ended = await stage.jobEnded(NAMESPACE, name);
  const pods = await stage.pods(NAMESPACE, { 'job-name': name });
  const said = pods.flatMap((pod) => pod.spec.containers.map((container: Manifest) => stage.node.logs(pod, container.name))).join('\n');
  equal(ended, 'Complete', said);
}

/** The backups that are whole, by their checksums; fails where anything half-made lies beside them. */
async function files(stage: Stage): Promise<string[]> {
  const names = (await stage.node.inside.run(['ls', '-A', BACKUPS])).stdout.trim().split('\n');
  const whole = names.filter((name) => /^pages-\d{8}T\d{6}Z\.tar\.gz$/.test(name) && names.includes(`${name}.sha256`));
  for (const file of whole) await stage.node.inside.run(['sh', '-c', `cd ${BACKUPS} && sha256sum -c ${file}.sha256`]);
  return whole;
}

const claimByHand = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'pages-by-hand', namespace: NAMESPACE },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'wiki-files', resources: { requests: { storage: '40Gi' } } },
};

const restoring = (file: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'restoring', namespace: NAMESPACE },
  spec: {
    ...restrictedPod({ fsGroup: 10001 }),
    restartPolicy: 'Never',
    containers: [
      {
        ...RESTRICTED,
        name: 'main',
        image: 'busybox:1.37.0',
        command: ['sh', '-ec', `cd /backups && sha256sum -c ${file}.sha256 && tar -xpzf ${file} -C /data`],
        volumeMounts: [
          { name: 'backups', mountPath: '/backups', readOnly: true },
          { name: 'data', mountPath: '/data' },
        ],
      },
    ],
    volumes: [
      { name: 'backups', persistentVolumeClaim: { claimName: 'pages-backup', readOnly: true } },
      { name: 'data', persistentVolumeClaim: { claimName: 'pages-by-hand' } },
    ],
  },
});

function podEnded(stage: Stage, name: string): Promise<string> {
  return stage.until(`Pod ${name} has ended`, async () => {
    const { phase } = (await stage.pod(NAMESPACE, name)).status;
    return ['Succeeded', 'Failed'].includes(phase) && (phase as string);
  });
}
