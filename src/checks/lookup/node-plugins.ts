import { KUBELET_PLUGINS } from '../../facts/kubernetes/node-paths';
import { normalizePath } from '../../facts/kubernetes/paths';
import { PodTemplate } from '../pod-template';

/** The node part of a CSI driver registers itself with the kubelet, and mounts for other Pods. */
export function isNodePlugin({ workload, volumes, containers }: PodTemplate): boolean {
  return (
    workload.type === 'apps/DaemonSet' &&
    (containers.some(({ image }) => /node-driver-registrar/.test(image ?? '')) ||
      volumes.some(({ source }) => normalizePath(source.at('path').text ?? '') === KUBELET_PLUGINS))
  );
}
