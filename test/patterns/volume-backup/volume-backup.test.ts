import { Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { BackupStorage, Claim, ClaimTemplate, VolumeBackup, VolumeBackupProps } from '../../../src';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { Backups } from '../../../src/checks/lookup/backups';
import { loadScript } from '../../../src/scripts/load-script';
import { findKind, manifests, newChart, refusal } from '../../support';

const FAST = { storageClassName: 'fast' };
const SIZE = Size.gibibytes(10);
const { READ_WRITE_ONCE_POD, READ_WRITE_MANY } = kplus.PersistentVolumeAccessMode;

const deploymentIn = (chart: Chart) => {
  const deployment = new kplus.Deployment(chart, 'wiki', {
    metadata: { name: 'wiki' },
    replicas: 1,
    strategy: kplus.DeploymentStrategy.recreate(),
    select: false,
    containers: [{ name: 'main', image: 'wiki:1.0' }],
  });
  deployment.select(kplus.LabelSelector.of({ labels: { app: 'wiki' } }));
  deployment.podMetadata.addLabel('app', 'wiki');
  return deployment;
};
const BASE = {
  schedule: Cron.schedule({ hour: '2', minute: '40' }),
  image: 'busybox:1.37.0',
  storage: BackupStorage.newClaim({ size: SIZE, storageClass: FAST }),
};

function made(props: Partial<VolumeBackupProps> = {}): Chart {
  const chart = newChart();
  const claim = new Claim(chart, 'pages', { storage: SIZE, storageClass: FAST });
  const workload = deploymentIn(chart);
  claim.mountInto(workload, '/data');
  new VolumeBackup(chart, 'backup', { claim, workload, ...BASE, ...props });
  return chart;
}

const jobOf = (chart: Chart) => findKind(chart, 'CronJob').spec;
const podOf = (chart: Chart) => jobOf(chart).jobTemplate.spec.template.spec;
const envOf = (chart: Chart): Record<string, string> =>
  Object.fromEntries((podOf(chart).containers[0].env as Array<{ name: string; value: string }>).map(({ name, value }) => [name, value]));
const termOf = (chart: Chart) => podOf(chart).affinity?.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0];

describe('practices', () => {
  test('runs never overlap, have deadlines and a time zone, and fail visibly', () => {
    expect(jobOf(made())).toMatchObject({
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      jobTemplate: { spec: { activeDeadlineSeconds: 21600, backoffLimit: 2, template: { spec: { restartPolicy: 'Never' } } } },
    });
  });

  test('the source is read-only for the kubelet too, which then gives its files to no group', () => {
    const { volumes, containers } = podOf(made());
    expect(volumes[0]).toEqual({ name: 'source', persistentVolumeClaim: { claimName: 'pages', readOnly: true } });
    expect(containers[0].volumeMounts).toEqual([
      { name: 'source', mountPath: '/source', readOnly: true },
      { name: 'backups', mountPath: '/backups' },
    ]);
  });

  test('a disk is read on the node of its Pods, or the backup would wait for it', () => {
    expect(termOf(made())).toEqual({ labelSelector: { matchLabels: { app: 'wiki' } }, topologyKey: 'kubernetes.io/hostname' });
  });

  test('of a StatefulSet, on that of the Pod whose claim it is', () => {
    const chart = newChart();
    const service = new kplus.Service(chart, 'service', { metadata: { name: 'web' }, clusterIP: 'None', ports: [{ port: 80 }] });
    const set = new kplus.StatefulSet(chart, 'set', { metadata: { name: 'web' }, service, containers: [{ image: 'web:1.0' }] });
    const template = new ClaimTemplate(set, 'data', { storage: SIZE, storageClass: FAST });
    const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', template.claimName(2));
    new VolumeBackup(chart, 'backup', { claim, workload: set, ...BASE });
    expect(termOf(chart).labelSelector).toEqual({ matchLabels: { 'statefulset.kubernetes.io/pod-name': 'web-2' } });
  });

  test('a claim that many nodes mount, or none does, is read anywhere', () => {
    const chart = newChart();
    const claim = new Claim(chart, 'files', { storage: SIZE, storageClass: FAST, accessModes: [READ_WRITE_MANY] });
    new VolumeBackup(chart, 'backup', { claim, ...BASE });
    expect(podOf(chart).affinity).toBeUndefined();
    expect(podOf(made({ workload: undefined, onAnyNode: true })).affinity).toBeUndefined();
  });

  test('files that change fail the backup, unless that is accepted', () => {
    expect(envOf(made()).SOURCE_CHANGES).toBe('fail');
    expect(envOf(made({ acceptChanges: true })).SOURCE_CHANGES).toBe('accept');
  });

  test('our own report sees it as a backup of the claim, and our own checks find nothing', () => {
    const { manifests: read } = readValues(manifests(made()));
    const set = new ManifestSet(read);
    const pod = set.pods.find(({ workload }) => workload.kind === 'Deployment')!;
    const [volume] = pod.volumes;
    expect(new Backups(set).covering({ pod, volume, claim: set.claim(pod, volume)! })).toEqual([
      { title: 'CronJob shop/pages-backup', sure: true },
    ]);
    const ofBackup = check(set).findings.filter(({ object, level }) => object?.kind === 'CronJob' && level !== 'info');
    expect(ofBackup.map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
  });
});

test('the scripts are told what to do', () => {
  const chart = made({ keep: 3, exclude: ['cache', 'pages/tmp'], deadline: Duration.hours(1) });
  expect(podOf(chart).containers[0]).toMatchObject({
    command: ['sh', '-c', loadScript('backup-database'), 'backup-volume'],
    args: [loadScript('dump-volume'), loadScript('verify-volume')],
  });
  expect(envOf(chart)).toMatchObject({
    BACKUP_NAME: 'pages',
    BACKUP_KEEP: '3',
    BACKUP_SUFFIX: '.tar.gz',
    SOURCE_DIR: '/source',
    SOURCE_EXCLUDE: 'cache\npages/tmp',
  });
});

describe('refusals', () => {
  const problemsIn = (chart: Chart, props: unknown) =>
    refusal(() => new VolumeBackup(chart, 'backup', props as VolumeBackupProps))
      .split('\n  ')
      .slice(1);
  const problems = (props: object, options: object = {}) => {
    const chart = newChart();
    const claim = new Claim(chart, 'pages', { storage: SIZE, storageClass: FAST, ...options });
    return problemsIn(chart, { claim, workload: deploymentIn(chart), ...BASE, ...props });
  };

  test('nothing given: all that is missing, at once', () => {
    expect(problemsIn(newChart(), {})).toEqual([
      'claim: missing. Give a Claim, or kplus.PersistentVolumeClaim.fromClaimName() for one that is there.',
      'schedule: missing. Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).',
      'image: missing. Name the image with a tag or digest, such as nginx:1.29.1.',
      'storage: missing. Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).',
    ]);
  });

  test.each<[string, object, object, string]>([
    [
      'a raw device',
      {},
      { volumeMode: kplus.PersistentVolumeMode.BLOCK },
      'claim: "pages". It is a raw device, which has no files. Take a Snapshot of it, or let the program that writes to it make its own backup.',
    ],
    [
      'a claim for one Pod alone',
      {},
      { accessModes: [READ_WRITE_ONCE_POD] },
      'claim: "pages". It is for one Pod alone (ReadWriteOncePod), so no backup could mount it beside. Take a Snapshot of it, or ask for ReadWriteOnce.',
    ],
    [
      'a claim of another namespace',
      {},
      { namespace: 'wiki' },
      'claim: "pages". It is in the namespace wiki, and Pods mount claims of their own namespace, which is the namespace shop. Use a chart of that namespace.',
    ],
    [
      'a disk, and nobody says where it is',
      { workload: undefined },
      {},
      'workload: missing. A claim for one node has to be read on the node where its Pods are, or the backup waits for it. Name the workload that mounts it, or say onAnyNode: true where none does at that time.',
    ],
    ['both', { onAnyNode: true }, {}, 'onAnyNode: true. The backup runs on the node of the workload. Leave out one of the two.'],
    [
      'the target on the source',
      { storage: BackupStorage.existingClaim({ name: 'pages' } as kplus.IPersistentVolumeClaim) },
      {},
      'storage: "pages". That is a disk of the data itself: what destroys it destroys the backup too. Use a claim of its own.',
    ],
    [
      'a path from the root',
      { exclude: ['/cache'] },
      {},
      'exclude[0]: "/cache". Give a path on the volume, such as cache/thumbnails: letters, digits and . _ @ + - between slashes, none at the start.',
    ],
    [
      'a pattern',
      { exclude: ['cache', '*.tmp'] },
      {},
      'exclude[1]: "*.tmp". Give a path on the volume, such as cache/thumbnails: letters, digits and . _ @ + - between slashes, none at the start.',
    ],
    ['no number of backups', { keep: 0 }, {}, 'keep: 0. Give a whole number from 1 to 10000.'],
    ['no answer', { acceptChanges: 'yes' }, {}, 'acceptChanges: "yes". Give true or false.'],
  ])('%s', (_, props, options, problem) => {
    expect(problems(props, options)).toEqual([problem]);
  });
});

describe('uploads', () => {
  const upload = { name: 'upload', image: 'rclone/rclone:1.71.0', args: ['copy', '--copy-links', '/handover', 'store:wiki'] };
  const uploading = (more: object = {}) => {
    const chart = newChart();
    const claim = new Claim(chart, 'pages', { storage: SIZE, storageClass: FAST });
    const allowTo = [kplus.NetworkPolicyIpBlock.ipv4(chart, 'store', '192.0.2.10/32')];
    new VolumeBackup(chart, 'backup', { claim, onAnyNode: true, ...BASE, uploads: [upload], allowTo, ...more });
    return chart;
  };

  test('they begin once the backup is whole, see its files read-only, and another try makes no other backup', () => {
    const { initContainers, containers } = podOf(uploading());
    expect(initContainers.map(({ name }: { name: string }) => name)).toEqual(['backup']);
    expect(containers[0].volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'handover', mountPath: '/handover', readOnly: true },
        { name: 'backups', mountPath: '/backups', readOnly: true },
      ]),
    );
    expect(initContainers[0].env).toContainEqual({
      name: 'BACKUP_ID',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['controller-uid']" } },
    });
    expect(jobOf(uploading()).jobTemplate.spec.podFailurePolicy.rules[0].onExitCodes.containerName).toBe('backup');
  });

  test('without a way out they are refused, and so is the name of the backup', () => {
    expect(refusal(() => uploading({ allowTo: undefined }))).toBe(
      'VolumeBackup at shop/backup: 1 problem\n  allowTo: missing. The Pod may connect to nothing but DNS, so no upload can leave it. Name where the uploads go.',
    );
    expect(refusal(() => uploading({ uploads: [{ ...upload, name: 'backup' }] }))).toBe(
      'VolumeBackup at shop/backup: 1 problem\n  uploads[0].name: "backup". The container that makes the backup has this name. Use another.',
    );
  });
});
