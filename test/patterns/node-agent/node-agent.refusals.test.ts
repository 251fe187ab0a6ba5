import * as kplus from 'cdk8s-plus-27';
import { DaemonSetUpdateStrategy, HostMount, HostPathType, MountAccess, MountPropagation, NodeAgent, NodeAgentProps } from '../../../src';
import { newChart, refusal } from '../../support';
import { CONTAINER, JOURNAL, newAgent, problemsOf, ROOT, withMount } from './support';

const { DIRECTORY_OR_CREATE, FILE_OR_CREATE, SOCKET } = HostPathType;
const { READ_WRITE } = MountAccess;
const accepted = (props: Partial<NodeAgentProps>) => {
  expect(() => newAgent(newChart(), props)).not.toThrow();
};
const rolling = (maxUnavailable?: kplus.PercentOrAbsolute, maxSurge?: kplus.PercentOrAbsolute) => ({
  updateStrategy: DaemonSetUpdateStrategy.rollingUpdate({ maxUnavailable, maxSurge }),
});
const absolute = (amount: number) => kplus.PercentOrAbsolute.absolute(amount);
const percent = (amount: number) => kplus.PercentOrAbsolute.percent(amount);

test('everything that is missing is said at once', () => {
  expect(refusal(() => new NodeAgent(newChart(), 'agent', {} as never))).toBe(
    [
      'NodeAgent at shop/agent: 2 problems',
      '  containers: missing. A Pod needs at least one container. Give a list with a name and an image for each.',
      '  hostMounts: missing. Give a list with name, path and type for each file or directory of the node. What needs none belongs in a Deployment.',
    ].join('\n'),
  );
});

test('what is refused leaves nothing in the tree', () => {
  const chart = newChart();
  refusal(() => newAgent(chart, { hostMounts: [] }));
  expect(chart.node.children).toEqual([]);
});

const TYPE =
  'Say what is there, such as HostPathType.DIRECTORY. The empty type checks nothing: where the path is missing, the runtime makes a directory, in the place of a file or socket too.';
const BE_ROOT = 'be root: user: 0 with hardening: { runAsNonRoot: false }';
const SECRETS = 'the Secrets, tokens and volumes of every Pod of the node';
const enough = 'Mount what is enough of it, or say here in words why that is needed.';

test.each<[string, Partial<NodeAgentProps>, string]>([
  ['no type', withMount({ type: undefined }), `hostMounts[0].type: missing. ${TYPE}`],
  ['the empty type', withMount({ type: '' as never }), `hostMounts[0].type: "". ${TYPE}`],
  [
    'the whole node',
    withMount({ path: '/', mountPath: '/host' }),
    `hostMounts[0].acknowledgeWholeNode: missing. / shows all files of the node: ${SECRETS} too, and what is mounted below is not read-only with it. ${enough}`,
  ],
  [
    'the directory of the kubelet',
    withMount({ path: '/var/lib/kubelet/pods' }),
    `hostMounts[0].acknowledgeKubeletDirectory: missing. /var/lib/kubelet/pods shows ${SECRETS}. ${enough}`,
  ],
  [
    'what that is in',
    withMount({ path: '/var', mountPath: '/host/var' }),
    `hostMounts[0].acknowledgeKubeletDirectory: missing. /var shows ${SECRETS}. ${enough}`,
  ],
  [
    'the socket of the runtime',
    withMount({ path: '/var/run/docker.sock', type: SOCKET }),
    `hostMounts[0].acknowledgeRuntimeSocket: missing. /var/run/docker.sock shows the socket of the container runtime: whoever connects owns the node, and a read-only mount does not hinder that. ${enough}`,
  ],
  [
    'a path of the system',
    withMount({ path: '/proc', mountPath: '/host/proc' }),
    `hostMounts[0].acknowledgeSystemPath: missing. /proc shows the environment and memory of every process, with what is secret in it. ${enough}`,
  ],
  [
    'a word that nothing needs',
    withMount({ acknowledgeWholeNode: 'Just in case.' }),
    'hostMounts[0].acknowledgeWholeNode: "Just in case.". /run/log/journal needs no such word. Leave it out.',
  ],
  [
    'a word for something else',
    withMount({ path: '/dev', mountPath: '/host/dev', acknowledgeSystemPath: 'Disks.', acknowledgeWholeNode: 'Disks.' }),
    'hostMounts[0].acknowledgeWholeNode: "Disks.". /dev needs acknowledgeSystemPath. Leave it out.',
  ],
  [
    'a place that hides the container',
    withMount({ path: '/sys' }),
    'hostMounts[0].mountPath: missing. A mount at /sys would hide what the containers have there. Say where they see it, such as /host/sys.',
  ],
  [
    'who writes there owns the node',
    withMount({ path: '/usr', mountPath: '/host/usr', access: READ_WRITE, acknowledgeSystemPath: 'It installs.' }, ROOT),
    'hostMounts[0].access: "READ_WRITE". Whoever writes to /usr owns the node. Mount it read-only, or name the directory below it.',
  ],
  [
    'what the kubelet makes belongs to root',
    withMount({ path: '/var/lib/agent', type: DIRECTORY_OR_CREATE, access: READ_WRITE }),
    `hostMounts[0].access: "READ_WRITE". The kubelet makes /var/lib/agent as root, mode 0755, and user 10001 cannot write there. Use buffer, which hands a directory over, or ${BE_ROOT}.`,
  ],
  [
    'a file without its directory',
    withMount({ path: '/var/lib/agent/position', type: FILE_OR_CREATE, access: READ_WRITE }, ROOT),
    'hostMounts[0].type: "FileOrCreate". The kubelet makes the file, and not /var/lib/agent: where that is missing, the Pod does not start. Mount /var/lib/agent with DIRECTORY_OR_CREATE, or use FILE.',
  ],
  [
    'logs that only root reads',
    withMount({ path: '/var/log/pods' }),
    `hostMounts[0].path: "/var/log/pods". Logs of containers belong to root, mode 0640, and user 10001 of group 10001 reads none. Give supplementalGroups: [0], or ${BE_ROOT}.`,
  ],
  [
    'links that lead nowhere',
    withMount({ path: '/var/log/containers' }, { supplementalGroups: [0] }),
    'hostMounts[0].path: "/var/log/containers". It has links into /var/log/pods, which container agent does not see there. Mount /var/log at /var/log, or /var/log/pods alone.',
  ],
  [
    'mounts for the node',
    withMount({ propagation: MountPropagation.BIDIRECTIONAL }),
    'hostMounts[0].propagation: "Bidirectional". An agent mounts nothing for the node. Use HOST_TO_CONTAINER, which shows what the node mounts later.',
  ],
  [
    'mounts below a file',
    withMount({ path: '/etc/machine-id', type: HostPathType.FILE, propagation: MountPropagation.HOST_TO_CONTAINER }),
    'hostMounts[0].propagation: "HostToContainer". Nothing is mounted below a File. Leave it out.',
  ],
  [
    'a container that is not there',
    withMount({ containers: ['x'] }),
    'hostMounts[0].containers[0]: "x". There is no such container: there is agent.',
  ],
  ['no container', withMount({ containers: [] }), 'hostMounts[0].containers: []. Name at least one, or leave it out for all.'],
  [
    'two of one name',
    { hostMounts: [JOURNAL, { ...JOURNAL, path: '/srv' }] },
    'hostMounts[1].name: "journal". hostMounts[0] has this name too. Give each its own.',
  ],
  ['no mount', { hostMounts: [7 as never] }, 'hostMounts[0]: 7. Give an object with name, path and type.'],
  [
    'mounts over one another',
    { hostMounts: [JOURNAL, { ...JOURNAL, name: 'run', path: '/run/log' }] },
    'hostMounts[1].mountPath: "/run/log". It overlaps the mount at /run/log/journal (hostMounts[0].mountPath): one would hide the other. Use a path apart.',
  ],
  [
    'a buffer that nobody hands over',
    { buffer: { path: '/var/lib/agent' } },
    'buffer.prepareImage: missing. The kubelet makes the directory as root, mode 0755, and user 10001 cannot write there. Name an image with a shell and chown, such as busybox:1.37.0, which hands it over.',
  ],
  [
    'a buffer that is handed to root',
    { ...ROOT, buffer: { path: '/var/lib/agent', prepareImage: 'busybox:1.37.0' } },
    'buffer.prepareImage: "busybox:1.37.0". The agent is root, who owns the directory. Leave it out.',
  ],
  [
    'a buffer of others',
    { buffer: { path: '/var/log/pods', prepareImage: 'busybox:1.37.0' } },
    `buffer.path: "/var/log/pods". It becomes the agent's, and has to be of nobody else. Use a directory of its own below /var/lib, /var/cache, /var/log, /var/spool, /var/tmp, /opt, /srv, /mnt, /data, such as /var/lib/log-agent.`,
  ],
  [
    'no buffer',
    { buffer: 7 as never },
    'buffer: 7. Give an object, such as { path: "/var/lib/log-agent", prepareImage: "busybox:1.37.0" }.',
  ],
  [
    'two Pods on one buffer',
    { ...ROOT, buffer: { path: '/var/lib/agent' }, ...rolling(undefined, absolute(1)) },
    'updateStrategy.maxSurge: 1. Two Pods would write to the buffer of one node at once. Use maxUnavailable.',
  ],
  [
    'two Pods on one port',
    { containers: [{ ...CONTAINER, ports: [{ number: 9100, hostPort: 9100 }] }], ...rolling(undefined, absolute(1)) },
    'updateStrategy.maxSurge: 1. Two Pods would want the same port of one node. Use maxUnavailable.',
  ],
  [
    'an update that never comes',
    rolling(absolute(0)),
    'updateStrategy.maxUnavailable: 0. No Pod would ever be replaced. Give at least 1, or maxSurge.',
  ],
  [
    'two ways to update',
    rolling(absolute(1), absolute(1)),
    'updateStrategy.maxUnavailable: 1. The API server takes this or maxSurge. Leave one of them out.',
  ],
  ['a surge of none', rolling(undefined, absolute(0)), 'updateStrategy.maxSurge: 0. It says nothing. Leave it out, or give at least 1.'],
  [
    'more than all nodes',
    rolling(percent(101)),
    'updateStrategy.maxUnavailable: "101%". Use PercentOrAbsolute.absolute(1) or .percent(10) of cdk8s-plus: whole, not negative, at most 100 %.',
  ],
  [
    'no strategy',
    { updateStrategy: 'OnDelete' as never },
    'updateStrategy: "OnDelete". Use DaemonSetUpdateStrategy.rollingUpdate() or onDelete().',
  ],
  [
    'no toleration',
    { tolerations: ['all' as never] },
    'tolerations: ["all"]. Give a list of NodeTaintQuery of cdk8s-plus; NodeTaintQuery.any() is every taint.',
  ],
  ['no group', { supplementalGroups: [-1] }, 'supplementalGroups[0]: -1. Give a whole number from 0 to 2147483647.'],
  [
    'a policy that holds for nobody',
    { hostNetwork: true },
    'hostNetwork: true. No NetworkPolicy holds for a Pod with the network of its node. Say hardening: { networkPolicy: false }, or leave it out.',
  ],
  [
    'a container by the name of what hands the buffer over',
    { containers: [{ ...CONTAINER, name: 'prepare-buffer' }], buffer: { path: '/var/lib/agent', prepareImage: 'busybox:1.37.0' } },
    'containers[0].name: "prepare-buffer". What hands the buffer over has this name. Give another.',
  ],
  [
    'a mount by the name of the buffer',
    withMount({ name: 'buffer' }, { buffer: { path: '/var/lib/agent', prepareImage: 'busybox:1.37.0' } }),
    'hostMounts[0].name: "buffer". The volume of the buffer has this name. Give another.',
  ],
  ['one group', { supplementalGroups: 0 as never }, 'supplementalGroups: 0. Give a list of group ids, such as [0].'],
  [
    'processes that are shared twice',
    { hostPid: true, shareProcessNamespace: true },
    'shareProcessNamespace: true. With hostPid the containers see each other anyway, and the API server refuses both. Leave it out.',
  ],
  [
    'no level of SELinux',
    { hardening: { seLinuxOptions: { level: 'container_t' } } },
    'hardening.seLinuxOptions.level: "container_t". Give a level, such as s0:c123,c456; the others of a label are role, type and user.',
  ],
  [
    'an empty label',
    { hardening: { seLinuxOptions: {} } },
    'hardening.seLinuxOptions: an object. Give an object with a level, such as { level: "s0:c123,c456" }, or a type.',
  ],
])('%s', (_, props, line) => {
  expect(problemsOf(props)[0]).toContain(line);
});

test('remedies that are followed work', () => {
  const mounts: Array<Partial<HostMount>> = [
    { path: '/', mountPath: '/host', acknowledgeWholeNode: 'It measures.' },
    { path: '/var/lib/kubelet/pod-resources' },
    { path: '/sys', mountPath: '/host/sys' },
    { path: '/run/agent.lock', type: FILE_OR_CREATE },
  ];
  for (const mount of mounts) accepted(withMount(mount));
  accepted(withMount({ path: '/var/log' }, { supplementalGroups: [0] }));
  accepted({ buffer: { path: '/var/lib/agent', prepareImage: 'busybox:1.37.0' } });
  accepted({ hostNetwork: true, hardening: { networkPolicy: false } });
});

test('an agent of the same name', () => {
  const chart = newChart();
  newAgent(chart);
  expect(refusal(() => new NodeAgent(chart, 'other', { name: 'agent', containers: [CONTAINER], hostMounts: [JOURNAL] }))).toContain(
    'name: "agent". NodeAgent at shop/agent makes the DaemonSet agent, ServiceAccount agent-agent and NetworkPolicy agent-agent too',
  );
});
