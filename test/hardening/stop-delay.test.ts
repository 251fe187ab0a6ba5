import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ConfigReloadingDeployment } from '../../src/patterns/config-reload/config-reloading-deployment';
import { StatefulWorkload } from '../../src/patterns/stateful-workload/stateful-workload';
import { ConfigSource } from '../../src/config/config-source';
import { ProbedContainer } from '../../src/hardening/probed-container';
import { FileStorageClass, NodeAgent, SharedStorageDeployment } from '../../src';
import { JOURNAL } from '../patterns/node-agent/support';
import { DISK } from '../patterns/stateful-workload/support';
import { findKind, Manifest, newChart, refusal } from '../support';

const STORAGE = { path: '/files', size: Size.gibibytes(5), storageClass: FileStorageClass.fromStorageClassName('files') };

const CONTAINER: ProbedContainer = {
  name: 'web',
  image: 'example.com/web:1',
  ports: [{ number: 8080 }],
  readiness: kplus.Probe.fromTcpSocket({ port: 8080 }),
  liveness: kplus.Probe.fromTcpSocket({ port: 8080 }),
};

interface PodGiven {
  readonly terminationGracePeriod?: Duration;
}

const OWNERS = {
  ConfigReloadingDeployment: (chart: ReturnType<typeof newChart>, containers: object[], pod: PodGiven) =>
    new ConfigReloadingDeployment(chart, 'web', {
      containers: containers as ProbedContainer[],
      configs: [{ name: 'page', source: ConfigSource.fromData({ 'index.html': 'x' }), mountPath: '/page' }],
      ...pod,
    }),
  StatefulWorkload: (chart: ReturnType<typeof newChart>, containers: object[], pod: PodGiven) =>
    new StatefulWorkload(chart, 'web', { name: 'web', containers: containers as ProbedContainer[], disks: [DISK], ...pod }),
  SharedStorageDeployment: (chart: ReturnType<typeof newChart>, containers: object[], pod: PodGiven) =>
    new SharedStorageDeployment(chart, 'web', { containers: containers as ProbedContainer[], storage: STORAGE, ...pod }),
  NodeAgent: (chart: ReturnType<typeof newChart>, containers: object[], pod: PodGiven) =>
    new NodeAgent(chart, 'web', { containers: containers as ProbedContainer[], hostMounts: [JOURNAL], ...pod }),
};

const KINDS = {
  ConfigReloadingDeployment: 'Deployment',
  StatefulWorkload: 'StatefulSet',
  SharedStorageDeployment: 'Deployment',
  NodeAgent: 'DaemonSet',
};

describe.each(Object.keys(OWNERS) as Array<keyof typeof OWNERS>)('of a %s', (kind) => {
  const hooksOf = (containers: object[], pod: PodGiven = {}): Manifest => {
    const chart = newChart();
    OWNERS[kind](chart, containers, pod);
    const { spec } = findKind(chart, KINDS[kind]).spec.template;
    return spec.containers.map((container: Manifest) => container.lifecycle);
  };
  const problems = (container: object, pod: PodGiven = {}): string[] => {
    const [first, ...lines] = refusal(() => OWNERS[kind](newChart(), [{ ...CONTAINER, ...container }], pod)).split('\n');
    expect(first).toBe(`${kind} at shop/web: ${lines.length === 1 ? '1 problem' : `${lines.length} problems`}`);
    return lines.map((line) => line.trim());
  };
  const seconds = (amount: number) => ({ time: Duration.seconds(amount) });

  test('a container is told to stop at once unless it says otherwise: what waits on images and servers is asked for', () => {
    expect(hooksOf([CONTAINER])).toEqual([undefined]);
  });

  test('the program sleep of the image waits, which every server takes', () => {
    expect(hooksOf([{ ...CONTAINER, stopDelay: seconds(10) }])).toEqual([{ preStop: { exec: { command: ['sleep', '10'] } } }]);
  });

  test('the kubelet waits, whatever the image has, beside what runs after the start', () => {
    const stopDelay = { ...seconds(10), native: true };
    const lifecycle = { postStart: kplus.Handler.fromCommand(['warm']) };
    expect(hooksOf([{ ...CONTAINER, stopDelay, lifecycle }])).toEqual([
      { postStart: { exec: { command: ['warm'] } }, preStop: { sleep: { seconds: 10 } } },
    ]);
  });

  test('each container has its own', () => {
    const other = { ...CONTAINER, name: 'other', ports: [], stopDelay: seconds(3) };
    expect(hooksOf([CONTAINER, other])).toEqual([undefined, { preStop: { exec: { command: ['sleep', '3'] } } }]);
  });

  test('what is none is refused', () => {
    expect(problems({ stopDelay: 10 })).toEqual(['containers[0].stopDelay: 10. Say how long: { time: Duration.seconds(10) }.']);
    expect(problems({ stopDelay: {} })).toEqual(['containers[0].stopDelay.time: missing. Give a Duration, such as Duration.seconds(30).']);
    expect(problems({ stopDelay: { time: Duration.millis(1500), native: 'yes', seconds: 3 } })).toEqual([
      'containers[0].stopDelay.seconds: 3. There is no such prop: there are time, native.',
      'containers[0].stopDelay.native: "yes". Give true or false.',
      'containers[0].stopDelay.time: "1.5 s". Give whole seconds, at least 1.',
    ]);
  });

  test('a second thing that runs before the stop is refused', () => {
    expect(problems({ stopDelay: seconds(5), lifecycle: { preStop: kplus.Handler.fromCommand(['quit']) } })).toEqual([
      'containers[0].stopDelay: "beside lifecycle.preStop". A container has one of them. Let its own command wait, or leave one out.',
    ]);
  });

  test('one that leaves the program no time to end is refused, and what it says helps', () => {
    const stopDelay = seconds(40);
    const pod = { terminationGracePeriod: Duration.seconds(40) };
    expect(problems({ stopDelay }, pod)).toEqual([
      'containers[0].stopDelay.time: "40 s". The Pod is killed after 40 s, the delay included, so nothing is left for the program to end. Give a longer terminationGracePeriod or a shorter time.',
    ]);
    expect(hooksOf([{ ...CONTAINER, stopDelay }], { terminationGracePeriod: Duration.seconds(60) })).toHaveLength(1);
  });
});

test('a Pod that says nothing has 30 seconds, as the API server gives it', () => {
  const build = () => OWNERS.ConfigReloadingDeployment(newChart(), [{ ...CONTAINER, stopDelay: { time: Duration.seconds(30) } }], {});
  expect(refusal(build)).toContain('containers[0].stopDelay.time: "30 s". The Pod is killed after 30 s, the delay included');
});
