import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { BindingField, COMPARED, Naming } from '../../src/facts/kubernetes/binding';
import { NfsDriver } from '../../src/patterns/nfs/nfs-driver';
import { NfsSharedStore } from '../../src/patterns/nfs/nfs-shared-store';
import { Claim, StorageDriver, ZonalStorageClass } from '../../src';
import { PersistentVolume } from '../../src/volumes/persistent-volume';
import { PersistentVolumeSource } from '../../src/volumes/persistent-volume-source';
import { ApiClient, Manifest } from './client';
import { claim, consumer, makeNode, newNamespace, pod, provision, synthesize, until, untilEvent } from './scenery';
import { connect, count, describeThrowaway, serverVersion } from './session';

/*
 * Who binds to whom: in the controller's and the scheduler's own judgement.
 */

const ZONE = 'topology.kubernetes.io/zone';
let api: ApiClient;

beforeAll(() => {
  api = connect();
});
afterAll(() => api.close());
afterEach(() => count('behaviours', 1));

const volume = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name } });

/** A volume that fits whoever names its class. */
const tempting = (name: string, storageClassName: string): Manifest => ({
  ...volume(name),
  spec: {
    capacity: { storage: '10Gi' },
    accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
    storageClassName,
    persistentVolumeReclaimPolicy: 'Retain',
    nfs: { server: 'tempting.example.com', path: '/' },
  },
});

/** A claim that asks for little of a class, or of no class in particular. */
const greedy = (namespace: string, storageClassName?: string): Manifest => ({
  ...claim(namespace, 'greedy'),
  spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } }, storageClassName },
});

/** A class that takes every claim that names none, and makes volumes for nobody. */
const defaultClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'everybodys', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'csi.example.com',
  volumeBindingMode: 'Immediate',
};

describeThrowaway('a static pair', () => {
  let namespace: string;

  beforeEach(async () => {
    namespace = await newNamespace(api, 'static');
    await api.apply(defaultClass);
  });
  afterEach(() => api.delete(defaultClass));

  const pairs: Array<[string, (store: string) => NfsDriver]> = [
    ['in-tree NFS', (store) => NfsDriver.inTree({ server: 'nfs.example.com', path: `/exports/${store}` })],
    ['csi-driver-nfs', (store) => NfsDriver.csi({ server: 'nfs.example.com', share: '/exports', subDir: store })],
  ];

  test.each(pairs)('of %s binds to itself beside a volume and a claim that would fit, and a default class', async (_, driver) => {
    const build = () =>
      synthesize(namespace, (chart) => {
        new NfsSharedStore(chart, 'pictures', { driver: driver(namespace), capacity: Size.gibibytes(5) });
      });
    const storageClassName = `${namespace}.pictures`;
    // Both are there first, and either would do were names not written on both sides.
    await api.apply(tempting(`${namespace}.tempting`, storageClassName));
    await api.apply(greedy(namespace, storageClassName));
    await until(api, claim(namespace, 'greedy'), 'is bound', ({ status }) => status.phase === 'Bound');
    await api.apply(tempting(`${namespace}.another`, storageClassName));
    await api.applyAll(build());

    const bound = await until(api, claim(namespace, 'pictures'), 'is bound', ({ status }) => status.phase === 'Bound');
    const own = await until(api, volume(`${namespace}.pictures`), 'is bound', ({ status }) => status.phase === 'Bound');
    const temptation = await api.get(volume(`${namespace}.another`));
    const other = await api.get(claim(namespace, 'greedy'));

    expect(bound.spec).toMatchObject({ volumeName: `${namespace}.pictures`, storageClassName });
    expect(own.spec.claimRef).toMatchObject({ name: 'pictures', namespace, uid: bound.metadata.uid });
    expect(temptation.status.phase).toBe('Available');
    expect(other.spec.volumeName).toBe(`${namespace}.tempting`);
  });

  test('of NFS is not taken by a claim that was there before it', async () => {
    const storageClassName = `${namespace}.pictures`;
    await api.apply(greedy(namespace, storageClassName));
    await api.applyAll(
      synthesize(namespace, (chart) => {
        const driver = NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports' });
        new NfsSharedStore(chart, 'pictures', { driver, capacity: Size.gibibytes(5) });
      }),
    );

    await until(api, claim(namespace, 'pictures'), 'is bound', ({ status }) => status.phase === 'Bound');

    expect((await api.get(claim(namespace, 'greedy'))).status.phase).toBe('Pending');
  });

  test('of a CSI disk binds to itself', async () => {
    await api.apply(tempting(`${namespace}.tempting`, ''));
    await api.applyAll(
      synthesize(namespace, (chart) => {
        const source = PersistentVolumeSource.csi({ driver: 'csi.example.com', volumeHandle: namespace });
        const props = { storage: Size.gibibytes(5), accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE] };
        const disk = new PersistentVolume(chart, `${namespace}.disk`, { source, claimRef: { name: 'disk', namespace }, ...props });
        new Claim(chart, 'disk', { volumeName: disk.name, storage: Size.gibibytes(5) });
      }),
    );

    const bound = await until(api, claim(namespace, 'disk'), 'is bound', ({ status }) => status.phase === 'Bound');

    expect(bound.spec.volumeName).toBe(`${namespace}.disk`);
    expect((await api.get(volume(`${namespace}.tempting`))).status.phase).toBe('Available');
  });

  test('of a local disk waits for its Pod, which then runs on the node of the disk', async () => {
    const [here, there] = [`${namespace}-here`, `${namespace}-there`];
    await makeNode(api, here, {});
    await makeNode(api, there, {});
    await api.applyAll(
      synthesize(namespace, (chart) => {
        const storageClass = new ZonalStorageClass(chart, `${namespace}-local`, { driver: StorageDriver.localVolumes() });
        new PersistentVolume(chart, `${namespace}.disk`, {
          source: PersistentVolumeSource.local({ path: '/mnt/disks/0' }),
          storage: Size.gibibytes(5),
          accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
          storageClassName: storageClass.storageClassName,
          nodeAffinity: { 'kubernetes.io/hostname': [there] },
        });
        storageClass.claim(chart, 'disk', { storage: Size.gibibytes(5) });
      }),
    );
    await untilEvent(api, claim(namespace, 'disk'), 'WaitForFirstConsumer');
    expect((await api.get(claim(namespace, 'disk'))).status.phase).toBe('Pending');

    await api.apply(consumer(namespace, 'reader', 'disk'));
    const running = await until(api, pod(namespace, 'reader'), 'has a node', ({ spec }) => spec.nodeName);
    const bound = await until(api, claim(namespace, 'disk'), 'is bound', ({ status }) => status.phase === 'Bound');

    expect(running.spec.nodeName).toBe(there);
    expect(bound.spec.volumeName).toBe(`${namespace}.disk`);
  });
});

describeThrowaway('a claim of a ZonalStorageClass', () => {
  test('waits for its Pod, whose zone decides where the disk is made', async () => {
    const namespace = await newNamespace(api, 'zonal');
    const className = `${namespace}-fast`;
    // Zones of this test alone: only one of them is both allowed by the class and asked for by the Pod.
    const [first, second, third] = ['a', 'b', 'c'].map((letter) => `${namespace}-${letter}`);
    for (const zone of [first, second, third]) await makeNode(api, `node-${zone}`, { [ZONE]: zone });
    await api.applyAll(
      synthesize(namespace, (chart) => {
        const driver = StorageDriver.csi('csi.example.com', { topologyKey: ZONE });
        const storageClass = new ZonalStorageClass(chart, className, { driver, zones: [first, second] });
        storageClass.claim(chart, 'data', { storage: Size.gibibytes(20) });
      }),
    );
    await untilEvent(api, claim(namespace, 'data'), 'WaitForFirstConsumer');
    const waiting = await api.get(claim(namespace, 'data'));
    expect(waiting.status.phase).toBe('Pending');
    expect(waiting.metadata.annotations ?? {}).not.toHaveProperty('volume.kubernetes.io/selected-node');

    await api.apply(
      consumer(namespace, 'reader', 'data', {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [second, third] }] }],
            },
          },
        },
      }),
    );
    const selected = await until(
      api,
      claim(namespace, 'data'),
      'has a node selected',
      ({ metadata }) => metadata.annotations?.['volume.kubernetes.io/selected-node'],
    );
    expect(selected.metadata.annotations['volume.kubernetes.io/selected-node']).toBe(`node-${second}`);

    await provision(api, selected, ZONE, [second]);
    const running = await until(api, pod(namespace, 'reader'), 'has a node', ({ spec }) => spec.nodeName);
    expect(running.spec.nodeName).toBe(`node-${second}`);
  });

  test('leaves a Pod that can run in none of its zones unscheduled, rather than making a disk elsewhere', async () => {
    const namespace = await newNamespace(api, 'zonal');
    await makeNode(api, `node-${namespace}`, { [ZONE]: `${namespace}-far` });
    await api.applyAll(
      synthesize(namespace, (chart) => {
        const driver = StorageDriver.csi('csi.example.com', { topologyKey: ZONE });
        const storageClass = new ZonalStorageClass(chart, `${namespace}-fast`, { driver, zones: [`${namespace}-near`] });
        storageClass.claim(chart, 'data', { storage: Size.gibibytes(20) });
      }),
    );
    await api.apply(consumer(namespace, 'reader', 'data'));

    const refused = await until(api, pod(namespace, 'reader'), 'is unschedulable', ({ status }) =>
      status.conditions?.find(({ reason }: Manifest) => reason === 'Unschedulable'),
    );

    expect(refused.status.conditions[0].message).toMatch(
      /didn't find available persistent volumes to bind|no matching .*topology|volume node affinity/i,
    );
    expect((await api.get(claim(namespace, 'data'))).metadata.annotations ?? {}).not.toHaveProperty('volume.kubernetes.io/selected-node');
  });
});

describeThrowaway('a claim and a volume that disagree', () => {
  const kept = { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', storage: '2Gi', storageClassName: 'kept', selector: undefined };
  /** What the claim says otherwise than the volume. */
  const otherwise: Record<BindingField, object> = {
    class: { storageClassName: 'another' },
    accessModes: { accessModes: ['ReadWriteMany'] },
    volumeMode: { volumeMode: 'Block' },
    size: { storage: '20Gi' },
    labels: { selector: { matchLabels: { tier: 'gold' } } },
    attributesClass: { volumeAttributesClassName: 'gold' },
  };
  const allCases = (['byClaim', 'byVolume', 'both'] as Naming[]).flatMap((naming) =>
    (Object.keys(otherwise) as BindingField[]).map((field) => ({ naming, field })),
  );

  test('are bound all the same, unless the facts say that it is compared', async () => {
    const namespace = await newNamespace(api, 'pairs');
    const hasClasses = (await serverVersion(api)) >= 1034;
    const cases = allCases.filter(({ field }) => hasClasses || field !== 'attributesClass');
    const nameOf = ({ naming, field }: (typeof allCases)[number]) => `${namespace}.${naming}-${field}`.toLowerCase();
    for (const one of cases) {
      const name = nameOf(one);
      const storageClassName = name;
      const claimName = name.split('.')[1];
      const { storage, ...spec } = { ...kept, storageClassName, ...otherwise[one.field] };
      await api.apply({
        ...volume(name),
        spec: {
          capacity: { storage: '5Gi' },
          accessModes: kept.accessModes,
          volumeMode: kept.volumeMode,
          storageClassName,
          persistentVolumeReclaimPolicy: 'Retain',
          nfs: { server: 'nfs.example.com', path: '/' },
          claimRef: one.naming === 'byClaim' ? undefined : { name: claimName, namespace },
        },
      });
      const volumeName = one.naming === 'byVolume' ? undefined : name;
      await api.apply({ ...claim(namespace, claimName), spec: { ...spec, volumeName, resources: { requests: { storage } } } });
    }
    const isBound = async (one: (typeof allCases)[number]) =>
      (await api.get(claim(namespace, nameOf(one).split('.')[1]))).status.phase === 'Bound';
    const expected = cases.map((one) => [one.naming, one.field, !COMPARED[one.naming].includes(one.field)]);
    // All that will be bound are, and by then the others would be.
    for (const one of cases.filter(({ naming, field }) => !COMPARED[naming].includes(field))) {
      await until(api, claim(namespace, nameOf(one).split('.')[1]), 'is bound', ({ status }) => status.phase === 'Bound');
    }
    const found = [];
    for (const one of cases) found.push([one.naming, one.field, await isBound(one)]);
    expect(found).toEqual(expected);
  });
});
