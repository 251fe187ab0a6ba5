import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { MountAccess, MountOptions, ScratchMedium, ScratchVolume, ScratchVolumeProps, StorageDriver, ZonalStorageClass } from '../../src';
import { findKind, Manifest, newChart, refusal } from '../support';

const READ_WRITE = { access: MountAccess.READ_WRITE };
const resources = { memory: { request: Size.mebibytes(100), limit: Size.mebibytes(400) } };

/** A Deployment that knows nothing of this library. */
function deploymentIn(chart: Chart, ...containers: Array<Partial<kplus.ContainerProps>>): kplus.Deployment {
  return new kplus.Deployment(chart, 'web', {
    containers: containers.map((container, index) => ({ name: `c${index}`, image: 'web:1', ...container })),
  });
}

const podSpec = (chart: Chart, kind = 'Deployment'): Manifest => findKind(chart, kind).spec.template.spec;

describe('ScratchVolume', () => {
  test('is a construct of its own that says what it is', () => {
    const scratch = new ScratchVolume(newChart(), 'tmp', { sizeLimit: Size.mebibytes(10) });
    expect(scratch.name).toBe('tmp');
    expect(scratch.medium).toBe(ScratchMedium.DISK);
    expect(String(scratch.medium)).toBe('ScratchMedium.DISK');
    expect(String(ScratchMedium.volumeOf({ storageClassName: 'fast' }))).toBe('a volume of class "fast"');
    expect(scratch.asVolume()).toBeInstanceOf(kplus.Volume);
  });

  test('a class whose disks stay is refused, since each Pod would leave one behind', () => {
    const chart = newChart();
    const medium = ScratchMedium.volumeOf(new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() }));
    expect(refusal(() => new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(10), medium }))).toBe(
      'ScratchVolume at shop/tmp: 1 problem\n  medium.storageClass: "disks". Its disks stay when their claims go (Retain), so each Pod would leave one behind. Give a class with reclaimPolicy DELETE.',
    );
    const reclaimPolicy = kplus.PersistentVolumeReclaimPolicy.DELETE;
    const passing = ScratchMedium.volumeOf(new ZonalStorageClass(chart, 'passing', { driver: StorageDriver.awsEbs(), reclaimPolicy }));
    expect(new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(10), medium: passing }).medium).toBe(passing);
  });

  test.each([
    ['Deployment', (chart: Chart) => new kplus.Deployment(chart, 'web')],
    ['DaemonSet', (chart: Chart) => new kplus.DaemonSet(chart, 'web')],
    ['Job', (chart: Chart) => new kplus.Job(chart, 'web')],
    [
      'StatefulSet',
      (chart: Chart) => new kplus.StatefulSet(chart, 'web', { service: new kplus.Service(chart, 'svc', { ports: [{ port: 1 }] }) }),
    ],
  ])('mounts into any %s of cdk8s-plus', (kind, make) => {
    const chart = newChart();
    const workload = make(chart);
    workload.addContainer({ image: 'web:1' });
    new ScratchVolume(chart, 'tmp', { sizeLimit: Size.mebibytes(10) }).mountInto(workload, '/tmp', READ_WRITE);
    const spec = podSpec(chart, kind);
    expect(spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '10Mi' } }]);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    expect(spec.containers[0].resources.limits['ephemeral-storage']).toBe('266Mi');
  });

  test('is mounted read-only unless told, into the containers that are named, at a path of the volume', () => {
    const chart = newChart();
    const workload = deploymentIn(chart, {}, {}, {});
    workload.addInitContainer({ name: 'setup', image: 'web:1' });
    const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.mebibytes(10) });
    scratch.mountInto(workload, '/out/', { ...READ_WRITE, containers: ['c0', 'setup'], subPath: 'work' });
    scratch.mountInto(workload, '/in', { containers: ['c1'] });
    const { containers, initContainers } = podSpec(chart);
    expect(containers.map(({ volumeMounts }: Manifest) => volumeMounts as unknown)).toEqual([
      [{ name: 'tmp', mountPath: '/out', subPath: 'work' }],
      [{ name: 'tmp', mountPath: '/in', readOnly: true }],
      undefined,
    ]);
    expect(initContainers[0].volumeMounts).toEqual([{ name: 'tmp', mountPath: '/out', subPath: 'work' }]);
  });

  test('charges its room once, however often it is mounted, and gives every container a limit', () => {
    const chart = newChart();
    const workload = deploymentIn(chart, {}, {});
    const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.mebibytes(10) });
    scratch.mountInto(workload, '/a', READ_WRITE);
    scratch.mountInto(workload, '/b', READ_WRITE);
    expect(podSpec(chart).containers.map(({ resources: { limits } }: Manifest) => limits['ephemeral-storage'] as unknown)).toEqual([
      '266Mi',
      '256Mi',
    ]);
  });

  test('does not charge an init container for room that outlives it', () => {
    const chart = newChart();
    const workload = deploymentIn(chart, {});
    workload.addInitContainer({ name: 'setup', image: 'web:1', resources: {} });
    const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.mebibytes(10) });
    scratch.mountInto(workload, '/tmp', { ...READ_WRITE, containers: ['setup'] });
    scratch.mountInto(workload, '/tmp');
    expect(podSpec(chart).containers[0].resources.limits['ephemeral-storage']).toBe('266Mi');
  });

  test('adds what several Memory volumes may take to the request of who writes', () => {
    const chart = newChart();
    const workload = deploymentIn(chart, { resources }, { resources });
    const medium = ScratchMedium.MEMORY;
    for (const name of ['one', 'two']) {
      const scratch = new ScratchVolume(chart, name, { sizeLimit: Size.mebibytes(100), medium });
      scratch.mountInto(workload, `/${name}`, { ...READ_WRITE, containers: ['c0'] });
      scratch.mountInto(workload, `/${name}-again`, { ...READ_WRITE, containers: ['c0'] });
      scratch.mountInto(workload, `/${name}`, { containers: ['c1'] });
    }
    expect(podSpec(chart).containers.map(({ resources: { requests } }: Manifest) => requests.memory as unknown)).toEqual([
      '300Mi',
      '100Mi',
    ]);
    const third = new ScratchVolume(chart, 'three', { sizeLimit: Size.mebibytes(101), medium });
    expect(refusal(() => third.mountInto(workload, '/three', { ...READ_WRITE, containers: ['c0'] }))).toBe(
      'ScratchVolume at shop/three: 1 problem\n  sizeLimit: "101Mi". What is written to memory counts as memory of the container c0: ' +
        'its request of 100Mi + 101Mi + 200Mi of other Memory volumes = 401Mi, above its limit of 400Mi. Raise the limit, or lower the request or sizeLimit.',
    );
  });

  test('counts all volumes that limits which are named have to cover', () => {
    const chart = newChart();
    const limited = { ephemeralStorage: { request: Size.mebibytes(1), limit: Size.mebibytes(300) } };
    const workload = deploymentIn(chart, { resources: limited });
    new ScratchVolume(chart, 'one', { sizeLimit: Size.mebibytes(200) }).mountInto(workload, '/one', READ_WRITE);
    const two = new ScratchVolume(chart, 'two', { sizeLimit: Size.mebibytes(100) });
    expect(refusal(() => two.mountInto(workload, '/two', READ_WRITE))).toBe(
      'ScratchVolume at shop/two: 1 problem\n  sizeLimit: "100Mi". A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its ' +
        'containers: c0 300Mi is not above 100Mi + 200Mi of other scratch. Raise a limit, or leave it out so that it follows from sizeLimit.',
    );
    expect(podSpec(chart).containers[0].volumeMounts).toHaveLength(1);
  });

  test('fills a directory from an image, in any workload', () => {
    const chart = newChart();
    const workload = deploymentIn(chart, {});
    const scratch = new ScratchVolume(chart, 'models', { sizeLimit: Size.gibibytes(2) });
    scratch.mountInto(workload, '/models');
    scratch.seedFrom(workload, { image: 'models:7', path: '/models', directory: 'large', version: '7', resources });
    expect(podSpec(chart).initContainers[0]).toMatchObject({
      name: 'seed-models',
      args: ['/models', '/scratch/large', '7'],
      resources: { limits: { cpu: '500m', memory: '400Mi', 'ephemeral-storage': '256Mi' } },
      volumeMounts: [{ name: 'models', mountPath: '/scratch' }],
    });
  });

  describe('refuses, and says what to write instead:', () => {
    const at = (id: string, text: string) => `ScratchVolume at shop/${id}: 1 problem\n  ${text}`;

    test.each<[string, unknown, string]>([
      [
        'no size',
        {},
        'sizeLimit: missing. Give a Size, such as Size.gibibytes(1). Without one, a runaway process fills the node and evicts its neighbours.',
      ],
      [
        'no props',
        undefined,
        'sizeLimit: missing. Give a Size, such as Size.gibibytes(1). Without one, a runaway process fills the node and evicts its neighbours.',
      ],
      [
        'a name that is no label',
        { sizeLimit: Size.gibibytes(1), name: 'My Volume' },
        'name: "My Volume". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.',
      ],
    ])('%s', (_, props, message) => {
      expect(refusal(() => new ScratchVolume(newChart(), 'tmp', props as ScratchVolumeProps))).toBe(at('tmp', message));
    });

    test('an id that is no label', () => {
      expect(refusal(() => new ScratchVolume(newChart(), 'Tmp', { sizeLimit: Size.gibibytes(1) }))).toBe(
        at(
          'Tmp',
          'name: "Tmp". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends: the volume is named after the construct unless a name is given.',
        ),
      );
    });

    const mounting = (path: unknown, options?: unknown, containers: Array<Partial<kplus.ContainerProps>> = [{}]) => {
      const chart = newChart();
      const workload = deploymentIn(chart, ...containers);
      const other = kplus.Volume.fromEmptyDir(chart, 'other', 'tmp');
      workload.containers[1]?.mount('/other', other);
      const { medium, ...mount } = (options ?? {}) as MountOptions & { medium?: ScratchMedium };
      const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(1), medium });
      return refusal(() => scratch.mountInto(workload, path as string, mount));
    };

    test.each<[string, unknown, unknown, Array<Partial<kplus.ContainerProps>> | undefined, string]>([
      ['a relative path', 'tmp', {}, undefined, 'path: "tmp". Give an absolute path: it starts with a slash.'],
      ['an access that is none', '/tmp', { access: 'RW' }, undefined, 'options.access: "RW". Use one of READ_ONLY, READ_WRITE.'],
      [
        'a container that is not there',
        '/tmp',
        { containers: ['web'] },
        undefined,
        'options.containers[0]: "web". The workload has no such container: it has c0.',
      ],
      ['containers without list', '/tmp', { containers: 'c0' }, undefined, 'options.containers: "c0". Give a list of strings.'],
      [
        'a name that several containers have',
        '/tmp',
        { containers: ['x'] },
        [{ name: 'x' }, { name: 'x' }],
        'options.containers[0]: "x". Several containers have this name; give each its own: it has x, x.',
      ],
      [
        'a workload without containers',
        '/tmp',
        {},
        [],
        'workload: shop/web. It has no containers yet. Add them before the volume is mounted.',
      ],
      [
        'a path that leads out of the volume',
        '/tmp',
        { subPath: '../up' },
        undefined,
        'options.subPath: "../up". Give a path inside the volume: relative and without "..".',
      ],
      [
        'a second volume of that name',
        '/tmp',
        { containers: ['c1'] },
        [{}, {}],
        'name: "tmp". The container c1 mounts another volume of that name at /other. Rename one.',
      ],
      [
        'memory without limit',
        '/tmp',
        { ...READ_WRITE, medium: ScratchMedium.MEMORY },
        [{ resources: {} }],
        'sizeLimit: "1Gi". The container c0 writes to it and has no memory limit, so it could take the node\'s memory. Give the container one.',
      ],
    ])('%s', (_, path, options, containers, message) => {
      expect(mounting(path, options, containers)).toBe(at('tmp', message));
    });

    test('a workload that is none', () => {
      const scratch = new ScratchVolume(newChart(), 'tmp', { sizeLimit: Size.gibibytes(1) });
      expect(refusal(() => scratch.mountInto({} as kplus.Pod, '/tmp'))).toBe(
        at(
          'tmp',
          'workload: {}. Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.',
        ),
      );
    });

    test('a mount that would hide another', () => {
      const chart = newChart();
      const workload = deploymentIn(chart, {});
      workload.containers[0].mount('/data', kplus.Volume.fromEmptyDir(chart, 'data', 'data'));
      const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(1) });
      expect(refusal(() => scratch.mountInto(workload, '/data/tmp'))).toBe(
        at('tmp', 'path: "/data/tmp". The container c0 has the volume data at /data: one would hide the other. Use another path.'),
      );
    });

    test('a second seed, whose init container would have the name of the first', () => {
      const chart = newChart();
      const workload = deploymentIn(chart, {});
      const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(1) });
      const seed = { image: 'models:7', path: '/models' };
      scratch.seedFrom(workload, seed);
      expect(refusal(() => scratch.seedFrom(workload, seed))).toBe(
        'ScratchVolume at shop/tmp: 1 problem\n' +
          '  seed: "seed-tmp". The workload has a container of this name, perhaps that of another seed of the volume. Seed each volume once.',
      );
      expect(podSpec(chart).initContainers).toHaveLength(1);
    });

    test('a seed by its image', () => {
      const chart = newChart();
      const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(1) });
      expect(refusal(() => scratch.seedFrom(deploymentIn(chart, {}), 'models:7' as never))).toBe(
        'ScratchVolume at shop/tmp: 1 problem\n' +
          '  seed: a string of 8 characters. Give an object of props: image, path, directory, version, resources.',
      );
    });

    test('a seed that cannot be, before anything is added', () => {
      const chart = newChart();
      const workload = deploymentIn(chart, {});
      const scratch = new ScratchVolume(chart, 'tmp', { sizeLimit: Size.gibibytes(1) });
      expect(refusal(() => scratch.seedFrom(workload, { image: 'models', path: 'x' }))).toBe(
        'ScratchVolume at shop/tmp: 2 problems\n' +
          '  seed.image: "models". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.\n' +
          '  seed.path: "x". Give an absolute path: it starts with a slash.',
      );
      expect(workload.initContainers).toEqual([]);
    });
  });
});
