import { join } from 'path';
import { Toolchain } from '../../cluster/binaries';
import { VERSIONS } from '../../cluster/versions';

const [newest] = VERSIONS;
const KUBERNETES = 'k8s.io/kubernetes/cmd';

/** What a node runs beside its container runtime, in the version of the newest control plane. A module of its own: no other test waits for its build. */
export const NODE: Toolchain = {
  title: newest.title.replace('Kubernetes', 'node'),
  module: join(__dirname, 'go'),
  packages: { kubelet: `${KUBERNETES}/kubelet`, 'kube-proxy': `${KUBERNETES}/kube-proxy` },
  linkerFlags: newest.linkerFlags,
};
