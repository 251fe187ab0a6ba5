import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { AllowedDisruptions, ClaimRetention, ClaimSource, MountAccess, StatefulWorkload, StatefulWorkloadProps } from '../../../src';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { findKind, Manifest, manifests, newChart } from '../../support';
import { CONTAINER, DISK, newStore, ofImage, STORE } from './support';

const ZOOKEEPER = {
  ZOO_DATA_LOG_DIR: kplus.EnvValue.fromValue('/data/log'),
  ZOO_SERVERS: kplus.EnvValue.fromValue('server.1=store-0.store-headless:2888:3888;2181'),
};
const made = (props: Partial<StatefulWorkloadProps> = {}) => {
  const chart = newChart();
  newStore(chart, props);
  return chart;
};
const setOf = (props: Partial<StatefulWorkloadProps> = {}) => findKind(made(props), 'StatefulSet').spec;
const budgetOf = (props: Partial<StatefulWorkloadProps>) => findKind(made(props), 'PodDisruptionBudget').spec;
const services = (props: Partial<StatefulWorkloadProps>): Manifest[] => manifests(made(props)).filter(({ kind }) => kind === 'Service');

describe('practices', () => {
  test('names and selectors follow from the name, not from the place in the code', () => {
    expect(setOf()).toMatchObject({
      serviceName: 'store-headless',
      selector: { matchLabels: { 'app.kubernetes.io/name': 'store', 'app.kubernetes.io/component': 'stateful' } },
    });
  });

  test('Pods have names before they are ready: members find each other before they can be', () => {
    const [headless, ...others] = services({});
    expect(headless.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ name: 'store', port: 7000 }] });
    expect(others).toEqual([]);
  });

  test('a program without ports has a name all the same', () => {
    const [{ spec }] = services({
      containers: [
        { ...CONTAINER, ports: undefined, readiness: kplus.Probe.fromCommand(['true']), liveness: kplus.Probe.fromCommand(['true']) },
      ],
    });
    expect(spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(spec.ports).toBeUndefined();
  });

  test('ports of several containers have names of their own in the Service', () => {
    const other = {
      ...CONTAINER,
      name: 'exporter',
      ports: [
        { name: 'store', number: 9100 },
        { number: 9101, protocol: kplus.Protocol.UDP },
      ],
    };
    const [{ spec }] = services({ containers: [CONTAINER, other] });
    expect(spec.ports).toEqual([
      { name: 'store', port: 7000 },
      { name: 'tcp-9100', port: 9100 },
      { name: 'udp-9101', port: 9101, protocol: 'UDP' },
    ]);
  });

  test('all Pods start at once, so that a broken template is mended by the next change', () => {
    expect(setOf().podManagementPolicy).toBe('Parallel');
  });

  test('claims stay unless it is said that they go', () => {
    expect(setOf().persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(setOf({ whenScaled: ClaimRetention.DELETE }).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Retain',
      whenScaled: 'Delete',
    });
  });

  test('there is time to stop', () => {
    expect(setOf().template.spec.terminationGracePeriodSeconds).toBe(120);
  });

  test.each([
    [1, 1],
    [3, 1],
    [4, 1],
    [5, 2],
    [7, 3],
  ])('of %i that decide by a majority %i may go', (replicas, maxUnavailable) => {
    expect(budgetOf({ replicas, disruptions: AllowedDisruptions.keepingMajority() }).maxUnavailable).toBe(maxUnavailable);
  });

  test('those that are known to decide so keep their majority; members that are not ready may vote', () => {
    const members = ofImage('zookeeper:3.9.4', '/data', { env: ZOOKEEPER });
    expect(budgetOf({ ...members, replicas: 5 })).toMatchObject({ maxUnavailable: 2, unhealthyPodEvictionPolicy: 'IfHealthyBudget' });
    expect(budgetOf({ replicas: 5 })).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(budgetOf({ replicas: 5, disruptions: AllowedDisruptions.keeping(2) }).maxUnavailable).toBe(3);
  });

  test('Pods are spread where there is room, and kept apart where that is said', () => {
    expect(setOf({ replicas: 3 }).template.spec.topologySpreadConstraints).toHaveLength(2);
    expect(setOf().template.spec.topologySpreadConstraints).toBeUndefined();
    expect(setOf({ replicas: 3 }).template.spec.affinity).toBeUndefined();
    const { podAntiAffinity } = setOf({ replicas: 3, separateNodes: true }).template.spec.affinity;
    expect(podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey).toBe('kubernetes.io/hostname');
  });

  test('images run as the user that they are made for, with the groups of the image; the disk has a group of its own', () => {
    const { securityContext } = setOf(ofImage('elasticsearch:9.1.2', '/usr/share/elasticsearch/data')).template.spec;
    expect(securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 10001 });
    expect(securityContext.runAsGroup).toBeUndefined();
    expect(
      setOf({ ...ofImage('elasticsearch:9.1.2', '/usr/share/elasticsearch/data'), user: 2000, group: 3000 }).template.spec.securityContext,
    ).toMatchObject({
      runAsUser: 2000,
      runAsGroup: 3000,
      fsGroup: 3000,
    });
  });

  test('members reach each other where there are several, and nobody else reaches them', () => {
    const policy = (props: Partial<StatefulWorkloadProps>) => findKind(made(props), 'NetworkPolicy').spec;
    const self = { podSelector: { matchLabels: { 'cdk8s.io/metadata.addr': 'stateful-store' } } };
    expect(policy({}).ingress).toBeUndefined();
    expect(policy({ replicas: 3 }).ingress).toMatchObject([{ from: [self], ports: [{ port: 7000 }] }]);
    expect(policy({ replicas: 3 }).egress.at(-1)).toMatchObject({ to: [self], ports: [{ port: 7000 }] });
    expect(policy({ replicas: 3, membersConnect: false }).ingress).toBeUndefined();
  });

  test('our own checks find nothing', () => {
    const zookeeper = ofImage('zookeeper:3.9.4', '/data', {
      env: ZOOKEEPER,
      writablePaths: ['/logs', '/conf'],
    });
    for (const props of [
      {},
      { replicas: 3, servicePorts: [{ port: 7000 }], podServicePorts: [{ port: 7000 }] },
      { ...zookeeper, replicas: 3 },
    ]) {
      const { manifests: read } = readValues(manifests(made(props)));
      const found = check(new ManifestSet(read)).findings.filter(({ level, rule }) => level !== 'info' && rule !== 'missing-class');
      expect(found.map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
    }
  });
});

describe('disks', () => {
  test('each is a template, seen by the first container unless others are named', () => {
    const helper = { ...CONTAINER, name: 'helper', ports: [{ number: 7001 }] };
    const spec = setOf({
      containers: [CONTAINER, helper],
      disks: [DISK, { ...DISK, name: 'log', path: '/log', subPath: 'store', containers: ['store', 'helper'], size: Size.gibibytes(5) }],
    });
    expect(
      spec.volumeClaimTemplates.map(({ metadata, spec: { resources } }: Manifest) => [metadata.name, resources.requests.storage]),
    ).toEqual([
      ['data', '20Gi'],
      ['log', '5Gi'],
    ]);
    const [first, second] = spec.template.spec.containers;
    expect(first.volumeMounts).toEqual([
      { name: 'data', mountPath: '/var/lib/store' },
      { name: 'log', mountPath: '/log', subPath: 'store' },
    ]);
    expect(second.volumeMounts).toEqual([{ name: 'log', mountPath: '/log', subPath: 'store' }]);
  });

  test('a raw device is attached, not mounted', () => {
    const spec = setOf({ disks: [{ ...DISK, path: undefined, devicePath: '/dev/data' }] });
    expect(spec.volumeClaimTemplates[0].spec.volumeMode).toBe('Block');
    expect(spec.template.spec.containers[0]).toMatchObject({ volumeDevices: [{ name: 'data', devicePath: '/dev/data' }] });
    expect(spec.template.spec.containers[0].volumeMounts).toBeUndefined();
  });

  test('it can be restored, and mounted into a Job that looks at it', () => {
    const chart = newChart();
    const store = newStore(chart);
    store.disk('data').restore(ClaimSource.fromSnapshotName('before-upgrade'));
    const job = new kplus.Job(chart, 'look', { containers: [{ name: 'look', image: 'busybox:1.37.0' }] });
    store.disk('data').mountInto(job, '/data', { access: MountAccess.READ_ONLY });
    expect(findKind(chart, 'PersistentVolumeClaim')).toMatchObject({
      metadata: { name: 'data-store-0' },
      spec: { dataSource: { kind: 'VolumeSnapshot', name: 'before-upgrade' } },
    });
    expect(findKind(chart, 'Job').spec.template.spec.volumes[0]).toMatchObject({ persistentVolumeClaim: { claimName: 'data-store-0' } });
  });
});

describe('access', () => {
  test('clients have a Service, and single Pods one each where that is said', () => {
    const all = services({
      replicas: 2,
      firstOrdinal: 5,
      servicePorts: [{ port: 80, targetPort: 7000 }],
      podServicePorts: [{ port: 7000 }],
    });
    expect(all.map(({ metadata }) => metadata.name).sort()).toEqual(['store', 'store-5', 'store-6', 'store-headless']);
    const [fifth] = all.filter(({ metadata }) => metadata.name === 'store-5');
    expect(fifth.spec.selector).toEqual({
      'app.kubernetes.io/component': 'stateful',
      'app.kubernetes.io/name': 'store',
      'statefulset.kubernetes.io/pod-name': 'store-5',
    });
  });

  test('Pods are called by their numbers', () => {
    const chart = newChart();
    const store = newStore(chart, { replicas: 2, firstOrdinal: 5 });
    expect(store.podDns(6)).toBe('store-6.store-headless.shop.svc');
    expect(findKind(chart, 'StatefulSet').spec.ordinals).toEqual({ start: 5 });
    expect(setOf().ordinals).toBeUndefined();
  });

  test('members know their names before they are made', () => {
    expect(StatefulWorkload.memberNames('store', 2)).toEqual(['store-0.store-headless', 'store-1.store-headless']);
    expect(StatefulWorkload.memberNames('store', 1, 'peers')).toEqual(['store-0.peers']);
  });

  test('peers are let in and out by both sides', () => {
    const chart = newChart();
    const store = newStore(chart);
    const other = new StatefulWorkload(chart, 'other', { ...STORE, name: 'other' });
    store.allowFrom(other);
    store.allowTo(other, [kplus.NetworkPolicyPort.tcp(7000)]);
    const [one, two] = manifests(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    expect([one, two].map(({ spec }) => [spec.ingress.length, spec.egress.length])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});
