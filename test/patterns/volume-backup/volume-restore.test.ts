import { Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { BackupStorage, Claim, VolumeBackup, VolumeRestore, VolumeRestoreProps } from '../../../src';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { loadScript } from '../../../src/scripts/load-script';
import { findKind, manifests, newChart, refusal } from '../../support';

const FAST = { storageClassName: 'fast' };
const SIZE = Size.gibibytes(10);
const IMAGE = 'busybox:1.37.0';

function newBackup(chart: Chart): VolumeBackup {
  return new VolumeBackup(chart, 'backup', {
    claim: kplus.PersistentVolumeClaim.fromClaimName(chart, 'lost', 'pages'),
    onAnyNode: true,
    schedule: Cron.daily(),
    image: IMAGE,
    storage: BackupStorage.newClaim({ size: SIZE, storageClass: FAST }),
  });
}

function made(props: Partial<VolumeRestoreProps> = {}): Chart {
  const chart = newChart();
  const claim = new Claim(chart, 'pages-2', { storage: SIZE, storageClass: FAST });
  new VolumeRestore(chart, 'restore', { claim, backup: newBackup(chart), image: IMAGE, ...props });
  return chart;
}

const jobOf = (chart: Chart) => findKind(chart, 'Job');
const podOf = (chart: Chart) => jobOf(chart).spec.template.spec;
const envOf = (chart: Chart): Record<string, string> =>
  Object.fromEntries((podOf(chart).containers[0].env as Array<{ name: string; value: string }>).map(({ name, value }) => [name, value]));

describe('practices', () => {
  test('the backups are only read, and the volume has the group of the files', () => {
    const { volumes, securityContext } = podOf(made());
    expect(volumes).toEqual([
      { name: 'target', persistentVolumeClaim: { claimName: 'pages-2', readOnly: false } },
      { name: 'backups', persistentVolumeClaim: { claimName: 'pages-backup', readOnly: true } },
    ]);
    expect(securityContext).toMatchObject({ runAsUser: 10001, fsGroup: 10001 });
  });

  test('nothing is overwritten without words, and refusals are not tried again', () => {
    expect(envOf(made()).RESTORE_OVERWRITE).toBeUndefined();
    expect(envOf(made({ overwrite: 'overwrite existing data' })).RESTORE_OVERWRITE).toBe('overwrite existing data');
    expect(jobOf(made()).spec.podFailurePolicy.rules[0]).toMatchObject({ action: 'FailJob', onExitCodes: { values: [2, 3] } });
  });

  test('the Job stays, so that nothing restores again, and its name says what it restores', () => {
    expect(jobOf(made()).spec.ttlSecondsAfterFinished).toBeUndefined();
    expect(jobOf(made()).metadata.name).toBe('pages-2-latest-restore');
    expect(jobOf(made({ file: 'pages-20261120T024000Z.tar.gz', overwrite: 'overwrite existing data' })).metadata.name).toBe(
      'pages-2-20261120t024000z-overwrite-restore',
    );
  });

  test('our own checks find nothing in it', () => {
    const { manifests: read } = readValues(manifests(made()));
    const found = check(new ManifestSet(read)).findings.filter(({ object, level }) => object?.kind === 'Job' && level !== 'info');
    expect(found.map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
  });
});

test('the scripts are told what to do', () => {
  const chart = made({ file: 'pages-20261120T024000Z.tar.gz', deadline: Duration.hours(1), retries: 0 });
  expect(podOf(chart).containers[0]).toMatchObject({
    command: ['sh', '-c', loadScript('restore-database'), 'restore-volume'],
    args: ['', loadScript('contents-volume'), loadScript('verify-volume'), loadScript('restore-volume')],
  });
  expect(envOf(chart)).toMatchObject({ BACKUP_NAME: 'pages', TARGET_DIR: '/target', RESTORE_FILE: 'pages-20261120T024000Z.tar.gz' });
  expect(jobOf(chart).spec).toMatchObject({ activeDeadlineSeconds: 3600, backoffLimit: 0 });
});

test('files of a backup that is not part of the app', () => {
  const chart = newChart();
  const claimOf = (name: string) => kplus.PersistentVolumeClaim.fromClaimName(chart, name, name);
  new VolumeRestore(chart, 'restore', { claim: claimOf('pages'), backups: claimOf('archive'), backupName: 'wiki', image: IMAGE });
  expect(envOf(chart).BACKUP_NAME).toBe('wiki');
  expect(podOf(chart).volumes[1].persistentVolumeClaim.claimName).toBe('archive');
});

describe('refusals', () => {
  const problems = (props: Record<string, unknown>) =>
    refusal(() => made(props as Partial<VolumeRestoreProps>))
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  const named = (name: string) => kplus.PersistentVolumeClaim.fromClaimName(newChart(), name, name);

  test('everything that is missing is said at once', () => {
    expect(refusal(() => new VolumeRestore(newChart(), 'restore', {} as never))).toBe(
      [
        'VolumeRestore at shop/restore: 3 problems',
        '  claim: missing. Give a Claim, or kplus.PersistentVolumeClaim.fromClaimName() for one that is there.',
        '  backup: missing. Give the VolumeBackup, or backups and backupName for files of one that is not part of this app.',
        '  image: missing. Name the image with a tag or digest, such as nginx:1.29.1.',
      ].join('\n'),
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'no backup',
      { backup: 'pages' },
      'backup: "pages". Give the VolumeBackup, or backups and backupName for files of one that is not part of this app.',
    ],
    ['both', { backupName: 'pages' }, 'backupName: "pages". The backup says it. Leave one of them out.'],
    [
      'a name that is none',
      { backup: undefined, backups: named('archive'), backupName: 'A' },
      'backupName: "A". Give what the names of the backup files begin with: the name of the VolumeBackup.',
    ],
    [
      'the backups themselves',
      { claim: named('pages-backup') },
      'backup: "pages-backup". That is the claim that gets the files. Name the one that holds the backups.',
    ],
    [
      'a path',
      { file: '/backups/pages.tar.gz' },
      'file: "/backups/pages.tar.gz". Give the name of a file as it lies with the backups, without a directory, such as pages-20261120T024000Z.tar.gz.',
    ],
    [
      'a file of another backup',
      { file: 'wiki-20261120T024000Z.tar.gz' },
      'file: "wiki-20261120T024000Z.tar.gz". Give the name of a file as it lies with the backups, without a directory, such as pages-20261120T024000Z.tar.gz.',
    ],
    [
      'other words',
      { overwrite: 'yes' },
      'overwrite: "yes". Where what the volume holds may be lost, say so in these words: "overwrite existing data".',
    ],
    ['retries', { retries: -1 }, 'retries: -1. Give a whole number from 0 to 100.'],
    ['deadline', { deadline: Duration.seconds(0) }, 'deadline: "0 s". Give whole seconds, at least 1.'],
    [
      'a name that is too long',
      { name: 'a'.repeat(56) },
      `name: "${'a'.repeat(56)}". Use at most 55 lower-case letters, digits and dashes, with a letter or digit at both ends: it is made of the claim and the backup unless given.`,
    ],
  ])('%s', (_, props, problem) => {
    expect(problems(props)).toEqual([problem]);
  });

  test('a raw device, and a claim of another namespace', () => {
    const chart = newChart();
    const device = new Claim(chart, 'device', { storage: SIZE, storageClass: FAST, volumeMode: kplus.PersistentVolumeMode.BLOCK });
    expect(refusal(() => new VolumeRestore(chart, 'restore', { claim: device, backup: newBackup(chart), image: IMAGE }))).toContain(
      'claim: "device". It is a raw device, which has no files. Restore it from a snapshot: ClaimSource.fromSnapshot().',
    );
    const elsewhere = new Claim(chart, 'elsewhere', { storage: SIZE, storageClass: FAST, namespace: 'other' });
    expect(problems({ claim: elsewhere })).toEqual([
      'claim: "elsewhere". It is in the namespace other, and Pods mount claims of their own namespace, which is the namespace shop. Use a chart of that namespace.',
    ]);
  });
});
