import { ApiObject, Chart, Cron, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  BackupSource,
  BackupStorage,
  Claim,
  ClaimTemplate,
  ConfigReloadingDeployment,
  ConfigSource,
  DatabaseBackup,
  DatabaseCredentials,
  DatabaseEngine,
  DatabaseRestore,
  Hardening,
  MountAccess,
  NfsDriver,
  NfsSharedStore,
  NfsTestServer,
  PodVolume,
  RecursiveReadOnly,
  ReloadStrategy,
  ReloadCall,
  ScratchVolume,
  SELinuxChangePolicy,
  SharedScratchPod,
  StatefulDatabase,
  StorageDriver,
  ZonalStorageClass,
} from '../../src';
import { findKind, Manifest, manifests, newChart, refusal } from '../support';

const GIB = Size.gibibytes(1);
const FAST = { storageClassName: 'fast' };

/** Every kind of object that this library makes. */
function everything(chart: Chart): void {
  const databaseClass = new ZonalStorageClass(chart, 'fast', { driver: StorageDriver.awsEbs({}) });
  const database = new StatefulDatabase(chart, 'db', {
    name: 'orders',
    engine: DatabaseEngine.postgres({ version: '17' }),
    storage: { size: Size.gibibytes(20), storageClass: databaseClass },
    credentials: DatabaseCredentials.fromSecretName('orders-db'),
  });
  const backup = new DatabaseBackup(chart, 'backup', {
    database,
    schedule: Cron.schedule({ hour: '3', minute: '17' }),
    storage: BackupStorage.newClaim({ size: Size.gibibytes(20), storageClass: databaseClass }),
  });
  new DatabaseRestore(chart, 'restore', { database, source: BackupSource.fromBackup(backup) });
  new NfsSharedStore(chart, 'media', { driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/media' }), capacity: GIB });
  new NfsSharedStore(chart, 'more', { driver: NfsDriver.csiDynamic({ server: 'nfs.example.com', share: '/more' }), capacity: GIB });
  new NfsTestServer(chart, 'nfs', { nodeNetworks: ['10.0.0.0/16'], acknowledgeForTestsOnly: true });
  new SharedScratchPod(chart, 'pod', {
    sizeLimit: GIB,
    containers: [{ name: 'writer', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE }],
  });
  new ConfigReloadingDeployment(chart, 'web', {
    configs: [{ name: 'site', source: ConfigSource.fromData({ 'site.conf': 'x' }), mountPath: '/etc/site' }],
    containers: [{ name: 'web', image: 'nginx:1.29.1', ports: [{ number: 8080 }], declineLiveness: 'none', declineReadiness: 'none' }],
    reload: ReloadStrategy.live(ReloadCall.httpPost(8080, '/reload')),
    servicePorts: [{ port: 8080 }],
  });
}

describe('a JSON patch sets fields that Kubernetes added after 1.27', () => {
  test('of every object that this library makes', () => {
    const chart = newChart();
    everything(chart);
    const objects = chart.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
    const before = manifests(chart);
    for (const object of objects) object.addJsonPatch(JsonPatch.add('/newerField', { isNewer: true }));
    const after = manifests(chart);
    expect(new Set(after.map(({ kind }) => kind as string)).size).toBeGreaterThan(11);
    // Nothing else changes.
    expect(after).toEqual(before.map((manifest: Manifest) => ({ ...manifest, newerField: { isNewer: true } })));
  });

  const container = { name: 'web', image: 'nginx:1.29.1' };
  const patches = [
    JsonPatch.add('/spec/template/spec/initContainers', [{ name: 'log', image: 'log:1', restartPolicy: 'Always' }]),
    JsonPatch.add('/spec/template/spec/volumes', [{ name: 'model', image: { reference: 'model:1', pullPolicy: 'IfNotPresent' } }]),
    JsonPatch.add('/spec/template/spec/containers/0/volumeMounts', [{ name: 'model', mountPath: '/model', recursiveReadOnly: 'Enabled' }]),
    JsonPatch.add('/spec/template/spec/containers/0/resources', { limits: { cpu: '1', 'nvidia.com/gpu': 2 } }),
    JsonPatch.add('/spec/strategy', { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } }),
  ];

  test.each<[string, (chart: Chart) => ApiObject]>([
    ['cdk8s-plus', (chart) => ApiObject.of(new kplus.Deployment(chart, 'web', { containers: [container] }))],
    [
      'L1',
      (chart) =>
        new kplus.k8s.KubeDeployment(chart, 'web', {
          spec: { selector: { matchLabels: { app: 'web' } }, template: { spec: { containers: [container] } } },
        }),
    ],
  ])('of a workload that we touch: %s', (_, make) => {
    const chart = newChart();
    const object = make(chart);
    Hardening.apply(object);
    object.addJsonPatch(...patches);
    const { spec } = findKind(chart, 'Deployment');
    expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } });
    const pod = spec.template.spec;
    expect(pod.initContainers[0]).toMatchObject({ name: 'log', restartPolicy: 'Always' });
    expect(pod.volumes).toEqual([{ name: 'model', image: { reference: 'model:1', pullPolicy: 'IfNotPresent' } }]);
    expect(pod.containers[0].volumeMounts).toEqual([{ name: 'model', mountPath: '/model', recursiveReadOnly: 'Enabled' }]);
    expect(pod.containers[0].resources.limits).toMatchObject({ cpu: '1', 'nvidia.com/gpu': 2 });
  });

  test('and what a class writes under another name stays as it writes it', () => {
    const chart = newChart();
    const service = new kplus.k8s.KubeService(chart, 'web', { spec: { clusterIp: 'None', ports: [{ port: 80 }] } });
    new SharedScratchPod(chart, 'pod', {
      sizeLimit: GIB,
      containers: [{ name: 'writer', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE }],
    });
    service.addJsonPatch(JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));
    expect(findKind(chart, 'Service').spec).not.toHaveProperty('clusterIp');
  });
});

describe('our own props set them:', () => {
  const pods = (chart: Chart) =>
    new kplus.Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ name: 'web', image: 'nginx:1.29.1' }] });

  test('recursiveReadOnly', () => {
    const chart = newChart();
    const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: GIB });
    scratch.mountInto(pods(chart), '/tmp', { recursiveReadOnly: RecursiveReadOnly.ENABLED });
    const [mount] = findKind(chart, 'Deployment').spec.template.spec.containers[0].volumeMounts;
    expect(mount).toEqual({ name: 'tmp', mountPath: '/tmp', readOnly: true, recursiveReadOnly: 'Enabled' });
  });

  test('an image as a volume, which nobody can write', () => {
    const chart = newChart();
    const deployment = pods(chart);
    const model = PodVolume.image({ name: 'model', reference: 'registry.example.com/model:3' });
    model.mountInto(deployment, '/model', { subPath: 'weights' });
    const { containers, volumes } = findKind(chart, 'Deployment').spec.template.spec;
    expect(volumes).toEqual([{ name: 'model', image: { pullPolicy: 'IfNotPresent', reference: 'registry.example.com/model:3' } }]);
    expect(containers[0].volumeMounts).toEqual([{ name: 'model', mountPath: '/model', readOnly: true, subPath: 'weights' }]);
    expect(refusal(() => model.mountInto(deployment, '/x', { access: MountAccess.READ_WRITE }))).toBe(
      'PodVolume at model: 1 problem\n  options.access: "READ_WRITE". The files of an image cannot be written. Leave it out, or copy them into a ScratchVolume by seedFrom().',
    );
    expect(refusal(() => PodVolume.image({ name: 'M', reference: 'model', pullPolicy: 'Now' as never }))).toMatch(
      /3 problems\n {2}name: "M".*\n {2}reference: "model".*\n {2}pullPolicy: "Now". Use one of Always, IfNotPresent, Never\./,
    );
  });

  test('volumeAttributesClassName, of claims and of templates', () => {
    const chart = newChart();
    const props = { storage: GIB, storageClass: FAST, volumeAttributesClassName: 'gold' };
    new Claim(chart, 'claim', props);
    const set = new kplus.StatefulSet(chart, 'set', { metadata: { name: 'set' }, containers: [{ image: 'x:1', port: 80 }] });
    new ClaimTemplate(set, 'data', props);
    expect(findKind(chart, 'PersistentVolumeClaim').spec.volumeAttributesClassName).toBe('gold');
    expect(findKind(chart, 'StatefulSet').spec.volumeClaimTemplates[0].spec.volumeAttributesClassName).toBe('gold');
    const wrong = { ...props, volumeAttributesClassName: 'Gold' };
    expect(refusal(() => new Claim(chart, 'wrong', wrong))).toContain('volumeAttributesClassName: "Gold".');
    expect(refusal(() => new ClaimTemplate(set, 'wrong', wrong))).toContain('volumeAttributesClassName: "Gold".');
  });

  test('seLinuxChangePolicy', () => {
    const chart = newChart();
    const build = (seLinuxChangePolicy: SELinuxChangePolicy) =>
      new SharedScratchPod(chart, 'pod', {
        sizeLimit: GIB,
        containers: [{ name: 'writer', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE }],
        hardening: { seLinuxChangePolicy },
      });
    expect(refusal(() => build('Never' as never))).toContain('hardening.seLinuxChangePolicy: "Never". Use one of Recursive, MountOption.');
    build(SELinuxChangePolicy.MOUNT_OPTION);
    expect(findKind(chart, 'Pod').spec.securityContext.seLinuxChangePolicy).toBe('MountOption');
  });
});
