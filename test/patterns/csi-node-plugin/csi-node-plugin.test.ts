import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  CsiLifecycleMode,
  CsiNodePluginProps,
  DaemonSetUpdateStrategy,
  FsGroupPolicy,
  HostPathType,
  MountAccess,
  MountPropagation,
} from '../../../src';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { findKind, manifests, newChart } from '../../support';
import { DISKS, DRIVER, LEAST, newPlugin } from './support';

const made = (props: Partial<CsiNodePluginProps> = {}) => {
  const chart = newChart();
  newPlugin(chart, props);
  return chart;
};
const setOf = (props: Partial<CsiNodePluginProps> = {}) => findKind(made(props), 'DaemonSet');
const podOf = (props: Partial<CsiNodePluginProps> = {}) => setOf(props).spec.template.spec;
const [DRIVER_AT, REGISTRAR_AT, LIVENESS_AT] = [0, 1, 2];

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly mountPropagation?: string;
}
const sharedBy = (props: Partial<CsiNodePluginProps>, container: number): string[] => {
  const mounts: Mount[] = podOf(props).containers[container].volumeMounts;
  return mounts.filter(({ mountPropagation }) => mountPropagation === 'Bidirectional').map(({ mountPath }) => mountPath);
};

describe('practices', () => {
  test('the kubelet is told the socket by its path on the node, where the driver has it', () => {
    const { volumes, containers } = podOf();
    const directory = '/var/lib/kubelet/plugins/files.csi.example.com';
    expect(volumes).toContainEqual({ name: 'plugin', hostPath: { path: directory, type: 'DirectoryOrCreate' } });
    expect(volumes).toContainEqual({ name: 'registration', hostPath: { path: '/var/lib/kubelet/plugins_registry', type: 'Directory' } });
    expect(containers[REGISTRAR_AT].args).toEqual([
      '--csi-address=/csi/csi.sock',
      `--kubelet-registration-path=${directory}/csi.sock`,
      '--http-endpoint=:9809',
    ]);
    expect(containers[DRIVER_AT].env).toContainEqual({ name: 'CSI_ENDPOINT', value: 'unix:///csi/csi.sock' });
    for (const { volumeMounts } of containers) expect(volumeMounts).toContainEqual({ name: 'plugin', mountPath: '/csi' });
  });

  test('what the driver mounts is shared where the kubelet tells it to mount, at the paths of the node, and nowhere else', () => {
    expect(sharedBy({}, DRIVER_AT)).toEqual(['/var/lib/kubelet/pods']);
    expect(sharedBy(DISKS, DRIVER_AT)).toEqual(['/var/lib/kubelet/pods', '/var/lib/kubelet/plugins/kubernetes.io/csi']);
    for (const other of [REGISTRAR_AT, LIVENESS_AT]) expect(sharedBy(DISKS, other)).toEqual([]);
    for (const { name, hostPath } of podOf(DISKS).volumes.filter((volume: Mount) => ['pods', 'staging'].includes(volume.name))) {
      expect(podOf(DISKS).containers[DRIVER_AT].volumeMounts).toContainEqual({
        name,
        mountPath: hostPath.path,
        mountPropagation: 'Bidirectional',
      });
    }
  });

  test('the driver alone is privileged; the others are root without a capability', () => {
    const { containers, securityContext } = podOf();
    expect(securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
    expect(containers[DRIVER_AT].securityContext).toMatchObject({ privileged: true, allowPrivilegeEscalation: true });
    // A runtime would take them away, and with them mount().
    expect(containers[DRIVER_AT].securityContext.capabilities).toBeUndefined();
    for (const at of [REGISTRAR_AT, LIVENESS_AT]) {
      expect(containers[at].securityContext).toMatchObject({
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    expect(setOf().metadata.annotations['cdk8s-storage/privileged']).toBe('It mounts file systems for other Pods.');
  });

  test('a plugin is on every Linux node, is evicted last, and changes from node to node', () => {
    expect(podOf()).toMatchObject({
      tolerations: [{ operator: 'Exists' }],
      priorityClassName: 'system-node-critical',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
    });
    expect(setOf().spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } });
    const updateStrategy = DaemonSetUpdateStrategy.rollingUpdate({ maxUnavailable: kplus.PercentOrAbsolute.percent(10) });
    expect(setOf({ updateStrategy }).spec.updateStrategy.rollingUpdate).toEqual({ maxUnavailable: '10%' });
  });

  test('disks are attached and found in /dev, files are not', () => {
    expect(podOf(DISKS).containers[DRIVER_AT].volumeMounts).toContainEqual({ name: 'devices', mountPath: '/dev' });
    expect(podOf().volumes.map(({ name }: Mount) => name)).toEqual(['plugin', 'pods', 'registration']);
    expect(podOf({ ...DISKS, devices: false }).volumes.map(({ name }: Mount) => name)).not.toContain('devices');
  });

  test('the kubelet of another distribution is met where it is', () => {
    const kubeletRoot = '/var/lib/k0s/kubelet/';
    const { volumes, containers } = podOf({ ...DISKS, kubeletRoot });
    const paths: string[] = volumes.map(({ hostPath }: { hostPath: { path: string } }) => hostPath.path);
    expect(paths.filter((path) => path !== '/dev').every((path) => path.startsWith('/var/lib/k0s/kubelet/'))).toBe(true);
    expect(containers[REGISTRAR_AT].args[1]).toBe(
      '--kubelet-registration-path=/var/lib/k0s/kubelet/plugins/files.csi.example.com/csi.sock',
    );
  });

  test('a driver that hangs is found by the liveness probe, and one that is not registered by the registrar', () => {
    const { containers } = podOf();
    expect(containers[DRIVER_AT].livenessProbe).toMatchObject({ httpGet: { path: '/healthz', port: 9808 } });
    expect(containers[DRIVER_AT].readinessProbe).toMatchObject({ httpGet: { path: '/healthz', port: 9808 } });
    expect(containers[REGISTRAR_AT].livenessProbe).toMatchObject({ httpGet: { path: '/healthz', port: 9809 } });
    expect(containers[LIVENESS_AT].args).toEqual(['--csi-address=/csi/csi.sock', '--http-endpoint=:9808']);
    const own = { ...DRIVER, declineLiveness: 'It ends when it hangs.', readiness: kplus.Probe.fromCommand(['ready']) };
    expect(podOf({ livenessImage: undefined, driver: own }).containers).toHaveLength(2);
  });

  test('with the network of the node, probes answer the node alone, at ports that the scheduler knows', () => {
    const spec = podOf({ hostNetwork: true, hardening: { networkPolicy: false }, livenessPort: 29653, registrarPort: 29654 });
    expect(spec).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    expect(spec.containers[REGISTRAR_AT].args[2]).toBe('--http-endpoint=127.0.0.1:29654');
    expect(spec.containers[REGISTRAR_AT].ports).toEqual([{ name: 'registered', containerPort: 29654 }]);
    expect(spec.containers[DRIVER_AT].livenessProbe.httpGet).toMatchObject({ host: '127.0.0.1', port: 29653 });
    expect(podOf().containers[REGISTRAR_AT].ports).toBeUndefined();
  });

  test('a driver has no token, unless it asks the API for something', () => {
    expect(podOf().automountServiceAccountToken).toBe(false);
    expect(manifests(made()).map(({ kind }) => kind)).toEqual(['CSIDriver', 'ServiceAccount', 'DaemonSet', 'NetworkPolicy']);
    const chart = new Chart(Testing.app(), 'drivers', { namespace: 'csi-files' });
    newPlugin(chart, {
      apiAccess: [
        { resources: ['nodes'], verbs: ['get'] },
        { apiGroup: 'storage.k8s.io', resources: ['csinodes'], verbs: ['get'] },
      ],
    });
    expect(findKind(chart, 'DaemonSet').spec.template.spec.automountServiceAccountToken).toBe(true);
    expect(findKind(chart, 'ClusterRole')).toMatchObject({
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
        { apiGroups: ['storage.k8s.io'], resources: ['csinodes'], verbs: ['get'] },
      ],
    });
    expect(findKind(chart, 'ClusterRoleBinding').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'plugin-csi-node', namespace: 'csi-files' },
    ]);
    for (const kind of ['ClusterRole', 'ClusterRoleBinding', 'CSIDriver']) expect(findKind(chart, kind).metadata.namespace).toBeUndefined();
    expect(findKind(chart, 'NetworkPolicy').spec.egress).toContainEqual({
      ports: [443, 6443].map((port) => ({ port, protocol: 'TCP' })),
      to: undefined,
    });
  });

  test('the CSIDriver object says all that a server would fill in', () => {
    expect(findKind(made(), 'CSIDriver').spec).toEqual({
      attachRequired: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      podInfoOnMount: false,
      requiresRepublish: false,
      seLinuxMount: false,
      storageCapacity: false,
      volumeLifecycleModes: ['Persistent'],
    });
    const csiDriver = {
      attachRequired: false,
      fsGroupPolicy: FsGroupPolicy.NONE,
      podInfoOnMount: true,
      requiresRepublish: true,
      seLinuxMount: true,
      serviceAccountTokenInSecrets: true,
      storageCapacity: true,
      tokenRequests: [{ audience: 'sts.example.com', expiration: Duration.minutes(20) }, { audience: 'vault' }],
      volumeLifecycleModes: [CsiLifecycleMode.PERSISTENT, CsiLifecycleMode.EPHEMERAL],
    };
    expect(findKind(made({ csiDriver }), 'CSIDriver').spec).toEqual({
      ...csiDriver,
      tokenRequests: [{ audience: 'sts.example.com', expirationSeconds: 1200 }, { audience: 'vault' }],
    });
  });

  test('the driver sees what else of the node it is given, with the words of who needs more', () => {
    const hostMounts = [
      { name: 'udev', path: '/run/udev', type: HostPathType.DIRECTORY },
      { name: 'sys', path: '/sys', type: HostPathType.DIRECTORY, mountPath: '/host/sys' },
      {
        name: 'exports',
        path: '/opt/files-csi',
        type: HostPathType.DIRECTORY_OR_CREATE,
        access: MountAccess.READ_WRITE,
        propagation: MountPropagation.BIDIRECTIONAL,
      },
      {
        name: 'root',
        path: '/',
        type: HostPathType.DIRECTORY,
        mountPath: '/host/root',
        acknowledgeWholeNode: 'It runs mount of the node.',
      },
    ];
    const { containers } = podOf({ hostMounts });
    expect(containers[DRIVER_AT].volumeMounts).toContainEqual({ name: 'udev', mountPath: '/run/udev', readOnly: true });
    expect(containers[REGISTRAR_AT].volumeMounts).toHaveLength(2);
    expect(setOf({ hostMounts }).metadata.annotations['cdk8s-storage/host-paths']).toBe('/: It runs mount of the node.');
  });

  test('peers are let in and out', () => {
    const chart = newChart();
    const plugin = newPlugin(chart, { driver: { ...DRIVER, ports: [{ name: 'metrics', number: 9189 }] } });
    const web = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web:1', portNumber: 8080 }] });
    plugin.allowFrom(web);
    plugin.allowTo(web, [kplus.NetworkPolicyPort.tcp(8080)]);
    const { ingress, egress } = findKind(chart, 'NetworkPolicy').spec;
    expect([ingress.length, egress.length]).toEqual([1, 2]);
    expect(ingress[0].ports).toEqual([{ port: 9189, protocol: 'TCP' }]);
    expect(plugin.toPodSelector()).toBeDefined();
    expect(plugin.toNetworkPolicyPeerConfig().podSelector).toBeDefined();
    expect(plugin.driverName).toBe('files.csi.example.com');
    expect(plugin.csiDriver.name).toBe('files.csi.example.com');
  });

  test('our own checks find nothing', () => {
    const socket = { name: 'runtime', path: '/run/containerd/containerd.sock', type: HostPathType.SOCKET };
    const cases: Array<Partial<CsiNodePluginProps>> = [
      {},
      DISKS,
      { ...DISKS, kubeletRoot: '/var/snap/microk8s/common/var/lib/kubelet', driverName: 'files.example.com' },
      { ...DISKS, kubeletRoot: '/opt/kubelet' },
      { hostNetwork: true, hardening: { networkPolicy: false }, livenessPort: 1, registrarPort: 2 },
      { hostMounts: [{ ...socket, acknowledgeRuntimeSocket: 'It restarts containers.' }] },
      { driver: { ...DRIVER, args: ['--endpoint', 'unix:///csi/csi.sock'] } },
    ];
    for (const props of cases) {
      const { manifests: read } = readValues(manifests(made(props)));
      expect(check(new ManifestSet(read)).findings.map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
    }
  });

  test('two drivers are beside each other, and one name is there once', () => {
    const chart = newChart();
    newPlugin(chart);
    const other = { ...LEAST, driverName: 'disks.csi.example.com', name: 'disks' };
    expect(() => newPlugin(new Chart(chart, 'other'), other)).not.toThrow();
  });
});
