import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { MountAccess, ScratchVolume, SharedScratchPod } from '../../src';
import { manifests, newChart } from '../support';

/*
 * What is added to a Pod of ours by methods of cdk8s-plus is seen when the app is synthesized.
 */

const image = 'nginx:1.29.1';

function errors(add: (pod: kplus.Pod, made: SharedScratchPod) => void): string[] {
  const made = new SharedScratchPod(newChart(), 'site', {
    sizeLimit: Size.mebibytes(64),
    containers: [{ name: 'web', image, access: MountAccess.READ_WRITE, ports: [{ name: 'http', number: 8080 }] }],
  });
  add(made.pod, made);
  try {
    manifests(Chart.of(made));
    return [];
  } catch (error) {
    const [head, ...lines] = (error as Error).message.split('\n');
    expect(head).toBe('Validation failed with the following errors:');
    // What is mounted into a container whose name is not its own is told too.
    return lines.map((line) => line.replace('  [shop/site/Pod] ', '')).filter((line) => line.startsWith('container '));
  }
}

test.each<[string, Parameters<typeof errors>[0], string[]]>([
  [
    'a container with a name that is there',
    (pod) => pod.addContainer({ name: 'web', image }),
    ['container web: Another container of the Pod has this name, init containers included. Give each its own.'],
  ],
  [
    'an init container with a name that is there',
    (pod) => pod.addInitContainer({ name: 'web', image }),
    ['container web: Another container of the Pod has this name, init containers included. Give each its own.'],
  ],
  [
    'the name that a seed has',
    (pod, { scratch }) => {
      scratch.seedFrom(pod, { image, path: '/usr/share/nginx/html' });
      pod.addContainer({ name: 'seed-scratch', image });
    },
    ['container seed-scratch: Another container of the Pod has this name, init containers included. Give each its own.'],
  ],
  [
    'what the API server refuses in a container',
    (pod) =>
      pod.addContainer({
        name: 'Helper',
        image,
        ports: [{ number: 99999 }],
        liveness: kplus.Probe.fromHttpGet('/healthz', { port: 8080, successThreshold: 3 }),
        lifecycle: { preStop: kplus.Handler.fromCommand([]) },
        envVariables: { CPU: kplus.EnvValue.fromResource(kplus.ResourceFieldPaths.CPU_LIMIT, { divisor: '7' }) },
      }),
    [
      'container Helper: name: "Helper". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.',
      'container Helper: ports[0].number: 99999. Give a whole number from 1 to 65535.',
      'container Helper: env["CPU"].divisor: "7". Use one of 1, 1m.',
      'container Helper: preStop.command: []. Give the program to run.',
      'container Helper: liveness.successThreshold: 3. A liveness probe has succeeded when it succeeds once, and the API server refuses another number. Leave it out.',
    ],
  ],
  [
    'a port that is added to a container of ours',
    (pod) => pod.containers[0].addPort({ number: 0, name: 'UPPER' }),
    [
      'container web: ports[1].number: 0. Give a whole number from 1 to 65535.',
      'container web: ports[1].name: "UPPER". A port is named with at most 15 lower-case letters, digits and single dashes, one letter among them.',
    ],
  ],
  [
    'a mount that is added to a container of ours',
    (pod) => {
      const secret = kplus.Secret.fromSecretName(pod, 'Secret', 'tls');
      const volume = kplus.Volume.fromSecret(pod, 'Volume', secret, { name: 'tls', defaultMode: 400_000 });
      pod.containers[0].mount('/tls', volume, { subPath: '/a', propagation: kplus.MountPropagation.BIDIRECTIONAL });
    },
    [
      'container web: volumeMounts[0].subPath: "/a". Give a path inside the volume: relative and without "..".',
      'container web: volumeMounts[0].propagation: "Bidirectional". Only privileged containers may hand mounts to their node, and the API server refuses others. Use HOST_TO_CONTAINER.',
      'container web: volume tls.defaultMode: 400000. Give permission bits in octal, from 0o000 to 0o777, such as 0o444.',
    ],
  ],
  [
    'a volume with a file of a key that nothing has',
    (pod) => {
      const settings = kplus.ConfigMap.fromConfigMapName(pod, 'Settings', 'settings');
      const volume = kplus.Volume.fromConfigMap(pod, 'Volume', settings, { name: 'settings', items: { ' ': { path: 'file' } } });
      pod.containers[0].mount('/settings', volume);
    },
    [
      'container web: volume settings.items[0].key: " ". The volume shows the key  , which no ConfigMap or Secret can have. A key becomes the name of a file: use letters, digits, dots, dashes and underscores.',
    ],
  ],
  [
    'what cdk8s-plus cannot write',
    (pod) =>
      pod.addContainer({ name: 'slow', image, liveness: kplus.Probe.fromTcpSocket({ port: 80, periodSeconds: Duration.millis(1500) }) }),
    ["container slow: cdk8s-plus cannot write it: '1500 millis' cannot be converted into a whole number of seconds."],
  ],
  [
    'what goes with the others',
    (pod) => {
      pod.addContainer({ name: 'helper', image, portNumber: 9000, liveness: kplus.Probe.fromTcpSocket() });
      pod.containers[0].addPort({ number: 9090, name: 'metrics' });
      pod.containers[0].mount('/more', new ScratchVolume(pod, 'more', { sizeLimit: Size.mebibytes(1) }).asVolume());
    },
    [],
  ],
])('%s', (_, add, expected) => expect(errors(add)).toEqual(expected));
