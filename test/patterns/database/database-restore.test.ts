import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { DatabaseRestore } from '../../../src/patterns/database/database-restore';
import { DatabaseRestoreProps, RestoredOwners } from '../../../src/patterns/database/restore-props';
import { BackupSource } from '../../../src/patterns/database/backup-source';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { loadScript } from '../../../src/scripts/load-script';
import { InvalidPropsError } from '../../../src/props/problems';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../../support';
import { custom, envOf, findNamed, MARIADB, newBackup, newDatabase, POSTGRES, problemsOf, withoutScripts, withoutUsers } from './support';

const DUMP = { suffix: '.archive', dump: 'ferretdump "$1"', verify: 'ferretcheck "$1"', restore: 'ferretrestore "$1" $$' };
const OVERWRITE = 'overwrite existing data';

interface Parts {
  readonly chart: Chart;
  readonly job: Manifest;
  readonly pod: Manifest;
  readonly container: Manifest;
}

function partsOf(props: Partial<DatabaseRestoreProps> = {}, database: Partial<typeof POSTGRES> = {}): Parts {
  const chart = newChart();
  const db = newDatabase(chart, database);
  new DatabaseRestore(chart, 'restore', { database: db, source: BackupSource.fromBackup(newBackup(chart, { database: db })), ...props });
  const job = findKind(chart, 'Job');
  const pod = job.spec.template.spec;
  return { chart, job, pod, container: pod.containers[0] };
}

test('the latest good backup, verified, and never over data', () => {
  const { container } = partsOf();
  expect(container).toMatchObject({
    image: 'postgres:18',
    command: ['sh', '-c', loadScript('restore-database'), 'restore-database'],
    args: [...(['ready', 'contents', 'verify', 'restore', 'ask'] as const).map((name) => loadScript(`${name}-postgres`))],
  });
  expect(envOf(container)).toEqual({
    DB_HOST: 'orders-db-headless.shop.svc',
    DB_PORT: '5432',
    DB_NAME: 'app',
    DB_USERNAME_FILE: '/run/secrets/database/username',
    DB_PASSWORD_FILE: '/run/secrets/database/password',
    BACKUP_DIR: '/backups',
    BACKUP_NAME: 'orders-db',
    BACKUP_SUFFIX: '.dump',
    RESTORE_WAIT: '600',
    RESTORE_ID: expect.stringContaining('controller-uid') as string,
  });
  expect(partsOf({}, MARIADB).container.args).toEqual(
    (['ready', 'contents', 'verify', 'restore', 'ask', 'dump'] as const).map((name) => loadScript(`${name}-mysql`)),
  );
});

test('MySQL and MariaDB drop what is there before the new is in: a copy of it is kept meanwhile, unless there need be none', () => {
  const mounts = (parts: Parts) => parts.container.volumeMounts.find(({ name }: Manifest) => name === 'backups');
  const kept = partsOf({ overwrite: OVERWRITE }, MARIADB);
  expect(kept.container.args[5]).toBe(loadScript('dump-mysql'));
  expect(mounts(kept).readOnly).toBeUndefined();
  const none = partsOf({ overwrite: OVERWRITE, keepCopy: false }, MARIADB);
  expect(envOf(none.container)).toMatchObject({ RESTORE_COPY: 'none' });
  for (const parts of [none, partsOf({}, MARIADB), partsOf({ overwrite: OVERWRITE })]) expect(mounts(parts).readOnly).toBe(true);
  expect(partsOf({ overwrite: OVERWRITE }).container.args).toHaveLength(5);
});

test('the tries of one Job know each other by its uid, which no other has, and reach a server that is not ready', () => {
  const { container } = partsOf();
  expect(container.env).toContainEqual({ name: 'RESTORE_ID', valueFrom: { fieldRef: { fieldPath: "metadata.labels['controller-uid']" } } });
  expect(envOf(container).DB_HOST).toBe('orders-db-headless.shop.svc');
});

test('what a restore may be told to take, and not to ask', () => {
  expect(envOf(partsOf({ file: 'orders-db_before-4711.dump' }).container)).toMatchObject({ RESTORE_FILE: 'orders-db_before-4711.dump' });
  expect(envOf(partsOf({ sourceDatabase: 'billing', checkSpace: false }).container)).toMatchObject({
    RESTORE_FROM_DATABASE: 'billing',
    RESTORE_SPACE: 'unchecked',
  });
  expect(envOf(partsOf({ checkSpace: true }).container)).not.toHaveProperty('RESTORE_SPACE');
});

test('questions that an engine does not have are no props of its restores', () => {
  const problems = (props: object, database: Partial<typeof POSTGRES> = {}) =>
    problemsOf('DatabaseRestore', 'shop/restore', () => partsOf(props, database));
  expect(problems({ keepCopy: false, sourceDatabase: '', checkSpace: 'no' })).toEqual([
    'sourceDatabase: "". Give the name of the database inside its server that the backup was made of.',
    'keepCopy: false. PostgreSQL keeps the old data until the new is in by itself. Leave it out.',
    'checkSpace: "no". Give true or false.',
  ]);
  expect(problems({ checkSpace: false }, MARIADB)).toEqual([
    'checkSpace: false. MariaDB does not tell how much room its disk has. Leave it out.',
  ]);
});

test('a named backup, the words, the owners and the patience', () => {
  const { container } = partsOf({
    file: 'orders-db-20261120T230500Z.dump',
    overwrite: OVERWRITE,
    owners: RestoredOwners.USER,
    wait: Duration.minutes(1),
  });
  expect(envOf(container)).toMatchObject({
    RESTORE_FILE: 'orders-db-20261120T230500Z.dump',
    RESTORE_OVERWRITE: 'overwrite existing data',
    RESTORE_OWNERS: 'user',
    RESTORE_WAIT: '60',
  });
});

test('the name of the Job says what it restores, so that another restore is another Job', () => {
  expect(partsOf().job.metadata.name).toBe('orders-db-latest-restore');
  expect(partsOf({ overwrite: OVERWRITE }).job.metadata.name).toBe('orders-db-latest-overwrite-restore');
  const file = 'orders-db-20261120T230500Z.dump';
  expect(partsOf({ file }).job.metadata.name).toBe('orders-db-20261120t230500z-restore');
  expect(partsOf({ file: 'orders-db-by-hand.dump' }).job.metadata.name).toBe('orders-db-file-restore');
  expect(partsOf({ name: 'drill-7' }).job.metadata.name).toBe('drill-7-restore');
});

test('a refusal is not tried again, a failure is, and a finished Job stays: made again, it would restore again', () => {
  const { job, pod } = partsOf();
  expect(job.spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 86400 });
  expect(job.spec).not.toHaveProperty('ttlSecondsAfterFinished');
  expect(job.spec.podFailurePolicy.rules[0]).toEqual({ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 3] } });
  expect(pod.restartPolicy).toBe('Never');
  expect(partsOf({ retries: 0, deadline: Duration.hours(1) }).job.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 3600 });
});

test('the backups are mounted read-only', () => {
  const { container, pod } = partsOf();
  expect(container.volumeMounts).toEqual([
    { mountPath: '/backups', name: 'backups', readOnly: true },
    { mountPath: '/run/secrets/database', name: 'credentials', readOnly: true },
    { mountPath: '/tmp', name: 'tmp' },
  ]);
  expect(pod.volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'orders-db-backup', readOnly: false } });
});

test('backups of another database, in a claim that is there', () => {
  const chart = newChart();
  const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'Claim', 'production-backups');
  new DatabaseRestore(chart, 'restore', { database: newDatabase(chart), source: BackupSource.fromClaim(claim, 'production') });
  const pod = findKind(chart, 'Job').spec.template.spec;
  expect(envOf(pod.containers[0]).BACKUP_NAME).toBe('production');
  expect(pod.volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'production-backups', readOnly: false } });
});

test('an engine of the user is restored as the user says, to the letter', () => {
  expect(partsOf({}, { engine: custom({ dump: DUMP }) }).container.args).toEqual(['', '', 'ferretcheck "$1"', 'ferretrestore "$1" $$$$']);
  const dump = { ...DUMP, ready: 'ferret ping', contents: 'ferret list' };
  expect(partsOf({}, { engine: custom({ dump }) }).container.args.slice(0, 2)).toEqual(['ferret ping', 'ferret list']);
});

test('a server that knows no users is restored without any', () => {
  const { container, pod } = partsOf({}, withoutUsers({ dump: DUMP }));
  expect(container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual(['/backups', '/tmp']);
  expect(Object.keys(envOf(container)).filter((name) => name.startsWith('DB_'))).toEqual(['DB_HOST', 'DB_PORT', 'DB_NAME']);
  expect(JSON.stringify(pod)).not.toMatch(/secret/i);
});

test('the Pod may connect to the database and nowhere else', () => {
  const { chart } = partsOf();
  const { egress } = findNamed(chart, 'NetworkPolicy', 'orders-db-latest-restore').spec;
  expect(egress).toHaveLength(2);
  expect(egress[1].ports).toEqual([{ port: 5432, protocol: 'TCP' }]);
});

test('all containers meet the restricted Pod Security Standard', () => {
  const { container, pod } = partsOf({ resources: { memory: { limit: Size.gibibytes(1) } } });
  expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true });
  expect(container.resources.limits.memory).toBe('1Gi');
  expect(pod.securityContext).toMatchObject({ runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } });
});

test('code that moves changes no manifest', () => {
  const text = (scopeOf: (chart: Chart) => Construct) => {
    const chart = newChart();
    const scope = scopeOf(chart);
    const database = newDatabase(scope);
    new DatabaseRestore(scope, 'restore', { database, source: BackupSource.fromBackup(newBackup(scope, { database })) });
    return yaml(chart);
  };
  expect(text((chart) => new Construct(chart, 'backend'))).toBe(text((chart) => chart));
});

describe('refusals', () => {
  const refused = (props: object, database: Partial<typeof POSTGRES> = {}): string[] => {
    const chart = newChart();
    const db = newDatabase(chart, database);
    const source = BackupSource.fromClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, 'Claim', 'backups'), 'orders-db');
    return problemsOf('DatabaseRestore', 'shop/restore', () => new DatabaseRestore(chart, 'restore', { database: db, source, ...props }));
  };

  test('everything that is wrong is said at once', () => {
    expect(refusal(() => new DatabaseRestore(newChart(), 'restore', undefined as never))).toBe(
      [
        'DatabaseRestore at shop/restore: 2 problems',
        '  database: missing. Give the StatefulDatabase.',
        '  source: missing. Give BackupSource.fromBackup(backup) or BackupSource.fromClaim(claim, name).',
      ].join('\n'),
    );
  });

  test.each([true, 'yes', 'overwrite', 'Overwrite existing data'])('to overwrite by anything but the words: %j', (overwrite) => {
    expect(refused({ overwrite })).toEqual([
      `overwrite: ${JSON.stringify(overwrite)}. Where what the database holds may be lost, say so in these words: "overwrite existing data".`,
    ]);
  });

  test('sources that are none', () => {
    for (const source of [
      BackupSource.fromBackup(null as never),
      BackupSource.fromBackup({} as never),
      BackupSource.fromClaim(null as never, 'X'),
    ]) {
      expect(refused({ source })[0]).toBe('source: missing. Give a DatabaseBackup, or the claim that holds the backups.');
      expect(refused({ source })[1]).toMatch(
        /^source: .*\. Give what the names of the backup files begin with: the name of the DatabaseBackup\.$/,
      );
    }
  });

  test('backups of another kind of database', () => {
    const chart = newChart();
    const source = BackupSource.fromBackup(newBackup(chart, { database: newDatabase(chart, MARIADB) }));
    const database = new StatefulDatabase(chart, 'copy', { ...POSTGRES, name: 'copy' });
    expect(problemsOf('DatabaseRestore', 'shop/restore', () => new DatabaseRestore(chart, 'restore', { database, source }))).toEqual([
      'source: ".sql.gz". These are backups of another kind of database: this one reads .dump files.',
    ]);
  });

  test.each(['/backups/orders-db-20261120T230500Z.dump', 'users-db-20261120T230500Z.dump', 'orders-db-20261120T230500Z.sql.gz', '', 7])(
    'a file that is none of them: %j',
    (file) => {
      expect(refused({ file })).toEqual([
        `file: ${JSON.stringify(file)}. Give the name of a file as it lies with the backups, without a directory, such as orders-db-20261120T230500Z.dump.`,
      ]);
    },
  );

  test('a file of a source that is none', () => {
    expect(refused({ file: 'a/b', source: 1 })).toEqual([
      'source: 1. Give BackupSource.fromBackup(backup) or BackupSource.fromClaim(claim, name).',
      'file: "a/b". Give the name of a file as it lies with the backups, without a directory.',
    ]);
    expect(refused({ file: 'a.b', source: 1 })).toHaveLength(1);
  });

  test('owners where there are none', () => {
    expect(refused({ owners: RestoredOwners.USER }, MARIADB)).toEqual([
      'owners: "user". Objects of MariaDB have no owners that could be told apart. Leave it out.',
    ]);
    expect(refused({ owners: 'nobody' })).toEqual(['owners: "nobody". Use one of keep, user.']);
  });

  test('an engine that nobody can restore', () => {
    expect(refused({}, { engine: custom() })).toEqual([
      'database: shop/db. Nobody said how FerretDB is restored. Give dump to DatabaseEngine.custom.',
    ]);
  });

  test('a name that is too long for its Job', () => {
    const name = 'a'.repeat(50);
    expect(refused({}, { name })).toEqual([
      `name: "${name}-latest". Use at most 55 lower-case letters, digits and dashes, with a letter or digit at both ends: it is made of the database and the backup unless given.`,
    ]);
  });

  test('numbers and times that are none', () => {
    expect(refused({ wait: 60, deadline: Duration.seconds(0), retries: 1.5, resources: 'small', user: 0 })).toEqual([
      'user: 0. Root is refused while hardening.runAsNonRoot is true. Use an id above zero, best above 10000.',
      'wait: 60. Give a Duration, such as Duration.seconds(30).',
      'deadline: "0 s". Give whole seconds, at least 1.',
      'retries: 1.5. Give a whole number from 0 to 100.',
      'resources: "small". Give requests and limits of cpu, memory and ephemeralStorage.',
    ]);
  });

  test('storage of its own for the container that leaves no room for temporary files', () => {
    const ephemeralStorage = { limit: Size.mebibytes(64) };
    expect(refused({ resources: { ephemeralStorage } })).toEqual([
      expect.stringMatching(/^resources\.ephemeralStorage: "64Mi"\. .*: restore 64Mi is not above 64Mi\. Raise a limit/),
    ]);
  });

  test('whatever the props, they are refused by name or make a manifest', () => {
    const value = fc.oneof(fc.anything(), fc.constantFrom<unknown>(OVERWRITE, 'orders', 3, Duration.hours(2), 'keep', 'orders-db-x.dump'));
    const names = ['file', 'overwrite', 'owners', 'name', 'wait', 'deadline', 'retries', 'resources', 'hardening', 'source'];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }), (given) => {
        const chart = newChart();
        const database = newDatabase(chart);
        const source = BackupSource.fromBackup(newBackup(chart, { database }));
        try {
          new DatabaseRestore(chart, 'restore', { database, source, ...given });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          for (const prop of (error as InvalidPropsError).props) expect(names).toContain(prop.split(/[.[]/)[0]);
          expect(chart.node.tryFindChild('restore')).toBeUndefined();
          return;
        }
        expect(manifests(chart).map(({ kind }) => kind as string)).toContain('Job');
      }),
    );
  });
});

test('the manifests', () => {
  const all = withoutScripts(partsOf().chart);
  expect(all.filter(({ metadata }: Manifest) => (metadata.name as string).startsWith('orders-db-latest'))).toMatchSnapshot();
});
