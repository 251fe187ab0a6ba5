import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { Claim, ClaimTemplate, Hardening, MountAccess, NfsDriver, NfsSharedStore, ScratchMedium, ScratchVolume } from '../../src';
import { manifests, newChart } from '../support';

/*
 * The file system of a new disk belongs to root: a program that is not root needs a group to write to it.
 */

const storageClass = { storageClassName: 'fast' };
const storage = Size.gibibytes(1);
const { READ_WRITE_MANY, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

type Mounter = (chart: Chart, workload: IConstruct, access?: MountAccess) => void;

const SCRATCH: Mounter = (chart, workload, access = MountAccess.READ_WRITE) => {
  const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: storage, medium: ScratchMedium.volumeOf(storageClass) });
  scratch.mountInto(workload, '/data', { access });
};
const CLAIM: Mounter = (chart, workload, access = MountAccess.READ_WRITE) => {
  new Claim(chart, 'claim', { storage, storageClass }).mountInto(workload, '/data', { access });
};
const POD_CLAIM: Mounter = (chart, workload) => {
  const claim = new Claim(chart, 'claim', { storage, storageClass, accessModes: [READ_WRITE_ONCE_POD] });
  claim.mountInto(workload, '/data', { access: MountAccess.READ_WRITE });
};
const TEMPLATE: Mounter = (_, workload) => {
  new ClaimTemplate(workload, 'data', { storage, storageClass }).mountInto(workload, '/data', { access: MountAccess.READ_WRITE });
};
const DISKS = [
  ['scratch of a class', SCRATCH],
  ['a claim', CLAIM],
  ['a claim of one Pod', POD_CLAIM],
] as const;

const job = (chart: Chart, securityContext?: kplus.PodSecurityContextProps) =>
  new kplus.Job(chart, 'job', { securityContext, containers: [{ name: 'main', image: 'busybox:1.37.0' }] });

const plain = (chart: Chart, spec: object) =>
  new ApiObject(chart, 'job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'job' },
    spec: { template: { spec: { containers: [{ name: 'main', image: 'busybox:1.37.0' }], ...spec } } },
  });

function contextOf(chart: Chart) {
  const { spec } = manifests(chart).find(({ kind }) => kind === 'Job' || kind === 'StatefulSet').spec.template;
  return spec.securityContext ?? {};
}

describe('the group of a disk', () => {
  test.each(DISKS)('lets a Job of cdk8s-plus, which is not root, write to %s', (_, mount) => {
    const chart = newChart();
    mount(chart, job(chart));
    // Always, which cdk8s-plus says by itself, would walk the disk at each start.
    expect(contextOf(chart)).toMatchObject({ fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  test('is that of the process, where one is named', () => {
    const chart = newChart();
    SCRATCH(chart, job(chart, { user: 1000, group: 2000 }));
    expect(contextOf(chart).fsGroup).toBe(2000);
  });

  test('is that of a StatefulSet, for its templates', () => {
    const chart = newChart();
    const set = new kplus.StatefulSet(chart, 'set', {
      metadata: { name: 'orders' },
      service: new kplus.Service(chart, 'service', { ports: [{ port: 80 }], clusterIP: 'None' }),
      containers: [{ image: 'orders:1' }],
    });
    TEMPLATE(chart, set);
    expect(contextOf(chart).fsGroup).toBe(10001);
  });

  test.each([
    ['a group is named', { fsGroup: 5 }, 5],
    ['groups are named', { supplementalGroups: [5] }, undefined],
    ['the Pod is root', { runAsUser: 0 }, undefined],
  ])('is left as it is where %s', (_, securityContext, fsGroup) => {
    for (const [, mount] of DISKS) {
      const chart = newChart();
      mount(chart, plain(chart, { securityContext }));
      expect(contextOf(chart).fsGroup).toBe(fsGroup);
    }
  });

  test('is given on a new disk whoever the image is; data that may be there is not given away', () => {
    const [scratch, claim] = [newChart(), newChart()];
    SCRATCH(scratch, plain(scratch, {}));
    CLAIM(claim, plain(claim, {}));
    expect(contextOf(scratch).fsGroup).toBe(10001);
    expect(contextOf(claim)).toEqual({});
  });

  test('is not needed for what is only read, for disks of the node, or for Windows', () => {
    const [reader, disk, windows] = [newChart(), newChart(), newChart()];
    SCRATCH(reader, job(reader), MountAccess.READ_ONLY);
    new ScratchVolume(disk, 'scratch', { sizeLimit: storage }).mountInto(job(disk), '/data', { access: MountAccess.READ_WRITE });
    SCRATCH(windows, plain(windows, { os: { name: 'windows' } }));
    for (const chart of [reader, disk, windows]) expect(contextOf(chart).fsGroup).toBeUndefined();
  });

  test('is not for what many nodes mount, whose server knows whose files are whose', () => {
    const [claim, store] = [newChart(), newChart()];
    const many = new Claim(claim, 'claim', { storage, storageClass, accessModes: [READ_WRITE_MANY] });
    many.mountInto(job(claim), '/data', { access: MountAccess.READ_WRITE });
    const nfs = new NfsSharedStore(store, 'store', {
      driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/' }),
      capacity: storage,
      accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE,
    });
    nfs.mountInto(job(store), '/data', { access: MountAccess.READ_WRITE });
    expect(contextOf(claim).fsGroup).toBeUndefined();
    expect(contextOf(store)).toMatchObject({ supplementalGroups: [10001] });
    expect(contextOf(store).fsGroup).toBeUndefined();
  });

  test('goes together with hardening, in either order', () => {
    for (const isFirst of [true, false]) {
      const chart = newChart();
      const workload = job(chart);
      if (isFirst) Hardening.apply(workload);
      SCRATCH(chart, workload);
      if (!isFirst) Hardening.apply(workload);
      expect(contextOf(chart)).toMatchObject({ runAsUser: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch' });
    }
  });
});
