import { parseQuantity } from '../../facts/kubernetes/quantities';
import { bytesOf } from '../lookup/resources';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const limit = ephemeralLimitOf(pod);
    if (limit === undefined) continue;
    for (const volume of pod.volumes) {
      const medium = volume.source.at('medium').text ?? '';
      if (volume.type !== 'emptyDir' || medium !== '' || !pod.mountsOf(volume).some(({ writable }) => writable)) continue;
      const at = volume.source.at('sizeLimit');
      const size = parseQuantity(at.value);
      if (size === undefined || size < limit.bytes) continue;
      yield {
        at,
        cause: `Scratch volume ${volume.name} may hold ${String(at.value)}, and the Pod is evicted when its volumes, layers and logs together are above ${limit.written}, the ephemeral-storage limit of its containers: it never fills the volume.`,
        remedy: 'Set sizeLimit well below that, or raise the limit of the container that writes.',
      };
    }
  }
}

/** What the kubelet compares a Pod with: the sum of the limits that its containers have; undefined where none has one. */
function ephemeralLimitOf(pod: PodTemplate): { readonly bytes: number; readonly written: string } | undefined {
  const limits = pod.running.flatMap((container) => {
    const bytes = bytesOf(container, 'limits', 'ephemeral-storage');
    return bytes === undefined ? [] : [{ bytes, written: String(container.at.at('resources', 'limits', 'ephemeral-storage').value) }];
  });
  const bytes = limits.reduce((sum, limit) => sum + limit.bytes, 0);
  return bytes === 0 ? undefined : { bytes, written: limits.map(({ written }) => written).join(' + ') };
}

export const scratchExceedsLimit: Rule = {
  id: 'scratch-exceeds-limit',
  level: 'warning',
  summary: 'an emptyDir whose sizeLimit is not below the ephemeral-storage limit of the Pod',
  explanation: {
    why: [
      'A disk emptyDir counts in the ephemeral storage of its Pod, with the layers and logs of all containers. The kubelet evicts the Pod when the sum is above the limits that the containers have together, whatever the volume allows. So a sizeLimit that is not below is never reached: the Pod is gone before, with everything in the volume.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: importer
      spec:
        containers:
          - name: importer
            image: registry.example.com/importer:1.0.0
            resources:
              requests: { ephemeral-storage: 1Gi }
              limits: { ephemeral-storage: 1Gi }
            volumeMounts:
              - { name: work, mountPath: /work }
        volumes:
          - name: work
            emptyDir: { sizeLimit: 10Gi }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: importer
      spec:
        containers:
          - name: importer
            image: registry.example.com/importer:1.0.0
            resources:
              requests: { ephemeral-storage: 11Gi }
              limits: { ephemeral-storage: 11Gi }
            volumeMounts:
              - { name: work, mountPath: /work }
        volumes:
          - name: work
            emptyDir: { sizeLimit: 10Gi }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-emphemeralstorage-consumption'],
  },
  check,
};
