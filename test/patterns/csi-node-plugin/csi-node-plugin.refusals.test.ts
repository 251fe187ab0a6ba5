import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  CsiDriverOptions,
  CsiLifecycleMode,
  CsiNodePlugin,
  CsiNodePluginProps,
  DaemonSetUpdateStrategy,
  HostPathType,
  ProbedContainer,
} from '../../../src';
import { newChart, refusal } from '../../support';
import { DRIVER, FILES, LEAST, newPlugin, problemsOf } from './support';

test('everything that is missing is said at once', () => {
  expect(refusal(() => new CsiNodePlugin(newChart(), 'plugin', {} as never))).toBe(
    [
      'CsiNodePlugin at shop/plugin: 6 problems',
      '  driverName: missing. Give the name that the driver gives itself: at most 63 lower-case letters, digits, dashes and dots, such as nfs.csi.example.com.',
      '  csiDriver: missing. Say at least attachRequired: true for disks, which are attached to a node, false for files.',
      '  driver: missing. Give an object with a name and an image.',
      '  acknowledgePrivileged: missing. The driver is root with all that root may do on the node. Say here in words why it has to be: what it mounts.',
      '  registrarImage: missing. Name the image with a tag or digest, such as nginx:1.29.1.',
      '  stagesVolumes: missing. Say true for a driver that mounts in two steps (STAGE_UNSTAGE_VOLUME) or hands out raw devices, as those of disks do; false for one that only publishes.',
    ].join('\n'),
  );
});

test('what is refused leaves nothing in the tree', () => {
  const chart = newChart();
  refusal(() => newPlugin(chart, { registrarImage: 'registrar' }));
  expect(chart.node.children).toEqual([]);
});

test('one driver is there once in a cluster', () => {
  const chart = newChart();
  newPlugin(chart);
  expect(refusal(() => new CsiNodePlugin(chart, 'other', LEAST))).toBe(
    'CsiNodePlugin at shop/other: 1 problem\n  driverName: "files.csi.example.com". CsiNodePlugin at shop/plugin makes the CSIDriver files.csi.example.com too: drivers belong to no namespace, so the later replaces the earlier or is refused, and two plugins register under one name. Give one of them another name.',
  );
});

const driver = (more: Partial<ProbedContainer>): Partial<CsiNodePluginProps> => ({ driver: { ...DRIVER, ...more } });
const object = (more: Partial<CsiDriverOptions>): Partial<CsiNodePluginProps> => ({ csiDriver: { ...FILES, ...more } });
const NETWORK = { hostNetwork: true, hardening: { networkPolicy: false } };
const LONG = 'a-driver-whose-name-is-rather-long.storage.example.com';
const MICROK8S = '/var/snap/microk8s/common/var/lib/kubelet';
const ALL =
  'Each node has the token of all of them, so that one that is taken over would have the whole cluster. Name what the driver asks for.';

test.each<[string, Partial<CsiNodePluginProps>, string]>([
  [
    'a name that no object can have',
    { driverName: 'Files.csi.example.com' },
    'driverName: "Files.csi.example.com". Give the name that the driver gives itself: at most 63 lower-case letters, digits, dashes and dots, such as nfs.csi.example.com.',
  ],
  [
    'a socket whose path is too long for Linux',
    { driverName: LONG, kubeletRoot: MICROK8S },
    `driverName: "${LONG}". Its socket would be ${MICROK8S}/plugins/${LONG}/csi.sock, of 113 bytes, and Linux knows sockets of at most 107. Give the driver a shorter name.`,
  ],
  [
    'a directory in that of the kubelet',
    { kubeletRoot: '/var/lib/kubelet/pods' },
    'kubeletRoot: "/var/lib/kubelet/pods". That lies in the directory of the kubelet. Give /var/lib/kubelet.',
  ],
  [
    'a directory of the system',
    { kubeletRoot: '/var' },
    'kubeletRoot: "/var". It is shared with the driver, and no directory of the system. Give the --root-dir of the kubelet.',
  ],
  ['a path that is none', { kubeletRoot: 'kubelet' }, 'kubeletRoot: "kubelet". Give an absolute path: it starts with a slash.'],
  [
    'an image that is anything',
    { registrarImage: 'registry.example.com/registrar' },
    'registrarImage: "registry.example.com/registrar". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
  ],
  [
    'a driver that does not say whether it attaches',
    { csiDriver: {} as never },
    'csiDriver.attachRequired: missing. Say true for disks, which an external-attacher attaches to a node, false for files. It can never be changed.',
  ],
  [
    'both modes, and no way to tell them apart',
    object({ volumeLifecycleModes: [CsiLifecycleMode.PERSISTENT, CsiLifecycleMode.EPHEMERAL] }),
    'csiDriver.podInfoOnMount: missing. With both lifecycle modes the driver learns by the information on the Pod alone which of them a volume is of. Say true; or false for a driver that mounts both alike.',
  ],
  [
    'attaching what is never attached',
    object({ attachRequired: true, volumeLifecycleModes: [CsiLifecycleMode.EPHEMERAL] }),
    'csiDriver.attachRequired: true. Volumes that a Pod describes itself are never attached, and the driver has no others. Set it to false.',
  ],
  [
    'no mode',
    object({ volumeLifecycleModes: [] }),
    'csiDriver.volumeLifecycleModes: []. Name at least one CsiLifecycleMode, or leave it out for claims.',
  ],
  [
    'a mode twice',
    object({ volumeLifecycleModes: [CsiLifecycleMode.PERSISTENT, CsiLifecycleMode.PERSISTENT] }),
    'csiDriver.volumeLifecycleModes[1]: "Persistent". It is named already. Leave it out.',
  ],
  [
    'tokens that are never renewed, without a word',
    object({ tokenRequests: [{ audience: 'vault' }] }),
    'csiDriver.requiresRepublish: missing. The driver gets the tokens when it mounts, and no new ones when these are over. Say true, and the kubelet calls it again every now and then with new ones; or false where it needs them to mount alone.',
  ],
  [
    'how tokens come, where there are none',
    object({ serviceAccountTokenInSecrets: true }),
    'csiDriver.serviceAccountTokenInSecrets: true. There are no tokenRequests, so there is no token, and the API server refuses to be told how it comes. Leave it out, or ask for tokens.',
  ],
  [
    'a token that is asked for twice',
    object({ requiresRepublish: true, tokenRequests: [{ audience: 'vault' }, { audience: 'vault' }] }),
    'csiDriver.tokenRequests[1].audience: "vault". A token for vault is asked for twice, and the API server refuses that. Ask once.',
  ],
  [
    'a token that is over at once',
    object({ requiresRepublish: true, tokenRequests: [{ audience: 'vault', expiration: Duration.minutes(5) }] }),
    'csiDriver.tokenRequests[0].expiration: "300 s". Give whole seconds, at least 600.',
  ],
  [
    'tokens that are no list',
    object({ tokenRequests: 'vault' as never }),
    'csiDriver.tokenRequests: "vault". Give a list of audiences, such as [{ audience: "sts.amazonaws.com" }].',
  ],
  [
    'a token that is no object',
    object({ tokenRequests: ['vault'] as never }),
    'csiDriver.tokenRequests[0]: "vault". Give an object with an audience, such as { audience: "sts.amazonaws.com" }.',
  ],
  [
    'a name of the plugin',
    driver({ name: 'liveness-probe' }),
    'driver.name: "liveness-probe". A container of the plugin has this name. Give another.',
  ],
  [
    'a variable of the plugin',
    driver({ env: { CSI_ENDPOINT: kplus.EnvValue.fromValue('unix:///run/driver.sock') } }),
    'driver.env["CSI_ENDPOINT"]: missing. The plugin sets it. Leave it out.',
  ],
  [
    'a socket where nobody asks',
    driver({ args: ['--endpoint=unix:///run/driver.sock'] }),
    'driver.args[0]: "--endpoint=unix:///run/driver.sock". The socket of the driver is /csi/csi.sock, where it is asked. Use $(CSI_ENDPOINT).',
  ],
  [
    'a driver that registers itself',
    driver({ args: ['--kubelet-registration-path=/var/lib/kubelet/plugins/files/csi.sock'] }),
    'driver.args[0]: "--kubelet-registration-path=/var/lib/kubelet/plugins/files/csi.sock". The registrar says it, and registers the driver. Leave it out.',
  ],
  [
    'capabilities of one that has all',
    driver({ hardening: { capabilities: [kplus.Capability.SYS_ADMIN] } }),
    'driver.hardening.capabilities: ["CAP_SYS_ADMIN"]. The driver is privileged, which is all of that. Leave it out.',
  ],
  [
    'two probes',
    driver({ declineLiveness: 'It ends when it hangs.' }),
    'driver.declineLiveness: "It ends when it hangs.". The probe of livenessImage asks the driver. Leave one of them out.',
  ],
  [
    'no probe',
    { livenessImage: undefined, driver: { ...DRIVER, declineReadiness: 'It is asked by its socket.' } },
    'driver.liveness: missing. Without it a program that hangs stays. Give livenessImage, whose probe asks the driver; or a kplus.Probe, or say in declineLiveness why there is none.',
  ],
  [
    'a port of nobody',
    { livenessImage: undefined, livenessPort: 9000, driver: { ...DRIVER, declineLiveness: 'a test', declineReadiness: 'a test' } },
    'livenessPort: 9000. No liveness probe has it. Give livenessImage, or leave it out.',
  ],
  [
    'a port of the liveness probe',
    driver({ ports: [{ number: 9808 }] }),
    'driver.ports[0].number: 9808. livenessPort is this too. Give another.',
  ],
  ['one port twice', { registrarPort: 9808 }, 'registrarPort: 9808. The liveness probe has this port too. Give another.'],
  [
    'a port of the node that nobody has chosen',
    { ...NETWORK, livenessPort: 29653 },
    'registrarPort: missing. With the network of the node it has to be one that nobody else has there. Give a port of its own, such as 29653.',
  ],
  [
    'a policy that holds for nobody',
    { hostNetwork: true, livenessPort: 29653, registrarPort: 29654 },
    'hostNetwork: true. No NetworkPolicy holds for a Pod with the network of its node. Say hardening: { networkPolicy: false }, or leave it out.',
  ],
  [
    'a mount over that of the plugin',
    {
      hostMounts: [{ name: 'kubelet', path: '/var/lib/kubelet', type: HostPathType.DIRECTORY, acknowledgeKubeletDirectory: 'It mounts.' }],
    },
    'hostMounts[0].mountPath: "/var/lib/kubelet". It overlaps the mount at /var/lib/kubelet/pods (kubeletRoot): one would hide the other. Use a path apart.',
  ],
  [
    'a volume of the plugin',
    { hostMounts: [{ name: 'pods', path: '/run/udev', type: HostPathType.DIRECTORY }] },
    'hostMounts[0].name: "pods". A volume of the plugin has this name. Give another than plugin, registration, pods, staging, devices.',
  ],
  [
    'mounts that are no list',
    { hostMounts: {} as never },
    'hostMounts: {}. Give a list with name, path and type for each file or directory of the node.',
  ],
  [
    'two drivers on one node',
    { updateStrategy: DaemonSetUpdateStrategy.rollingUpdate({ maxSurge: kplus.PercentOrAbsolute.absolute(1) }) },
    'updateStrategy.maxSurge: 1. Two Pods would answer on the socket of one node. Use maxUnavailable.',
  ],
  [
    'a strategy that is none',
    { updateStrategy: 'OnDelete' as never },
    'updateStrategy: "OnDelete". Use DaemonSetUpdateStrategy.rollingUpdate() or onDelete().',
  ],
  ['a user who mounts', { user: 10001 }, 'user: 10001. Who mounts is root. Leave it out.'],
  ['a container that is no root', { hardening: { runAsNonRoot: true } }, 'hardening.runAsNonRoot: true. Who mounts is root. Leave it out.'],
  [
    'processes that all see',
    { shareProcessNamespace: true },
    'shareProcessNamespace: true. Whoever sees the processes of the driver has what it may do. Leave it out.',
  ],
  [
    'a node that is no Linux',
    { nodeSelector: { 'kubernetes.io/os': 'windows' } },
    'nodeSelector["kubernetes.io/os"]: "windows". Paths and mounts are those of Linux. Leave it out.',
  ],
  ['everything of the API', { apiAccess: [{ resources: ['*'], verbs: ['get'] }] }, `apiAccess[0].resources[0]: "*". ${ALL}`],
  ['every group', { apiAccess: [{ apiGroup: '*', resources: ['nodes'], verbs: ['get'] }] }, `apiAccess[0].apiGroup: "*". ${ALL}`],
  [
    'the Secrets of all',
    { apiAccess: [{ resources: ['secrets'], verbs: ['get'] }] },
    'apiAccess[0].resources[0]: "secrets". Each node has this token, and would read the Secrets of all namespaces. The kubelet hands a driver those that a class or volume names: nodeStageSecretRef, nodePublishSecretRef.',
  ],
  [
    'a kind in the place of a resource',
    { apiAccess: [{ resources: ['Node'], verbs: ['get'] }] },
    'apiAccess[0].resources[0]: "Node". Give the name as the API has it, in lower-case letters.',
  ],
  ['no verb', { apiAccess: [{ resources: ['nodes'], verbs: [] }] }, 'apiAccess[0].verbs: []. Name at least one, such as ["get"].'],
  ['access that is no list', { apiAccess: {} as never }, 'apiAccess: {}. Give a list, such as [{ resources: ["nodes"], verbs: ["get"] }].'],
  ['access that is no object', { apiAccess: ['nodes'] as never }, 'apiAccess[0]: "nodes". Give an object with resources and verbs.'],
  [
    'access without a token',
    { apiAccess: [{ resources: ['nodes'], verbs: ['get'] }], hardening: { automountServiceAccountToken: false } },
    'hardening.automountServiceAccountToken: false. What apiAccess names is asked for by the token. Leave it out.',
  ],
])('%s', (_, props, problem) => {
  expect(problemsOf(props)).toEqual([problem]);
});

test('an account is named with its namespace', () => {
  const chart = new Chart(Testing.app(), 'drivers');
  expect(refusal(() => newPlugin(chart, { apiAccess: [{ resources: ['nodes'], verbs: ['get'] }] }))).toBe(
    'CsiNodePlugin at drivers/plugin: 1 problem\n  namespace: missing. A ClusterRoleBinding names its account with the namespace, and the chart has none. Give it to the chart.',
  );
});

test('peers of a Pod with the network of its node are none', () => {
  const allowTo = [kplus.NetworkPolicyIpBlock.ipv4(newChart(), 'api', '192.0.2.1/32')];
  const [problem] = problemsOf({ ...NETWORK, livenessPort: 29653, registrarPort: 29654, allowTo });
  expect(problem).toMatch(/^allowTo: .*\. No NetworkPolicy holds for a Pod with the network of its node\. Leave it out\.$/);
});

test('remedies work', () => {
  for (const props of [
    { driverName: 'short.example.com', kubeletRoot: MICROK8S },
    { ...NETWORK, livenessPort: 29653, registrarPort: 29654 },
    object({ podInfoOnMount: true, volumeLifecycleModes: [CsiLifecycleMode.PERSISTENT, CsiLifecycleMode.EPHEMERAL] }),
    object({ requiresRepublish: false, tokenRequests: [{ audience: 'vault' }] }),
    driver({ args: ['--endpoint=$(CSI_ENDPOINT)'] }),
  ]) {
    expect(() => newPlugin(newChart(), props)).not.toThrow();
  }
});
