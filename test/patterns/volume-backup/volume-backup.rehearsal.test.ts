import { Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { BackupStorage, RestoreRehearsal, StorageDriver, VolumeBackup, VolumeBackupProps, ZonalStorageClass } from '../../../src';
import { loadScript } from '../../../src/scripts/load-script';
import { Manifest, manifests, newChart, refusal } from '../../support';

const FAST = { storageClassName: 'fast' };
const SIZE = Size.gibibytes(10);

function build(rehearsal: unknown, more: Partial<VolumeBackupProps> = {}): Chart {
  const chart = newChart();
  new VolumeBackup(chart, 'backup', {
    claim: kplus.PersistentVolumeClaim.fromClaimName(chart, 'pages', 'pages'),
    onAnyNode: true,
    schedule: Cron.schedule({ hour: '2', minute: '40' }),
    image: 'busybox:1.37.0',
    storage: BackupStorage.newClaim({ size: SIZE, storageClass: FAST }),
    rehearsal: rehearsal as RestoreRehearsal | undefined,
    ...more,
  });
  return chart;
}

const find = (chart: Chart, kind: string, name: string): Manifest =>
  manifests(chart).find((object: Manifest) => object.kind === kind && object.metadata.name === name);
const specOf = (chart: Chart): Manifest => find(chart, 'CronJob', 'pages-restore-rehearsal').spec;

test('none unless asked for', () => {
  expect(manifests(build(undefined)).filter(({ kind }: Manifest) => kind === 'CronJob')).toHaveLength(1);
});

test('the latest archive is unpacked into a scratch directory, and its files are those of the record', () => {
  const chart = build({ size: SIZE });
  const { containers, volumes } = specOf(chart).jobTemplate.spec.template.spec;
  const [container] = containers;
  expect(container).toMatchObject({ image: 'busybox:1.37.0', command: ['sh', '-c', loadScript('rehearse-database'), 'rehearse-volume'] });
  const [verify, restore, inventory] = (['verify', 'restore', 'inventory'] as const).map((part) => loadScript(`${part}-volume`));
  expect(container.args).toEqual(['', '', '', verify, '', '', restore, inventory, '', '--']);
  expect(container.env).toEqual([
    { name: 'BACKUP_DIR', value: '/backups' },
    { name: 'BACKUP_NAME', value: 'pages' },
    { name: 'BACKUP_SUFFIX', value: '.tar.gz' },
    { name: 'SCRATCH_DIR', value: '/scratch' },
    { name: 'REHEARSAL_MAX_AGE', value: String((24 + 1 + 6) * 3600) },
  ]);
  expect(volumes).toEqual([
    { name: 'backups', persistentVolumeClaim: { claimName: 'pages-backup', readOnly: true } },
    { name: 'scratch', emptyDir: { sizeLimit: '10Gi' } },
  ]);
  expect(container.volumeMounts).toEqual([
    { name: 'backups', mountPath: '/backups', readOnly: true },
    { name: 'scratch', mountPath: '/scratch' },
  ]);
  const backup = find(chart, 'CronJob', 'pages-backup').spec.jobTemplate.spec.template.spec.containers[0];
  expect(backup.args).toEqual([loadScript('dump-volume'), verify, inventory]);
});

test('anywhere, on Sundays, with the CPU and memory of the backup, and without any connection', () => {
  const anywhere = kplus.NetworkPolicyIpBlock.anyIpv4(newChart(), 'Anywhere');
  const chart = build({ size: SIZE, storageClass: FAST }, { resources: { memory: { limit: Size.mebibytes(777) } }, allowTo: [anywhere] });
  const spec = specOf(chart);
  expect(spec).toMatchObject({
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    successfulJobsHistoryLimit: 0,
    failedJobsHistoryLimit: 1,
  });
  expect(spec.schedule).toMatch(/^[0-9]{1,2} 1[2-7] \* \* 0$/);
  const pod = spec.jobTemplate.spec.template.spec;
  expect(pod.affinity).toBeUndefined();
  expect(pod.containers[0].resources.limits).toMatchObject({ cpu: '1', memory: '777Mi' });
  expect(pod.volumes[1].ephemeral.volumeClaimTemplate.spec.storageClassName).toBe('fast');
  expect(find(chart, 'NetworkPolicy', 'pages-restore-rehearsal').spec.egress).toHaveLength(1);
});

test('what cannot be is refused, all at once', () => {
  const storageClass = new ZonalStorageClass(newChart(), 'ssd', { driver: StorageDriver.awsEbs() });
  const schedule = Cron.schedule({ hour: '2', minute: '40' });
  const name = 'a'.repeat(35);
  const rehearsal = { size: SIZE, storageClass, schedule, maxAge: Duration.hours(3), questions: [] };
  expect(
    refusal(() => build(rehearsal, { name }))
      .split('\n')
      .slice(1),
  ).toEqual([
    expect.stringMatching(/^ {2}rehearsal\.questions: /),
    `  name: "${name}". Use at most 34 lower-case letters, digits and dashes, with a letter or digit at both ends: that of its rehearsal is made of it, and it is the name of the claim unless given.`,
    '  rehearsal.storageClass: "ssd". Its disks stay when their claims go (Retain), so each rehearsal would leave one behind. Give a class with reclaimPolicy DELETE, or leave it out.',
    '  rehearsal.schedule: "40 2 * * *". The backup begins at the same time, so each would be tried one backup later. Give another.',
    '  rehearsal.maxAge: "10800 s". Backups are made up to 86400 s apart by their schedule, so good ones would be called too old. Give more than that, and time for them to be made.',
  ]);
  expect(
    refusal(() => build({}))
      .split('\n')
      .slice(1),
  ).toEqual(['  rehearsal.size: missing. Give a Size, such as Size.gibibytes(1). What is restored has to fit into it.']);
});
