import { ApiObject, App, Chart, Cron, JsonPatch, Size, Testing, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { SharedScratchPod } from '../../../src';
import { NfsSharedStore } from '../../../src/patterns/nfs/nfs-shared-store';
import { NfsSharedStoreProps } from '../../../src/patterns/nfs/props';
import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { NfsOnDelete } from '../../../src/storage-classes/nfs-csi';
import { NfsMountProfile } from '../../../src/storage-classes/nfs-mount';
import { ClaimTemplate } from '../../../src/volumes/claim-template';
import { MountAccess } from '../../../src/workloads/mount-options';
import { findKind, Manifest, manifests, newChart, yaml } from '../../support';

const { READ_WRITE_ONCE, READ_ONLY_MANY, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
const inTree = NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports/media' });
const csi = NfsDriver.csi({ server: 'nfs.example.com', share: '/exports', subDir: 'media' });
const dynamic = NfsDriver.csiDynamic({ server: 'nfs.example.com', share: '/exports' });
const EFS = 'fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com';

const props = (more: Partial<NfsSharedStoreProps> = {}): NfsSharedStoreProps => ({
  driver: inTree,
  capacity: Size.gibibytes(100),
  ...more,
});
const newStore = (chart: Chart, more: Partial<NfsSharedStoreProps> = {}, id = 'media') => new NfsSharedStore(chart, id, props(more));

function storeOf(kind: string, more: Partial<NfsSharedStoreProps> = {}): Manifest {
  const chart = newChart();
  newStore(chart, more);
  return findKind(chart, kind);
}

const container = (name = 'main') => ({ name, image: 'busybox:1.37.0', resources: {} });

function newDeployment(chart: Chart, name = 'web', more: kplus.DeploymentProps = {}): kplus.Deployment {
  return new kplus.Deployment(chart, name, { metadata: { name }, replicas: 3, containers: [container()], ...more });
}

const podSpecOf = (chart: Chart, kind = 'Deployment', name = 'web'): Manifest =>
  manifests(chart).find((manifest: Manifest) => manifest.kind === kind && manifest.metadata.name === name).spec.template.spec;

describe('NfsSharedStore', () => {
  test.each<[string, NfsDriver]>([
    ['in-tree', inTree],
    ['static CSI', csi],
    ['dynamic CSI', dynamic],
    ['existing class', NfsDriver.fromStorageClass({ storageClassName: 'nfs' })],
  ])('synthesizes (%s)', (_, driver) => {
    const chart = newChart();
    newStore(chart, { driver }).mountInto(newDeployment(chart), '/media');
    expect(yaml(chart)).toMatchSnapshot();
  });

  test('changes no manifest when its code moves', () => {
    for (const driver of [inTree, csi, dynamic]) {
      const before = newChart();
      newStore(before, { driver });
      const after = newChart();
      new NfsSharedStore(new Construct(after, 'storage'), 'media', props({ driver }));
      expect(yaml(after)).toBe(yaml(before));
    }
  });

  test('tells what it made, so that kplus goes on from there', () => {
    const store = newStore(newChart(), { capacity: Size.gibibytes(5), group: 2000 });
    expect(store.name).toBe('media');
    expect(store.namespace).toBe('shop');
    expect(store.claim.name).toBe('media');
    expect(store.volume?.name).toBe('shop.media');
    expect(store.storageClass.storageClassName).toBe('shop.media');
    expect(store.accessMode).toBe('ReadWriteMany');
    expect(store.group).toBe(2000);
    expect(store.mountOptions).toEqual(['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2']);
  });

  describe('the volume and the claim', () => {
    test.each<[string, NfsDriver]>([
      ['in-tree', inTree],
      ['CSI', csi],
    ])('find each other and nothing else (%s)', (_, driver) => {
      const chart = newChart();
      newStore(chart, { driver });
      const volume = findKind(chart, 'PersistentVolume');
      const claim = findKind(chart, 'PersistentVolumeClaim');
      expect(claim.spec.volumeName).toBe(volume.metadata.name);
      expect(volume.spec.claimRef).toMatchObject({ name: claim.metadata.name, namespace: claim.metadata.namespace });
      expect(volume.spec.claimRef.namespace).toBe('shop');
      // A claim that names no class gets the default one, and is then provisioned or never bound.
      expect(claim.spec.storageClassName).toBe('shop.media');
      expect(volume.spec.storageClassName).toBe(claim.spec.storageClassName);
    });

    test('agree on all that binding compares, since a claimRef switches the comparison off', () => {
      const chart = newChart();
      newStore(chart, { capacity: Size.mebibytes(1500) });
      const volume = findKind(chart, 'PersistentVolume').spec;
      const claim = findKind(chart, 'PersistentVolumeClaim').spec;
      expect(volume.capacity.storage).toBe('1500Mi');
      expect(claim.resources.requests.storage).toBe(volume.capacity.storage);
      expect(claim.accessModes).toEqual(volume.accessModes);
      expect(claim.volumeMode).toBe(volume.volumeMode);
    });

    test('keep the data when the claim is deleted', () => {
      expect(storeOf('PersistentVolume').spec.persistentVolumeReclaimPolicy).toBe('Retain');
      expect(storeOf('PersistentVolume', { driver: csi }).spec.persistentVolumeReclaimPolicy).toBe('Retain');
    });

    test('are for many writers on many nodes', () => {
      expect(storeOf('PersistentVolume').spec.accessModes).toEqual(['ReadWriteMany']);
    });

    test('have the class that they are told, on both sides', () => {
      const chart = newChart();
      newStore(chart, { storageClassName: 'static-nfs' });
      expect(findKind(chart, 'PersistentVolume').spec.storageClassName).toBe('static-nfs');
      expect(findKind(chart, 'PersistentVolumeClaim').spec.storageClassName).toBe('static-nfs');
    });

    test('have the namespace of a prop where the chart has none', () => {
      const chart = new Chart(new App(), 'shop');
      new NfsSharedStore(chart, 'media', props({ namespace: 'pictures' }));
      expect(findKind(chart, 'PersistentVolumeClaim').metadata).toMatchObject({ name: 'media', namespace: 'pictures' });
      expect(findKind(chart, 'PersistentVolume').spec.claimRef.namespace).toBe('pictures');
      expect(findKind(chart, 'PersistentVolume').metadata.name).toBe('pictures.media');
    });

    test('carry labels and annotations', () => {
      const chart = newChart();
      newStore(chart, { labels: { team: 'web' }, annotations: { owner: 'ops' } });
      for (const { metadata } of manifests(chart)) {
        expect(metadata.labels).toEqual({
          team: 'web',
          'app.kubernetes.io/name': 'media',
          'app.kubernetes.io/component': 'shared-store',
          'app.kubernetes.io/managed-by': 'cdk8s-storage',
        });
        expect(metadata.annotations).toEqual({ owner: 'ops' });
      }
    });
  });

  describe('the driver', () => {
    test('in-tree mounts an export', () => {
      expect(storeOf('PersistentVolume').spec.nfs).toEqual({ server: 'nfs.example.com', path: '/exports/media' });
      const service = { server: 'nfs.shop.svc.cluster.local', path: '/' };
      const driver = NfsDriver.inTree({ ...service, nodesResolveClusterNames: true });
      expect(storeOf('PersistentVolume', { driver }).spec.nfs).toEqual(service);
    });

    test('static CSI has a handle of server, share and directory, so that no two volumes are one to a node', () => {
      expect(storeOf('PersistentVolume', { driver: csi }).spec.csi).toEqual({
        driver: 'nfs.csi.k8s.io',
        volumeHandle: 'nfs.example.com#exports#media',
        volumeAttributes: { server: 'nfs.example.com', share: '/exports', subDir: 'media' },
      });
      const own = NfsDriver.csi({ server: '[fd00::5]', share: '/exports/', volumeHandle: 'media-of-shop' });
      expect(storeOf('PersistentVolume', { driver: own }).spec.csi).toEqual({
        driver: 'nfs.csi.k8s.io',
        volumeHandle: 'media-of-shop',
        volumeAttributes: { server: 'fd00::5', share: '/exports' },
      });
    });

    test('dynamic CSI makes a class that keeps directories, and leaves their mode and that of the share alone', () => {
      const made = storeOf('StorageClass', { driver: dynamic });
      expect(made.metadata).toMatchObject({ name: 'shop.media' });
      expect(made.metadata.namespace).toBeUndefined();
      expect(made.provisioner).toBe('nfs.csi.k8s.io');
      expect(made.reclaimPolicy).toBe('Retain');
      expect(made.parameters).toEqual({ server: 'nfs.example.com', share: '/exports', onDelete: 'retain' });
      expect(made.mountOptions).toEqual(['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2']);
      const claim = storeOf('PersistentVolumeClaim', { driver: dynamic });
      expect(claim.spec.storageClassName).toBe('shop.media');
      expect(claim.spec.volumeName).toBeUndefined();
    });

    test('dynamic CSI deletes what it is told to, in two words', () => {
      const driver = NfsDriver.csiDynamic({
        server: 'nfs.example.com',
        share: '/exports',
        subDir: '${pvc.metadata.namespace}/${pvc.metadata.name}',
        mountPermissions: '2770',
        reclaimPolicy: kplus.PersistentVolumeReclaimPolicy.DELETE,
        onDelete: NfsOnDelete.DELETE,
      });
      const made = storeOf('StorageClass', { driver });
      expect(made.reclaimPolicy).toBe('Delete');
      expect(made.parameters).toMatchObject({
        subDir: '${pvc.metadata.namespace}/${pvc.metadata.name}',
        mountPermissions: '2770',
        onDelete: 'delete',
      });
    });

    test('dynamic CSI needs no namespace: the provisioner binds', () => {
      const chart = new Chart(new App(), 'shop');
      new NfsSharedStore(chart, 'media', props({ driver: dynamic }));
      expect(findKind(chart, 'StorageClass').metadata.name).toBe('media');
      expect(findKind(chart, 'PersistentVolumeClaim').metadata.namespace).toBeUndefined();
    });

    test('a second store claims from the class of the first', () => {
      const chart = newChart();
      const first = newStore(chart, { driver: dynamic });
      newStore(chart, { driver: NfsDriver.fromStorageClass(first.storageClass) }, 'thumbnails');
      const claims = manifests(chart).filter(({ kind }: Manifest) => kind === 'PersistentVolumeClaim');
      expect(claims.map(({ spec }: Manifest) => spec.storageClassName)).toEqual(['shop.media', 'shop.media']);
      expect(findKind(chart, 'StorageClass').metadata.name).toBe('shop.media');
    });
  });

  describe('mount options', () => {
    test('are those of EFS for a server of EFS, or where the profile says so', () => {
      const efs = ['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2', 'rsize=1048576', 'wsize=1048576', 'noresvport'];
      const server = NfsDriver.inTree({ server: EFS, path: '/' });
      expect(storeOf('PersistentVolume', { driver: server }).spec.mountOptions).toEqual(efs);
      expect(storeOf('PersistentVolume', { mountProfile: NfsMountProfile.EFS }).spec.mountOptions).toEqual(efs);
      const standard = { driver: server, mountProfile: NfsMountProfile.STANDARD };
      expect(storeOf('PersistentVolume', standard).spec.mountOptions).toEqual(efs.slice(0, 4));
    });

    test('are replaced setting by setting', () => {
      const mountOptions = ['nconnect=4', 'vers=4.2'];
      expect(storeOf('PersistentVolume', { mountOptions }).spec.mountOptions).toEqual([
        'hard',
        'vers=4.2',
        'timeo=600',
        'retrans=2',
        'nconnect=4',
      ]);
    });

    test('are read-only for a store that is', () => {
      expect(storeOf('PersistentVolume', { accessMode: READ_ONLY_MANY }).spec).toMatchObject({
        accessModes: ['ReadOnlyMany'],
        mountOptions: ['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2', 'ro'],
      });
    });

    test('that put data at risk carry the reason, for whoever finds the volume', () => {
      const { metadata, spec } = storeOf('PersistentVolume', {
        mountOptions: ['soft', 'nfsvers=3'],
        acknowledge: { softMountMayCorruptData: 'previews, made anew at any time', version3LocksNeedStatd: 'our nodes run it' },
      });
      expect(spec.mountOptions).toEqual(['soft', 'nfsvers=3', 'timeo=600', 'retrans=2']);
      expect(metadata.annotations).toEqual({
        'cdk8s-storage/soft-mount-may-corrupt-data': 'previews, made anew at any time',
        'cdk8s-storage/version3-locks-need-statd': 'our nodes run it',
      });
    });

    test('and permissions too', () => {
      const driver = NfsDriver.csiDynamic({ server: 'nfs.example.com', share: '/exports', mountPermissions: '0777' });
      const acknowledge = { directoriesAreWorldWritable: 'a scratch share' };
      const made = storeOf('StorageClass', { driver, acknowledge });
      expect(made.metadata.annotations).toEqual({ 'cdk8s-storage/directories-are-world-writable': 'a scratch share' });
    });
  });
});

describe('NfsSharedStore.mountInto', () => {
  test('adds the volume once, however often and into however many containers it is mounted', () => {
    const chart = newChart();
    const store = newStore(chart);
    const deployment = newDeployment(chart, 'web', { containers: [container('one'), container('two')] });
    store.mountInto(deployment, '/media');
    store.mountInto(deployment, '/upload', { access: MountAccess.READ_WRITE, subPath: 'incoming', containers: ['two'] });
    const spec = podSpecOf(chart);
    expect(spec.volumes).toEqual([{ name: 'pvc-media', persistentVolumeClaim: { claimName: 'media', readOnly: false } }]);
    expect(spec.containers.map((item: Manifest) => item.volumeMounts)).toEqual([
      [{ name: 'pvc-media', mountPath: '/media', readOnly: true }],
      [
        { name: 'pvc-media', mountPath: '/media', readOnly: true },
        { name: 'pvc-media', mountPath: '/upload', subPath: 'incoming' },
      ],
    ]);
  });

  test('is read-only unless told otherwise', () => {
    const chart = newChart();
    newStore(chart).mountInto(newDeployment(chart), '/media');
    expect(podSpecOf(chart).containers[0].volumeMounts[0].readOnly).toBe(true);
  });

  test('reaches init containers where they are named', () => {
    const chart = newChart();
    const deployment = newDeployment(chart);
    deployment.addInitContainer(container('prepare'));
    newStore(chart).mountInto(deployment, '/media', { containers: ['prepare'] });
    expect(podSpecOf(chart).initContainers[0].volumeMounts).toHaveLength(1);
    expect(podSpecOf(chart).containers[0].volumeMounts).toBeUndefined();
    expect(podSpecOf(chart).volumes).toHaveLength(1);
  });

  test('gives the Pods the group of the store, and never fsGroup, which would walk the whole share', () => {
    for (const driver of [inTree, csi, dynamic]) {
      const chart = newChart();
      newStore(chart, { driver, group: 4000 }).mountInto(newDeployment(chart), '/media');
      expect(podSpecOf(chart).securityContext.supplementalGroups).toEqual([4000]);
      expect(podSpecOf(chart).securityContext.fsGroup).toBeUndefined();
    }
  });

  test('mounts two stores into one workload, with each group once', () => {
    const chart = newChart();
    const deployment = newDeployment(chart);
    newStore(chart, { group: 4000 }, 'one').mountInto(deployment, '/one');
    newStore(chart, { group: 5000, driver: csi }, 'two').mountInto(deployment, '/two');
    newStore(chart, { group: 4000, driver: dynamic }, 'three').mountInto(deployment, '/three');
    const spec = podSpecOf(chart);
    expect(spec.securityContext.supplementalGroups).toEqual([4000, 5000]);
    expect(spec.volumes.map((volume: Manifest) => volume.name)).toEqual(['pvc-one', 'pvc-two', 'pvc-three']);
  });

  test('keeps groups that are there already', () => {
    const chart = newChart();
    const deployment = newDeployment(chart);
    const render = deployment._toPodSpec.bind(deployment);
    deployment._toPodSpec = () => {
      const spec = render();
      return { ...spec, securityContext: { ...spec.securityContext, supplementalGroups: [7000, 10001] } };
    };
    newStore(chart).mountInto(deployment, '/media');
    expect(podSpecOf(chart).securityContext.supplementalGroups).toEqual([7000, 10001]);
  });

  test('mounts one store into two workloads, of two charts too', () => {
    const app = new App();
    const one = new Chart(app, 'one', { namespace: 'shop' });
    const two = new Chart(app, 'two', { namespace: 'shop' });
    const store = newStore(one);
    store.mountInto(newDeployment(one, 'web'), '/media');
    store.mountInto(newDeployment(two, 'worker'), '/media', { access: MountAccess.READ_WRITE });
    const claims = [podSpecOf(one, 'Deployment', 'web'), podSpecOf(two, 'Deployment', 'worker')].map((spec) => spec.volumes);
    expect(claims[0]).toEqual(claims[1]);
  });

  test('shares a store with a StatefulSet that has its own claims, and whose fsGroup is for those', () => {
    const chart = newChart();
    const set = new kplus.StatefulSet(chart, 'queue', {
      metadata: { name: 'queue' },
      replicas: 3,
      service: new kplus.Service(chart, 'Service', { metadata: { name: 'queue' }, clusterIP: 'None', ports: [{ port: 80 }] }),
      securityContext: { fsGroup: 10001, fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH },
      containers: [container()],
    });
    for (const driver of [inTree, csi]) {
      newStore(chart, { driver }, driver === csi ? 'two' : 'one').mountInto(set, driver === csi ? '/two' : '/one');
    }
    const template = new ClaimTemplate(set, 'data', { storage: Size.gibibytes(1), storageClass: { storageClassName: 'fast' } });
    template.mountInto(set, '/data', { access: MountAccess.READ_WRITE });
    const { spec } = findKind(chart, 'StatefulSet');
    expect(spec.volumeClaimTemplates.map(({ metadata }: Manifest) => metadata.name)).toEqual(['data']);
    expect(spec.template.spec.volumes.map(({ name }: Manifest) => name)).toEqual(['pvc-one', 'pvc-two']);
    expect(spec.template.spec.securityContext).toMatchObject({ fsGroup: 10001, supplementalGroups: [10001] });
  });

  test.each<[string, (chart: Chart) => kplus.AbstractPod]>([
    ['Pod', (chart) => new kplus.Pod(chart, 'x', { containers: [container()] })],
    ['Job', (chart) => new kplus.Job(chart, 'x', { containers: [container()] })],
    ['DaemonSet', (chart) => new kplus.DaemonSet(chart, 'x', { containers: [container()] })],
    ['CronJob', (chart) => new kplus.CronJob(chart, 'x', { schedule: Cron.hourly(), containers: [container()] })],
  ])('takes a %s', (kind, make) => {
    const chart = newChart();
    newStore(chart).mountInto(make(chart), '/media');
    const { spec } = findKind(chart, kind);
    const pod = spec.jobTemplate?.spec.template.spec ?? spec.template?.spec ?? spec;
    expect(pod.volumes).toHaveLength(1);
    expect(pod.securityContext.supplementalGroups).toEqual([10001]);
  });

  test('takes a Pod of this library, whose fsGroup is for its scratch volume', () => {
    const chart = newChart();
    const { pod } = new SharedScratchPod(chart, 'cache', {
      sizeLimit: Size.gibibytes(1),
      containers: [{ name: 'main', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE }],
    });
    newStore(chart).mountInto(pod, '/media');
    newStore(chart, { driver: csi }, 'more').mountInto(pod, '/more');
    const { spec } = findKind(chart, 'Pod');
    expect(spec.securityContext).toMatchObject({ fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', supplementalGroups: [10001] });
    expect(spec.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
  });

  test('renders the same, however often', () => {
    const chart = newChart();
    newStore(chart).mountInto(newDeployment(chart), '/media');
    expect(Yaml.stringify(...(Testing.synth(chart) as object[]))).toBe(yaml(chart));
  });

  test('lets one Pod have a store for one', () => {
    const chart = newChart();
    const once = newStore(chart, { accessMode: READ_WRITE_ONCE }, 'once');
    const strategies = [
      kplus.DeploymentStrategy.recreate(),
      kplus.DeploymentStrategy.rollingUpdate({ maxSurge: kplus.PercentOrAbsolute.absolute(0) }),
    ];
    const deployment = newDeployment(chart, 'web', { replicas: 1, strategy: strategies[0] });
    once.mountInto(deployment, '/media', { access: MountAccess.READ_WRITE });
    once.mountInto(deployment, '/again', { access: MountAccess.READ_WRITE });
    newStore(chart, { accessMode: READ_WRITE_ONCE_POD, driver: csi }, 'pod').mountInto(
      newDeployment(chart, 'worker', { replicas: 1, strategy: strategies[1] }),
      '/media',
    );
    const service = new kplus.Service(chart, 'Service', { ports: [{ port: 80 }] });
    const set = new kplus.StatefulSet(chart, 'set', { service, containers: [container()] });
    newStore(chart, { accessMode: READ_WRITE_ONCE }, 'set-once').mountInto(set, '/media');
    expect(() => manifests(chart)).not.toThrow();
  });

  test('leaves the claim to whoever wants to go on by hand', () => {
    const chart = newChart();
    const store = newStore(chart);
    ApiObject.of(store.volume!).metadata.addAnnotation('note', 'by hand');
    newDeployment(chart).containers[0].mount('/media', store.claim);
    newStore(chart, { driver: dynamic }, 'more').classObject!.addJsonPatch(JsonPatch.replace('/allowVolumeExpansion', false));
    expect(findKind(chart, 'PersistentVolume').metadata.annotations.note).toBe('by hand');
    expect(findKind(chart, 'StorageClass').allowVolumeExpansion).toBe(false);
    expect(podSpecOf(chart).volumes).toHaveLength(1);
  });
});
