import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const set = (name: string) => objects.find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === name);
const pod = (name: string) => set(name).spec.template.spec;
const NAMES = ['files', 'disks'];

interface Mount {
  readonly mountPath: string;
  readonly mountPropagation?: string;
}
const shared = ({ volumeMounts }: { volumeMounts: Mount[] }) =>
  volumeMounts.filter(({ mountPropagation }) => mountPropagation === 'Bidirectional').map(({ mountPath }) => mountPath);

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('the kubelet is told the path of the socket on the node', () => {
  for (const name of NAMES) {
    const directory = `/var/lib/kubelet/plugins/${name}.csi.example.com`;
    const [driver, registrar] = pod(name).containers;
    expect(registrar.args).toContain(`--kubelet-registration-path=${directory}/csi.sock`);
    expect(pod(name).volumes).toContainEqual({ name: 'plugin', hostPath: { path: directory, type: 'DirectoryOrCreate' } });
    expect(driver.env).toContainEqual({ name: 'CSI_ENDPOINT', value: 'unix:///csi/csi.sock' });
  }
});

test('only the driver is privileged, and shares only what it mounts for Pods', () => {
  for (const name of NAMES) {
    const [driver, ...others] = pod(name).containers;
    expect(driver.securityContext.privileged).toBe(true);
    expect(others.map(({ securityContext }: { securityContext: { privileged: boolean } }) => securityContext.privileged)).toEqual([
      false,
      false,
    ]);
    expect(others.flatMap(shared)).toEqual([]);
  }
  expect(shared(pod('files').containers[0])).toEqual(['/var/lib/kubelet/pods']);
  expect(shared(pod('disks').containers[0])).toEqual(['/var/lib/kubelet/pods', '/var/lib/kubelet/plugins/kubernetes.io/csi']);
});

test('a driver is on every node, is evicted last, and is never there twice', () => {
  for (const name of NAMES) {
    expect(pod(name)).toMatchObject({ priorityClassName: 'system-node-critical', tolerations: [{ operator: 'Exists' }] });
    expect(set(name).spec.updateStrategy.rollingUpdate).toEqual({ maxUnavailable: 1 });
  }
});

test('a token has who asks the API for something, and nothing more than that', () => {
  expect(NAMES.map((name) => pod(name).automountServiceAccountToken)).toEqual([false, true]);
  const roles = objects.filter(({ kind }) => kind === 'ClusterRole');
  expect(roles.map(({ rules }) => rules)).toEqual([[{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }]]);
});
