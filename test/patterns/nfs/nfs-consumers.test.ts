import { App, Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Hardening } from '../../../src/hardening/hardening';
import { NfsSharedStore } from '../../../src/patterns/nfs/nfs-shared-store';
import { NfsSharedStoreProps } from '../../../src/patterns/nfs/props';
import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { MountAccess } from '../../../src/workloads/mount-options';
import { ScratchVolume } from '../../../src/volumes/scratch-volume';
import { findKind, manifests, newChart, refusal } from '../../support';
import { ABSOLUTE, build, capacity, csi, dynamic, inTree, lines, server } from './support';

const { READ_WRITE_ONCE, READ_ONLY_MANY, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

describe('NfsSharedStore.mountInto refuses, and says what to write instead:', () => {
  const container = { name: 'main', image: 'busybox:1.37.0', resources: {} };
  const newDeployment = (chart: Chart, more: kplus.DeploymentProps = {}, name = 'web') =>
    new kplus.Deployment(chart, name, {
      metadata: { name },
      replicas: 1,
      strategy: kplus.DeploymentStrategy.recreate(),
      containers: [container],
      ...more,
    });
  const setup = (more: Partial<NfsSharedStoreProps> = {}) => {
    const chart = newChart();
    return { chart, store: build({ driver: inTree, capacity, ...more }, chart) };
  };

  test.each([
    [null, 'missing'],
    ['web', '"web"'],
    [{}, '{}'],
  ])('a workload of %j', (workload, value) => {
    expect(refusal(() => setup().store.mountInto(workload as never, '/media'))).toBe(
      lines(
        `workload: ${value}. Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.`,
      ),
    );
  });

  test('options that are none', () => {
    const { chart, store } = setup();
    expect(refusal(() => store.mountInto(newDeployment(chart), '/media', 'READ_ONLY' as never))).toBe(
      lines('options: "READ_ONLY". Give an object with access, subPath and containers, or leave it out.'),
    );
  });

  test('a relative path, and what else is wrong with the mount, with nothing mounted', () => {
    const { chart, store } = setup();
    const deployment = newDeployment(chart);
    expect(refusal(() => store.mountInto(deployment, 'media', { access: 'RW' as never, containers: ['other'], subPath: '../x' }))).toBe(
      lines(
        `path: "media". ${ABSOLUTE}`,
        'options.containers[0]: "other". The workload has no such container: it has main.',
        'options.access: "RW". Use one of READ_ONLY, READ_WRITE.',
        'options.subPath: "../x". Give a path inside the volume: relative and without "..".',
      ),
    );
    expect(findKind(chart, 'Deployment').spec.template.spec.volumes).toBeUndefined();
    expect(findKind(chart, 'Deployment').spec.template.spec.securityContext.supplementalGroups).toBeUndefined();
  });

  test('a workload of another namespace, whose Pods would wait for ever', () => {
    const app = new App();
    const store = build({ driver: inTree, capacity }, new Chart(app, 'shop', { namespace: 'shop' }));
    const other = newDeployment(new Chart(app, 'other', { namespace: 'other' }));
    expect(refusal(() => store.mountInto(other, '/media'))).toBe(
      lines(
        'workload: other/web. It is in the namespace other and the claim in shop, and Pods find claims of their own namespace only. Make a store there: the server may export to both.',
      ),
    );
  });

  test('writing to a store that is read-only', () => {
    const { chart, store } = setup({ accessMode: READ_ONLY_MANY });
    expect(refusal(() => store.mountInto(newDeployment(chart), '/media', { access: MountAccess.READ_WRITE }))).toBe(
      lines('options.access: "READ_WRITE". The store is READ_ONLY_MANY. Leave it out, or make the store READ_WRITE_MANY.'),
    );
  });

  describe('ReadWriteOnce with several Pods:', () => {
    const rolling = kplus.DeploymentStrategy.rollingUpdate();
    test.each<[string, (chart: Chart) => kplus.AbstractPod, string]>([
      ['three replicas', (chart) => newDeployment(chart, { replicas: 3 }), 'web runs 3 Pods'],
      ['the two replicas of cdk8s-plus', (chart) => newDeployment(chart, { replicas: undefined }), 'web runs 2 Pods'],
      [
        'a rolling update',
        (chart) => newDeployment(chart, { strategy: rolling }),
        'web starts its new Pod before the old one is gone (RollingUpdate)',
      ],
      [
        'an autoscaler',
        (chart) => {
          const deployment = newDeployment(chart);
          new kplus.HorizontalPodAutoscaler(chart, 'Scaler', { target: deployment, maxReplicas: 3 });
          return deployment;
        },
        'web has an autoscaler',
      ],
      [
        'a set of two',
        (chart) =>
          new kplus.StatefulSet(chart, 'web', {
            metadata: { name: 'web' },
            replicas: 2,
            service: new kplus.Service(chart, 'Service', { ports: [{ port: 80 }] }),
            containers: [container],
          }),
        'web runs 2 Pods',
      ],
      [
        'a DaemonSet',
        (chart) => new kplus.DaemonSet(chart, 'web', { metadata: { name: 'web' }, containers: [container] }),
        'web runs a Pod on each node',
      ],
      [
        'a CronJob that overlaps',
        (chart) =>
          new kplus.CronJob(chart, 'web', {
            metadata: { name: 'web' },
            schedule: Cron.hourly(),
            concurrencyPolicy: kplus.ConcurrencyPolicy.ALLOW,
            containers: [container],
          }),
        'web may run several Jobs at once',
      ],
    ])('%s', (_, make, reason) => {
      const { chart, store } = setup({ accessMode: READ_WRITE_ONCE });
      expect(refusal(() => store.mountInto(make(chart), '/media'))).toBe(
        lines(`accessMode: "ReadWriteOnce". ${reason}, and on NFS nothing keeps Pods of other nodes out. Use READ_WRITE_MANY.`),
      );
    });

    test('two workloads', () => {
      const { chart, store } = setup({ accessMode: READ_WRITE_ONCE });
      store.mountInto(newDeployment(chart), '/media');
      expect(refusal(() => store.mountInto(newDeployment(chart, {}, 'worker'), '/media'))).toBe(
        lines(
          'accessMode: "ReadWriteOnce". web mounts the store too, and on NFS nothing keeps Pods of other nodes out. Use READ_WRITE_MANY.',
        ),
      );
    });

    test('two workloads on a store for one Pod', () => {
      const { chart, store } = setup({ accessMode: READ_WRITE_ONCE_POD, driver: csi });
      store.mountInto(newDeployment(chart), '/media');
      expect(refusal(() => store.mountInto(newDeployment(chart, {}, 'worker'), '/media'))).toBe(
        lines('accessMode: "ReadWriteOncePod". web mounts the store too, and the second Pod would never start. Use READ_WRITE_MANY.'),
      );
    });

    test('an autoscaler that comes later', () => {
      const { chart, store } = setup({ accessMode: READ_WRITE_ONCE });
      const deployment = newDeployment(chart);
      store.mountInto(deployment, '/media');
      new kplus.HorizontalPodAutoscaler(chart, 'Scaler', { target: deployment, maxReplicas: 3 });
      expect(() => manifests(chart)).toThrow(
        'Validation failed with the following errors:\n  [shop/web] shop/media accessMode: "ReadWriteOnce". web has an autoscaler, and on NFS nothing keeps Pods of other nodes out. Use READ_WRITE_MANY.',
      );
    });
  });

  describe('fsGroup, which is known at synthesis:', () => {
    const ONLY_NFS =
      'Validation failed with the following errors:\n  [shop/web] securityContext.fsGroup: 2000. All volumes are NFS: the in-tree plugin ignores fsGroup, and csi-driver-nfs lets the kubelet change the group of every file, which fails where the server squashes root. Leave it out: mountInto() adds supplementalGroups.';
    const ALWAYS =
      'Validation failed with the following errors:\n  [shop/web] securityContext.fsGroupChangePolicy: "Always". The kubelet would change the group of every file of the NFS share whenever a Pod starts. Use FsGroupChangePolicy.ON_ROOT_MISMATCH.';

    test.each([inTree, csi, dynamic])('where the only volumes are NFS (%#)', (driver) => {
      const { chart, store } = setup({ driver });
      const deployment = newDeployment(chart, { securityContext: { fsGroup: 2000 } });
      store.mountInto(deployment, '/media');
      new NfsSharedStore(chart, 'more', { driver: NfsDriver.inTree({ server, path: '/more' }), capacity }).mountInto(deployment, '/more');
      expect(() => manifests(chart)).toThrow(ONLY_NFS);
    });

    test('not where another volume wants it, even one that comes later', () => {
      const { chart, store } = setup();
      const deployment = newDeployment(chart, { securityContext: { fsGroup: 2000 } });
      store.mountInto(deployment, '/media');
      const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.gibibytes(1) });
      scratch.mountInto(deployment, '/scratch');
      expect(() => manifests(chart)).not.toThrow();
    });

    test('not where a volume of the Pod wants it that no container mounts yet', () => {
      const { chart, store } = setup();
      const deployment = newDeployment(chart, {
        securityContext: { fsGroup: 2000 },
        volumes: [kplus.Volume.fromEmptyDir(chart, 'Work', 'work')],
      });
      store.mountInto(deployment, '/media');
      expect(() => manifests(chart)).not.toThrow();
    });

    test('at each start, where the kubelet would walk a share of CSI', () => {
      const { chart, store } = setup({ driver: csi });
      const deployment = newDeployment(chart, { securityContext: { fsGroup: 2000 } });
      store.mountInto(deployment, '/media');
      new ScratchVolume(chart, 'scratch', { sizeLimit: Size.gibibytes(1) }).mountInto(deployment, '/scratch');
      expect(() => manifests(chart)).toThrow(ALWAYS);
      // Which has it look at the root of each volume first, of every make of workload.
      Hardening.apply(deployment);
      expect(findKind(chart, 'Deployment').spec.template.spec.securityContext).toMatchObject({ fsGroupChangePolicy: 'OnRootMismatch' });
    });
  });

  test('more groups than NFS carries to the server', () => {
    const chart = newChart();
    const deployment = newDeployment(chart);
    for (let index = 0; index <= 16; index += 1) {
      const driver = NfsDriver.inTree({ server, path: `/${index}` });
      new NfsSharedStore(chart, `store-${index}`, { driver, capacity, group: 5000 + index }).mountInto(deployment, `/store/${index}`);
    }
    expect(() => manifests(chart)).toThrow(
      'Validation failed with the following errors:\n  [shop/web] supplementalGroups: [5000,5001,5002,5003,5004,5005,5006,5007,5008,5009,5010,5011,5012,5013,5014,501…. NFS tells the server 16 groups and drops the others, so some stores could not be written. Give stores one group.',
    );
  });
});
