import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { NfsSharedStore } from '../../../src/patterns/nfs/nfs-shared-store';
import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { StorageDriver } from '../../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../../src/storage-classes/zonal-storage-class';
import { InvalidPropsError } from '../../../src/props/problems';
import { PersistentVolume } from '../../../src/volumes/persistent-volume';
import { PersistentVolumeSource } from '../../../src/volumes/persistent-volume-source';
import { findKind, Manifest, manifests, newChart, refusal } from '../../support';
import { build, capacity, csi, dynamic, inTree, lines, refusalOf, server, testRefusals, withDriver } from './support';

const { READ_ONLY_MANY, READ_WRITE_MANY, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
const DRIVER = 'Give NfsDriver.inTree(...), .csi(...), .csiDynamic(...) or .fromStorageClass(...).';
const SIZE = 'Give a size of whole KiB above zero and below 8 EiB.';
const NO_CLASS =
  "A claim without a class gets the cluster's default one, and a new, empty volume or none at all. Name a class that nothing serves, or leave it out for one of the store's own.";

describe('NfsSharedStore refuses, and says what to write instead:', () => {
  const props = (more: object) => withDriver(inTree, more);

  testRefusals([
    ['no props', undefined, `driver: missing. ${DRIVER}`, 'capacity: missing. Give a Size, such as Size.gibibytes(1).'],
    ['a driver that is none', { driver: { server }, capacity }, `driver: {"server":"nfs.example.com"}. ${DRIVER}`],
    ['a capacity of zero', props({ capacity: Size.gibibytes(0) }), `capacity: 0Ki. ${SIZE}`],
    ['a capacity that is no size', props({ capacity: '1Gi' }), 'capacity: "1Gi". Give a Size, such as Size.gibibytes(1).'],
    [
      'a name that is none',
      props({ name: 'Media_1' }),
      'name: "Media_1". Use at most 50 lower-case letters, digits and dashes, with a letter or digit at both ends: names and labels are made of it, and it is the id unless given.',
    ],
    [
      'a namespace that is none',
      props({ namespace: 'a.b' }),
      'namespace: "a.b". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.',
    ],
    [
      'another namespace than that of the chart',
      props({ namespace: 'pictures' }),
      'namespace: "pictures". The chart puts what it has into shop. Leave it out, or make the store in a chart of its own.',
    ],
    ['a static claim left to the default class', props({ storageClassName: '' }), `storageClassName: "". ${NO_CLASS}`],
    [
      'a class that is none',
      props({ storageClassName: 'A b' }),
      'storageClassName: "A b". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
    ],
    [
      'an access mode that is none',
      props({ accessMode: 'RWX' }),
      'accessMode: "RWX". Use one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.',
    ],
    [
      'one Pod without CSI',
      props({ accessMode: READ_WRITE_ONCE_POD }),
      'accessMode: "ReadWriteOncePod". ReadWriteOncePod is for CSI drivers only. Use NfsDriver.csi.',
    ],
    [
      'a new directory that nobody may write',
      withDriver(dynamic, { accessMode: READ_ONLY_MANY }),
      'accessMode: "ReadOnlyMany". A directory made for the claim is empty, and nobody could fill it. Use READ_WRITE_MANY, and mount it READ_ONLY.',
    ],
    ['the group of root', props({ group: 0 }), 'group: 0. Give a whole number from 1 to 2147483647.'],
    ['a group that is none', props({ group: '10001' }), 'group: "10001". Give a whole number from 1 to 2147483647.'],
    ['labels that are none', props({ labels: 'a' }), 'labels: "a". Give an object of keys and string values.'],
    [
      'a label of its own',
      props({ labels: { 'app.kubernetes.io/name': 'x' } }),
      'labels["app.kubernetes.io/name"]: "x". It follows from the name. Use another key.',
    ],
    [
      'an annotation that is none',
      props({ annotations: { a: true } }),
      'annotations["a"]: true. Give a string; quote numbers and booleans.',
    ],
  ]);

  test('a static store of no namespace, since a volume that names its claim without it never binds', () => {
    const chart = new Chart(new App(), 'shop');
    expect(refusal(() => build({ driver: inTree, capacity }, chart))).toBe(
      lines(
        'namespace: missing. The volume names its claim with the namespace, and without it the claim stays Pending for ever. Give it here or to the chart.',
      ),
    );
  });

  test('one handle twice, which a node would take for one volume', () => {
    const chart = newChart();
    new NfsSharedStore(chart, 'first', { driver: csi, capacity });
    const same = NfsDriver.csi({ server: 'NFS.example.com', share: '/exports/' });
    expect(refusal(() => build({ driver: same, capacity }, chart))).toBe(
      lines(
        'driver.volumeHandle: "nfs.example.com#exports#". PersistentVolume at shop/first/Volume has it already. A node takes two volumes of one handle for one, so Pods get the wrong data or never start. Mount that volume, or give this one a volumeHandle of its own.',
      ),
    );
    const own = NfsDriver.csi({ server, share: '/exports', volumeHandle: 'second' });
    expect(() => build({ driver: own, capacity }, chart)).not.toThrow();
  });

  test('the name of a volume that another chart has', () => {
    const app = new App();
    const nameTaken = new Chart(app, 'cluster');
    new PersistentVolume(nameTaken, 'shop.media', {
      source: PersistentVolumeSource.nfs({ server, path: '/' }),
      storage: capacity,
      accessModes: [READ_WRITE_MANY],
    });
    expect(refusal(() => build({ driver: inTree, capacity }, new Chart(app, 'shop', { namespace: 'shop' })))).toBe(
      lines(
        'name: "media". PersistentVolume at cluster/shop.media makes the PersistentVolume shop.media too: volumes belong to no namespace, so the later is refused, or Pods get the wrong data. Give one of them another name. Charts for different clusters belong into an App each.',
      ),
    );
  });

  test('the name of a class that another store has', () => {
    const chart = newChart();
    new NfsSharedStore(chart, 'first', { driver: dynamic, capacity, storageClassName: 'nfs' });
    expect(refusal(() => build({ driver: dynamic, capacity, storageClassName: 'nfs' }, chart))).toBe(
      lines(
        'storageClassName: "nfs". NfsSharedStore at shop/first makes the StorageClass nfs too: classes belong to no namespace, so the later is refused, and its claims get disks of the earlier. Give one of them another name, or use that class, which ZonalStorageClass.fromStorageClassName() makes of its name.',
      ),
    );
  });

  test('its own name twice in a chart', () => {
    const chart = newChart();
    new NfsSharedStore(chart, 'first', { driver: inTree, capacity, name: 'media' });
    expect(refusal(() => build({ driver: dynamic, capacity }, chart))).toBe(
      lines(
        'name: "media". NfsSharedStore at shop/first makes the PersistentVolumeClaim media too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
      ),
    );
  });

  test('a class of disks, which cannot be shared, before anything is made', () => {
    const chart = newChart();
    const disks = new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() });
    const message = refusal(() => build({ driver: NfsDriver.fromStorageClass(disks), capacity }, chart));
    expect(message).toBe(
      lines(
        'accessMode: ["ReadWriteMany"]. Two nodes that write one file system on a block disk destroy it. Use ReadWriteOnce, or a network file system for ReadWriteMany.',
      ),
    );
    expect(manifests(chart)).toHaveLength(1);
  });

  const missing = [`driver: missing. ${DRIVER}`, 'capacity: missing. Give a Size, such as Size.gibibytes(1).'];

  test.each([null, undefined])('props of %j', (given) => {
    expect(refusalOf(given)).toBe(lines(...missing));
  });

  test.each([
    [5, 'a number'],
    ['text', 'a string of 4 characters'],
    [[], 'a list of 0'],
  ])('props of %j', (given, kind) => {
    const known = 'driver, capacity, name, namespace, storageClassName, accessMode, group, mountProfile, mountOptions, acknowledge';
    expect(refusalOf(given)).toBe(lines(`props: ${kind}. Give an object of props: ${known}, labels, annotations.`, ...missing));
  });

  test('anything absurd with its path and props, and takes the rest', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, '', 'x', NaN, -1, [], {}, [null], { a: [] }, true, () => 1),
      fc.string(),
    );
    const host = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<unknown>(server, '10.0.0.5', 'fd00::5', 'nfs.shop.svc') }, odd);
    const path = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<unknown>('/', '/exports', '/a b/') }, odd);
    const subDir = fc.oneof(fc.constantFrom<unknown>('a', '${pv.metadata.name}', undefined), odd);
    const driver = fc.oneof(
      fc
        .record({ server: host, path, nodesResolveClusterNames: odd }, { requiredKeys: ['server', 'path'] })
        .map((o) => NfsDriver.inTree(o as never)),
      fc
        .record({ server: host, share: path, subDir, volumeHandle: odd }, { requiredKeys: ['server', 'share'] })
        .map((o) => NfsDriver.csi(o as never)),
      fc
        .record(
          {
            server: host,
            share: path,
            subDir,
            mountPermissions: fc.oneof(fc.constantFrom('0', '0777'), odd),
            reclaimPolicy: odd,
            onDelete: odd,
          },
          { requiredKeys: ['server', 'share'] },
        )
        .map((o) => NfsDriver.csiDynamic(o as never)),
      fc.oneof(fc.constant({ storageClassName: 'nfs' }), odd).map((o) => NfsDriver.fromStorageClass(o as never)),
      odd,
    );
    const options = fc.array(fc.constantFrom('hard', 'soft', 'nfsvers=3', 'v4', 'nolock', 'ro', 'timeo=5', 'nconnect=99', 'what', ''), {
      maxLength: 3,
    });
    const reasons = fc.record(
      { softMountMayCorruptData: odd, version3LocksNeedStatd: fc.constant('why'), locksHoldOnOneNodeOnly: odd },
      { requiredKeys: [] },
    );
    const rarely = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, arbitrary);
    const given = fc.record(
      {
        driver: fc.oneof({ weight: 4, arbitrary: driver }, fc.constantFrom<unknown>(inTree, csi, dynamic)),
        capacity: fc.oneof({ weight: 4, arbitrary: fc.constantFrom<unknown>(capacity, Size.mebibytes(5), Size.kibibytes(1)) }, odd),
        name: rarely(odd),
        namespace: rarely(fc.oneof(fc.constant('shop'), odd)),
        storageClassName: rarely(odd),
        accessMode: rarely(fc.oneof(fc.constantFrom(...Object.values(kplus.PersistentVolumeAccessMode)), odd)),
        group: rarely(fc.oneof(fc.nat(), odd)),
        mountProfile: rarely(fc.oneof(fc.constantFrom('STANDARD', 'EFS'), odd)),
        mountOptions: rarely(fc.oneof(options, odd)),
        acknowledge: rarely(fc.oneof(reasons, odd)),
        labels: rarely(odd),
        annotations: rarely(odd),
      },
      { requiredKeys: ['driver', 'capacity'] },
    );
    let taken = 0;
    fc.assert(
      fc.property(given, (absurd) => {
        const chart = newChart();
        try {
          build(absurd, chart);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          for (const line of (error as Error).message.split('\n').slice(1)) expect(line).toMatch(/^ {2}[a-zA-Z]+[^:]*: .*\. /);
          expect((error as Error).message).toMatch(/^NfsSharedStore at shop\/media: /);
          expect(manifests(chart)).toEqual([]);
          return;
        }
        taken += 1;
        const claim = findKind(chart, 'PersistentVolumeClaim');
        const volume: Manifest = manifests(chart).find(({ kind }: Manifest) => kind === 'PersistentVolume');
        expect(claim.spec.storageClassName).not.toBe('');
        if (volume !== undefined) {
          expect(claim.spec.volumeName).toBe(volume.metadata.name);
          expect(volume.spec.claimRef).toMatchObject({ name: claim.metadata.name, namespace: 'shop' });
          expect(volume.spec.mountOptions.filter((option: string) => /^(hard|soft)/.test(option))).toHaveLength(1);
        }
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(5);
  });
});
