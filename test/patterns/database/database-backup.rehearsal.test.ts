import { Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { DatabaseBackupProps } from '../../../src/patterns/database/backup-props';
import { DatabaseBackup } from '../../../src/patterns/database/database-backup';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import { DatabaseRehearsal } from '../../../src/patterns/database/rehearsal-props';
import { StorageDriver } from '../../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../../src/storage-classes/zonal-storage-class';
import { loadScript } from '../../../src/scripts/load-script';
import { Manifest, manifests, newChart } from '../../support';
import { custom, envOf, FAST, findNamed, MARIADB, newBackup, newDatabase, POSTGRES, problemsOf, withoutScripts } from './support';

const SIZE = Size.gibibytes(30);
const NAME = 'orders-db-restore-rehearsal';

interface Given {
  readonly rehearsal?: Partial<DatabaseRehearsal>;
  readonly backup?: Partial<DatabaseBackupProps>;
  readonly database?: Partial<typeof POSTGRES>;
}

interface Parts {
  readonly chart: Chart;
  readonly construct: DatabaseBackup;
  readonly spec: Manifest;
  readonly pod: Manifest;
  readonly container: Manifest;
}

function partsOf({ rehearsal, backup, database }: Given = {}): Parts {
  const chart = newChart();
  const construct = newBackup(chart, { database: newDatabase(chart, database), rehearsal: { size: SIZE, ...rehearsal }, ...backup });
  const { spec } = findNamed(chart, 'CronJob', NAME);
  const pod = spec.jobTemplate.spec.template.spec;
  expect(pod.containers).toHaveLength(1);
  return { chart, construct, spec, pod, container: pod.containers[0] };
}

test('nobody who asks for none gets one, nor a record beside his backups', () => {
  const chart = newChart();
  const backup = newBackup(chart, { database: newDatabase(chart) });
  expect(backup.rehearsalCronJob).toBeUndefined();
  expect(manifests(chart).filter(({ kind }) => kind === 'CronJob')).toHaveLength(1);
});

test('the whole of it', () => {
  const { chart } = partsOf({ rehearsal: { questions: [{ statement: 'SELECT count(*) > 0 FROM orders', answer: 't' }] } });
  expect(withoutScripts(chart).filter(({ metadata }) => metadata.name === NAME)).toMatchSnapshot();
});

describe('when', () => {
  test('each Sunday afternoon at a time that follows from the name, where none is given', () => {
    const scheduleOf = (name: string): string => {
      const chart = newChart();
      newBackup(chart, { database: newDatabase(chart), name, rehearsal: { size: SIZE } });
      return findNamed(chart, 'CronJob', `${name}-restore-rehearsal`).spec.schedule;
    };
    const names = Array.from({ length: 30 }, (_, index) => `db-${index}`);
    const schedules = names.map(scheduleOf);
    for (const schedule of schedules) expect(schedule).toMatch(/^[0-9]{1,2} 1[2-7] \* \* 0$/);
    expect(new Set(schedules).size).toBeGreaterThan(22);
    expect(names.map(scheduleOf)).toEqual(schedules);
  });

  test('the time zone and the starting deadline are those of the backup, the rest is its own', () => {
    const backup = {
      timeZone: 'Europe/Berlin',
      startingDeadline: Duration.minutes(30),
      deadline: Duration.hours(1),
      retries: 5,
      suspend: true,
    };
    const { spec } = partsOf({ backup });
    expect(spec).toMatchObject({ timeZone: 'Europe/Berlin', startingDeadlineSeconds: 1800, suspend: false, concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 21600, backoffLimit: 1 });
    const schedule = Cron.schedule({ hour: '11', minute: '0' });
    const own = partsOf({ rehearsal: { schedule, deadline: Duration.hours(2), retries: 0, suspend: true } }).spec;
    expect(own).toMatchObject({ schedule: '0 11 * * *', suspend: true });
    expect(own.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 7200, backoffLimit: 0 });
  });

  test('a backup may be as old as its schedule allows, days on which clocks are set included', () => {
    const ageOf = (backup: Partial<DatabaseBackupProps>, rehearsal: Partial<DatabaseRehearsal> = {}) =>
      Number(envOf(partsOf({ backup, rehearsal }).container).REHEARSAL_MAX_AGE) / 3600;
    expect(ageOf({})).toBe(24 + 1 + 6);
    expect(ageOf({ timeZone: 'Europe/Berlin', startingDeadline: Duration.hours(2), deadline: Duration.hours(3) })).toBe(25 + 2 + 3);
    expect(ageOf({ schedule: Cron.schedule({ minute: '0', hour: '4', weekDay: '6' }) })).toBe(7 * 24 + 1 + 6);
    expect(ageOf({}, { maxAge: Duration.hours(26) })).toBe(26);
  });

  test('what is said of a backup is final, what went wrong besides is tried again', () => {
    const [final, evicted] = partsOf().spec.jobTemplate.spec.podFailurePolicy.rules;
    expect(final).toEqual({ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 3, 4, 5, 6, 7, 8, 9] } });
    expect(evicted.action).toBe('Ignore');
  });
});

describe('what', () => {
  test('the scripts of the engine, the options of the database, and those of a scratch server last', () => {
    const { container } = partsOf({ database: { args: ['-c', 'max_connections=33'] } });
    expect(container.command).toEqual(['sh', '-c', loadScript('rehearse-database'), 'rehearse-database']);
    const parts = ['init', 'scratch', 'ready', 'verify', 'roles', 'ask', 'restore', 'inventory', 'query'] as const;
    expect(container.args.slice(0, 12)).toEqual([...parts.map((part) => loadScript(`${part}-postgres`)), '--', '-c', 'max_connections=33']);
    expect(container.args).toEqual(expect.arrayContaining(['archive_mode=off', 'ssl=off', 'dynamic_shared_memory_type=mmap']));
    const mariadb = partsOf({ database: { engine: MARIADB.engine, args: ['--max-connections=33'] } }).container;
    expect(mariadb.args.slice(4, 5)).toEqual(['']);
    expect(mariadb.args.slice(9, 12)).toEqual(['--', '--max-connections=33', '--skip-log-bin']);
  });

  test('the configuration of the database', () => {
    const configuration = { 'postgresql.conf': DatabaseFile.fromText('work_mem = 64MB\n') };
    const { pod, container } = partsOf({ database: { configuration } });
    expect(container.args).toContain('config_file=/etc/database/postgresql.conf');
    expect(container.volumeMounts).toContainEqual({ mountPath: '/etc/database', name: 'config', readOnly: true });
    expect(pod.volumes).toContainEqual({ name: 'config', configMap: { defaultMode: 0o444, name: 'orders-db-config' } });
    expect(partsOf().pod.volumes.map(({ name }: Manifest) => name as string)).not.toContain('config');
  });

  test('variables of the server, but neither its credentials nor where it is', () => {
    const env = { TZ: kplus.EnvValue.fromValue('Europe/Berlin') };
    const { pod, container } = partsOf({ database: { env } });
    expect(envOf(container)).toEqual({
      TZ: 'Europe/Berlin',
      INITDB_ARGS: '--data-checksums',
      DB_NAME: 'app',
      DB_PORT: '5432',
      BACKUP_DIR: '/backups',
      BACKUP_NAME: 'orders-db',
      BACKUP_SUFFIX: '.dump',
      SCRATCH_DIR: '/scratch',
      REHEARSAL_MAX_AGE: '111600',
    });
    expect(JSON.stringify(pod.volumes)).not.toMatch(/secret/i);
  });

  test('statements arrive as they are', () => {
    const questions = [{ statement: "SELECT '$$(POD) $$'", answer: '$(DB_NAME)' }];
    expect(partsOf({ rehearsal: { questions } }).container.args.slice(9, 12)).toEqual(["SELECT '$$$$(POD) $$$$'", '$$(DB_NAME)', '--']);
  });

  test('the backup records what there is', () => {
    const { chart } = partsOf();
    const { args } = findNamed(chart, 'CronJob', 'orders-db-backup').spec.jobTemplate.spec.template.spec.containers[0];
    expect(args).toEqual([loadScript('dump-postgres'), loadScript('verify-postgres'), loadScript('inventory-postgres')]);
  });
});

describe('where', () => {
  test('backups are read alone, in a volume that the backup may write', () => {
    const { pod, container } = partsOf();
    expect(pod.volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'orders-db-backup', readOnly: false } });
    expect(container.volumeMounts).toContainEqual({ mountPath: '/backups', name: 'backups', readOnly: true });
  });

  test('on the disk of the node, which is asked for that room, the Jobs being kept to be looked at', () => {
    const { pod, spec, container } = partsOf();
    expect(pod.volumes).toContainEqual({ name: 'scratch', emptyDir: { sizeLimit: '30Gi' } });
    // And what every container has for its layer and its /tmp.
    expect(container.resources.limits['ephemeral-storage']).toBe(`${30 * 1024 + 64 + 256}Mi`);
    expect(spec).toMatchObject({ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3 });
  });

  test('on a disk of a class, which is gone with the Job', () => {
    const { pod, spec, container } = partsOf({ rehearsal: { storageClass: FAST } });
    expect(pod.volumes.find(({ name }: Manifest) => name === 'scratch').ephemeral.volumeClaimTemplate.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '30Gi' } },
      storageClassName: 'fast',
    });
    expect(container.resources.limits['ephemeral-storage']).toBe('320Mi');
    expect(spec).toMatchObject({ successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 1 });
  });

  test('with the CPU and memory of the database unless told', () => {
    const memory = { request: Size.gibibytes(3), limit: Size.gibibytes(4) };
    const database = { resources: { memory } };
    expect(partsOf({ database }).container.resources).toMatchObject({
      limits: { cpu: '2', memory: '4Gi' },
      requests: { cpu: '250m', memory: '3Gi' },
    });
    const resources = { cpu: { limit: kplus.Cpu.units(4) } };
    expect(partsOf({ database, rehearsal: { resources } }).container.resources.limits).toMatchObject({ cpu: '4', memory: '4Gi' });
  });

  test('it connects to nobody, whoever the backup may connect to', () => {
    const chart = newChart();
    const anywhere = kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'Anywhere');
    newBackup(chart, { database: newDatabase(chart), rehearsal: { size: SIZE }, allowTo: [anywhere], allowFrom: [anywhere] });
    const { ingress, egress } = findNamed(chart, 'NetworkPolicy', NAME).spec;
    expect(ingress).toBeUndefined();
    expect(egress).toEqual([
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ]);
    expect(JSON.stringify(findNamed(chart, 'NetworkPolicy', 'orders-db-database').spec)).not.toContain('restore-rehearsal');
  });

  test('under the restricted Pod Security Standard, as the user of the backup', () => {
    const { pod, container } = partsOf({ backup: { user: 12345, group: 23456, nodeSelector: { disk: 'ssd' } } });
    expect(pod.securityContext).toMatchObject({
      runAsUser: 12345,
      runAsGroup: 23456,
      fsGroup: 23456,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true });
    expect(pod.nodeSelector).toEqual({ disk: 'ssd' });
    expect(pod.automountServiceAccountToken).toBe(false);
  });
});

describe('refusals', () => {
  const refused = ({
    rehearsal,
    backup,
    database,
  }: {
    rehearsal: unknown;
    backup?: object;
    database?: Partial<typeof POSTGRES>;
  }): string[] => {
    const chart = newChart();
    const made = newDatabase(chart, database);
    return problemsOf('DatabaseBackup', 'shop/backup', () =>
      newBackup(chart, { database: made, rehearsal: rehearsal as never, ...backup }),
    );
  };

  test('everything that is wrong is said at once', () => {
    const rehearsal = {
      schedule: '@daily',
      storageClass: 3,
      maxAge: 1,
      questions: 'SELECT 1',
      deadline: 'long',
      retries: -1,
      suspend: 'no',
      resources: [],
    };
    expect(refused({ rehearsal })).toEqual([
      'rehearsal.size: missing. Give a Size, such as Size.gibibytes(1). What is restored has to fit into it.',
      'rehearsal.storageClass: missing. Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
      'rehearsal.schedule: "@daily". Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).',
      'rehearsal.maxAge: 1. Give a Duration, such as Duration.seconds(30).',
      'rehearsal.deadline: "long". Give a Duration, such as Duration.seconds(30).',
      'rehearsal.retries: -1. Give a whole number from 0 to 100.',
      'rehearsal.suspend: "no". Give true or false.',
      'rehearsal.resources: []. Give requests and limits of cpu, memory and ephemeralStorage.',
      'rehearsal.questions: "SELECT 1". Give a list of objects with statement and answer.',
    ]);
    expect(refused({ rehearsal: 7 })).toEqual(['rehearsal: 7. Give an object with the size that what is restored takes, or leave it out.']);
  });

  test('a size that a new server alone fills', () => {
    expect(refused({ rehearsal: { size: Size.gibibytes(1) } })).toEqual([
      'rehearsal.size: 1Gi. Too small: the write-ahead log alone grows to 1Gi (max_wal_size) before it is recycled. Give 2Gi at least.',
    ]);
    expect(() => partsOf({ rehearsal: { size: Size.gibibytes(2) } })).not.toThrow();
  });

  test('a class whose disks stay', () => {
    const storageClass = new ZonalStorageClass(newChart(), 'shop-ssd', { driver: StorageDriver.awsEbs() });
    expect(refused({ rehearsal: { size: SIZE, storageClass } })).toEqual([
      'rehearsal.storageClass: "shop-ssd". Its disks stay when their claims go (Retain), so each rehearsal would leave one behind. Give a class with reclaimPolicy DELETE, or leave it out.',
    ]);
    const reclaimPolicy = kplus.PersistentVolumeReclaimPolicy.DELETE;
    const scratch = new ZonalStorageClass(newChart(), 'shop-scratch', { driver: StorageDriver.awsEbs(), reclaimPolicy });
    expect(() => partsOf({ rehearsal: { storageClass: scratch } })).not.toThrow();
  });

  test('the time of the backup itself', () => {
    expect(refused({ rehearsal: { size: SIZE, schedule: Cron.schedule({ hour: '3', minute: '17' }) } })).toEqual([
      'rehearsal.schedule: "17 3 * * *". The backup begins at the same time, so each would be tried one backup later. Give another.',
    ]);
  });

  test('an age that good backups have', () => {
    expect(refused({ rehearsal: { size: SIZE, maxAge: Duration.hours(23) } })).toEqual([
      'rehearsal.maxAge: "82800 s". Backups are made up to 86400 s apart by their schedule, so good ones would be called too old. Give more than that, and time for them to be made.',
    ]);
  });

  test('questions that are none, or hold a secret', () => {
    const questions = [
      { statement: ' ', answer: '' },
      { statement: '-- how many', answer: 3 },
      { statement: "ALTER ROLE a PASSWORD 'x'", answer: 'postgres://app:hunter2@db/app' },
    ];
    const remedy =
      'and whoever reads the manifest would read it. Ask for something that needs none. If it is none, say why in notSecret: { "args": "..." }.';
    const problems = refused({ rehearsal: { size: SIZE, questions } });
    expect(problems).toEqual([
      'rehearsal.questions[0].statement: " ". Give a statement, such as SELECT count(*) > 0 FROM orders.',
      'rehearsal.questions[1].statement: "-- how many". It begins with a comment. Leave that out.',
      'rehearsal.questions[1].answer: 3. Give the answer as a text: "42", "t", or "" for no row at all.',
      `rehearsal.questions[2].statement: a literal. It sets a password in SQL, ${remedy}`,
    ]);
    const answer = [{ statement: 'SELECT url FROM settings', answer: 'postgres://app:hunter2@db/app' }];
    const ofAnswer = refused({ rehearsal: { size: SIZE, questions: answer } });
    expect(ofAnswer).toEqual([`rehearsal.questions[0].answer: a literal. It has a URL with a password in it, ${remedy}`]);
    expect([...problems, ...ofAnswer].join()).not.toContain('hunter2');
    const notSecret = { args: 'it is a sample' };
    expect(() => partsOf({ rehearsal: { questions: answer }, backup: { notSecret } })).not.toThrow();
    expect(refused({ rehearsal: { size: SIZE }, backup: { notSecret } })).toEqual([
      'notSecret["args"]: "it is a sample". There is nothing of this name. Remove it, so that it excuses nothing later.',
    ]);
  });

  test('a limit that the restored database does not fit under', () => {
    const resources = { ephemeralStorage: { limit: Size.gibibytes(30) } };
    expect(refused({ rehearsal: { size: SIZE, resources } })).toEqual([
      'rehearsal.resources.ephemeralStorage: "30784Mi". A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: restore-rehearsal 30Gi is not above 30784Mi. Raise a limit, or leave it out so that it follows from sizeLimit.',
    ]);
    expect(() => partsOf({ rehearsal: { resources, storageClass: FAST } })).not.toThrow();
    expect(() => partsOf({ rehearsal: { resources: { ephemeralStorage: { limit: Size.gibibytes(31) } } } })).not.toThrow();
  });

  test('an engine that nobody said how to try', () => {
    const dump = { suffix: '.archive', dump: 'a', verify: 'b', restore: 'c' };
    expect(refused({ rehearsal: { size: SIZE }, database: { engine: custom({ dump }) } })).toEqual([
      'rehearsal: "FerretDB". Nobody said how a scratch server of FerretDB is run. Leave it out.',
    ]);
  });

  test('a name that is too long for its CronJob', () => {
    const name = 'a'.repeat(35);
    expect(refused({ rehearsal: { size: SIZE }, backup: { name } })).toEqual([
      `name: "${name}". Use at most 34 lower-case letters, digits and dashes, with a letter or digit at both ends: that of its rehearsal is made of it, and it is the name of the database unless given.`,
    ]);
    expect(() => partsOf({ backup: {}, rehearsal: {} })).not.toThrow();
  });

  test('objects that another construct makes', () => {
    const chart = newChart();
    newBackup(chart, { database: newDatabase(chart), rehearsal: { size: SIZE } });
    const other = newDatabase(new Chart(chart.node.root, 'other', { namespace: 'shop' }), { name: 'other-db' });
    expect(
      problemsOf('DatabaseBackup', 'other/backup', () =>
        newBackup(Chart.of(other), { database: other, name: 'orders-db', rehearsal: { size: SIZE } }),
      ),
    ).toEqual([
      expect.stringContaining(
        'CronJob orders-db-backup, PersistentVolumeClaim orders-db-backup, ServiceAccount orders-db-backup and 4 more too',
      ),
    ]);
  });
});
