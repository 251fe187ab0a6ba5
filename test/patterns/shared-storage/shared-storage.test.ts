import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  Claim,
  FileDriver,
  FileStorageClass,
  MountAccess,
  NfsDriver,
  NfsSharedStore,
  SharedStorage,
  SharedStorageDeployment,
  SharedStorageDeploymentProps,
  StorageDriver,
  VolumeOwnership,
  ZonalStorageClass,
} from '../../../src';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { findKind, manifests, newChart, refusal } from '../../support';

const FILES = FileStorageClass.fromStorageClassName('files');
const PROBES = { readiness: kplus.Probe.fromTcpSocket(), liveness: kplus.Probe.fromTcpSocket() };
const CONTAINER = { name: 'web', image: 'registry.example.com/web:2.4.1', ports: [{ number: 8080 }], ...PROBES };
const STORAGE: SharedStorage = { path: '/files', size: Size.gibibytes(5), storageClass: FILES };

const newSite = (chart: Chart, props: Partial<SharedStorageDeploymentProps> = {}) =>
  new SharedStorageDeployment(chart, 'site', { containers: [CONTAINER], storage: STORAGE, ...props });

function podOf(props: Partial<SharedStorageDeploymentProps>, chart = newChart()) {
  newSite(chart, props);
  return findKind(chart, 'Deployment').spec.template.spec;
}

const onto = (storage: object): Partial<SharedStorageDeploymentProps> => ({ storage: { ...STORAGE, ...storage } });

const ofImage = (image: string, path: string, more: object = {}): Partial<SharedStorageDeploymentProps> => ({
  containers: [{ ...CONTAINER, image }],
  ...onto({ path }),
  ...more,
});

const problemsOf = (props: object, chart = newChart()): string[] =>
  refusal(() => newSite(chart, props))
    .split('\n')
    .slice(1)
    .map((line) => line.trim());

describe('practices', () => {
  test('one claim for all Pods, which many nodes may write, named after the Deployment', () => {
    const chart = newChart();
    const site = newSite(chart);
    const { metadata, spec } = findKind(chart, 'PersistentVolumeClaim');
    expect(metadata.name).toBe('site');
    expect(spec).toMatchObject({ accessModes: ['ReadWriteMany'], storageClassName: 'files' });
    expect(site.claim.name).toBe('site');
    expect(findKind(chart, 'Deployment').spec.template.spec.volumes).toEqual([
      { name: 'shared-files', persistentVolumeClaim: { claimName: 'site', readOnly: false } },
    ]);
  });

  test('an image that is known runs as its user', () => {
    expect(podOf(ofImage('prom/prometheus:v3.5.0', '/files')).securityContext).toMatchObject({ runAsUser: 65534, fsGroup: 10001 });
    expect(podOf({}).securityContext).toMatchObject({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
  });

  test('our own checks find nothing wrong', () => {
    const chart = newChart();
    const files = new FileStorageClass(chart, 'files', { driver: FileDriver.azureFilesSmb() });
    newSite(chart, onto({ storageClass: files }));
    const { manifests: read } = readValues(manifests(chart));
    const findings = check(new ManifestSet(read)).findings.filter(({ level }) => level !== 'info');
    expect(findings).toEqual([]);
  });
});

describe('who may write, by the driver of the class', () => {
  const context = (driver: FileDriver, more: object = {}) => {
    const chart = newChart();
    const storageClass = new FileStorageClass(chart, 'files', { driver });
    return podOf(onto({ storageClass, size: Size.gibibytes(1200), ...more }), chart).securityContext;
  };

  test('EFS says it itself', () => {
    const { fsGroup, supplementalGroups } = context(FileDriver.awsEfs({ fileSystemId: 'fs-1' }));
    expect([fsGroup, supplementalGroups]).toEqual([undefined, undefined]);
  });

  test('SMB: the group that the mount says', () => {
    const { fsGroup, supplementalGroups } = context(FileDriver.azureFilesSmb({ group: 2000 }));
    expect([fsGroup, supplementalGroups]).toEqual([undefined, [2000]]);
  });

  test('NFS: the group of the files on the server', () => {
    const { fsGroup, supplementalGroups } = context(FileDriver.nfs({ server: 'nfs.example.com', share: '/' }));
    expect([fsGroup, supplementalGroups]).toEqual([undefined, [10001]]);
  });

  test('Filestore, Azure by NFS, and classes that are not known: the kubelet gives the files to the group', () => {
    expect(context(FileDriver.gcpFilestore())).toMatchObject({ fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch' });
    expect(context(FileDriver.azureFilesNfs())).toMatchObject({ fsGroup: 10001 });
    expect(podOf({}).securityContext.fsGroup).toBe(10001);
  });

  test('each can be said', () => {
    expect(podOf(onto({ ownership: VolumeOwnership.fsGroup(2000) })).securityContext.fsGroup).toBe(2000);
    expect(podOf(onto({ ownership: VolumeOwnership.supplementalGroup(2000) })).securityContext).toMatchObject({
      supplementalGroups: [2000],
    });
    expect(podOf(onto({ ownership: VolumeOwnership.asItIs() })).securityContext.fsGroup).toBeUndefined();
    const root = VolumeOwnership.givenByRootOnce({ image: 'busybox:1.37.0', user: 472, group: 472 });
    const [owner] = podOf(onto({ ownership: root, subPath: 'data' })).initContainers;
    expect(owner).toMatchObject({
      args: ['/volume', '472', '472'],
      securityContext: { runAsUser: 0, runAsNonRoot: false },
      volumeMounts: [{ mountPath: '/volume', name: 'shared-files', subPath: 'data' }],
    });
  });
});

describe('refusals', () => {
  const ALONE = 'Use replicas: 1 with strategy: DeploymentStrategy.recreate(), or a StatefulWorkload, whose Pods have disks of their own.';

  test('of several Pods of a program that takes its directory for its own', () => {
    expect(problemsOf(ofImage('prom/prometheus:v3.5.0', '/prometheus'))).toEqual([
      `replicas: 2. Prometheus of containers[0] has its data on the shared files: the second finds it locked and never gets ready, and where the lock is not passed on both write to it. ${ALONE}`,
    ]);
    expect(problemsOf(ofImage('grafana/grafana:12.1.1', '/var/lib/grafana', { replicas: 3 }))).toEqual([
      `replicas: 3. Grafana of containers[0] has its data on the shared files: several programs on one file of SQLite lock each other out, and in time break it. ${ALONE}`,
    ]);
    expect(problemsOf(ofImage('postgres:17.6', '/var/lib/postgresql/data', { replicas: 1 }))).toEqual([
      `strategy: "RollingUpdate". PostgreSQL of containers[0] has its data on the shared files: two servers that write to one directory destroy it. ${ALONE} A rolling update starts the new Pod while the old one runs.`,
    ]);
  });

  test('and the remedy works; so does another directory, or reading', () => {
    const recreate = { replicas: 1, strategy: kplus.DeploymentStrategy.recreate() };
    expect(podOf(ofImage('postgres:17.6', '/var/lib/postgresql/data', recreate)).containers[0].image).toBe('postgres:17.6');
    expect(podOf(ofImage('grafana/grafana:12.1.1', '/var/lib/grafana', { replicas: 1 })).containers).toHaveLength(1);
    expect(podOf(ofImage('prom/prometheus:v3.5.0', '/etc/rules')).containers).toHaveLength(1);
    const reading = { containers: [{ ...CONTAINER, image: 'prom/prometheus:v3.5.0' }] };
    expect(podOf({ ...reading, ...onto({ path: '/prometheus', access: MountAccess.READ_ONLY }) }).containers).toHaveLength(1);
  });

  test('of an autoscaler that comes later', () => {
    const chart = newChart();
    const site = newSite(chart, ofImage('grafana/grafana:12.1.1', '/var/lib/grafana', { replicas: 1 }));
    new kplus.HorizontalPodAutoscaler(chart, 'scaler', { target: site.deployment, maxReplicas: 3 });
    expect(site.node.validate().join('\n')).toContain('several programs on one file of SQLite lock each other out');
  });

  test('of disks', () => {
    const why =
      'whose file system two nodes cannot write without destroying it. Use a FileStorageClass, or a StatefulWorkload, whose Pods have disks of their own.';
    expect(problemsOf(onto({ storageClass: { storageClassName: 'gp3' } }))).toEqual([
      `storage.storageClass: "gp3". It makes disks of AWS EBS, ${why}`,
    ]);
    const chart = newChart();
    const disks = new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.azureDisk() });
    expect(problemsOf(onto({ storageClass: disks }), chart)).toEqual([
      `storage.storageClass: "disks". It makes disks of Azure Disk, ${why}`,
    ]);
  });

  test.each(['driver.longhorn.io', 'pxd.portworx.com', 'csi.vsphere.vmware.com'])('%s serves disks as files too', (provisioner) => {
    const chart = newChart();
    const storageClass = new ZonalStorageClass(chart, 'files', { driver: StorageDriver.csi(provisioner) });
    expect(podOf(onto({ storageClass }), chart).containers).toHaveLength(1);
    expect(podOf(onto({ storageClass: { storageClassName: 'longhorn' } })).containers).toHaveLength(1);
  });

  test('of claims for one node, of raw devices, and of writing where only reading is claimed', () => {
    const chart = newChart();
    const claim = (id: string, more: object) => new Claim(chart, id, { storage: Size.gibibytes(1), storageClass: FILES, ...more });
    const onClaim = (given: Claim, more: object = {}) =>
      problemsOf({ storage: { path: '/files', claim: given, ...more } as SharedStorage }, newChart());
    expect(onClaim(claim('once', {}))).toEqual([
      'storage.claim: "once". It is ReadWriteOnce, and Pods on other nodes never start. Use a claim that is READ_WRITE_MANY on a FileStorageClass, or a StatefulWorkload, whose Pods have disks of their own.',
    ]);
    const { READ_WRITE_MANY, READ_ONLY_MANY } = kplus.PersistentVolumeAccessMode;
    const raw = claim('raw', { accessModes: [READ_WRITE_MANY], volumeMode: kplus.PersistentVolumeMode.BLOCK });
    expect(onClaim(raw)).toEqual([
      'storage.claim: "raw". It is a raw device (Block): a file system that several nodes make on it is destroyed. Use a claim of FILE_SYSTEM on a FileStorageClass.',
    ]);
    expect(onClaim(claim('maps', { accessModes: [READ_ONLY_MANY] }))).toEqual([
      'storage.access: "READ_WRITE". The claim is ReadOnlyMany. Use MountAccess.READ_ONLY.',
    ]);
    expect(onClaim(claim('many', { accessModes: [READ_WRITE_MANY] }), { size: Size.gibibytes(1) })).toEqual([
      'storage.size: 1Gi. The claim has its own. Leave it out, or leave out claim.',
    ]);
    expect(problemsOf({ storage: { path: '/files', claim: 'pictures' } })).toEqual([
      'storage.claim: "pictures". Give a Claim, such as that of files.claim(), or size and storageClass for a new one.',
    ]);
  });

  test('of storage that is left to root, where nobody says how the Pods come to write', () => {
    const chart = newChart();
    const driver = FileDriver.awsFsxLustre({ subnetId: 'subnet-1', securityGroupIds: ['sg-1'] });
    const storageClass = new FileStorageClass(chart, 'files', { driver });
    const storage = { storageClass, size: Size.gibibytes(1200) };
    expect(problemsOf(onto(storage), chart)).toEqual([
      'storage.ownership: missing. AWS FSx for Lustre leaves the files of a new volume to root, and the kubelet changes no group of shared ones, so that the Pods could not write. Say VolumeOwnership.givenByRootOnce({ image: "busybox:1.37.0" }), or asItIs() where the files are theirs already.',
    ]);
    const ownership = VolumeOwnership.givenByRootOnce({ image: 'busybox:1.37.0' });
    expect(podOf(onto({ ...storage, ownership }), chart).initContainers).toHaveLength(1);
  });

  test('of what is missing or absurd', () => {
    expect(problemsOf({ storage: undefined })).toEqual([
      'storage: missing. Give an object with path, and with size and storageClass, or a claim.',
    ]);
    expect(problemsOf(onto({ path: '/', containers: ['db'], access: 'WRITE', subPath: '../x' }))).toHaveLength(4);
    expect(problemsOf(onto({ ownership: 'root' }))).toEqual([
      'storage.ownership: "root". Use VolumeOwnership.fsGroup(), supplementalGroup(2000), givenByRootOnce({ image }) or asItIs().',
    ]);
    expect(problemsOf(onto({ ownership: VolumeOwnership.givenByRootOnce({ image: 'busybox', user: 0 }) }))).toHaveLength(2);
    const ownership = VolumeOwnership.givenByRootOnce({ image: 'busybox:1.37.0' });
    expect(problemsOf({ ...onto({ ownership }), containers: [{ ...CONTAINER, name: 'own-shared-files' }] })).toEqual([
      'containers[0].name: "own-shared-files". The init container of root has this name. Use another.',
    ]);
    expect(problemsOf(onto({ path: '/tmp', containers: [] }))).toEqual([
      'storage.containers: []. Name at least one, or leave it out for all.',
    ]);
    expect(problemsOf({ containers: [{ ...CONTAINER, writablePaths: ['/files/cache'] }] })).toEqual([
      'storage.path: "/files". It overlaps the mount at /files/cache (containers[0].writablePaths[0]): one would hide the other. Use a path apart.',
    ]);
  });
});

test('a store of NFS gives its claim', () => {
  const chart = newChart();
  const store = new NfsSharedStore(chart, 'pictures', {
    driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/pictures' }),
    capacity: Size.gibibytes(5),
  });
  const site = newSite(chart, {
    storage: { path: '/pictures', claim: store.claim, ownership: VolumeOwnership.supplementalGroup(store.group) },
  });
  expect(site.claim).toBe(store.claim);
  expect(manifests(chart).filter(({ kind }) => kind === 'PersistentVolumeClaim')).toHaveLength(1);
  expect(findKind(chart, 'Deployment').spec.template.spec.securityContext.supplementalGroups).toEqual([10001]);
});
