import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';

/*
 * Values of every type of cdk8s-plus that our props and parameters take. A fresh app gets this file with the version that it has installed;
 * types follow from what is written, so that the compiler sees what that version's classes give.
 */

const secret = (chart: Chart) => kplus.Secret.fromSecretName(chart, 'value-secret', 'settings');
const configMap = (chart: Chart) => kplus.ConfigMap.fromConfigMapName(chart, 'value-config', 'settings');

export const values = {
  Capability: { capability: () => kplus.Capability.NET_BIND_SERVICE },
  ContainerLifecycle: {
    command: () => ({ preStop: kplus.Handler.fromCommand(['sleep', '5']) }),
    request: () => ({ preStop: kplus.Handler.fromHttpGet('/stop', { port: 8080 }) }),
  },
  ContainerPort: { port: () => ({ number: 8088, name: 'metrics', protocol: kplus.Protocol.TCP }) },
  ContainerResources: {
    resources: () => ({
      cpu: { request: kplus.Cpu.millis(250), limit: kplus.Cpu.units(2) },
      memory: { request: Size.gibibytes(2), limit: Size.gibibytes(4) },
    }),
  },
  DeploymentStrategy: {
    recreate: () => kplus.DeploymentStrategy.recreate(),
    rollingUpdate: () =>
      kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.percent(50),
        maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
      }),
  },
  EnvFrom: {
    secret: (chart: Chart) => kplus.Env.fromSecret(secret(chart)),
    configMap: (chart: Chart) => kplus.Env.fromConfigMap(configMap(chart), 'P_'),
  },
  EnvValue: {
    text: () => kplus.EnvValue.fromValue('text'),
    secret: (chart: Chart) => kplus.EnvValue.fromSecretValue({ secret: secret(chart), key: 'key' }),
    configMap: (chart: Chart) => kplus.EnvValue.fromConfigMap(configMap(chart), 'key'),
    field: () => kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME),
    resource: () => kplus.EnvValue.fromResource(kplus.ResourceFieldPaths.MEMORY_LIMIT),
  },
  FsGroupChangePolicy: { policy: () => kplus.FsGroupChangePolicy.ALWAYS },
  HostAlias: { alias: () => ({ ip: '192.0.2.1', hostnames: ['store.example.com'] }) },
  IConfigMap: { name: configMap },
  INetworkPolicyPeer: {
    pods: (chart: Chart) => kplus.Pods.select(chart, 'value-pods', { labels: { app: 'client' } }),
    namespaces: (chart: Chart) => kplus.Namespaces.select(chart, 'value-namespaces', { names: ['clients'] }),
    block: (chart: Chart) => kplus.NetworkPolicyIpBlock.ipv4(chart, 'value-block', '192.0.2.0/24', ['192.0.2.7/32']),
  },
  IPersistentVolumeClaim: { claim: (chart: Chart) => kplus.PersistentVolumeClaim.fromClaimName(chart, 'value-claim', 'existing') },
  ISecret: { name: secret },
  IServiceAccount: { account: (chart: Chart) => kplus.ServiceAccount.fromServiceAccountName(chart, 'value-account', 'default') },
  IStorage: { volume: (chart: Chart) => kplus.Volume.fromEmptyDir(chart, 'value-volume', 'exported') },
  ImagePullPolicy: { policy: () => kplus.ImagePullPolicy.ALWAYS },
  NetworkPolicyPort: {
    port: () => kplus.NetworkPolicyPort.tcp(9000),
    range: () => kplus.NetworkPolicyPort.of({ port: 9000, endPort: 9010, protocol: kplus.NetworkProtocol.UDP }),
  },
  NodeTaintQuery: {
    exists: () => kplus.NodeTaintQuery.exists('dedicated', { effect: kplus.TaintEffect.NO_SCHEDULE }),
    any: () => kplus.NodeTaintQuery.any(),
  },
  PercentOrAbsolute: {
    percent: () => kplus.PercentOrAbsolute.percent(25),
    absolute: () => kplus.PercentOrAbsolute.absolute(1),
  },
  PersistentVolumeAccessMode: { mode: () => kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE },
  PersistentVolumeMode: { mode: () => kplus.PersistentVolumeMode.FILE_SYSTEM },
  PersistentVolumeReclaimPolicy: { policy: () => kplus.PersistentVolumeReclaimPolicy.RETAIN },
  PodDnsProps: {
    dns: () => ({
      policy: kplus.DnsPolicy.DEFAULT,
      hostname: 'web',
      nameservers: ['192.0.2.53'],
      options: [{ name: 'ndots', value: '2' }],
    }),
  },
  PodManagementPolicy: { policy: () => kplus.PodManagementPolicy.ORDERED_READY },
  Probe: {
    command: () => kplus.Probe.fromCommand(['true'], { failureThreshold: 3 }),
    request: () => kplus.Probe.fromHttpGet('/healthz', { port: 8080, periodSeconds: Duration.seconds(5) }),
    connection: () => kplus.Probe.fromTcpSocket({ port: 8080 }),
  },
  RestartPolicy: { policy: () => kplus.RestartPolicy.NEVER },
  ServicePort: { port: () => ({ name: 'web', port: 80, targetPort: 8081, protocol: kplus.Protocol.TCP }) },
  StatefulSetUpdateStrategy: {
    rollingUpdate: () => kplus.StatefulSetUpdateStrategy.rollingUpdate({ partition: 1 }),
    onDelete: () => kplus.StatefulSetUpdateStrategy.onDelete(),
  },
  TopologySelectorTerm: {
    term: () => ({ matchLabelExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', values: ['eu-central-1a'] }] }),
  },
  VolumeMount: {
    emptyDir: (chart: Chart) => ({
      path: '/mounted',
      volume: kplus.Volume.fromEmptyDir(chart, 'value-volume', 'mounted', { sizeLimit: Size.mebibytes(1) }),
      readOnly: true,
    }),
    claim: (chart: Chart) => ({
      path: '/mounted',
      volume: kplus.Volume.fromPersistentVolumeClaim(
        chart,
        'value-volume',
        kplus.PersistentVolumeClaim.fromClaimName(chart, 'value-claim', 'existing'),
      ),
    }),
  },
};
