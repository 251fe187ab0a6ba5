import { ApiObject, App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Claim, DatabaseFile, FleetApp } from '../../src';
import { manifests, newChart, refusal } from '../support';
import { backup, claim, database, deployment, pod, statefulSet, storageClass, store, template, volume, zonal } from './makers';

/*
 * To the API server two objects of one kind, namespace and name are one.
 */

describe('two constructs that would make one object', () => {
  type Make = (chart: Chart) => unknown;

  const together = (first: Make, second: Make) => {
    const chart = newChart();
    first(chart);
    return () => second(chart);
  };

  test.each<[string, Make, Make, string]>([
    [
      'a database and a Deployment with a Service',
      (chart) => database(chart, 'orders', 'db'),
      (chart) => deployment(chart, 'orders', 'web'),
      'ConfigReloadingDeployment at shop/web: 1 problem\n  name: "orders". StatefulDatabase at shop/db makes the Service orders too: the later replaces the earlier, whose clients then reach the wrong Pods. Give one of them another name.',
    ],
    [
      'a database and one that has the name of its headless Service',
      (chart) => database(chart, 'orders'),
      (chart) => database(chart, 'orders-headless'),
      'StatefulDatabase at shop/orders-headless: 1 problem\n  name: "orders-headless". StatefulDatabase at shop/orders makes the Service orders-headless too: the later replaces the earlier, whose clients then reach the wrong Pods. Give one of them another name.',
    ],
    [
      'a store and a claim',
      (chart) => store(chart, 'pictures'),
      (chart) => claim(chart, 'pictures', 'mine'),
      'Claim at shop/mine: 1 problem\n  name: "pictures". NfsSharedStore at shop/pictures makes the PersistentVolumeClaim pictures too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'a claim and a store',
      (chart) => claim(chart, 'pictures', 'mine'),
      (chart) => store(chart, 'pictures'),
      'NfsSharedStore at shop/pictures: 1 problem\n  name: "pictures". Claim at shop/mine makes the PersistentVolumeClaim pictures too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'a claim and the claim of a backup',
      (chart) => claim(chart, 'orders-backup'),
      (chart) => backup(chart, database(chart, 'db'), 'orders', 'nightly'),
      'DatabaseBackup at shop/nightly: 1 problem\n  name: "orders". Claim at shop/claim-orders-backup makes the PersistentVolumeClaim orders-backup too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'a claim and a claim that a set makes for one of its Pods',
      (chart) => claim(chart, 'data-orders-7'),
      (chart) => database(chart, 'orders'),
      'StatefulDatabase at shop/orders: 1 problem\n  name: "orders". Claim at shop/claim-data-orders-7 makes the PersistentVolumeClaim data-orders-<ordinal> too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'the same the other way round',
      (chart) => database(chart, 'orders'),
      (chart) => claim(chart, 'data-orders-0'),
      'Claim at shop/claim-data-orders-0: 1 problem\n  name: "data-orders-0". StatefulDatabase at shop/orders makes the PersistentVolumeClaim data-orders-0 too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'templates whose name and set give the same claims',
      (chart) => template(statefulSet(chart, 'b-c'), 'a'),
      (chart) => template(statefulSet(chart, 'c'), 'a-b'),
      'ClaimTemplate at shop/set-c/a-b: 1 problem\n  name: "a-b". ClaimTemplate at shop/set-b-c/a makes the PersistentVolumeClaim a-b-c-<ordinal> too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'a Pod and a Pod of a set',
      (chart) => database(chart, 'orders'),
      (chart) => pod(chart, 'orders-0'),
      'SharedScratchPod at shop/orders-0: 1 problem\n  name: "orders-0". StatefulDatabase at shop/orders makes the Pod orders-0 too: the later is refused and never starts. Give one of them another name.',
    ],
    [
      'a claim and the claim of a scratch volume of a class',
      (chart) => claim(chart, 'site-scratch'),
      (chart) => pod(chart, 'site'),
      'SharedScratchPod at shop/site: 1 problem\n  name: "site". Claim at shop/claim-site-scratch makes the PersistentVolumeClaim site-scratch too: both get one disk, or the later is refused. Give one of them another name, or mount that claim.',
    ],
    [
      'ConfigMaps of a database and of a Deployment',
      (chart) => deployment(chart, 'orders', 'web', ['config', 'init']),
      (chart) => database(chart, 'orders', 'db', { configuration: { 'postgresql.conf': DatabaseFile.fromText('work_mem = 8MB\n') } }),
      'StatefulDatabase at shop/db: 1 problem\n  name: "orders". ConfigReloadingDeployment at shop/web makes the Service orders and ConfigMap orders-config too: the later replaces the earlier, whose clients then reach the wrong Pods. Give one of them another name.',
    ],
    [
      'a volume and the volume of a store',
      (chart) => volume(chart, 'shop.pictures'),
      (chart) => store(chart, 'pictures'),
      'NfsSharedStore at shop/pictures: 1 problem\n  name: "pictures". PersistentVolume at shop/shop.pictures makes the PersistentVolume shop.pictures too: volumes belong to no namespace, so the later is refused, or Pods get the wrong data. Give one of them another name.',
    ],
  ])('%s', (_, first, second, message) => expect(refusal(together(first, second))).toBe(message));

  test('are told which two they are, in other charts too, where one namespace or none holds both', () => {
    const app = new App();
    const [one, two] = ['one', 'two'].map((id) => new Chart(app, id, { namespace: 'shop' }));
    database(one, 'orders');
    zonal(one, 'fast');
    expect(refusal(() => database(two, 'orders', 'db'))).toBe(
      'StatefulDatabase at two/db: 1 problem\n  name: "orders". StatefulDatabase at one/orders makes the StatefulSet orders, Service orders, Service orders-headless and 5 more too: the later replaces the earlier, whose Pods go away, or is refused. Give one of them another name. Charts for different clusters belong into an App each.',
    );
    expect(refusal(() => zonal(two, 'fast'))).toBe(
      'ZonalStorageClass at two/fast: 1 problem\n  name: "fast". ZonalStorageClass at one/fast makes the StorageClass fast too: classes belong to no namespace, so the later is refused, and its claims get disks of the earlier. Give one of them another name, or use that class, which ZonalStorageClass.fromStorageClassName() makes of its name. Charts for different clusters belong into an App each.',
    );
    expect(two.node.children).toEqual([]);
  });

  test('are two in two namespaces, and in charts that name none and may go to different ones', () => {
    const app = new App();
    const charts = ['one', 'two'].map((id) => new Chart(app, id, { namespace: id }));
    const open = ['three', 'four'].map((id) => new Chart(app, id));
    for (const chart of [...charts, ...open]) {
      backup(chart, database(chart, 'orders'), 'orders');
      claim(chart, 'pictures');
    }
    expect(refusal(() => claim(open[0], 'pictures', 'again'))).toContain('Claim at three/claim-pictures makes the PersistentVolumeClaim');
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('are two where a store names a namespace of its own', () => {
    const chart = new Chart(new App(), 'shop');
    store(chart, 'pictures', 'one', 'north');
    store(chart, 'pictures', 'two', 'south');
    expect(refusal(() => store(chart, 'pictures', 'three', 'north'))).toContain('NfsSharedStore at shop/one makes');
  });

  test('are one again where the first was taken out of the tree', () => {
    const chart = newChart();
    claim(chart, 'pictures', 'first');
    chart.node.tryRemoveChild('first');
    expect(() => claim(chart, 'pictures', 'second')).not.toThrow();
    expect(refusal(() => claim(chart, 'pictures', 'third'))).toContain('Claim at shop/second makes');
  });

  test('below one of ours are told from its own parts', () => {
    const chart = newChart();
    const orders = backup(chart, database(chart, 'orders'), 'orders');
    expect(refusal(() => claim(orders, 'orders-backup'))).toContain('DatabaseBackup at shop/orders-backup makes the PersistentVolumeClaim');
    expect(refusal(() => claim(orders.database, 'data-orders-3'))).toContain('StatefulDatabase at shop/orders makes');
  });

  test('that was refused has taken nothing', () => {
    const chart = newChart();
    claim(chart, 'orders-backup');
    expect(refusal(() => backup(chart, database(chart, 'db'), 'orders'))).toContain('orders-backup');
    expect(() => deployment(chart, 'orders')).not.toThrow();
  });
});

describe('an object that others make', () => {
  const errors = (chart: Chart): string => {
    try {
      manifests(chart);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const HEAD = 'Validation failed with the following errors:\n  ';
  const SERVICE = 'the later replaces the earlier, whose clients then reach the wrong Pods. Give one of them another name.';
  const service = (scope: Construct, id: string, namespace?: string) =>
    new kplus.Service(scope, id, { metadata: { name: 'orders', namespace }, ports: [{ port: 80 }] });

  test.each<[string, (chart: Chart) => unknown, string]>([
    ['a Service of cdk8s-plus', (chart) => service(chart, 'svc'), `[shop/db] Service orders: shop/svc/Resource makes it too: ${SERVICE}`],
    [
      'an API object of another version',
      (chart) => new ApiObject(chart, 'set', { apiVersion: 'apps/v1beta2', kind: 'StatefulSet', metadata: { name: 'orders' } }),
      '[shop/db] StatefulSet orders: shop/set makes it too: the later replaces the earlier, whose Pods go away, or is refused. Give one of them another name.',
    ],
    [
      'an object of another chart',
      (chart) => service(new Chart(App.of(chart), 'other'), 'svc', 'shop'),
      `[shop/db] Service orders: other/svc/Resource makes it too: ${SERVICE}`,
    ],
    [
      'the claim of a Pod',
      (chart) => new kplus.PersistentVolumeClaim(chart, 'claim', { metadata: { name: 'data-orders-0' } }),
      '[shop/db] PersistentVolumeClaim data-orders-0: shop/claim/Resource makes it too: both get one disk, or the later is refused. Give one of them another name.',
    ],
    [
      'one below ours',
      (chart) => service(chart.node.findChild('db'), 'svc'),
      `[shop/db] Service orders: shop/db/svc/Resource makes it too: ${SERVICE}`,
    ],
    [
      'an object of a List',
      (chart) =>
        new ApiObject(chart, 'list', {
          apiVersion: 'v1',
          kind: 'List',
          items: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders' } }, null, { kind: 'Service' }],
        }),
      `[shop/db] Service orders: shop/list makes it too: ${SERVICE}`,
    ],
  ])('%s', (_, make, message) => {
    const chart = newChart();
    database(chart, 'orders', 'db');
    make(chart);
    expect(errors(chart)).toBe(HEAD + message);
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ['of another namespace', (chart) => service(chart, 'svc', 'elsewhere')],
    ['of another kind', (chart) => new kplus.ConfigMap(chart, 'map', { metadata: { name: 'orders' } })],
    [
      'of another API group',
      (chart) => new ApiObject(chart, 'o', { apiVersion: 'serving.example.com/v1', kind: 'Service', metadata: { name: 'orders' } }),
    ],
    ['of a chart without a namespace', (chart) => service(new Chart(App.of(chart), 'other'), 'svc')],
    ['whose name is none of ours', (chart) => new kplus.Service(chart, 'svc', { metadata: { name: 'orders-2' }, ports: [{ port: 80 }] })],
  ])('%s is another one', (_, make) => {
    const chart = newChart();
    database(chart, 'orders', 'db');
    make(chart);
    expect(errors(chart)).toBe('');
  });

  test('may take the place of one that was taken out', () => {
    const chart = newChart();
    const { node } = database(chart, 'orders', 'db');
    node.tryRemoveChild('PodDisruptionBudget');
    new ApiObject(chart, 'budget', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'orders-database' } });
    expect(errors(chart)).toBe('');
  });

  test('of the whole cluster is found whatever namespace its chart has', () => {
    const chart = newChart();
    zonal(chart, 'fast');
    const other = new Chart(App.of(chart), 'other', { namespace: 'other' });
    new ApiObject(other, 'class', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' } });
    expect(errors(chart)).toMatch(/\[shop\/fast\] StorageClass fast: other\/class makes it too/);
  });

  test.each([App, FleetApp])('is seen in each synthesis of an %p anew, by one look for all constructs', (kind) => {
    const app = new kind();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    for (const name of ['orders', 'stock', 'users']) database(chart, name);
    const looks = () => {
      const plain = new kind();
      service(new Chart(plain, 'shop'), 'svc');
      const [without, withOurs] = [plain, app].map((each) => {
        const calls = jest.spyOn(each.node, 'findAll');
        each.synthYaml();
        return calls.mock.calls.length;
      });
      return withOurs - without;
    };
    expect(looks()).toBe(1);

    const added = service(chart, 'svc');
    expect(() => app.synthYaml()).toThrow('[shop/orders] Service orders: shop/svc/Resource makes it too');
    const { node } = chart.node.findChild('orders');
    expect(node.validate()).toHaveLength(1);
    chart.node.tryRemoveChild(added.node.id);
    expect(node.validate()).toEqual([]);
    expect(() => app.synthYaml()).not.toThrow();
  });
});

describe('two copies of this library in one app', () => {
  afterEach(() => ['cdk8s', 'cdk8s-plus-27', 'constructs'].forEach((name) => jest.dontMock(name)));

  test('write into one list, and both look at synthesis', () => {
    // The library that is installed once is the same for both.
    for (const name of ['cdk8s', 'cdk8s-plus-27', 'constructs']) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const shared: unknown = require(name);
      jest.doMock(name, () => shared);
    }
    let other: typeof import('../../src') | undefined;
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      other = require('../../src') as typeof import('../../src');
    });
    expect(other!.Claim).not.toBe(Claim);
    const chart = newChart();
    database(chart, 'orders');
    const options = { storage: Size.gibibytes(1), storageClass };
    expect(() => new other!.Claim(chart, 'a', { ...options, name: 'data-orders-0' })).toThrow('StatefulDatabase at shop/orders makes');
    new other!.Claim(chart, 'pictures', options);
    expect(refusal(() => store(chart, 'pictures', 'mine'))).toContain(
      'Claim at shop/pictures makes the PersistentVolumeClaim pictures too',
    );
    new kplus.PersistentVolumeClaim(chart, 'b', { metadata: { name: 'pictures' } });
    new kplus.Service(chart, 'c', { metadata: { name: 'orders' }, ports: [{ port: 80 }] });
    expect(() => manifests(chart)).toThrow(
      /\[shop\/orders\] Service orders: shop\/c\/Resource makes it too.*\n {2}\[shop\/pictures\] PersistentVolumeClaim pictures: shop\/b\/Resource makes it too/,
    );
  });
});
