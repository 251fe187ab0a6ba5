import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { DatabaseUpgrade } from '../../../src/patterns/database/database-upgrade';
import { ExistingData } from '../../../src/patterns/database/existing-data';
import { RestoredOwners } from '../../../src/patterns/database/restore-props';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { DatabaseUpgradeProps } from '../../../src/patterns/database/upgrade-props';
import { loadScript } from '../../../src/scripts/load-script';
import { BackupStorage } from '../../../src/volumes/backup-storage';
import { findKind, Manifest, manifests, newChart, refusal } from '../../support';
import { custom, envOf, FAST, findNamed, MARIADB, newBackup, POSTGRES, problemsOf, withoutScripts } from './support';

const STORAGE = BackupStorage.newClaim({ size: Size.gibibytes(50), storageClass: FAST });
const OLD = { ...POSTGRES, engine: DatabaseEngine.postgres({ version: '13' }) };
const NEW = { ...POSTGRES, name: 'orders-db-18', credentials: undefined };
const OLD_MARIADB = { ...MARIADB, engine: DatabaseEngine.mariadb({ version: '10.6' }) };
const NEW_MARIADB = { ...MARIADB, name: 'orders-db-118' };

function pair(chart: Chart, old: StatefulDatabaseProps, next: StatefulDatabaseProps) {
  return { source: new StatefulDatabase(chart, 'old', old), target: new StatefulDatabase(chart, 'new', next) };
}

function partsOf(props: Partial<DatabaseUpgradeProps> = {}, old: StatefulDatabaseProps = OLD, next: StatefulDatabaseProps = NEW) {
  const chart = newChart();
  new DatabaseUpgrade(chart, 'upgrade', { ...pair(chart, old, next), storage: STORAGE, ...props });
  const job: Manifest = findKind(chart, 'Job');
  const pod: Manifest = job.spec.template.spec;
  return { chart, job, pod, dump: pod.initContainers[0], restore: pod.containers[0] };
}

test('the programs of the new image dump the old server, once nobody writes to it', () => {
  const { dump } = partsOf();
  expect(dump.image).toBe('postgres:18');
  expect(dump.command).toEqual(['sh', '-c', loadScript('backup-database'), 'backup-database']);
  expect(dump.args).toEqual([`(\n${loadScript('quiet-postgres')}) || exit\n${loadScript('dump-postgres')}`, loadScript('verify-postgres')]);
  expect(envOf(dump)).toEqual({
    DB_HOST: 'orders-db.shop.svc',
    DB_PORT: '5432',
    DB_NAME: 'app',
    DB_USERNAME_FILE: '/run/secrets/database/username',
    DB_PASSWORD_FILE: '/run/secrets/database/password',
    BACKUP_DIR: '/backups',
    BACKUP_NAME: 'orders-db-18-upgrade',
    BACKUP_SUFFIX: '.dump',
    BACKUP_KEEP: '1',
    BACKUP_ID: expect.stringContaining('controller-uid') as string,
  });
  expect(partsOf({}, OLD_MARIADB, NEW_MARIADB).dump.args[0]).toContain(loadScript('quiet-mysql'));
});

test('the dump goes into the new server, which is empty or refuses: no word lets it write over anything', () => {
  const { restore } = partsOf();
  expect(restore.image).toBe('postgres:18');
  expect(restore.command).toEqual(['sh', '-c', loadScript('restore-database'), 'restore-database']);
  expect(restore.args).toEqual((['ready', 'contents', 'verify', 'restore', 'ask'] as const).map((name) => loadScript(`${name}-postgres`)));
  expect(envOf(restore)).toEqual({
    DB_HOST: 'orders-db-18-headless.shop.svc',
    DB_PORT: '5432',
    DB_NAME: 'app',
    DB_USERNAME_FILE: '/run/secrets/database/username',
    DB_PASSWORD_FILE: '/run/secrets/database/password',
    BACKUP_DIR: '/backups',
    BACKUP_NAME: 'orders-db-18-upgrade',
    BACKUP_SUFFIX: '.dump',
    RESTORE_WAIT: '600',
    RESTORE_ID: expect.stringContaining('controller-uid') as string,
  });
  expect(JSON.stringify(partsOf({}, OLD_MARIADB, NEW_MARIADB).restore.env)).not.toContain('OVERWRITE');
});

test('each container has the credentials of the server that it speaks to, and no other', () => {
  const { pod, dump, restore } = partsOf();
  const secretOf = (container: Manifest): string => {
    const { name } = container.volumeMounts.find(({ mountPath }: Manifest) => mountPath === '/run/secrets/database');
    return pod.volumes.find((volume: Manifest) => volume.name === name).secret.secretName as string;
  };
  expect([secretOf(dump), secretOf(restore)]).toEqual(['orders-db', 'orders-db-18']);
});

test('the restore cannot change the dump, and nothing mounts a disk of the databases', () => {
  const { pod, dump, restore } = partsOf();
  const backups = (container: Manifest): Manifest => container.volumeMounts.find(({ name }: Manifest) => name === 'backups');
  expect(backups(dump).readOnly).toBeUndefined();
  expect(backups(restore).readOnly).toBe(true);
  const claims = pod.volumes.flatMap((volume: Manifest) => volume.persistentVolumeClaim?.claimName ?? []);
  expect(claims).toEqual(['orders-db-18-upgrade']);
});

test('the Pod may connect to the two servers and nowhere else, and both let it in', () => {
  const { chart } = partsOf();
  const { egress } = findNamed(chart, 'NetworkPolicy', 'orders-db-18-upgrade').spec;
  const selectors = egress.flatMap(({ to }: Manifest) => (to ?? []).map(({ podSelector }: Manifest) => podSelector.matchLabels));
  const labelsOf = (name: string): Manifest => findNamed(chart, 'StatefulSet', name).spec.template.metadata.labels;
  expect([labelsOf('orders-db'), labelsOf('orders-db-18')]).toEqual(
    selectors.map((labels: Manifest) => expect.objectContaining<Manifest>(labels)),
  );
  expect(egress).toHaveLength(3);
  for (const name of ['orders-db', 'orders-db-18']) {
    expect(JSON.stringify(findNamed(chart, 'NetworkPolicy', `${name}-database`).spec.ingress)).toContain('"upgrade-orders-db-18"');
  }
});

test('what the props say', () => {
  const { job, restore, dump } = partsOf({
    name: 'to-18',
    owners: RestoredOwners.USER,
    checkSpace: false,
    wait: Duration.minutes(1),
    deadline: Duration.hours(2),
    retries: 0,
    resources: { memory: { limit: Size.gibibytes(1) } },
  });
  expect(job.metadata.name).toBe('to-18-upgrade');
  expect(job.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 7200 });
  expect(envOf(restore)).toMatchObject({ RESTORE_OWNERS: 'user', RESTORE_SPACE: 'unchecked', RESTORE_WAIT: '60' });
  for (const container of [dump, restore]) expect(container.resources.limits.memory).toBe('1Gi');
  // Another name inside the server is meant, not a mistake.
  expect(envOf(partsOf({}, OLD, { ...NEW, database: 'shop' }).restore)).toMatchObject({ DB_NAME: 'shop', RESTORE_FROM_DATABASE: 'app' });
});

test('a refusal is not tried again, a failure is, and a finished Job stays: made again, it would run again', () => {
  const { job, pod } = partsOf();
  expect(job.spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 86400 });
  expect(job.spec).not.toHaveProperty('ttlSecondsAfterFinished');
  expect(job.spec.podFailurePolicy.rules[0]).toEqual({ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 3] } });
  expect(pod.restartPolicy).toBe('Never');
});

test('all containers meet the restricted Pod Security Standard, and tell why they ended', () => {
  const { pod, dump, restore } = partsOf();
  for (const container of [dump, restore]) {
    expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true });
    expect(container.terminationMessagePolicy).toBe('FallbackToLogsOnError');
    expect(container.volumeMounts).toContainEqual({ mountPath: '/tmp', name: 'tmp' });
  }
  expect(pod.securityContext).toMatchObject({ runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } });
});

test('our own checks find nothing but that nobody backs the new one up', () => {
  const { chart } = partsOf();
  const { findings } = check(new ManifestSet(readValues(manifests(chart)).manifests));
  expect(findings.filter(({ level }) => level === 'error').map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
});

test('the claim of a backup will do', () => {
  const chart = newChart();
  const { source, target } = pair(chart, OLD, NEW);
  const backup = newBackup(chart, { database: source });
  new DatabaseUpgrade(chart, 'upgrade', { source, target, storage: BackupStorage.existingClaim(backup.claim) });
  expect(findKind(chart, 'Job').spec.template.spec.volumes).toContainEqual({
    name: 'backups',
    persistentVolumeClaim: { claimName: 'orders-db-backup', readOnly: false },
  });
});

describe('refused is', () => {
  const problems = (props: object, old: StatefulDatabaseProps = OLD, next: StatefulDatabaseProps = NEW): string[] => {
    const chart = newChart();
    const both = pair(chart, old, next);
    return problemsOf(
      'DatabaseUpgrade',
      'shop/upgrade',
      () => new DatabaseUpgrade(chart, 'upgrade', { ...both, storage: STORAGE, ...props }),
    );
  };

  test('everything that is wrong, at once', () => {
    expect(refusal(() => new DatabaseUpgrade(newChart(), 'upgrade', undefined as never))).toBe(
      [
        'DatabaseUpgrade at shop/upgrade: 3 problems',
        '  source: missing. Give the StatefulDatabase.',
        '  target: missing. Give the StatefulDatabase.',
        '  storage: missing. Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).',
      ].join('\n'),
    );
  });

  test.each<[string, StatefulDatabaseProps, StatefulDatabaseProps, string]>([
    [
      'another engine',
      OLD_MARIADB,
      NEW,
      'target: "PostgreSQL". The old database is MariaDB, which does not become PostgreSQL. Give a newer MariaDB.',
    ],
    [
      'the same series',
      POSTGRES,
      { ...NEW, engine: DatabaseEngine.postgres({ version: '18.1' }) },
      'target: "18". The old database has the same series, within which the version is changed in place. Give a newer one.',
    ],
    [
      'an older series',
      POSTGRES,
      { ...NEW, engine: DatabaseEngine.postgres({ version: '17' }) },
      'target: "17". The old database is of 18, and nothing goes into an older one. Give a newer one.',
    ],
    [
      'an older series by its second number',
      { ...MARIADB, engine: DatabaseEngine.mariadb({ version: '10.11' }) },
      { ...NEW_MARIADB, engine: DatabaseEngine.mariadb({ version: '10.6' }) },
      'target: "10.6". The old database is of 10.11, and nothing goes into an older one. Give a newer one.',
    ],
    [
      'data that exists',
      OLD,
      { ...NEW, storage: { ...NEW.storage, existing: ExistingData.officialPostgres() } },
      'target: shop/new. It takes data over that exists, and an upgrade fills an empty database. Leave its storage.existing out.',
    ],
    [
      "an engine of the user's own",
      { ...OLD, engine: custom() },
      { ...NEW, engine: custom() },
      'source: shop/old. Nobody said how FerretDB is upgraded. Use its own tools, or DatabaseBackup and DatabaseRestore.',
    ],
  ])('%s', (_, old, next, problem) => {
    expect(problems({}, old, next)).toEqual([problem]);
  });

  test('the old database as the new one', () => {
    const chart = newChart();
    const { source } = pair(chart, OLD, NEW);
    expect(
      problemsOf(
        'DatabaseUpgrade',
        'shop/upgrade',
        () => new DatabaseUpgrade(chart, 'upgrade', { source, target: source, storage: STORAGE }),
      ),
    ).toEqual(['target: shop/old. That is the old database itself. Make a second one, with a name and a disk of its own.']);
  });

  test.each(['data-orders-db-0', 'data-orders-db-18-0'])('a disk of the databases: %s', (name) => {
    const chart = newChart();
    const both = pair(chart, OLD, NEW);
    const storage = BackupStorage.existingClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', name));
    expect(problemsOf('DatabaseUpgrade', 'shop/upgrade', () => new DatabaseUpgrade(chart, 'upgrade', { ...both, storage }))).toEqual([
      `storage: "${name}". That is a disk of the database itself: what destroys it destroys the backup too. Use a claim of its own.`,
    ]);
  });

  test('a question that the engine does not have, and what is none', () => {
    expect(problems({ owners: RestoredOwners.KEEP, checkSpace: true }, OLD_MARIADB, NEW_MARIADB)).toEqual([
      'owners: "keep". Objects of MariaDB have no owners that could be told apart. Leave it out.',
      'checkSpace: true. MariaDB does not tell how much room its disk has. Leave it out.',
    ]);
    expect(
      problems({ owners: 'nobody', wait: 60, deadline: Duration.seconds(0), retries: -1, overwrite: 'overwrite existing data' }),
    ).toEqual([
      'overwrite: a string of 23 characters. It is not known here. DatabaseRestore and VolumeRestore take it.',
      'owners: "nobody". Use one of keep, user.',
      'wait: 60. Give a Duration, such as Duration.seconds(30).',
      'deadline: "0 s". Give whole seconds, at least 1.',
      'retries: -1. Give a whole number from 0 to 100.',
    ]);
  });
});

test('the manifests', () => {
  const all = withoutScripts(partsOf().chart);
  const own = all.filter(({ metadata }: Manifest) => (metadata.name as string).startsWith('orders-db-18-upgrade'));
  // Two scripts in one text.
  own.find(({ kind }: Manifest) => kind === 'Job').spec.template.spec.initContainers[0].args[0] = '<quiet and dump>';
  expect(own).toMatchSnapshot();
});
