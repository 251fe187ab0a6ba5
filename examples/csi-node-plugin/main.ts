import { App, Chart } from 'cdk8s';
import { CsiLifecycleMode, CsiNodePlugin, FsGroupPolicy, HostPathType } from 'cdk8s-storage';

// The namespace has to allow "privileged": who mounts for others is.
const app = new App();
const chart = new Chart(app, 'csi', { namespace: 'csi-drivers' });

const REGISTRAR = 'registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0';
const LIVENESS = 'registry.k8s.io/sig-storage/livenessprobe:v2.17.0';

// Files of a server: mounted by the kernel, in the network of the node, where the mount outlives the Pod that made it.
new CsiNodePlugin(chart, 'files', {
  driverName: 'files.csi.example.com',
  csiDriver: {
    attachRequired: false,
    fsGroupPolicy: FsGroupPolicy.FILE,
    podInfoOnMount: true,
    volumeLifecycleModes: [CsiLifecycleMode.PERSISTENT, CsiLifecycleMode.EPHEMERAL],
  },
  driver: {
    name: 'files-driver',
    image: 'registry.example.com/files-csi:1.4.0',
    args: ['--endpoint=$(CSI_ENDPOINT)', '--nodeid=$(CSI_NODE_NAME)'],
    writablePaths: ['/tmp'],
  },
  acknowledgePrivileged: 'It mounts shares for other Pods.',
  registrarImage: REGISTRAR,
  livenessImage: LIVENESS,
  stagesVolumes: false,
  hostNetwork: true,
  livenessPort: 29653,
  registrarPort: 29654,
  hardening: { networkPolicy: false },
});

// Disks: attached by the controller of the driver, formatted and mounted once for a node, then handed to its Pods.
new CsiNodePlugin(chart, 'disks', {
  driverName: 'disks.csi.example.com',
  csiDriver: { attachRequired: true, seLinuxMount: true, storageCapacity: true },
  driver: {
    name: 'disks-driver',
    image: 'registry.example.com/disks-csi:2.1.0',
    args: ['node', '--endpoint=$(CSI_ENDPOINT)'],
  },
  acknowledgePrivileged: 'It formats and mounts disks for other Pods.',
  registrarImage: REGISTRAR,
  livenessImage: LIVENESS,
  stagesVolumes: true,
  hostMounts: [{ name: 'udev', path: '/run/udev', type: HostPathType.DIRECTORY }],
  apiAccess: [{ resources: ['nodes'], verbs: ['get'] }],
});

app.synth();
