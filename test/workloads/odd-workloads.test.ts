import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  Claim,
  ClaimRetention,
  ClaimTemplate,
  MountAccess,
  ScratchVolume,
  SharedScratchPod,
  SharedScratchPodProps,
  Workload,
  ZonalStorageClass,
} from '../../src';
import { expectLinear } from '../linear';
import { findKind, newChart, refusal } from '../support';

const storageClass = ZonalStorageClass.fromStorageClassName('fast');
const template = () => ({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } });
const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { selector: { matchLabels: { app: 'web' } }, template: template() },
});
const scratchOf = (chart: Chart, id = 'scratch') => new ScratchVolume(chart, id, { sizeLimit: Size.mebibytes(64) });
const VOLUME = { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } };

const podProps: SharedScratchPodProps = {
  sizeLimit: Size.gibibytes(1),
  containers: [{ name: 'main', image: 'web:1', access: MountAccess.READ_WRITE, ports: [{ number: 8080 }] }],
};

describe('a peer of cdk8s-plus that is patched', () => {
  const selected = (patches: readonly JsonPatch[], isLater: boolean) => {
    const chart = newChart();
    const peer = new kplus.Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web:1' }] });
    const patch = () => ApiObject.of(peer).addJsonPatch(...patches);
    if (!isLater) patch();
    new SharedScratchPod(chart, 'pod', { ...podProps, allowFrom: [peer] });
    if (isLater) patch();
    return findKind(chart, 'NetworkPolicy').spec.ingress[0].from;
  };

  test.each([false, true])('is found by what it is written with (patched later: %s)', (isLater) => {
    const labels = [
      JsonPatch.replace('/spec/selector/matchLabels', { app: 'other' }),
      JsonPatch.replace('/spec/template/metadata/labels', { app: 'other' }),
    ];
    expect(selected(labels, isLater)).toMatchObject([{ podSelector: { matchLabels: { app: 'other' } } }]);
    const elsewhere = [JsonPatch.replace('/metadata/namespace', 'elsewhere')];
    expect(selected(elsewhere, isLater)).toMatchObject([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'elsewhere' } } },
    ]);
  });
});

describe('a Rollout of Argo', () => {
  const mount = (strategy: object, replicas = 1) => {
    const chart = newChart();
    const spec = { ...deployment('web').spec, replicas, strategy };
    const rollout = new ApiObject(chart, 'web', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec });
    new Claim(chart, 'data', { storage: Size.gibibytes(1), storageClass }).mountInto(rollout, '/data');
  };

  test.each([{ canary: {} }, { canary: { maxSurge: 1 } }, { blueGreen: { activeService: 'web' } }])('surges with %j', (strategy) =>
    expect(refusal(() => mount(strategy))).toContain('web starts its new Pod before the old one is gone, and only one node'),
  );

  test('takes a claim of one node as its message says', () =>
    expect(() => mount({ canary: { maxSurge: 0, maxUnavailable: 1 } })).not.toThrow());
});

describe('a set with templates that is patched later', () => {
  const synth = (patch: JsonPatch, policy: object = {}) => {
    const chart = newChart();
    const spec = { serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template: template() };
    const set = new kplus.k8s.KubeStatefulSet(chart, 'web', { metadata: { name: 'web' }, spec });
    new ClaimTemplate(set, 'data', { storage: Size.gibibytes(1), storageClass, ...policy }).mountInto(set, '/data');
    set.addJsonPatch(patch);
    return findKind(chart, 'StatefulSet').spec;
  };
  const retention = JsonPatch.add('/spec/persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Delete', whenScaled: 'Retain' });

  test('to another policy, or with a template of the name, is refused', () => {
    expect(() => synth(retention)).toThrow('[shop/web/data] The set says whenDeleted: Delete, and this template Retain.');
    const namesake = JsonPatch.add('/spec/volumeClaimTemplates', [{ metadata: { name: 'data' }, spec: {} }]);
    expect(() => synth(namesake)).toThrow('[shop/web/data] The set has another template named data. Rename one.');
  });

  test('and is written once both say the same', () => {
    expect(synth(retention, { whenDeleted: ClaimRetention.DELETE }).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Delete',
      whenScaled: 'Retain',
    });
  });
});

describe('lists and templates', () => {
  test('a List in a List is not looked into, and the message says so', () => {
    const chart = newChart();
    const list = (items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });
    const nested = new ApiObject(chart, 'all', list([list([deployment('web')])]));
    expect(refusal(() => scratchOf(chart).mountInto(nested, '/x'))).toContain(
      'A List in a List is not looked into: put its items into the outer one.',
    );
  });

  test('a DeploymentList is a list', () => {
    const chart = newChart();
    const list = new ApiObject(chart, 'all', { apiVersion: 'apps/v1', kind: 'DeploymentList', items: [deployment('a'), deployment('b')] });
    scratchOf(chart).mountInto(Workload.named(list, 'b'), '/x');
    const volumes = findKind(chart, 'DeploymentList').items.map(
      (item: typeof VOLUME & { spec: ReturnType<typeof deployment>['spec'] & { template: { spec: { volumes?: unknown } } } }) =>
        item.spec.template.spec.volumes,
    );
    expect(volumes).toEqual([undefined, [VOLUME]]);
  });

  test('a PodTemplate has a template', () => {
    const chart = newChart();
    const object = new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'web' }, template: template() });
    scratchOf(chart).mountInto(object, '/x');
    expect(findKind(chart, 'PodTemplate').template.spec.volumes).toEqual([VOLUME]);
  });

  test('what is no container stays where it was', () => {
    const chart = newChart();
    const { spec, ...object } = deployment('web');
    // cdk8s itself makes undefined of null, which is written as null.
    const containers = [null, ...template().spec.containers, 'x'];
    const odd = new ApiObject(chart, 'web', { ...object, spec: { ...spec, template: { ...template(), spec: { containers } } } });
    scratchOf(chart).mountInto(odd, '/x');
    expect(findKind(chart, 'Deployment').spec.template.spec.containers).toEqual([
      undefined,
      expect.objectContaining({ name: 'main' }),
      'x',
    ]);
  });

  test('what is no object among the items stays where it was', () => {
    const odd: unknown[] = [null, 'x', 7, [deployment('web')], { kind: 'Deployment' }, { kind: 'Deployment', metadata: null, spec: null }];
    odd.push(
      { ...deployment('web'), metadata: { name: 7 } },
      { ...deployment('web'), metadata: 'web' },
      { ...deployment('other'), spec: 'x' },
    );
    for (const items of [
      [...odd, deployment('web')],
      [deployment('web'), ...odd],
    ]) {
      const written = (mounts: boolean) => {
        const chart = newChart();
        const list = new ApiObject(chart, 'all', { apiVersion: 'v1', kind: 'List', items });
        if (mounts) scratchOf(chart).mountInto(Workload.named(list, 'web', 'Deployment'), '/x');
        return findKind(chart, 'List').items as unknown[];
      };
      const [plain, mounted] = [written(false), written(true)];
      const web = items.findIndex((item) => (item as ReturnType<typeof deployment> | null)?.metadata?.name === 'web');
      expect(mounted.filter((_, index) => index !== web)).toEqual(plain.filter((_, index) => index !== web));
      expect(mounted[web]).toMatchObject({ spec: { template: { spec: { volumes: [VOLUME] } } } });
    }
  });

  test('items that are added between two calls, and patches, are seen', () => {
    const chart = newChart();
    const items = [deployment('a')];
    const list = new ApiObject(chart, 'all', { apiVersion: 'v1', kind: 'List', items });
    scratchOf(chart).mountInto(Workload.named(list, 'a'), '/x');
    items.push(deployment('b'));
    scratchOf(chart, 'other').mountInto(Workload.named(list, 'b'), '/x');
    list.addJsonPatch(JsonPatch.add('/items/-', deployment('c')));
    expect(() => Workload.named(list, 'c')).not.toThrow();
  });

  test('hundreds of workloads in one List take time in proportion', () => {
    expectLinear(100, (size) => () => {
      const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
      const items = Array.from({ length: size }, (_, index) => deployment(`web-${index}`));
      const list = new ApiObject(chart, 'all', { apiVersion: 'v1', kind: 'List', items });
      const scratch = scratchOf(chart);
      for (const { metadata } of items) scratch.mountInto(Workload.named(list, metadata.name), '/x');
      chart.toJson();
    });
  });
});

test('a construct with a child named Resource among other workloads is asked which', () => {
  const chart = newChart();
  const both = new Construct(chart, 'both');
  new ApiObject(both, 'Resource', deployment('a'));
  new ApiObject(both, 'other', deployment('b'));
  expect(refusal(() => scratchOf(chart).mountInto(both, '/x'))).toContain('holds several workloads: Deployment a, Deployment b.');
});

describe('a class that extends one of ours', () => {
  interface TeamProps extends SharedScratchPodProps {
    readonly team: string;
  }
  class TeamPod extends SharedScratchPod {
    constructor(scope: Construct, id: string, props: TeamProps) {
      super(scope, id, props);
    }
  }

  test('may hand on its own props', () => {
    const chart = newChart();
    new TeamPod(chart, 'pod', { ...podProps, team: 'shop' });
    expect(findKind(chart, 'Pod').spec.containers).toHaveLength(1);
  });

  test('is told of what looks like a prop of ours; ours take no others', () => {
    const props = { ...podProps, restartPolice: 'Never', team: 'shop' };
    expect(refusal(() => new TeamPod(newChart(), 'pod', props))).toContain('Did you mean restartPolicy?');
    expect(refusal(() => new SharedScratchPod(newChart(), 'pod', props))).toContain(
      'team: a string of 4 characters. There is no such prop.',
    );
  });
});

test('what is refused as a whole shows nothing of what is in it', () => {
  const secret = 'hunter2-in-a-list';
  const odd = {
    labels: [secret],
    annotations: { note: [secret] },
    nodeSelector: [secret],
    containers: [
      [secret],
      { name: 'main', image: 'web:1', command: { v: secret }, args: [[secret]], env: [secret], writablePaths: { v: secret } },
    ],
  };
  const message = refusal(() => new SharedScratchPod(newChart(), 'pod', { ...podProps, ...odd } as unknown as SharedScratchPodProps));
  expect(message).not.toContain(secret);
  expect(message).toContain('containers[0]: a list of 1. Give an object with a name and an image.');
});
