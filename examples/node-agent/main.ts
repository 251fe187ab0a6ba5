import { App, Chart, Duration, Size } from 'cdk8s';
import { EnvFieldPaths, EnvValue, Namespaces, NetworkPolicyIpBlock, NodeTaintQuery, Probe } from 'cdk8s-plus-27';
import { HostPathType, NodeAgent } from 'cdk8s-storage';

// The namespace has to allow "privileged": volumes of the node are no part of the other standards.
const app = new App();
const chart = new Chart(app, 'agents', { namespace: 'node-agents' });

// Sends the logs of all containers, and keeps on the node what it could not send.
new NodeAgent(chart, 'logs', {
  containers: [
    {
      name: 'vector',
      image: 'timberio/vector:0.50.0-alpine',
      env: { NODE_NAME: EnvValue.fromFieldRef(EnvFieldPaths.NODE_NAME) },
      ports: [{ name: 'api', number: 8686 }],
      readiness: Probe.fromHttpGet('/health', { port: 8686 }),
      liveness: Probe.fromTcpSocket({ port: 8686, failureThreshold: 6 }),
      resources: { memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) } },
    },
  ],
  hostMounts: [{ name: 'logs', path: '/var/log', type: HostPathType.DIRECTORY }],
  supplementalGroups: [0], // logs of containers belong to root, mode 0640
  buffer: { path: '/var/lib/vector', prepareImage: 'busybox:1.37.0' },
  tolerations: [NodeTaintQuery.any()], // nodes of the control plane have logs too
  priorityClassName: 'system-node-critical',
  allowTo: [NetworkPolicyIpBlock.ipv4(chart, 'log-store', '192.0.2.20/32')],
});

// Measures the nodes. As a user that is not root it sees no Secret below /.
new NodeAgent(chart, 'metrics', {
  name: 'node-exporter',
  containers: [
    {
      name: 'node-exporter',
      image: 'quay.io/prometheus/node-exporter:v1.9.1',
      args: ['--path.rootfs=/host/root', '--path.procfs=/host/proc', '--path.sysfs=/host/sys'],
      ports: [{ name: 'metrics', number: 9100 }],
      readiness: Probe.fromHttpGet('/', { port: 9100 }),
      liveness: Probe.fromTcpSocket({ port: 9100, failureThreshold: 6 }),
    },
  ],
  hostMounts: [
    {
      name: 'root',
      path: '/',
      type: HostPathType.DIRECTORY,
      mountPath: '/host/root',
      acknowledgeWholeNode: 'It measures how full the file systems of the node are, and is not root.',
    },
    {
      name: 'proc',
      path: '/proc',
      type: HostPathType.DIRECTORY,
      mountPath: '/host/proc',
      acknowledgeSystemPath: 'It measures processors and memory, and is not root.',
    },
    { name: 'sys', path: '/sys', type: HostPathType.DIRECTORY, mountPath: '/host/sys' },
  ],
  user: 65534,
  group: 65534,
  terminationGracePeriod: Duration.seconds(10),
  tolerations: [NodeTaintQuery.any()],
  allowFrom: [Namespaces.select(chart, 'monitoring', { names: ['monitoring'] })],
});

app.synth();
