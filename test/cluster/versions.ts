import { join } from 'path';
import { Toolchain } from './binaries';

const KUBERNETES = 'k8s.io/kubernetes/cmd';

function controlPlane(release: string, others: Record<string, string> = {}): Toolchain {
  const minor = release.split('.').slice(0, 2).join('.');
  return {
    title: `Kubernetes ${release}`,
    module: join(__dirname, 'go', minor),
    packages: {
      ...others,
      'kube-apiserver': `${KUBERNETES}/kube-apiserver`,
      'kube-controller-manager': `${KUBERNETES}/kube-controller-manager`,
      'kube-scheduler': `${KUBERNETES}/kube-scheduler`,
    },
    // Without it the server takes itself for an unknown version.
    linkerFlags: `-X k8s.io/component-base/version.gitVersion=v${release}`,
  };
}

/** The newest that builds, and the oldest: the constructs say 1.27, whose modules are no longer complete on the proxy. One etcd serves both. */
export const VERSIONS: readonly Toolchain[] = [controlPlane('1.36.3', { etcd: 'go.etcd.io/etcd/server/v3' }), controlPlane('1.28.15')];
