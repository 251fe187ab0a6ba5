import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Include, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ScratchVolume, Workload } from '../../src';
import { findKind, Manifest, manifests, newChart, refusal } from '../support';

const container = { name: 'web', image: 'nginx:1.29.1' };

const deployment = (name: string, namespace?: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, ...(namespace && { namespace }) },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
  },
});

const job = (name: string): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
});

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } };

const includes: string[] = [];
afterAll(() => includes.forEach((directory) => rmSync(directory, { recursive: true })));

function include(chart: Chart, ...objects: object[]): Include {
  const directory = mkdtempSync(join(tmpdir(), 'include-'));
  includes.push(directory);
  const file = join(directory, 'all.yaml');
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  return new Include(chart, 'Include', { url: file });
}

const scratchOf = (chart: Chart) => new ScratchVolume(chart, 'tmp', { sizeLimit: Size.mebibytes(16) });
const mountPaths = (pod: Manifest): string[] => (pod.containers[0].volumeMounts ?? []).map(({ mountPath }: Manifest) => mountPath);

describe('a workload of several', () => {
  test('is named where an Include holds several, and the others stay as they are', () => {
    const chart = newChart();
    const all = include(chart, deployment('web'), configMap, deployment('api'));
    scratchOf(chart).mountInto(Workload.named(all, 'api'), '/tmp');
    const [web, , api] = manifests(chart);
    expect(web).toEqual(deployment('web', 'shop'));
    expect(mountPaths(api.spec.template.spec)).toEqual(['/tmp']);
    expect(api.spec.template.spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '16Mi' } }]);
  });

  test('is found in a List, whose other items stay as they are', () => {
    const chart = newChart();
    const items = [deployment('web'), configMap, job('web')];
    const list = new ApiObject(chart, 'List', { apiVersion: 'v1', kind: 'List', items });
    scratchOf(chart).mountInto(Workload.named(list, 'web', 'Job'), '/tmp');
    const { items: written } = findKind(chart, 'List');
    expect(written.slice(0, 2)).toEqual(items.slice(0, 2));
    expect(mountPaths(written[2].spec.template.spec)).toEqual(['/tmp']);
  });

  test('is told by its namespace', () => {
    const chart = newChart();
    const all = include(chart, deployment('web', 'a'), deployment('web', 'b'));
    expect(refusal(() => Workload.named(all, 'web'))).toContain('it has Deployment a/web, Deployment b/web.');
    scratchOf(chart).mountInto(Workload.named(all, 'web', 'Deployment', 'b'), '/tmp');
    expect(manifests(chart).map(({ spec }) => mountPaths(spec.template.spec))).toEqual([[], ['/tmp']]);
  });

  test('is not the one that had its place before', () => {
    const chart = newChart();
    new ApiObject(chart, 'one', deployment('web') as never);
    const before = Workload.named(chart, 'web');
    chart.node.tryRemoveChild('one');
    new ApiObject(chart, 'two', deployment('web') as never);
    const after = Workload.named(chart, 'web');
    expect(after).not.toBe(before);
    scratchOf(chart).mountInto(after, '/tmp');
    expect(mountPaths(findKind(chart, 'Deployment').spec.template.spec)).toEqual(['/tmp']);
  });

  test('is the same whoever asks for it', () => {
    const chart = newChart();
    const all = include(chart, deployment('web'), deployment('api'));
    expect(Workload.named(all, 'web')).toBe(Workload.named(all, 'web'));
  });

  test('is one of a construct of the user, of a chart, of an ApiObject that holds just one', () => {
    class Service extends Construct {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new kplus.Deployment(this, 'Deployment', { containers: [container] });
        new kplus.ConfigMap(this, 'Settings');
      }
    }
    const chart = newChart();
    const scratch = scratchOf(chart);
    scratch.mountInto(new Service(chart, 'service'), '/tmp');
    scratch.mountInto(new ApiObject(chart, 'job', job('once') as never), '/tmp');
    for (const kind of ['Deployment', 'Job']) expect(mountPaths(findKind(chart, kind).spec.template.spec)).toEqual(['/tmp']);
  });

  test('is a custom resource that has a Pod template where a Deployment has it', () => {
    const chart = newChart();
    const rollout = new ApiObject(chart, 'rollout', { ...deployment('web'), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' } as never);
    scratchOf(chart).mountInto(rollout, '/tmp');
    expect(mountPaths(findKind(chart, 'Rollout').spec.template.spec)).toEqual(['/tmp']);
  });
});

describe('what is no workload is refused with what was given and what would do:', () => {
  const remedy =
    'Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.';

  test.each<[string, (chart: Chart) => Construct, string]>([
    ['a Service', (chart) => new kplus.Service(chart, 'given', { ports: [{ port: 80 }] }), 'A Service of cdk8s-plus-27'],
    ['an L1', (chart) => new kplus.k8s.KubeConfigMap(chart, 'given', {}), 'A ConfigMap of cdk8s-plus-27'],
    ['an ApiObject', (chart) => new ApiObject(chart, 'given', configMap), 'The ApiObject of kind ConfigMap'],
    ['a construct of the user', (chart) => new (class Shelf extends Construct {})(chart, 'given'), 'The Shelf'],
  ])('%s', (_, given, what) => {
    const chart = newChart();
    expect(refusal(() => scratchOf(chart).mountInto(given(chart), '/tmp'))).toBe(
      `ScratchVolume at shop/tmp: 1 problem\n  workload: shop/given. ${what} has no Pods. ${remedy}`,
    );
  });

  test('several workloads', () => {
    const chart = newChart();
    const all = include(chart, deployment('web'), job('web'));
    expect(refusal(() => scratchOf(chart).mountInto(all, '/tmp'))).toContain(
      'holds several workloads: Deployment web, Job web. Say which: Workload.named(construct, "web").',
    );
  });

  test.each<[string, () => unknown, string]>([
    [
      'a name that is none of them',
      () => Workload.named(include(newChart(), deployment('web')), 'wbe'),
      'It holds no such workload: it has Deployment shop/web.',
    ],
    [
      'a name of several kinds',
      () => Workload.named(include(newChart(), deployment('web'), job('web')), 'web'),
      'Several workloads are called so. Give the kind and the namespace',
    ],
    ['a kind that is none', () => Workload.named(include(newChart(), deployment('web')), 'web', 'Job'), 'It holds no such workload'],
    ['nothing at all', () => Workload.named(include(newChart(), configMap), 'settings'), 'It holds no workload.'],
    ['no construct', () => Workload.named('web' as never, 'web'), 'construct: "web". Give what holds the workload'],
    ['no name', () => Workload.named(include(newChart(), deployment('web')), ''), 'name: "". Give the name of the workload'],
  ])('%s', (_, call, message) => expect(refusal(call)).toContain(message));
});
