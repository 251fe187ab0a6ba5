import { Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { DatabaseBackup } from '../../../src/patterns/database/database-backup';
import { DatabaseBackupProps } from '../../../src/patterns/database/backup-props';
import { BackupStorage } from '../../../src/volumes/backup-storage';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { loadScript } from '../../../src/scripts/load-script';
import { InvalidPropsError } from '../../../src/props/problems';
import { Claim } from '../../../src/volumes/claim';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../../support';
import {
  custom,
  envOf,
  FAST,
  findNamed,
  MARIADB,
  newBackup,
  newDatabase,
  POSTGRES,
  problemsOf,
  withoutScripts,
  withoutUsers,
} from './support';

const DUMP = { suffix: '.archive', dump: 'ferretdump "$1"', verify: 'ferretcheck "$1" $$', restore: 'ferretrestore "$1"' };
const UPLOAD = { name: 'upload', image: 'rclone/rclone:1.71.0', args: ['copy', '--copy-links', '/handover', 'store:backups'] };

interface Parts {
  readonly chart: Chart;
  readonly backup: DatabaseBackup;
  readonly cronJob: Manifest;
  readonly pod: Manifest;
}

function partsOf(props: Partial<DatabaseBackupProps> = {}, database: Partial<typeof POSTGRES> = {}): Parts {
  const chart = newChart();
  const backup = newBackup(chart, { database: newDatabase(chart, database), ...props });
  const cronJob = findKind(chart, 'CronJob');
  return { chart, backup, cronJob, pod: cronJob.spec.jobTemplate.spec.template.spec };
}

const anywhere = (chart: Chart): kplus.INetworkPolicyPeer => kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'Anywhere');

function withUpload(props: Partial<DatabaseBackupProps> = {}): Parts {
  const chart = newChart();
  const backup = newBackup(chart, { database: newDatabase(chart), uploads: [UPLOAD], allowTo: [anywhere(chart)], ...props });
  const cronJob = findKind(chart, 'CronJob');
  return { chart, backup, cronJob, pod: cronJob.spec.jobTemplate.spec.template.spec };
}

describe('when', () => {
  test('each night at a time that follows from the name, where none is given: not all databases at once', () => {
    const scheduleOf = (name: string) => partsOf({ schedule: undefined, name }).cronJob.spec.schedule as string;
    const names = Array.from({ length: 60 }, (_, index) => `db-${index}`);
    const schedules = names.map(scheduleOf);
    for (const schedule of schedules) expect(schedule).toMatch(/^[0-9]{1,2} [1-4] \* \* \*$/);
    expect(new Set(schedules).size).toBeGreaterThan(45);
    expect(names.map(scheduleOf)).toEqual(schedules);
  });

  test('the time zone is always written out', () => {
    expect(partsOf().cronJob.spec).toMatchObject({ schedule: '17 3 * * *', timeZone: 'Etc/UTC' });
    expect(partsOf({ timeZone: 'Europe/Berlin' }).cronJob.spec.timeZone).toBe('Europe/Berlin');
  });

  test('runs never overlap, may begin late, and have a deadline', () => {
    expect(partsOf().cronJob.spec).toMatchObject({ concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 3600, suspend: false });
    expect(partsOf().cronJob.spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 21600, backoffLimit: 2 });
    const { spec } = partsOf({ startingDeadline: Duration.minutes(5), deadline: Duration.hours(1), retries: 0, suspend: true }).cronJob;
    expect(spec).toMatchObject({ startingDeadlineSeconds: 300, suspend: true });
    expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 3600, backoffLimit: 0 });
  });

  test('Jobs that went wrong can be looked at, and are not deleted by a clock', () => {
    const { cronJob, pod } = partsOf();
    expect(cronJob.spec).toMatchObject({ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3 });
    expect(cronJob.spec.jobTemplate.spec).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(pod.restartPolicy).toBe('Never');
  });

  test('why one failed is part of the status of its Pod', () => {
    expect(partsOf().pod.containers[0].terminationMessagePolicy).toBe('FallbackToLogsOnError');
  });

  test("wrong settings are not tried again, and an eviction is nobody's fault", () => {
    expect(partsOf().cronJob.spec.jobTemplate.spec.podFailurePolicy).toEqual({
      rules: [
        { action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 3] } },
        { action: 'Ignore', onPodConditions: [{ status: 'True', type: 'DisruptionTarget' }] },
      ],
    });
  });
});

describe('what', () => {
  test('the image of the server dumps and verifies, by scripts that are tested', () => {
    const [container] = partsOf().pod.containers;
    expect(container).toMatchObject({
      image: 'postgres:18',
      command: ['sh', '-c', loadScript('backup-database'), 'backup-database'],
      args: [loadScript('dump-postgres'), loadScript('verify-postgres')],
    });
    const [mariadb] = partsOf({}, MARIADB).pod.containers;
    expect(mariadb.args).toEqual([loadScript('dump-mysql'), loadScript('verify-mysql')]);
    expect(envOf(mariadb).BACKUP_SUFFIX).toBe('.sql.gz');
  });

  test('it finds the database, the credentials and its claim', () => {
    const { pod, backup } = partsOf({ keep: 30 });
    expect(envOf(pod.containers[0])).toEqual({
      DB_HOST: 'orders-db.shop.svc',
      DB_PORT: '5432',
      DB_NAME: 'app',
      DB_USERNAME_FILE: '/run/secrets/database/username',
      DB_PASSWORD_FILE: '/run/secrets/database/password',
      BACKUP_DIR: '/backups',
      BACKUP_NAME: 'orders-db',
      BACKUP_SUFFIX: '.dump',
      BACKUP_KEEP: '30',
    });
    expect(envOf(partsOf().pod.containers[0]).BACKUP_KEEP).toBe('7');
    expect(pod.containers[0].volumeMounts).toEqual([
      { mountPath: '/backups', name: 'backups' },
      { mountPath: '/run/secrets/database', name: 'credentials', readOnly: true },
      { mountPath: '/tmp', name: 'tmp' },
    ]);
    expect(backup).toMatchObject({ name: 'orders-db', claim: { name: 'orders-db-backup' } });
  });

  test('an engine of the user is dumped as the user says, to the letter', () => {
    const [container] = partsOf({}, { engine: custom({ dump: DUMP }) }).pod.containers;
    expect(container.args).toEqual(['ferretdump "$1"', 'ferretcheck "$1" $$$$']);
    expect(envOf(container)).toMatchObject({ BACKUP_SUFFIX: '.archive', DB_PORT: '27017' });
  });

  test('a server that knows no users is dumped without any', () => {
    const { pod } = partsOf({}, withoutUsers({ dump: DUMP }));
    const [container] = pod.containers;
    expect(container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual(['/backups', '/tmp']);
    expect(Object.keys(envOf(container)).filter((name) => name.startsWith('DB_'))).toEqual(['DB_HOST', 'DB_PORT', 'DB_NAME']);
    expect(JSON.stringify(pod)).not.toMatch(/secret/i);
  });

  test('resources may be given', () => {
    expect(partsOf().pod.containers[0].resources.limits).toEqual({ cpu: '1', memory: '512Mi', 'ephemeral-storage': '320Mi' });
    const resources = { memory: { limit: Size.gibibytes(2) } };
    expect(partsOf({ resources }).pod.containers[0].resources.limits.memory).toBe('2Gi');
  });
});

describe('where', () => {
  test('a claim of its own, with a class', () => {
    const { chart, pod } = partsOf();
    expect(findNamed(chart, 'PersistentVolumeClaim', 'orders-db-backup').spec).toMatchObject({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '50Gi' } },
      storageClassName: 'fast',
    });
    expect(pod.volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'orders-db-backup', readOnly: false } });
    const accessMode = kplus.PersistentVolumeAccessMode.READ_WRITE_MANY;
    const storage = BackupStorage.newClaim({ size: Size.gibibytes(1), storageClass: FAST, accessMode });
    expect(findKind(partsOf({ storage }).chart, 'PersistentVolumeClaim').spec.accessModes).toEqual(['ReadWriteMany']);
  });

  test('a claim that is there', () => {
    const chart = newChart();
    const claim = new Claim(chart, 'backups', { storage: Size.gibibytes(10), storageClass: FAST });
    newBackup(chart, { database: newDatabase(chart), storage: BackupStorage.existingClaim(claim) });
    const pod = findKind(chart, 'CronJob').spec.jobTemplate.spec.template.spec;
    expect(pod.volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'backups', readOnly: false } });
  });

  test('the Pod may connect to the database and nowhere else, and the database lets it in', () => {
    const { chart } = partsOf();
    const { egress, ingress } = findNamed(chart, 'NetworkPolicy', 'orders-db-backup').spec;
    expect(ingress).toBeUndefined();
    expect(egress).toHaveLength(2);
    expect(egress[1].ports).toEqual([{ port: 5432, protocol: 'TCP' }]);
    const [rule] = findNamed(chart, 'NetworkPolicy', 'orders-db-database').spec.ingress;
    expect(rule.from[0].podSelector.matchLabels).toEqual({ 'cdk8s.io/metadata.addr': 'backup-orders-db' });
  });
});

describe('uploads', () => {
  test('the backup is made first, and its files are handed on read-only, at the same path', () => {
    const { pod } = withUpload();
    expect(pod.initContainers.map(({ name }: Manifest) => name as string)).toEqual(['backup']);
    expect(envOf(pod.initContainers[0]).HANDOVER_DIR).toBe('/handover');
    expect(pod.initContainers[0].volumeMounts).toContainEqual({ mountPath: '/handover', name: 'handover' });
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0]).toMatchObject({ name: 'upload', image: 'rclone/rclone:1.71.0', args: UPLOAD.args });
    expect(envOf(pod.containers[0])).toEqual({ BACKUP_DIR: '/backups', BACKUP_NAME: 'orders-db', HANDOVER_DIR: '/handover' });
    expect(pod.containers[0].volumeMounts).toEqual([
      { mountPath: '/handover', name: 'handover', readOnly: true },
      { mountPath: '/backups', name: 'backups', readOnly: true },
    ]);
  });

  test('a Pod whose upload fails stays with its log, and the next one hands over the same backup: a new one would push out an old one', () => {
    const { pod, cronJob } = withUpload();
    // With OnFailure, the Job's controller deletes the Pod at the limit.
    expect(pod.restartPolicy).toBe('Never');
    const fieldPath = "metadata.labels['controller-uid']";
    expect(pod.initContainers[0].env).toContainEqual({ name: 'BACKUP_ID', valueFrom: { fieldRef: { fieldPath } } });
    // 3 is a refusal of ours, and something that may pass of rclone.
    expect(cronJob.spec.jobTemplate.spec.podFailurePolicy.rules[0].onExitCodes).toEqual({
      containerName: 'backup',
      operator: 'In',
      values: [2, 3],
    });
    for (const { terminationMessagePolicy } of [...pod.initContainers, ...pod.containers]) {
      expect(terminationMessagePolicy).toBe('FallbackToLogsOnError');
    }
  });

  test('it gets what it writes to, and keeps its own variables', () => {
    const upload = { ...UPLOAD, writablePaths: ['/config'], env: { BACKUP_NAME: kplus.EnvValue.fromValue('mine') } };
    const [container] = withUpload({ uploads: [upload] }).pod.containers;
    expect(container.volumeMounts).toContainEqual({ mountPath: '/config', name: 'upload-writable-0' });
    expect(envOf(container).BACKUP_NAME).toBe('mine');
  });

  test('its way out is opened explicitly', () => {
    const { chart, backup } = withUpload();
    expect(findNamed(chart, 'NetworkPolicy', 'orders-db-backup').spec.egress[1]).toEqual({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] });
    backup.allowTo(kplus.NetworkPolicyIpBlock.ipv4(chart, 'Store', '192.0.2.1/32'), [kplus.NetworkPolicyPort.tcp(443)]);
    expect(findNamed(chart, 'NetworkPolicy', 'orders-db-backup').spec.egress[3]).toEqual({
      to: [{ ipBlock: { cidr: '192.0.2.1/32' } }],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
  });

  test('without network policies nothing has to be opened', () => {
    expect(withUpload({ allowTo: undefined, hardening: { networkPolicy: false } }).pod.containers).toHaveLength(1);
    expect(withUpload({ uploads: [], allowTo: undefined }).pod.initContainers).toBeUndefined();
  });
});

test('all containers meet the restricted Pod Security Standard', () => {
  const { pod } = withUpload();
  for (const { securityContext } of [...pod.containers, ...pod.initContainers]) {
    expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true });
  }
  expect(pod.securityContext).toMatchObject({ fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } });
});

test('names follow from the name alone: code that moves changes no manifest', () => {
  const text = (scopeOf: (chart: Chart) => Construct) => {
    const chart = newChart();
    const scope = scopeOf(chart);
    newBackup(scope, { database: newDatabase(scope) });
    return yaml(chart);
  };
  expect(text((chart) => new Construct(chart, 'backend'))).toBe(text((chart) => chart));
});

test('several backups of one database have names of their own', () => {
  const chart = newChart();
  const database = newDatabase(chart);
  newBackup(chart, { database });
  new DatabaseBackup(chart, 'hourly', {
    database,
    name: 'orders-db-hourly',
    schedule: Cron.hourly(),
    storage: BackupStorage.existingClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, 'Shared', 'shared')),
  });
  const container = findNamed(chart, 'CronJob', 'orders-db-hourly-backup').spec.jobTemplate.spec.template.spec.containers[0];
  expect(envOf(container).BACKUP_NAME).toBe('orders-db-hourly');
});

describe('refusals', () => {
  const refused = (props: object, database: Partial<typeof POSTGRES> = {}): string[] => {
    const chart = newChart();
    const db = newDatabase(chart, database);
    return problemsOf('DatabaseBackup', 'shop/backup', () => newBackup(chart, { database: db, ...props }));
  };

  test('everything that is wrong is said at once', () => {
    expect(refusal(() => new DatabaseBackup(newChart(), 'backup', undefined as never))).toBe(
      [
        'DatabaseBackup at shop/backup: 2 problems',
        '  database: missing. Give the StatefulDatabase.',
        '  storage: missing. Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).',
      ].join('\n'),
    );
  });

  test('a disk of the database itself', () => {
    const chart = newChart();
    const database = newDatabase(chart, { storage: { ...POSTGRES.storage, wal: { size: Size.gibibytes(4) } } });
    for (const name of ['data-orders-db-0', 'wal-orders-db-0']) {
      const storage = BackupStorage.existingClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, name, name));
      expect(problemsOf('DatabaseBackup', 'shop/backup', () => newBackup(chart, { database, storage }))).toEqual([
        `storage: "${name}". That is a disk of the database itself: what destroys it destroys the backup too. Use a claim of its own.`,
      ]);
    }
    const other = BackupStorage.existingClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, 'x', 'data-orders-db-x'));
    expect(() => newBackup(chart, { database, storage: other })).not.toThrow();
  });

  test('a claim that cannot be made', () => {
    expect(refused({ storage: BackupStorage.newClaim({ size: 5, accessMode: 'x' } as never) })).toEqual([
      'storage.size: 5. Give a Size, such as Size.gibibytes(1).',
      'storage.accessMode: ["x"]. Give a list of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod. Each at most once.',
      "storage.storageClass: missing. Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.",
    ]);
    for (const storage of [BackupStorage.newClaim(null as never), BackupStorage.existingClaim(undefined as never)]) {
      expect(refused({ storage })).toEqual([
        'storage: missing. Give the size and class of a new claim, or an existing kplus.PersistentVolumeClaim.',
      ]);
    }
  });

  test('a schedule or time zone that is none', () => {
    expect(refused({ schedule: Cron.schedule({ minute: '60' }), timeZone: 'Europe/Berln' })).toEqual([
      'schedule: "60 * * * *". The minute "60" is not within 0 to 59.',
      'timeZone: "Europe/Berln". The tz database has no such zone. Use a name such as Etc/UTC or Europe/Berlin.',
    ]);
    expect(refused({ schedule: '@daily', timeZone: 1 })).toEqual([
      'schedule: "@daily". Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).',
      'timeZone: 1. Give the name of a time zone, such as "Europe/Berlin".',
    ]);
    expect(refused({ schedule: Cron.schedule({ minute: '0', hour: '0', day: '31', month: '2' }) })).toEqual([
      'schedule: "0 0 31 2 *". No month of it has that day, so it would never run. Name a day that exists.',
    ]);
  });

  test('a name that is too long for its CronJob', () => {
    const name = 'a'.repeat(46);
    const remedy =
      'Use at most 45 lower-case letters, digits and dashes, with a letter or digit at both ends: it is the name of the database unless given.';
    expect(refused({}, { name })).toEqual([`name: "${name}". ${remedy}`]);
    expect(refused({ name: 7 })).toEqual([`name: 7. ${remedy}`]);
  });

  test('numbers and times that are none', () => {
    expect(refused({ keep: 0, retries: -1, startingDeadline: Duration.seconds(5), deadline: 3600, suspend: 'no', resources: [] })).toEqual([
      'keep: 0. Give a whole number from 1 to 10000.',
      'retries: -1. Give a whole number from 0 to 100.',
      'startingDeadline: "5 s". Give whole seconds, at least 10.',
      'deadline: 3600. Give a Duration, such as Duration.seconds(30).',
      'suspend: "no". Give true or false.',
      'resources: []. Give requests and limits of cpu, memory and ephemeralStorage.',
    ]);
  });

  test('an engine that nobody can dump', () => {
    expect(refused({}, { engine: custom() })).toEqual([
      'database: shop/db. Nobody said how FerretDB is dumped. Give dump to DatabaseEngine.custom.',
    ]);
  });

  test('a database of another namespace, where the Secret is not', () => {
    const chart = newChart();
    const database = newDatabase(chart);
    const other = new Chart(chart.node.root, 'other', { namespace: 'other' });
    expect(problemsOf('DatabaseBackup', 'other/backup', () => newBackup(other, { database }))).toEqual([
      'database: shop/db. It is in the namespace shop, this would be in the namespace other, where its Secret is not. Use a chart of its namespace.',
    ]);
  });

  test('uploads that cannot be', () => {
    expect(refused({ uploads: [{ ...UPLOAD, name: 'backup', writablePaths: ['/backups/tmp', '/handover'] }] })).toEqual([
      'uploads[0].name: "backup". The container that makes the backup has this name. Use another.',
      'uploads[0].writablePaths[0]: "/backups/tmp". It overlaps the mount at /backups (a volume of the backup): one would hide the other. Use a path apart.',
      'uploads[0].writablePaths[1]: "/handover". It overlaps the mount at /handover (a volume of the backup): one would hide the other. Use a path apart.',
      'allowTo: missing. The Pod may connect to the database only, so no upload can leave it. Name where the uploads go.',
    ]);
    const env = { AWS_SECRET_ACCESS_KEY: kplus.EnvValue.fromValue('hunter2') };
    const keep = 'Keep it in a Secret: mount it as a file, or take it by EnvValue.fromSecretValue().';
    expect(
      refused({ uploads: [{ ...UPLOAD, env, command: ['rclone', '--password=hunter2'] }], hardening: { networkPolicy: false } }),
    ).toEqual([
      `uploads[0].command[1]: a literal. It sets a password, and whoever reads the manifest would read it. ${keep} If it is none, say why in notSecret: { "command": "..." }.`,
      `uploads[0].env["AWS_SECRET_ACCESS_KEY"]: a literal. The word "key" in its name says so, and whoever reads the manifest would read it. ${keep} If it is none, say why in notSecret: { "AWS_SECRET_ACCESS_KEY": "..." }.`,
    ]);
    expect(refused({ uploads: [null] })).toEqual(['uploads[0]: missing. Give an object with a name and an image.']);
    expect(refused({ uploads: 'rclone' })).toEqual([
      'uploads: "rclone". A Pod needs at least one container. Give a list with a name and an image for each.',
    ]);
  });

  test('whatever the props, they are refused by name or make a manifest', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom<unknown>(Cron.daily(), 'orders', 3, Duration.hours(2), 'Europe/Berlin', true, [UPLOAD]),
    );
    const names = [
      'schedule',
      'storage',
      'timeZone',
      'keep',
      'name',
      'uploads',
      'allowTo',
      'startingDeadline',
      'deadline',
      'retries',
      'suspend',
      'resources',
      'hardening',
    ];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }), (given) => {
        const chart = newChart();
        const database: StatefulDatabase = newDatabase(chart);
        try {
          newBackup(chart, { database, ...given });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          for (const prop of (error as InvalidPropsError).props) expect(names).toContain(prop.split(/[.[]/)[0]);
          expect(chart.node.tryFindChild('backup')).toBeUndefined();
          return;
        }
        expect(manifests(chart).map(({ kind }) => kind as string)).toContain('CronJob');
      }),
    );
  });
});

test('the manifests', () => {
  expect(withoutScripts(withUpload().chart).slice(7)).toMatchSnapshot();
});

test('a claim that has hardly room for a file system is refused', () => {
  const chart = newChart();
  const storage = BackupStorage.newClaim({ size: Size.mebibytes(1), storageClass: FAST });
  expect(refusal(() => newBackup(chart, { database: newDatabase(chart), storage }))).toBe(
    'DatabaseBackup at shop/backup: 1 problem\n  storage.size: 1Mi. A file system takes some of it, and backups need room for one more than are kept.' +
      ' Ask for 256Mi at least.',
  );
});
