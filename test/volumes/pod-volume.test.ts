import { ApiObject, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  ClaimSource,
  ConfigMapVolumeOptions,
  EphemeralVolumeOptions,
  ImageVolumePullPolicy,
  MountAccess,
  PodField,
  PodFile,
  PodVolume,
  ProjectedSource,
  SecretVolumeOptions,
  StorageDriver,
  ZonalStorageClass,
} from '../../src';
import { findKind, Manifest, newChart, refusal } from '../support';

const CLASS = { storageClassName: 'fast' };
const SIZE = Size.gibibytes(1);

const deploymentIn = (chart: Chart): kplus.Deployment =>
  new kplus.Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ name: 'web', image: 'nginx:1.29.1' }] });

const settings = (chart: Chart) => kplus.ConfigMap.fromConfigMapName(chart, 'settings', 'settings');
const keys = (chart: Chart) => kplus.Secret.fromSecretName(chart, 'keys', 'keys');

/** The volume and the mount that a Deployment gets. */
function mounted(make: (chart: Chart) => PodVolume): { volume: Manifest; mount: Manifest } {
  const chart = newChart();
  make(chart).mountInto(deploymentIn(chart), '/data');
  const { volumes, containers } = findKind(chart, 'Deployment').spec.template.spec;
  expect(volumes).toHaveLength(1);
  return { volume: volumes[0], mount: containers[0].volumeMounts[0] };
}

/** What is refused of a volume, without the line that says whose it is. */
const problemsOf = (make: (chart: Chart) => unknown) =>
  refusal(() => make(newChart()))
    .split('\n')
    .slice(1);

describe('a volume that a Pod describes by itself', () => {
  test('is mounted read-only unless told, whatever its kind', () => {
    const kinds: Array<(chart: Chart) => PodVolume> = [
      (chart) => PodVolume.configMap({ name: 'data', configMap: settings(chart) }),
      (chart) => PodVolume.secret({ name: 'data', secret: keys(chart) }),
      () => PodVolume.downwardApi({ name: 'data', items: [{ path: 'name', field: PodField.NAME }] }),
      () => PodVolume.serviceAccountToken({ name: 'data' }),
      (chart) => PodVolume.projected({ name: 'data', sources: [ProjectedSource.secret(keys(chart))] }),
      () => PodVolume.image({ name: 'data', reference: 'model:1' }),
      () => PodVolume.inlineCsi({ name: 'data', driver: 'csi.cert-manager.io' }),
      () => PodVolume.ephemeral({ name: 'data', storage: SIZE, storageClass: CLASS }),
    ];
    for (const make of kinds) expect(mounted(make).mount).toEqual({ name: 'data', mountPath: '/data', readOnly: true });
  });

  test('of a ConfigMap has its keys as files, each where it is wanted, with modes that stay octal', () => {
    const make = (options: Partial<ConfigMapVolumeOptions>) =>
      mounted((chart) => PodVolume.configMap({ name: 'data', configMap: settings(chart), ...options })).volume;
    expect(make({})).toEqual({ name: 'data', configMap: { name: 'settings' } });
    const items = [{ key: 'app.ini', path: 'app/app.ini', mode: 0o400 }, { key: 'log.ini' }];
    expect(make({ items, defaultMode: 0o440, optional: true })).toEqual({
      name: 'data',
      configMap: {
        name: 'settings',
        items: [
          { key: 'app.ini', path: 'app/app.ini', mode: 256 },
          { key: 'log.ini', path: 'log.ini' },
        ],
        defaultMode: 288,
        optional: true,
      },
    });
  });

  test('of a Secret names it by the field that only Secrets have', () => {
    const make = (options: Partial<SecretVolumeOptions>) =>
      mounted((chart) => PodVolume.secret({ name: 'data', secret: keys(chart), ...options })).volume;
    expect(make({ optional: false })).toEqual({ name: 'data', secret: { secretName: 'keys' } });
    expect(make({ items: [{ key: 'id_rsa', mode: 0o400 }] })).toEqual({
      name: 'data',
      secret: { secretName: 'keys', items: [{ key: 'id_rsa', path: 'id_rsa', mode: 256 }] },
    });
  });

  test('of the Pod shows its name, labels and limits', () => {
    const items: PodFile[] = [
      { path: 'name', field: PodField.NAME },
      { path: 'namespace', field: PodField.NAMESPACE },
      { path: 'uid', field: PodField.UID },
      { path: 'labels', field: PodField.LABELS },
      { path: 'annotations', field: PodField.ANNOTATIONS },
      { path: 'app', field: PodField.label('app.kubernetes.io/name'), mode: 0o444 },
      { path: 'build', field: PodField.annotation('example.com/build') },
      { path: 'cpu', field: PodField.resource(kplus.ResourceFieldPaths.CPU_LIMIT, 'web', '1m') },
    ];
    const { volume } = mounted(() => PodVolume.downwardApi({ name: 'data', items }));
    expect(volume.downwardAPI.items.map(({ fieldRef, resourceFieldRef }: Manifest) => (fieldRef ?? resourceFieldRef) as unknown)).toEqual([
      { fieldPath: 'metadata.name' },
      { fieldPath: 'metadata.namespace' },
      { fieldPath: 'metadata.uid' },
      { fieldPath: 'metadata.labels' },
      { fieldPath: 'metadata.annotations' },
      { fieldPath: "metadata.labels['app.kubernetes.io/name']" },
      { fieldPath: "metadata.annotations['example.com/build']" },
      { containerName: 'web', divisor: '1m', resource: 'limits.cpu' },
    ]);
  });

  test('of a token lives an hour, for whom it is meant', () => {
    expect(mounted(() => PodVolume.serviceAccountToken({ name: 'data' })).volume).toEqual({
      name: 'data',
      projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3600, path: 'token' } }] },
    });
    const given = { name: 'data', path: 'vault/token', audience: 'vault', expiration: Duration.minutes(10) };
    expect(mounted(() => PodVolume.serviceAccountToken(given)).volume.projected.sources).toEqual([
      { serviceAccountToken: { audience: 'vault', expirationSeconds: 600, path: 'vault/token' } },
    ]);
  });

  test('of several sources has each in its place', () => {
    const { volume } = mounted((chart) =>
      PodVolume.projected({
        name: 'data',
        defaultMode: 0o440,
        sources: [
          ProjectedSource.configMap(settings(chart), { items: [{ key: 'a' }], optional: true }),
          ProjectedSource.secret(keys(chart)),
          ProjectedSource.downwardApi({ items: [{ path: 'name', field: PodField.NAME }] }),
          ProjectedSource.serviceAccountToken({ audience: 'vault' }),
        ],
      }),
    );
    expect(volume.projected).toEqual({
      defaultMode: 288,
      sources: [
        { configMap: { name: 'settings', items: [{ key: 'a', path: 'a' }], optional: true } },
        { secret: { name: 'keys' } },
        { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
        { serviceAccountToken: { audience: 'vault', expirationSeconds: 3600, path: 'token' } },
      ],
    });
  });

  test('of an image is pulled where the node lacks it', () => {
    expect(mounted(() => PodVolume.image({ name: 'data', reference: 'model:1' })).volume.image.pullPolicy).toBe('IfNotPresent');
    const never = { name: 'data', reference: 'model:1', pullPolicy: ImageVolumePullPolicy.NEVER };
    expect(mounted(() => PodVolume.image(never)).volume.image.pullPolicy).toBe('Never');
  });

  test('of a driver cannot be written unless both the volume and the mount say so', () => {
    const options = {
      name: 'data',
      driver: 'nfs.csi.k8s.io',
      volumeAttributes: { server: 'nfs.example.com', share: '/exports' },
      fsType: 'nfs',
    };
    const { volume } = mounted((chart) => PodVolume.inlineCsi({ ...options, nodePublishSecret: keys(chart) }));
    expect(volume.csi).toEqual({ ...options, name: undefined, readOnly: true, nodePublishSecretRef: { name: 'keys' } });
    const chart = newChart();
    const web = deploymentIn(chart);
    expect(refusal(() => PodVolume.inlineCsi(options).mountInto(web, '/data', { access: MountAccess.READ_WRITE }))).toBe(
      'PodVolume at data: 1 problem\n  options.access: "READ_WRITE". The volume is readOnly. Leave it out, or say readOnly: false where the driver lets Pods write.',
    );
    PodVolume.inlineCsi({ ...options, readOnly: false }).mountInto(web, '/data', { access: MountAccess.READ_WRITE });
    expect(findKind(chart, 'Deployment').spec.template.spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
  });

  test('of a class has all that a claim can ask for, each Pod its own', () => {
    const options: EphemeralVolumeOptions = {
      name: 'data',
      storage: Size.mebibytes(512),
      storageClass: CLASS,
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD],
      dataSource: ClaimSource.fromSnapshotName('nightly'),
      volumeAttributesClassName: 'gold',
      labels: { team: 'shop' },
      annotations: { 'example.com/why': 'work' },
    };
    expect(mounted(() => PodVolume.ephemeral(options)).volume.ephemeral.volumeClaimTemplate).toEqual({
      metadata: { labels: { team: 'shop' }, annotations: { 'example.com/why': 'work' } },
      spec: {
        accessModes: ['ReadWriteOncePod'],
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'nightly' },
        resources: { requests: { storage: '512Mi' } },
        storageClassName: 'fast',
        volumeAttributesClassName: 'gold',
        volumeMode: 'Filesystem',
      },
    });
  });

  test('of a class is a raw device where that is asked for, and then at no path', () => {
    const chart = newChart();
    const web = deploymentIn(chart);
    const device = PodVolume.ephemeral({
      name: 'raw',
      storage: SIZE,
      storageClass: CLASS,
      volumeMode: kplus.PersistentVolumeMode.BLOCK,
    });
    device.attachInto(web, '/dev/raw');
    expect(findKind(chart, 'Deployment').spec.template.spec.containers[0].volumeDevices).toEqual([{ name: 'raw', devicePath: '/dev/raw' }]);
    expect(refusal(() => device.mountInto(web, '/raw'))).toBe(
      'PodVolume at raw: 1 problem\n  path: "/raw". The claim is a raw device (Block), which no path can show. Use attachInto(), or a claim of FILE_SYSTEM.',
    );
    expect(refusal(() => PodVolume.image({ name: 'model', reference: 'model:1' }).attachInto(web, '/dev/model'))).toBe(
      'PodVolume at model: 1 problem\n  devicePath: "/dev/model". The claim has a file system, so there is no device to hand over. Use mountInto(), or a claim of BLOCK.',
    );
  });
});

describe('is refused where it would not work:', () => {
  test('sources that are none', () => {
    expect(problemsOf((chart) => PodVolume.projected({ name: 'data', sources: [settings(chart) as never] }))).toEqual([
      expect.stringMatching(/^ {2}sources\[0\]: .+\. Give a source, such as ProjectedSource\.configMap\(settings\)\.$/),
    ]);
  });

  test('two files at one path, of two sources or of one, and a file where another has its directory', () => {
    const twice = (chart: Chart) =>
      PodVolume.projected({
        name: 'data',
        sources: [
          ProjectedSource.configMap(settings(chart), { items: [{ key: 'a', path: 'same' }] }),
          ProjectedSource.downwardApi({ items: [{ path: 'same', field: PodField.NAME }] }),
          ProjectedSource.serviceAccountToken({ path: 'same/token' }),
        ],
      });
    expect(refusal(() => twice(newChart()))).toBe(
      [
        'PodVolume.projected at a volume: 2 problems',
        '  sources[1].items[0].path: "same". The volume shows two files at same, and the API server refuses that. Give each file a path of its own.',
        '  sources[2].path: "same/token". The volume shows a file at same/token and another at same: one would have to be a directory, so the kubelet writes neither and the Pod never starts. Give each file a path of its own.',
      ].join('\n'),
    );
    const items = [
      { key: 'a', path: 'x' },
      { key: 'b', path: './x' },
      { key: 'c', path: 'x/y' },
    ];
    expect(problemsOf((chart) => PodVolume.configMap({ name: 'data', configMap: settings(chart), items }))).toEqual([
      '  items[1].path: "./x". The volume shows two files at ./x, and one of them is lost without a word. Give each file a path of its own.',
      '  items[2].path: "x/y". The volume shows a file at x/y and another at x: one would have to be a directory, so the kubelet writes neither and the Pod never starts. Give each file a path of its own.',
    ]);
  });

  test('modes that were meant octal', () => {
    const items = [
      { key: 'a', mode: 400 },
      { key: 'b', mode: 644 },
      { key: 'c', mode: 0.5 },
    ];
    expect(problemsOf((chart) => PodVolume.secret({ name: 'data', secret: keys(chart), items, defaultMode: 440 }))).toEqual([
      '  items[0].mode: 400. In decimal it is the mode 0620. Write 0o400.',
      '  items[1].mode: 644. Give permission bits in octal, from 0o000 to 0o777, such as 0o444. Write 0o644.',
      '  items[2].mode: 0.5. Give permission bits in octal, from 0o000 to 0o777, such as 0o444.',
      '  defaultMode: 440. In decimal it is the mode 0670. Write 0o440.',
    ]);
  });

  test('fields that files cannot have, keys that no label has, units that the API server refuses', () => {
    const items: PodFile[] = [
      { path: 'node', field: PodField.of(kplus.EnvFieldPaths.NODE_NAME) },
      { path: 'label', field: PodField.label('a b') },
      { path: 'number', field: PodField.label(5 as never) },
      { path: 'nothing', field: PodField.annotation(undefined as never) },
      { path: 'cpu', field: PodField.resource(kplus.ResourceFieldPaths.CPU_LIMIT, 'web', '500m') },
      { path: 'none', field: PodField.resource('limits.gpu', '') },
      { path: '../up', field: 'metadata.name' as never },
    ];
    expect(problemsOf(() => PodVolume.downwardApi({ name: 'data', items }))).toEqual([
      '  items[0].field: "spec.nodeName". Use metadata.name, namespace, uid, labels or annotations; the rest is for variables.',
      '  items[1].field: "metadata.labels[\'a b\']". No label or annotation has the key "a b". Name one.',
      "  items[2].field: 5. Give the key of one of the Pod's labels.",
      "  items[3].field: missing. Give the key of one of the Pod's annotations.",
      '  items[4].field.divisor: "500m". Use one of 1, 1m.',
      '  items[5].field.resource: "limits.gpu". Use the request or the limit of cpu, memory or ephemeral-storage.',
      '  items[5].field.container: "". Give a container of the Pod.',
      '  items[6].path: "../up". Give a path inside the volume: relative, without "..", no two dots first.',
      '  items[6].field: "metadata.name". Give a PodField, such as PodField.NAME or PodField.label("app").',
    ]);
  });

  test('the limits of a container that the Pod does not have, at the call', () => {
    const chart = newChart();
    const field = PodField.resource(kplus.ResourceFieldPaths.MEMORY_LIMIT, 'sidecar');
    const volume = PodVolume.downwardApi({ name: 'limits', items: [{ path: 'memory', field }] });
    expect(refusal(() => volume.mountInto(deploymentIn(chart), '/limits'))).toBe(
      'PodVolume at limits: 1 problem\n  workload: shop/web. The volume shows a resource of the container sidecar, which the Pod does not have: it never starts. Name one of web.',
    );
  });

  test('a token that the API server refuses', () => {
    expect(
      refusal(() => PodVolume.serviceAccountToken({ name: 'data', expiration: Duration.seconds(599), path: '/token', audience: '' })),
    ).toBe(
      [
        'PodVolume.serviceAccountToken at a volume: 3 problems',
        '  path: "/token". Give a path inside the volume: relative, without "..", no two dots first.',
        '  audience: "". Name whom the token is for, or leave it out for the API server.',
        '  expiration: "599 s". Give whole seconds, at least 600.',
      ].join('\n'),
    );
  });

  test('an image that changes under a running Pod, and one that is to be written', () => {
    expect(problemsOf(() => PodVolume.image({ name: 'data', reference: 'models' }))).toEqual([
      '  reference: "models". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
    ]);
    const chart = newChart();
    const write = { access: MountAccess.READ_WRITE };
    expect(refusal(() => PodVolume.image({ name: 'data', reference: 'model:1' }).mountInto(deploymentIn(chart), '/data', write))).toBe(
      'PodVolume at data: 1 problem\n  options.access: "READ_WRITE". The files of an image cannot be written. Leave it out, or copy them into a ScratchVolume by seedFrom().',
    );
  });

  test('files of the API that are to be written, and subPath of what changes', () => {
    const chart = newChart();
    const web = deploymentIn(chart);
    const volume = PodVolume.configMap({ name: 'data', configMap: settings(chart) });
    expect(refusal(() => volume.mountInto(web, '/data', { access: MountAccess.READ_WRITE, subPath: 'app.ini' }))).toBe(
      [
        'PodVolume at data: 2 problems',
        '  options.access: "READ_WRITE". The kubelet writes these files, and containers only read them. Leave it out, or copy them into a ScratchVolume.',
        '  options.subPath: "app.ini". A file that is mounted so stays as it is when the container starts, and what it shows changes. Mount the directory, or show an object that is immutable.',
      ].join('\n'),
    );
    // The remedies work.
    const fixed = new kplus.ConfigMap(chart, 'fixed', { metadata: { name: 'fixed' }, data: { 'app.ini': 'x' }, immutable: true });
    PodVolume.configMap({ name: 'data', configMap: fixed }).mountInto(web, '/etc/app.ini', { subPath: 'app.ini' });
    const hashed = kplus.Secret.fromSecretName(chart, 'hashed', 'keys-5f7d8c9b4d');
    PodVolume.projected({ name: 'keys', sources: [ProjectedSource.secret(hashed)] }).mountInto(web, '/etc/key', { subPath: 'key' });
    const token = PodVolume.serviceAccountToken({ name: 'token' });
    expect(() => token.mountInto(web, '/etc/token', { subPath: 'token' })).toThrow('options.subPath');
  });

  test('a driver that serves no inline volumes, one that wants them read-only, a secret in the manifest', () => {
    expect(problemsOf(() => PodVolume.inlineCsi({ name: 'data', driver: 'ebs.csi.aws.com' }))).toEqual([
      '  driver: "ebs.csi.aws.com". The volume is described inline, which AWS EBS does not serve, and the Pod never starts. Use a claim, or a generic ephemeral volume of a class.',
    ]);
    expect(problemsOf(() => PodVolume.inlineCsi({ name: 'data', driver: 'secrets-store.csi.k8s.io', readOnly: false }))).toEqual([
      '  driver: "secrets-store.csi.k8s.io". The volume is not read-only, as the Secrets Store driver wants it, and the Pod never starts. Say readOnly: true.',
    ]);
    const volumeAttributes = { password: 'hunter2hunter2' };
    expect(problemsOf(() => PodVolume.inlineCsi({ name: 'data', driver: 'smb.csi.k8s.io', volumeAttributes }))).toEqual([
      expect.stringMatching(/^ {2}volumeAttributes\["password"\]: .*nodePublishSecret/),
    ]);
  });

  test('a disk without a class, of modes that do not go together', () => {
    const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
    const accessModes = [READ_WRITE_ONCE, READ_WRITE_ONCE_POD];
    expect(refusal(() => PodVolume.ephemeral({ name: 'Data', storage: Size.gibibytes(0), accessModes } as never))).toBe(
      [
        'PodVolume.ephemeral at a volume: 4 problems',
        '  name: "Data". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.',
        '  storage: 0Ki. Give a size of whole KiB above zero and below 8 EiB.',
        '  accessModes: ["ReadWriteOnce","ReadWriteOncePod"]. ReadWriteOncePod stands alone: the API server refuses it beside other modes. Use it alone.',
        "  storageClass: missing. Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.",
      ].join('\n'),
    );
  });

  test('a disk of a class whose disks stay', () => {
    const storageClass = new ZonalStorageClass(newChart(), 'disks', { driver: StorageDriver.awsEbs() });
    expect(problemsOf(() => PodVolume.ephemeral({ name: 'data', storage: SIZE, storageClass }))).toEqual([
      '  storageClass: "disks". Its disks stay when their claims go (Retain), so each Pod would leave one behind. Give a class with reclaimPolicy DELETE.',
    ]);
  });

  test('an object of another namespace', () => {
    const chart = newChart();
    const other = new kplus.ConfigMap(chart, 'other', { metadata: { name: 'other', namespace: 'office' }, data: { a: 'b' } });
    expect(refusal(() => PodVolume.configMap({ name: 'data', configMap: other }).mountInto(deploymentIn(chart), '/data'))).toBe(
      'PodVolume at data: 1 problem\n  workload: shop/web. It is in the namespace shop and the ConfigMap other in office, and Pods find those of their own namespace only. Make one there.',
    );
  });

  test('what is no object, no source, no list', () => {
    const wrong = { name: 'data', configMap: 'settings', items: [], optional: 'yes' } as never;
    expect(problemsOf(() => PodVolume.configMap(wrong))).toEqual([
      '  configMap: "settings". Give a kplus.IConfigMap; kplus.ConfigMap.fromConfigMapName() makes one of a name.',
      '  items: []. Give a list of keys, each with a path, or leave it out for all.',
      '  optional: "yes". Give true or false.',
    ]);
    expect(problemsOf(() => PodVolume.projected({ name: 'data', sources: [] }))).toEqual([
      '  sources: []. Give at least one, such as ProjectedSource.configMap(settings).',
    ]);
    expect(problemsOf(() => PodVolume.projected({ name: 'data', sources: [{ secret: 'keys' }] as never }))).toEqual([
      expect.stringContaining('sources[0]: '),
    ]);
    expect(problemsOf(() => PodVolume.downwardApi({ name: 'data', items: [] }))).toEqual([
      '  items: []. Give a list of files, each with a path and a PodField.',
    ]);
    expect(problemsOf((chart) => PodVolume.secret({ name: 'data', secret: keys(chart), items: [{ key: 'a/b' }] }))).toEqual([
      '  items[0].key: "a/b". A key becomes the name of a file: use letters, digits, dots, dashes and underscores.',
    ]);
  });
});

test('two Pods of one make and two of another get the same volume', () => {
  const chart = newChart();
  const raw = new ApiObject(chart, 'raw', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'raw' },
    spec: { containers: [{ name: 'web', image: 'nginx:1.29.1' }] },
  });
  const volume = PodVolume.serviceAccountToken({ name: 'token', audience: 'vault' });
  for (const workload of [raw, deploymentIn(chart)]) volume.mountInto(workload, '/run/token');
  expect(findKind(chart, 'Pod').spec.volumes).toEqual(findKind(chart, 'Deployment').spec.template.spec.volumes);
});
