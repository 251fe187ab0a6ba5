import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource } from '../../../src';
import { findKind, newChart, refusal } from '../../support';

/*
 * What the API server refuses is refused before it is asked. That it does so is known from tests against real servers (test/cluster).
 */

const elsewhere = newChart('elsewhere');

const app = {
  name: 'app',
  image: 'nginx:1.29.1',
  ports: [
    { name: 'http', number: 8080 },
    { name: 'admin', number: 9090 },
  ],
  readiness: kplus.Probe.fromHttpGet('/ready'),
  liveness: kplus.Probe.fromTcpSocket(),
};

const build = (more: object, chart = newChart()) => {
  const configs = [{ name: 'site', source: ConfigSource.fromData({ a: 'b' }), mountPath: '/etc/app' }];
  return new ConfigReloadingDeployment(chart, 'web', { configs, containers: [app], ...more });
};
const container = (more: object) => ({ containers: [{ ...app, ...more }] });
const ports = (...servicePorts: object[]) => ({ servicePorts });
const peer = (labels: object) => kplus.Pods.select(newChart('peers'), 'peer', { labels: labels as Record<string, string> });

test.each<[string, object, string[]]>([
  [
    'two ports of a Service with one name',
    ports({ port: 80, targetPort: 8080, name: 'http' }, { port: 443, targetPort: 8080, name: 'http' }),
    ['servicePorts[1].name: "http". servicePorts[0].name has this name too. Give each its own.'],
  ],
  [
    'two ports of a Service with one number',
    ports({ port: 80, targetPort: 8080, name: 'a' }, { port: 80, targetPort: 9090, name: 'b' }),
    ['servicePorts[1].port: 80. servicePorts[0].port has this port too. Give each its own.'],
  ],
  [
    'several ports of a Service, one without a name',
    ports({ port: 80, targetPort: 8080, name: 'a' }, { port: 81, targetPort: 9090 }),
    ['servicePorts[1].name: missing. Each of several ports needs a name.'],
  ],
  [
    'a port of each node, and a protocol that is none',
    ports({ port: 80, targetPort: 8080, nodePort: 30080, protocol: 'http', name: 'a.b' }),
    [
      'servicePorts[0].name: "a.b". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.',
      'servicePorts[0].protocol: "http". Use one of TCP, UDP, SCTP.',
      'servicePorts[0].nodePort: 30080. The Service has an address in the cluster only (ClusterIP), and the API server refuses it. Leave it out.',
    ],
  ],
  [
    'probes that cannot be',
    container({ liveness: kplus.Probe.fromHttpGet('/healthz', { port: 99999, successThreshold: 3 }) }),
    [
      'containers[0].liveness.port: 99999. Give a whole number from 1 to 65535.',
      'containers[0].liveness.successThreshold: 3. A liveness probe has succeeded when it succeeds once, and the API server refuses another number. Leave it out.',
    ],
  ],
  [
    'a probe of a port by a name that the container has not',
    container({ readiness: kplus.Probe.fromTcpSocket({ port: 'web' as unknown as number }) }),
    ['containers[0].readiness.port: "web". The container has no port of this name, so nothing would ever answer: it has http, admin.'],
  ],
  [
    'a hook that runs nothing',
    container({ lifecycle: { preStop: kplus.Handler.fromCommand([]) } }),
    ['containers[0].lifecycle.preStop.command: []. Give the program to run.'],
  ],
  [
    'ports of a container with one name',
    container({
      ports: [
        { number: 8080, name: 'http' },
        { number: 8081, name: 'http', hostPort: 70000, hostIp: 'localhost' },
      ],
    }),
    [
      'containers[0].ports[1].hostPort: 70000. Give a whole number from 1 to 65535.',
      'containers[0].ports[1].hostIp: "localhost". Give an IPv4 or IPv6 address of the node.',
      'containers[0].ports[1].name: "http". containers[0].ports[0] has this name too. Give each port its own.',
    ],
  ],
  [
    'one port of the node twice',
    {
      containers: [
        { ...app, ports: [{ number: 8080, hostPort: 80 }] },
        { ...app, name: 'other', ports: [{ number: 8081, hostPort: 80 }] },
      ],
    },
    ['containers[1].ports[0].hostPort: 80. containers[0].ports[0].hostPort is the same port: a node has each port once. Use another.'],
  ],
  [
    'a variable of a field that Pods have not, and of a key that no Secret has',
    container({
      env: {
        A: kplus.EnvValue.fromFieldRef('spec.containers' as kplus.EnvFieldPaths),
        B: kplus.EnvValue.fromSecretValue({ secret: kplus.Secret.fromSecretName(elsewhere, 'tls', 'tls'), key: 'a b' }),
      },
      envFrom: [kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(elsewhere, 'settings', 'Settings'), '1')],
    }),
    [
      'containers[0].env["A"]: "spec.containers". Use one of metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs, a label or an annotation.',
      'containers[0].env["B"].key: "a b". A key becomes the name of a file: use letters, digits, dots, dashes and underscores.',
      'containers[0].envFrom[0].name: "Settings". Its name is none that an object can have: at most 253 lower-case letters, digits, dashes and dots.',
      'containers[0].envFrom[0].prefix: "1". It starts the names of variables: use letters, digits, _, . and -, without a digit first.',
    ],
  ],
  [
    'an account and a Secret whose names are none',
    {
      serviceAccount: kplus.ServiceAccount.fromServiceAccountName(elsewhere, 'account', 'Web_App'),
      dockerRegistryAuth: kplus.Secret.fromSecretName(elsewhere, 'registry', 'a/b'),
    },
    ['serviceAccount.name', 'dockerRegistryAuth.name'].map(
      (prop, index) =>
        `${prop}: "${['Web_App', 'a/b'][index]}". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.`,
    ),
  ],
  [
    'more annotations than an object has room for',
    { annotations: { a: 'x'.repeat(128 * 1024), b: 'x'.repeat(128 * 1024) } },
    [
      'annotations: 262146 bytes. All annotations of an object may have 262144 bytes together, and others add to them. Give at most 245760, and put more into a ConfigMap.',
    ],
  ],
  [
    'a reason that is a book',
    container({ readiness: undefined, declineReadiness: 'no '.repeat(1000) }),
    ['containers[0].declineReadiness: 3000 characters. It is written into an annotation. Say it in at most 2048 characters.'],
  ],
  [
    'a rollout that cannot be',
    {
      strategy: kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.absolute(1.5),
        maxUnavailable: kplus.PercentOrAbsolute.percent(150),
      }),
      minReady: Duration.seconds(2 ** 31),
    },
    [
      'minReady: "2147483648 s". Give whole seconds, at least 0 and at most 2147483647.',
      'strategy.maxSurge: 1.5. Give a whole number of Pods, or whole percents.',
      'strategy.maxUnavailable: "150%". No more than all Pods can be away: use 100 % at most.',
    ],
  ],
  [
    'peers with labels that no Pod can have',
    { allowFrom: [peer({ a: '-' })], allowTo: [peer({ 'a b': 'c' })] },
    [
      'allowFrom[0]: "-". A label value has at most 63 letters, digits, dashes, underscores and dots.',
      'allowTo[0]: "a b". A label has a key of at most 63 characters, with an optional DNS prefix and slash.',
    ],
  ],
])('%s', (_, more, expected) => {
  const [head, ...lines] = refusal(() => build(more)).split('\n');
  expect(head).toMatch(/^ConfigReloadingDeployment at shop\/web: \d+ problems?$/);
  expect(lines.map((line) => line.slice(2))).toEqual(expected);
});

test('ports that a policy cannot open', () => {
  const web = build({});
  const call = (port: unknown) => refusal(() => web.allowFrom(peer({ a: 'b' }), port as never)).split('\n')[1];
  expect(call([kplus.NetworkPolicyPort.of({ port: 90, endPort: 80 })])).toBe(
    '  ports[0].endPort: 80. The range begins with 90. Give that or more.',
  );
  expect(call([kplus.NetworkPolicyPort.tcp(99999)])).toBe(
    '  ports[0].port: 99999. Give a whole number from 1 to 65535. A port is named with at most 15 lower-case letters, digits and single dashes, one letter among them.',
  );
  for (const wrong of [[8080], 8080, {}]) {
    expect(call(wrong)).toMatch(
      /^ {2}ports: .+ Give a list of kplus.NetworkPolicyPort, such as \[NetworkPolicyPort.tcp\(8080\)\], or leave it out.$/,
    );
  }
});

test('probes that name no port ask the first of the container', () => {
  const chart = newChart();
  build({}, chart);
  const [first] = findKind(chart, 'Deployment').spec.template.spec.containers;
  expect(first).toMatchObject({ readinessProbe: { httpGet: { port: 8080 } }, livenessProbe: { tcpSocket: { port: 8080 } } });
});
