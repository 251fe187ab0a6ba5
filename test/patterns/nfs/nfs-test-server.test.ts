import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { NfsSharedStore } from '../../../src/patterns/nfs/nfs-shared-store';
import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { NfsTestServer } from '../../../src/patterns/nfs/nfs-test-server';
import { NfsTestServerProps } from '../../../src/patterns/nfs/test-server-props';
import { InvalidPropsError } from '../../../src/props/problems';
import { Claim } from '../../../src/volumes/claim';
import { MountAccess } from '../../../src/workloads/mount-options';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../../support';

const props = (more: Partial<NfsTestServerProps> = {}): NfsTestServerProps => ({
  acknowledgeForTestsOnly: true,
  nodeNetworks: ['10.0.0.0/16'],
  ...more,
});

function kindOf(kind: string, more: Partial<NfsTestServerProps> = {}): Manifest {
  const chart = newChart();
  new NfsTestServer(chart, 'try', props(more));
  return findKind(chart, kind);
}

const podOf = (more: Partial<NfsTestServerProps> = {}): Manifest => kindOf('Deployment', more).spec.template;
const serverOf = (more: Partial<NfsTestServerProps> = {}): Manifest => podOf(more).spec.containers[0];

describe('NfsTestServer', () => {
  test('synthesizes', () => {
    const chart = newChart();
    new NfsTestServer(chart, 'try', props());
    expect(yaml(chart)).toMatchSnapshot();
  });

  test('changes no manifest when its code moves', () => {
    const before = newChart();
    new NfsTestServer(before, 'try', props());
    const after = newChart();
    new NfsTestServer(new Construct(after, 'storage'), 'try', props());
    expect(yaml(after)).toBe(yaml(before));
  });

  test('says that it is for tests in every name, and by a label', () => {
    const chart = newChart();
    const server = new NfsTestServer(chart, 'try', props());
    expect(server.name).toBe('try');
    for (const { metadata } of manifests(chart)) expect(metadata.name).toBe('try-nfs-test-server');
    const label = { 'cdk8s-storage/for-tests-only': 'true' };
    expect(findKind(chart, 'Deployment').metadata.labels).toMatchObject(label);
    expect(findKind(chart, 'Deployment').spec.template.metadata.labels).toMatchObject(label);
    expect(findKind(chart, 'Service').metadata.labels).toMatchObject(label);
  });

  test('is one process at a time, since two would corrupt the directory', () => {
    const { spec } = kindOf('Deployment');
    expect(spec.replicas).toBe(1);
    expect(spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('is reached through a Service on the port of NFS, which selects its Pod by labels made of the name', () => {
    const service = kindOf('Service').spec;
    expect(service.ports).toEqual([{ name: 'nfs', port: 2049, targetPort: 2049 }]);
    expect(podOf().metadata.labels).toMatchObject(service.selector);
    expect(kindOf('Deployment').spec.selector.matchLabels).toEqual(service.selector);
    expect(service.clusterIP).toBeUndefined();
    expect(kindOf('Service', { clusterIP: '10.96.0.49' }).spec.clusterIP).toBe('10.96.0.49');
  });

  test("takes the privileges that the kernel's server needs, in this one container, and no others", () => {
    const { spec } = podOf();
    expect(spec.containers[0].securityContext).toEqual({
      privileged: true,
      allowPrivilegeEscalation: true,
      readOnlyRootFilesystem: false,
      runAsNonRoot: false,
    });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.enableServiceLinks).toBe(false);
    expect(spec.hostNetwork).toBe(false);
    expect(spec.serviceAccountName).toBe('try-nfs-test-server');
  });

  test('exports a directory that the group of the store can write, and passes the group on to directories made in it', () => {
    const { spec } = podOf({ group: 4000 });
    expect(spec.containers[0].args).toEqual(['-G', '4000', '/exports']);
    expect(spec.securityContext).toMatchObject({ runAsUser: 0, fsGroup: 4000 });
    expect(podOf().spec.securityContext.fsGroup).toBe(10001);
  });

  test('limits what the server may store, and requests the room', () => {
    const { spec } = podOf({ sizeLimit: Size.gibibytes(2) });
    expect(spec.volumes).toEqual([{ name: 'data', emptyDir: { sizeLimit: '2Gi' } }]);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/exports' }]);
    expect(spec.containers[0].resources.limits['ephemeral-storage']).toBe('2304Mi');
    expect(podOf().spec.volumes[0].emptyDir.sizeLimit).toBe('1Gi');
  });

  test('exports a claim instead', () => {
    const chart = newChart();
    const data = new Claim(chart, 'disk', { storage: Size.gibibytes(1), storageClass: { storageClassName: 'fast' } });
    new NfsTestServer(chart, 'try', props({ data }));
    const { spec } = findKind(chart, 'Deployment').spec.template;
    expect(spec.volumes).toEqual([{ name: 'pvc-disk', persistentVolumeClaim: { claimName: 'disk', readOnly: false } }]);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'pvc-disk', mountPath: '/exports' }]);
  });

  test('lets nodes in, which are who mounts, and nobody else', () => {
    const { spec } = kindOf('NetworkPolicy', { nodeNetworks: ['10.0.0.0/16', 'FD00::/64'] });
    expect(spec.ingress).toEqual(
      ['10.0.0.0/16', 'fd00::/64'].map((cidr) => ({ from: [{ ipBlock: { cidr } }], ports: [{ port: 2049, protocol: 'TCP' }] })),
    );
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('is probed where it serves: a slow start is waited for, a short hang is no reason to restart', () => {
    const { startupProbe, readinessProbe, livenessProbe } = serverOf();
    for (const probe of [startupProbe, readinessProbe, livenessProbe]) expect(probe.tcpSocket).toEqual({ port: 2049 });
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBe(120);
    expect(livenessProbe.periodSeconds * livenessProbe.failureThreshold).toBe(120);
    expect(readinessProbe.periodSeconds * readinessProbe.failureThreshold).toBe(10);
  });

  test('runs a pinned image with limits, or the one it is told', () => {
    expect(serverOf().image).toBe('registry.k8s.io/e2e-test-images/volume/nfs:1.6.0');
    expect(serverOf().resources.limits).toMatchObject({ cpu: '500m', memory: '256Mi' });
    const own = serverOf({ image: 'registry.example.com/nfs:1', resources: { memory: { limit: Size.gibibytes(1) } } });
    expect(own.image).toBe('registry.example.com/nfs:1');
    expect(own.resources.limits.memory).toBe('1Gi');
  });

  test('runs where its kernel module is', () => {
    const { metadata, spec } = podOf({ nodeSelector: { nfsd: 'yes' }, labels: { team: 'web' }, annotations: { note: 'x' } });
    expect(spec.nodeSelector).toEqual({ nfsd: 'yes' });
    expect(metadata.labels.team).toBe('web');
    expect(metadata.annotations.note).toBe('x');
  });

  describe('gives drivers that reach it', () => {
    const volumeOf = (driverOf: (server: NfsTestServer) => NfsDriver, more: Partial<NfsTestServerProps> = {}) => {
      const chart = newChart();
      const server = new NfsTestServer(chart, 'try', props(more));
      new NfsSharedStore(chart, 'media', { driver: driverOf(server), capacity: Size.gibibytes(1) });
      return manifests(chart).find(({ kind }: Manifest) => kind === 'PersistentVolume' || kind === 'StorageClass');
    };

    test('by the name of the Service for CSI, which resolves it', () => {
      expect(volumeOf((server) => server.csiDriver()).spec.csi).toEqual({
        driver: 'nfs.csi.k8s.io',
        volumeHandle: 'try-nfs-test-server.shop.svc##',
        volumeAttributes: { server: 'try-nfs-test-server.shop.svc', share: '/' },
      });
      expect(volumeOf((server) => server.csiDriver('media')).spec.csi.volumeAttributes.subDir).toBe('media');
      expect(volumeOf((server) => server.dynamicDriver()).parameters).toMatchObject({
        server: 'try-nfs-test-server.shop.svc',
        share: '/',
        mountPermissions: '2770',
      });
    });

    test('by the fixed address for the kubelet, which asks the resolver of its node', () => {
      expect(volumeOf((server) => server.inTreeDriver(), { clusterIP: '10.96.0.49' }).spec.nfs).toEqual({
        server: '10.96.0.49',
        path: '/',
      });
      expect(volumeOf((server) => server.csiDriver(), { clusterIP: 'fd00::49' }).spec.csi.volumeAttributes.server).toBe('fd00::49');
    });

    test('and refuses one that could not', () => {
      const server = new NfsTestServer(newChart(), 'try', props());
      expect(refusal(() => server.inTreeDriver())).toBe(
        'NfsTestServer at shop/try: 1 problem\n  clusterIP: missing. The kubelet mounts with the resolver of its node, which on most clusters does not know Services. Give a free address of the Service range, or use csiDriver().',
      );
      const nowhere = new NfsTestServer(new Chart(new App(), 'shop'), 'try', props());
      for (const method of ['csiDriver', 'dynamicDriver'] as const) {
        expect(refusal(() => nowhere[method]())).toBe(
          'NfsTestServer at shop/try: 1 problem\n  namespace: missing. The name of a Service ends in it. Give one to the chart, or a clusterIP to the server.',
        );
      }
    });
  });

  test('serves a store that a workload writes', () => {
    const chart = newChart();
    const server = new NfsTestServer(chart, 'try', props());
    const store = new NfsSharedStore(chart, 'media', { driver: server.dynamicDriver(), capacity: Size.gibibytes(1) });
    const deployment = new kplus.Deployment(chart, 'web', { containers: [{ image: 'busybox:1.37.0', name: 'main', resources: {} }] });
    store.mountInto(deployment, '/media', { access: MountAccess.READ_WRITE });
    expect(() => manifests(chart)).not.toThrow();
  });
});

describe('NfsTestServer refuses, and says what to write instead:', () => {
  const refusalOf = (given: unknown) => refusal(() => new NfsTestServer(newChart(), 'try', given as NfsTestServerProps));
  const lines = (...texts: string[]) =>
    [
      `NfsTestServer at shop/try: ${texts.length === 1 ? '1 problem' : `${texts.length} problems`}`,
      ...texts.map((text) => `  ${text}`),
    ].join('\n');
  const TESTS =
    'This server runs privileged, trusts whoever reaches it, and loses its data with its Pod. Say true where that is right, or use a real NFS server.';
  const NETWORKS = 'Nodes mount volumes, and the server is closed to all others. List their networks, such as ["10.0.0.0/16"].';
  const CIDR = 'Give a network in CIDR notation, such as "10.0.0.0/16" or "fd00::/64".';
  const ADDRESS = 'Give a free IP address of the Service range of the cluster, such as 10.96.0.49.';
  const ok = props();

  test.each<[string, unknown, ...string[]]>([
    ['no acknowledgement', { nodeNetworks: ['10.0.0.0/16'] }, `acknowledgeForTestsOnly: missing. ${TESTS}`],
    ['half an acknowledgement', { ...ok, acknowledgeForTestsOnly: 'yes' }, `acknowledgeForTestsOnly: "yes". ${TESTS}`],
    ['a denial', { ...ok, acknowledgeForTestsOnly: false }, `acknowledgeForTestsOnly: false. ${TESTS}`],
    ['no networks', { ...ok, nodeNetworks: undefined }, `nodeNetworks: missing. ${NETWORKS}`],
    ['an empty list of networks', { ...ok, nodeNetworks: [] }, `nodeNetworks: []. ${NETWORKS}`],
    [
      'networks that are none',
      { ...ok, nodeNetworks: ['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'nodes/8', '::ffff:10.0.0.0/104', null, '10.0.0.0/16'] },
      `nodeNetworks[0]: "10.0.0.0". ${CIDR}`,
      `nodeNetworks[1]: "10.0.0.0/33". ${CIDR}`,
      `nodeNetworks[2]: "fd00::/129". ${CIDR}`,
      `nodeNetworks[3]: "nodes/8". ${CIDR}`,
      `nodeNetworks[4]: "::ffff:10.0.0.0/104". ${CIDR}`,
      `nodeNetworks[5]: missing. ${CIDR}`,
    ],
    [
      'a name that is too long for its label',
      { ...ok, name: 'a'.repeat(48) },
      `name: "${'a'.repeat(48)}". Use at most 47 lower-case letters, digits and dashes, with a letter or digit at both ends: names and labels are made of it, and it is the id unless given.`,
    ],
    ['an address that is none', { ...ok, clusterIP: 'nfs.example.com' }, `clusterIP: "nfs.example.com". ${ADDRESS}`],
    ['no address', { ...ok, clusterIP: 'None' }, `clusterIP: "None". ${ADDRESS}`],
    ['an address of the node itself', { ...ok, clusterIP: '127.0.0.1' }, `clusterIP: "127.0.0.1". ${ADDRESS}`],
    ['the group of root', { ...ok, group: 0 }, 'group: 0. Give a whole number from 1 to 2147483647.'],
    ['a size of zero', { ...ok, sizeLimit: Size.gibibytes(0) }, 'sizeLimit: 0Ki. Give a size of whole KiB above zero and below 8 EiB.'],
    [
      'data that is no volume, and a size for it',
      { ...ok, data: {}, sizeLimit: Size.gibibytes(1) },
      'data: {}. Give a Claim, a kplus.Volume or a kplus.PersistentVolumeClaim, or leave it out.',
      'sizeLimit: 1Gi. It is for the scratch volume. Leave it out, or data.',
    ],
    [
      'an image without tag',
      { ...ok, image: 'nfs' },
      'image: "nfs". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
    ],
    ['resources that are none', { ...ok, resources: 5 }, 'resources: 5. Give requests and limits of cpu, memory and ephemeralStorage.'],
    ['labels that are none', { ...ok, labels: 5 }, 'labels: 5. Give an object of keys and string values.'],
    [
      'a label of its own',
      { ...ok, labels: { 'cdk8s-storage/for-tests-only': 'false' } },
      'labels["cdk8s-storage/for-tests-only"]: "false". It says what this server is. Use another key.',
    ],
  ])('%s', (_, given, ...texts) => {
    expect(refusalOf(given)).toBe(lines(...texts));
  });

  test.each([null, undefined])('props of %j', (given) => {
    expect(refusalOf(given)).toBe(lines(`acknowledgeForTestsOnly: missing. ${TESTS}`, `nodeNetworks: missing. ${NETWORKS}`));
  });

  test('props that are a number', () => {
    expect(refusalOf(5)).toMatch(/^NfsTestServer at shop\/try: 3 problems\n {2}props: a number\. Give an object of props: /);
  });

  test('its own name twice in a chart', () => {
    const chart = newChart();
    new NfsTestServer(chart, 'first', props({ name: 'try' }));
    expect(refusal(() => new NfsTestServer(chart, 'try', props()))).toBe(
      lines(
        'name: "try". NfsTestServer at shop/first makes the Deployment try-nfs-test-server, Service try-nfs-test-server, ServiceAccount try-nfs-test-server and 1 more too: the later replaces the earlier, whose Pods go away, or is refused. Give one of them another name.',
      ),
    );
  });

  test('anything absurd with its path and props, and takes the rest', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, '', 'x', NaN, -1, [], {}, [null], { a: [] }, true, () => 1),
      fc.string(),
    );
    const rarely = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, arbitrary);
    const given = fc.record({
      acknowledgeForTestsOnly: fc.oneof({ weight: 9, arbitrary: fc.constant<unknown>(true) }, odd),
      nodeNetworks: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.array(
            fc.oneof(
              fc.constantFrom<unknown>('10.0.0.0/8', 'fd00::/8', '::/0'),
              fc.ipV6().map((ip) => `${ip}/64`),
            ),
            { minLength: 1 },
          ),
        },
        odd,
      ),
      name: rarely(odd),
      clusterIP: rarely(fc.oneof(fc.ipV4(), fc.ipV6(), odd)),
      group: rarely(fc.oneof(fc.nat(), odd)),
      sizeLimit: rarely(fc.oneof(fc.constant(Size.mebibytes(5)), odd)),
      data: rarely(odd),
      image: rarely(odd),
      resources: rarely(odd),
      nodeSelector: rarely(odd),
      labels: rarely(odd),
      annotations: rarely(odd),
    });
    let taken = 0;
    fc.assert(
      fc.property(given, (absurd) => {
        const chart = newChart();
        try {
          new NfsTestServer(chart, 'try', absurd as never);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          for (const line of (error as Error).message.split('\n').slice(1)) expect(line).toMatch(/^ {2}[a-zA-Z]+[^:]*: .*\. /);
          expect(manifests(chart)).toEqual([]);
          return;
        }
        taken += 1;
        expect(findKind(chart, 'Deployment').metadata.labels['cdk8s-storage/for-tests-only']).toBe('true');
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(5);
  });

  test('a limit of ephemeral storage that the scratch volume does not fit into', () => {
    const resources = { ephemeralStorage: { limit: Size.mebibytes(500) } };
    const chart = newChart();
    const small = { acknowledgeForTestsOnly: true, nodeNetworks: ['10.0.0.0/16'], resources };
    expect(() => new NfsTestServer(chart, 'try', small)).toThrow(
      'NfsTestServer at shop/try: 1 problem\n' +
        '  sizeLimit: "1Gi". A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: ' +
        'nfs 500Mi is not above 1Gi. Raise a limit, or leave it out so that it follows from sizeLimit.',
    );
    expect(manifests(chart)).toEqual([]);
  });

  test('a name that no Service may have before Kubernetes 1.34', () => {
    const small = { acknowledgeForTestsOnly: true, nodeNetworks: ['10.0.0.0/16'], name: '0x10' };
    expect(() => new NfsTestServer(newChart(), 'try', small)).toThrow(
      'NfsTestServer at shop/try: 1 problem\n  name: "0x10". A Service is named with a letter first. Give another name.',
    );
  });
});
