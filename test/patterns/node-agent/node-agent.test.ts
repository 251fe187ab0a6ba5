import * as kplus from 'cdk8s-plus-27';
import { DaemonSetUpdateStrategy, HostPathType, MountAccess, MountPropagation, NodeAgentProps, RecursiveReadOnly } from '../../../src';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { findKind, manifests, newChart } from '../../support';
import { CONTAINER, JOURNAL, newAgent, ROOT, withMount } from './support';

const made = (props: Partial<NodeAgentProps> = {}) => {
  const chart = newChart();
  newAgent(chart, props);
  return chart;
};
const setOf = (props: Partial<NodeAgentProps> = {}) => findKind(made(props), 'DaemonSet');
const podOf = (props: Partial<NodeAgentProps> = {}) => setOf(props).spec.template.spec;
const BUFFER = { path: '/var/lib/agent', prepareImage: 'busybox:1.37.0' };

describe('practices', () => {
  test('what is there is said, and it is read only, where it is on the node', () => {
    const { volumes, containers } = podOf();
    expect(volumes).toEqual([{ name: 'journal', hostPath: { path: '/run/log/journal', type: 'Directory' } }]);
    expect(containers[0].volumeMounts).toEqual([{ name: 'journal', mountPath: '/run/log/journal', readOnly: true }]);
  });

  test('an agent is no root, has no token and no network, and time to send what is left', () => {
    expect(podOf()).toMatchObject({
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 60,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(podOf().containers[0].securityContext).toMatchObject({ capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true });
    expect(podOf().securityContext.fsGroup).toBeUndefined();
    expect(findKind(made(), 'NetworkPolicy').spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('a change goes from node to node, and otherwise where that is said', () => {
    expect(setOf().spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } });
    const maxSurge = kplus.PercentOrAbsolute.percent(10);
    const rolling = setOf({ updateStrategy: DaemonSetUpdateStrategy.rollingUpdate({ maxSurge }) }).spec.updateStrategy;
    expect(rolling.rollingUpdate).toEqual({ maxSurge: '10%', maxUnavailable: 0 });
    expect(setOf({ updateStrategy: DaemonSetUpdateStrategy.onDelete() }).spec.updateStrategy).toEqual({ type: 'OnDelete' });
  });

  test('taints, groups and processes of the node are said', () => {
    const spec = podOf({ tolerations: [kplus.NodeTaintQuery.any()], supplementalGroups: [0, 4], hostPid: true });
    expect(spec).toMatchObject({ hostPID: true, tolerations: [{ operator: 'Exists' }], securityContext: { supplementalGroups: [0, 4] } });
    expect(podOf().tolerations).toBeUndefined();
  });

  test('with the network of the node, names of the cluster are found all the same', () => {
    expect(podOf({ hostNetwork: true, hardening: { networkPolicy: false } })).toMatchObject({
      hostNetwork: true,
      dnsPolicy: 'ClusterFirstWithHostNet',
    });
  });

  test('the buffer is made on the node, and given to the user by root with the capability CHOWN alone', () => {
    const { initContainers, containers, volumes } = podOf({ buffer: BUFFER });
    expect(volumes).toContainEqual({ name: 'buffer', hostPath: { path: '/var/lib/agent', type: 'DirectoryOrCreate' } });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'buffer', mountPath: '/var/lib/agent' });
    const [prepare] = initContainers;
    expect(prepare.command.slice(3)).toEqual(['prepare-directory', '/var/lib/agent', '10001', '10001']);
    expect(prepare.securityContext).toMatchObject({
      runAsUser: 0,
      runAsNonRoot: false,
      allowPrivilegeEscalation: false,
      capabilities: { add: ['CHOWN'], drop: ['ALL'] },
    });
  });

  test('an agent that is root has its buffer as it is', () => {
    const { initContainers, containers } = podOf({ ...ROOT, buffer: { path: '/var/lib/agent', mountPath: '/state' } });
    expect(initContainers).toBeUndefined();
    expect(containers[0].volumeMounts).toContainEqual({ name: 'buffer', mountPath: '/state' });
  });

  test('what the node mounts later is seen, and what is below is read-only, where that is said', () => {
    const propagation = MountPropagation.HOST_TO_CONTAINER;
    expect(podOf(withMount({ propagation })).containers[0].volumeMounts[0]).toMatchObject({ mountPropagation: 'HostToContainer' });
    const recursiveReadOnly = RecursiveReadOnly.IF_POSSIBLE;
    expect(podOf(withMount({ recursiveReadOnly })).containers[0].volumeMounts[0]).toMatchObject({ recursiveReadOnly: 'IfPossible' });
  });

  test('SELinux labels are those that are given', () => {
    const seLinuxOptions = { type: 'container_logreader_t', level: 's0:c1,c2' };
    expect(podOf({ hardening: { seLinuxOptions } }).securityContext.seLinuxOptions).toEqual(seLinuxOptions);
  });

  test('the words of who needs more stand in the manifest, for people and for the rules', () => {
    const whole = { path: '/', mountPath: '/host', acknowledgeWholeNode: 'It measures disks.' };
    expect(setOf(withMount(whole)).metadata.annotations).toMatchObject({ 'cdk8s-storage/host-paths': '/: It measures disks.' });
    expect(setOf(withMount(whole, ROOT)).metadata.annotations).toMatchObject({
      'cdk8s-storage/acknowledge.host-path-reveals-node': '/: It measures disks.',
    });
  });

  test('peers are let in and out', () => {
    const chart = newChart();
    const agent = newAgent(chart);
    const other = newAgent(newChart(), {});
    expect(other.name).toBe('agent');
    const web = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web:1', portNumber: 8080 }] });
    agent.allowFrom(web);
    agent.allowTo(web, [kplus.NetworkPolicyPort.tcp(8080)]);
    const { ingress, egress } = findKind(chart, 'NetworkPolicy').spec;
    expect([ingress.length, egress.length]).toEqual([1, 2]);
    expect(agent.toPodSelector()).toBeDefined();
    expect(agent.toNetworkPolicyPeerConfig().podSelector).toBeDefined();
  });

  test('our own checks find nothing', () => {
    const socket = {
      path: '/run/containerd/containerd.sock',
      type: HostPathType.SOCKET,
      acknowledgeRuntimeSocket: 'It names containers.',
    };
    const kubelet = { path: '/var/lib/kubelet', acknowledgeKubeletDirectory: 'It measures volumes.' };
    const cases: Array<Partial<NodeAgentProps>> = [
      {},
      { buffer: BUFFER },
      withMount({ path: '/var/log' }, { supplementalGroups: [0] }),
      withMount(socket),
      withMount(socket, ROOT),
      withMount(kubelet),
      withMount(kubelet, ROOT),
      withMount(kubelet, { supplementalGroups: [0] }),
      withMount({ path: '/var/log/agent', type: HostPathType.DIRECTORY_OR_CREATE, access: MountAccess.READ_WRITE }, ROOT),
    ];
    for (const props of cases) {
      const { manifests: read } = readValues(manifests(made(props)));
      expect(check(new ManifestSet(read)).findings.map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
    }
  });

  test('each container sees what it is given', () => {
    const other = { ...CONTAINER, name: 'other', ports: [{ number: 9101 }] };
    const { containers } = podOf({ containers: [CONTAINER, other], hostMounts: [{ ...JOURNAL, containers: ['other'] }] });
    expect(containers[0].volumeMounts).toBeUndefined();
    expect(containers[1].volumeMounts).toHaveLength(1);
  });
});
