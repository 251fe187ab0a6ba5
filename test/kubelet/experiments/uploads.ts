import { equal, ok } from 'assert/strict';
import { Size } from 'cdk8s';
import { EnvValue, Namespaces, PersistentVolumeClaim } from 'cdk8s-plus-27';
import { BackupSource, BackupStorage, DatabaseBackup, DatabaseRestore } from '../../../src';
import { Manifest } from '../../cluster/client';
import { checksum, database, POSTGRES, query, storageClass } from '../engines';
import { killWhen, scratchOf } from '../killing';
import { appManifests } from '../manifests';
import { RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'uploaded';
const BACKUPS = `/volumes/${NAMESPACE}-backups`;
const FETCHED = `/volumes/${NAMESPACE}-fetched`;
const RCLONE = 'rclone/rclone:1.71.0';
/** Slow enough to be killed half-way. */
const SLOWLY = '--bwlimit=200k';
const STORE = { RCLONE_CONFIG_STORE_TYPE: 'webdav', RCLONE_CONFIG_STORE_URL: `http://store.${NAMESPACE}.svc:8080` };

/** A backup that is uploaded as the docs say it, and fetched into another claim to be restored: each of them killed half-way. */
export const uploads: Experiment = {
  name: 'backups: uploaded, fetched and restored',
  cpu: 1100,
  images: ['postgres', 'rclone', 'busybox'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    await stage.secret(NAMESPACE, 'db', POSTGRES.credentials);
    for (const [name, claim] of [
      ['db', 'data-db-0'],
      ['copy', 'data-copy-0'],
      ['backups', 'db-backup'],
      ['fetched', 'fetched'],
    ]) {
      const { storageClassName } = storageClass;
      await stage.volume({ name: `${NAMESPACE}-${name}`, storageClass: storageClassName, claim: { namespace: NAMESPACE, name: claim } });
    }
    await stage.api.apply(store);
    await stage.api.apply(storeService);
    await stage.apply(manifests());
    const server = await stage.ready(NAMESPACE, 'db-0');
    await query(stage, POSTGRES, server, POSTGRES.fill(30_000));
    const wanted = await checksum(stage, POSTGRES, server);
    const kept = scratchOf((await stage.ready(NAMESPACE, 'store')).metadata.uid, 'data');

    // Killed while it uploads: another Pod hands over the same backup.
    const clock = Date.now();
    await stage.api.apply(await backUp(stage));
    const upload = { command: 'rclone copy', pod: { name: 'by-hand' } };
    ok(await killWhen(node, { path: `${kept}/backups/db-*` }, upload), 'no upload was killed');
    await complete(stage, 'by-hand');
    stage.measured.add('backups: made and uploaded, killed while uploading', clock, 'as fast as Pods start, 10 s after the kill', 600);
    const files = (await node.inside.run(['ls', BACKUPS])).stdout.trim().split('\n');
    const [file] = files.filter((name) => name.startsWith('db-') && !name.endsWith('.sha256'));
    equal(files.filter((name) => name.startsWith('db-')).length, 2, `one backup and its checksum, not ${files.join()}`);
    equal(
      (await node.inside.run(['sh', '-c', `cd ${kept}/backups && ls && sha256sum -c ${file}.sha256`])).stdout,
      `${file}\n${file}.sha256\n${file}: OK\n`,
    );

    // The site is lost: what was uploaded is fetched into a claim, killed too, and restored, which is killed as well.
    await node.inside.run(['sh', '-c', `rm -r ${BACKUPS}/*`]);
    await stage.apply([fetchedClaim, fetchJob]);
    const fetch = { command: 'rclone copy', pod: { name: 'fetch' } };
    ok(await killWhen(node, { path: `${FETCHED}/db-*` }, fetch), 'no fetch was killed');
    await complete(stage, 'fetch');
    const copy = await stage.ready(NAMESPACE, 'copy-0');
    const restoring = Date.now();
    const known = new Set(manifests().map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    await stage.apply(manifests(true).filter(({ kind, metadata }) => !known.has(`${kind} ${metadata.name}`) || kind === 'NetworkPolicy'));
    ok(await killWhen(node, undefined, { command: 'pg_restore ', pod: { name: 'copy-restore' } }), 'no restore was killed');
    await complete(stage, 'copy-restore');
    stage.measured.add(
      'backups: restored from what was fetched, killed once',
      restoring,
      'as fast as Pods start, 10 s after the kill',
      600,
    );
    equal(await checksum(stage, POSTGRES, copy), wanted);
  },
};

function manifests(isRestored = false): Manifest[] {
  return appManifests(NAMESPACE, (chart) => {
    const db = database(chart, POSTGRES, 'db');
    const copy = database(chart, POSTGRES, 'copy');
    new DatabaseBackup(chart, 'backup', {
      database: db,
      storage: BackupStorage.newClaim({ size: Size.gibibytes(10), storageClass }),
      uploads: [
        {
          name: 'upload',
          image: RCLONE,
          args: ['copy', '--copy-links', '/handover', 'store:backups', SLOWLY],
          env: Object.fromEntries(Object.entries(STORE).map(([name, value]) => [name, EnvValue.fromValue(value)])),
          writablePaths: ['/config'],
        },
      ],
      allowTo: [Namespaces.select(chart, 'here', { names: [NAMESPACE] })],
    });
    if (!isRestored) return;
    const source = BackupSource.fromClaim(PersistentVolumeClaim.fromClaimName(chart, 'fetched', 'fetched'), 'db');
    new DatabaseRestore(chart, 'restore', { database: copy, source, name: 'copy' });
  });
}

/** What the schedule does at night. */
async function backUp(stage: Stage): Promise<Manifest> {
  const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'db-backup', namespace: NAMESPACE } };
  const { spec } = (await stage.api.get(cron)).spec.jobTemplate;
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'by-hand', namespace: NAMESPACE }, spec };
}

/** Fails with what was said, where a Job has not ended well, after kills too. */
async function complete(stage: Stage, name: string): Promise<void> {
  const ended = await stage.jobEnded(NAMESPACE, name);
  const pods = await stage.pods(NAMESPACE, { 'job-name': name });
  const said = pods.flatMap((pod) =>
    [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((container: Manifest) => stage.node.logs(pod, container.name)),
  );
  equal(ended, 'Complete', said.join('\n'));
}

const rclone = (args: readonly string[], mounts: readonly object[]) => ({
  ...RESTRICTED,
  name: 'main',
  image: RCLONE,
  args,
  env: Object.entries(STORE).map(([name, value]) => ({ name, value })),
  volumeMounts: [{ name: 'config', mountPath: '/config' }, ...mounts],
});

/** An object store, which has nothing of its own. */
const store: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'store', namespace: NAMESPACE, labels: { app: 'store' } },
  spec: {
    ...restrictedPod({ fsGroup: 10001 }),
    containers: [
      {
        ...rclone(['serve', 'webdav', '/data', '--addr=:8080'], [{ name: 'data', mountPath: '/data' }]),
        readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
      },
    ],
    volumes: [
      { name: 'data', emptyDir: {} },
      { name: 'config', emptyDir: {} },
    ],
  },
};

const storeService: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'store', namespace: NAMESPACE },
  spec: { selector: { app: 'store' }, ports: [{ port: 8080 }] },
};

const fetchedClaim: Manifest = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'fetched', namespace: NAMESPACE },
  spec: { accessModes: ['ReadWriteOnce'], ...storageClass, resources: { requests: { storage: '10Gi' } } },
};

/** A person's own: it fills the claim with what is in the store. */
const fetchJob: Manifest = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'fetch', namespace: NAMESPACE },
  spec: {
    template: {
      spec: {
        ...restrictedPod({ fsGroup: 10001 }),
        restartPolicy: 'Never',
        containers: [rclone(['copy', 'store:backups', '/backups', SLOWLY], [{ name: 'backups', mountPath: '/backups' }])],
        volumes: [
          { name: 'backups', persistentVolumeClaim: { claimName: 'fetched' } },
          { name: 'config', emptyDir: {} },
        ],
      },
    },
  },
};
