import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ConfigReloadingDeployment, DatabaseEngine, PodIsolation, StatefulDatabase, Workload } from '../../src';
import { findKind, Manifest, manifests, newChart, refusal } from '../support';

const DNS = { ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })) };
const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

const labels = { app: 'web' };
const podSpec = { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }] }] };
const objectOf = (kind: string, apiVersion: string) => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
});

/** A workload with the same two ports, of each make. */
const MAKERS: Readonly<Record<string, (chart: Chart) => Construct>> = {
  'cdk8s-plus': (chart) =>
    new kplus.Deployment(chart, 'web', {
      metadata: { name: 'web' },
      podMetadata: { labels },
      containers: [{ image: 'web:1', ports: [{ number: 8080 }, { number: 53, protocol: kplus.Protocol.UDP }] }],
    }),
  'a Kube class': (chart) => new kplus.k8s.KubeDeployment(chart, 'web', objectOf('Deployment', 'apps/v1')),
  'an ApiObject': (chart) => new ApiObject(chart, 'web', objectOf('DaemonSet', 'apps/v1')),
  'a List': (chart) => {
    const items = [objectOf('Deployment', 'apps/v1'), { ...objectOf('StatefulSet', 'apps/v1'), metadata: { name: 'other' } }];
    return Workload.named(new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items }), 'web');
  },
};

const policy = (chart: Chart, name = 'web-isolation'): Manifest =>
  manifests(chart).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name);

function newDatabase(chart: Chart): StatefulDatabase {
  return new StatefulDatabase(chart, 'db', {
    name: 'orders-db',
    engine: DatabaseEngine.postgres({ version: '18' }),
    storage: { size: Size.gibibytes(20), storageClass: { storageClassName: 'fast' } },
  });
}

describe('PodIsolation', () => {
  test.each(Object.entries(MAKERS))('closes %s in both directions, but for DNS', (_, make) => {
    const chart = newChart();
    new PodIsolation(chart, 'isolation', { workload: make(chart) });
    const { metadata, spec } = policy(chart);
    expect(metadata.namespace).toBe('shop');
    expect(Object.keys(spec.podSelector.matchLabels)).toHaveLength(1);
    expect(spec).toEqual({ podSelector: spec.podSelector, policyTypes: ['Ingress', 'Egress'], egress: [DNS] });
  });

  test.each(Object.entries(MAKERS))('lets a peer of %s in on the ports of its containers, and out to those of others', (_, make) => {
    const chart = newChart();
    const workload = make(chart);
    const client = new kplus.Deployment(chart, 'client', { metadata: { name: 'client' }, containers: [{ image: 'client:1' }] });
    const isolation = new PodIsolation(chart, 'isolation', { workload });
    const other = new PodIsolation(chart, 'other', { workload: client });
    isolation.allowFrom(client);
    const ports = [
      { port: 8080, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
    ];
    expect(policy(chart).spec.ingress).toEqual([
      { from: [{ namespaceSelector: inNamespace('shop'), podSelector: policy(chart, 'client-isolation').spec.podSelector }], ports },
    ]);
    // The client is closed itself, and is let out.
    expect(policy(chart, 'client-isolation').spec.egress[1].ports).toEqual(ports);
    expect(policy(chart, 'client-isolation').spec.egress[1].to[0].podSelector).toEqual(policy(chart).spec.podSelector);
    expect(other.name).toBe('client-isolation');
  });

  test.each(['before', 'after'])('a database that is connected %s it is closed is reached', (when) => {
    const chart = newChart();
    const workload = MAKERS['cdk8s-plus'](chart);
    const database = newDatabase(chart);
    if (when === 'before') database.connect(workload);
    new PodIsolation(chart, 'isolation', { workload });
    if (when === 'after') database.connect(workload);
    expect(policy(chart).spec.egress).toEqual([
      DNS,
      {
        to: [{ namespaceSelector: inNamespace('shop'), podSelector: { matchLabels: { 'cdk8s.io/metadata.addr': 'database-orders-db' } } }],
        ports: [{ port: 5432, protocol: 'TCP' }],
      },
    ]);
  });

  test('takes peers at once, and ports of them later', () => {
    const chart = newChart();
    const ingress = kplus.Namespaces.select(chart, 'ingress', { names: ['ingress-nginx'] });
    const mail = kplus.NetworkPolicyIpBlock.ipv4(chart, 'mail', '10.0.0.0/8');
    const workload = MAKERS['cdk8s-plus'](chart);
    const isolation = new PodIsolation(chart, 'isolation', { workload, name: 'web', allowFrom: [ingress], allowTo: [mail] });
    isolation.allowTo(mail, [kplus.NetworkPolicyPort.tcp(25)]);
    const { ingress: from, egress } = policy(chart, 'web').spec;
    expect(from[0].from).toEqual([{ podSelector: {}, namespaceSelector: inNamespace('ingress-nginx') }]);
    expect(egress.slice(1)).toEqual([
      { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] },
      { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 25, protocol: 'TCP' }] },
    ]);
  });

  test('refuses what is closed already, has no labels, or is no workload', () => {
    const chart = newChart();
    const workload = MAKERS['cdk8s-plus'](chart);
    new PodIsolation(chart, 'first', { workload });
    expect(refusal(() => new PodIsolation(chart, 'second', { workload, name: 'other' }))).toBe(
      'PodIsolation at shop/second: 1 problem\n  workload: shop/web. Its network is closed already. Use allowFrom() and allowTo() of what closed it.',
    );
    const ours = new ConfigReloadingDeployment(chart, 'ours', {
      configs: [],
      containers: [{ name: 'web', image: 'web:1', declineReadiness: 'a test', declineLiveness: 'a test' }],
    });
    expect(refusal(() => new PodIsolation(chart, 'third', { workload: ours }))).toContain('Its network is closed already.');
    const bare = new ApiObject(chart, 'bare', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare' }, spec: podSpec });
    expect(refusal(() => new PodIsolation(chart, 'fourth', { workload: bare }))).toBe(
      'PodIsolation at shop/fourth: 1 problem\n  workload: shop/bare. Its Pods have no labels, by which a policy could find them. Give them some.',
    );
    expect(refusal(() => new PodIsolation(chart, 'fifth', { workload: 'web', allowFrom: 'all', name: 'A' } as never))).toBe(
      [
        'PodIsolation at shop/fifth: 3 problems',
        '  workload: "web". Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.',
        '  allowFrom: "all". Give a list of workloads of any make, or of Pods, Namespaces or NetworkPolicyIpBlock of cdk8s-plus.',
        '  name: "A". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
      ].join('\n'),
    );
    expect(refusal(() => new PodIsolation(chart, 'sixth', { workload: newDatabase(chart), nane: 'x' } as never))).toContain('Did you mean');
  });

  test('labels that are taken away later stop the synthesis', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const pod = new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels }, spec: podSpec });
    new PodIsolation(chart, 'isolation', { workload: pod });
    expect(findKind(chart, 'NetworkPolicy').spec.podSelector).toEqual({ matchLabels: labels });
    Object.assign(pod, { toJson: () => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: podSpec }) });
    expect(() => Testing.synth(chart)).toThrow(
      '[shop/isolation] The Pods of Pod web have no labels any more, by which the policy could find them. Give them some.',
    );
  });
});
