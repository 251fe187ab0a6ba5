import { ApiObject, Chart, Cron, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  BackupStorage,
  Claim,
  NfsDriver,
  NfsSharedStore,
  ScratchVolume,
  SELinuxChangePolicy,
  VolumeBackup,
  ZonalStorageClass,
} from '../../src';
import { newChart, refusal } from '../support';

const LEVEL = 's0:c100,c200';
const OTHER = 's0:c300,c400';

/** A Pod as YAML would have it. */
function podOf(
  chart: Chart,
  id: string,
  context: object | undefined,
  containers: Readonly<Record<string, object | undefined>> = { main: undefined },
) {
  return new ApiObject(chart, id, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: id },
    spec: {
      ...(context && { securityContext: context }),
      containers: Object.entries(containers).map(([name, own]) => ({
        name,
        image: 'registry.example.com/app:1.0.0',
        resources: { limits: { 'ephemeral-storage': '2Gi' } },
        ...(own && { securityContext: own }),
      })),
    },
  });
}

const labelled = (level: string, more: object = {}) => ({ seLinuxOptions: { level }, ...more });

/** What the app says when it is synthesized. */
const lateProblems = (chart: Chart) => chart.node.root.node.findAll().flatMap(({ node }) => node.validate());

const shared = (chart: Chart, id = 'files', accessModes = [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY]) =>
  new Claim(chart, id, { storage: Size.gibibytes(1), storageClass: ZonalStorageClass.fromStorageClassName('files'), accessModes });

describe('two containers of a Pod', () => {
  const BOTH = { one: labelled(LEVEL), other: labelled(OTHER) };

  test('with two levels are refused a scratch volume', () => {
    const chart = newChart();
    const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.mebibytes(1) });
    expect(refusal(() => scratch.mountInto(podOf(chart, 'app', undefined, BOTH), '/scratch'))).toMatchInlineSnapshot(`
     "ScratchVolume at shop/scratch: 1 problem
       options.containers: "other". Containers one and other mount it with SELinux labels of different level (s0:c100,c200 and s0:c300,c400): the files have one label, and one of the containers does not get at them. Give both containers the same level, such as s0:c100,c200."
    `);
  });

  test('with two levels are refused a claim, one that is of one Pod alone too', () => {
    const chart = newChart();
    expect(refusal(() => shared(chart).mountInto(podOf(chart, 'app', undefined, BOTH), '/files'))).toMatchInlineSnapshot(`
     "Claim at shop/files: 1 problem
       options.containers: "other". Containers one and other mount it with SELinux labels of different level (s0:c100,c200 and s0:c300,c400): the files have one label, and one of the containers does not get at them; with the feature gate SELinuxMount, the Pod does not start. Give both containers the same level, such as s0:c100,c200."
    `);
    const alone = shared(chart, 'alone', [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD]);
    expect(refusal(() => alone.mountInto(podOf(chart, 'other', undefined, BOTH), '/files'))).toMatchInlineSnapshot(`
     "Claim at shop/alone: 1 problem
       options.containers: "other". Containers one and other mount it with SELinux labels of different level (s0:c100,c200 and s0:c300,c400): for a claim of one Pod alone the kubelet wants one label, and does not start the Pod. Give both containers the same level, such as s0:c100,c200."
    `);
  });

  test('get what one of them mounts, or both with one level, or where nothing confines one', () => {
    const chart = newChart();
    const claim = shared(chart);
    claim.mountInto(podOf(chart, 'one', undefined, BOTH), '/files', { containers: ['one'] });
    const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.mebibytes(1) });
    scratch.mountInto(podOf(chart, 'same', labelled(LEVEL), { one: labelled(LEVEL), other: undefined }), '/files');
    scratch.mountInto(podOf(chart, 'free', labelled(LEVEL), { one: { seLinuxOptions: { type: 'spc_t' } }, other: undefined }), '/files');
    expect(lateProblems(chart)).toEqual([]);
  });

  test('that are mounted into one after the other are found at the second', () => {
    const chart = newChart();
    const pod = podOf(chart, 'app', undefined, BOTH);
    const claim = shared(chart);
    claim.mountInto(pod, '/files', { containers: ['one'] });
    expect(refusal(() => claim.mountInto(pod, '/files', { containers: ['other'] }))).toContain(
      'options.containers: "other". Containers one and other mount it with SELinux labels of different level (s0:c100,c200 and s0:c300,c400)',
    );
  });
});

describe('two Pods', () => {
  const build = (one: object | undefined, other: object | undefined, claimIn = shared) => {
    const chart = newChart();
    const claim = claimIn(chart);
    for (const [id, context] of Object.entries({ one, other })) claim.mountInto(podOf(chart, id, context), '/files');
    return chart;
  };

  test('with two levels on one claim are refused when the app is synthesized, once', () => {
    expect(lateProblems(build(labelled(LEVEL), labelled(OTHER)))).toMatchInlineSnapshot(`
     [
       "shop/files, mounted at /files: workload: shop/other. Pod one mounts claim files too, and they do it with SELinux labels of different level (s0:c100,c200 and s0:c300,c400): the files have one label, and the later takes them away from the other; with the feature gate SELinuxMount, on one node, the later waits in ContainerCreating until the other is gone. Give both the same level, such as s0:c100,c200.",
     ]
    `);
  });

  test('with two ways to label it too', () => {
    const chart = build(labelled(LEVEL, { seLinuxChangePolicy: 'MountOption' }), labelled(LEVEL, { seLinuxChangePolicy: 'Recursive' }));
    expect(lateProblems(chart)).toMatchInlineSnapshot(`
     [
       "shop/files, mounted at /files: workload: shop/other. Pod one mounts claim files too, and they do it with seLinuxChangePolicy MountOption and Recursive: on one node, the later waits in ContainerCreating until the other is gone. Say the same seLinuxChangePolicy in both.",
     ]
    `);
  });

  test.each([
    ['one level', labelled(LEVEL), labelled(LEVEL)],
    ['types', { seLinuxOptions: { level: LEVEL, type: 'container_t' } }, { seLinuxOptions: { level: LEVEL, type: 'container_init_t' } }],
    ['a level and none, which the cluster may give', labelled(LEVEL), undefined],
    ['none', undefined, undefined],
    ['one that nothing confines', labelled(LEVEL), { seLinuxOptions: { type: 'spc_t', level: OTHER } }],
  ])('with %s are not', (_, one, other) => {
    expect(lateProblems(build(one, other))).toEqual([]);
  });

  test('of a workload that runs no Pods are not', () => {
    const chart = newChart();
    const claim = shared(chart);
    const containers = [{ image: 'registry.example.com/app:1.0.0', securityContext: { ensureNonRoot: false } }];
    const stopped = new kplus.Deployment(chart, 'stopped', { replicas: 0, containers });
    ApiObject.of(stopped).addJsonPatch(JsonPatch.add('/spec/template/spec/securityContext/seLinuxOptions', { level: OTHER }));
    claim.mountInto(stopped, '/files');
    claim.mountInto(podOf(chart, 'app', labelled(LEVEL)), '/files');
    expect(lateProblems(chart)).toEqual([]);
    const running = new kplus.Deployment(chart, 'running', { replicas: 1, containers });
    ApiObject.of(running).addJsonPatch(JsonPatch.add('/spec/template/spec/securityContext/seLinuxOptions', { level: OTHER }));
    claim.mountInto(running, '/files');
    expect(lateProblems(chart)).toHaveLength(1);
  });

  test('on an NFS server, which keeps no labels, are not', () => {
    const nfs = (chart: Chart) =>
      new NfsSharedStore(chart, 'files', {
        driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports/files' }),
        capacity: Size.gibibytes(1),
      });
    const chart = newChart();
    const store = nfs(chart);
    store.mountInto(podOf(chart, 'one', labelled(LEVEL)), '/files');
    store.mountInto(podOf(chart, 'other', labelled(OTHER)), '/files');
    expect(lateProblems(chart)).toEqual([]);
  });

  test('a backup is one of them, and of patterns the label is that of their hardening', () => {
    const backup = (level: string, seLinuxChangePolicy?: SELinuxChangePolicy) => {
      const chart = newChart();
      const claim = shared(chart);
      claim.mountInto(podOf(chart, 'app', labelled(LEVEL)), '/files');
      new VolumeBackup(chart, 'backup', {
        claim,
        schedule: Cron.daily(),
        image: 'busybox:1.37.0',
        storage: BackupStorage.newClaim({ size: Size.gibibytes(2), storageClass: ZonalStorageClass.fromStorageClassName('disks') }),
        hardening: { seLinuxOptions: { level }, seLinuxChangePolicy },
      });
      return chart;
    };
    expect(lateProblems(backup(OTHER))).toMatchInlineSnapshot(`
     [
       "volume source, mounted at /source: workload: shop/backup/CronJob. Pod app mounts claim files too, and they do it with SELinux labels of different level (s0:c100,c200 and s0:c300,c400): the files have one label, and the later takes them away from the other; with the feature gate SELinuxMount, on one node, the later waits in ContainerCreating until the other is gone. Give both the same level, such as s0:c100,c200.",
     ]
    `);
    expect(lateProblems(backup(LEVEL))).toEqual([]);
  });
});
