import { bytesOf, memoryLimitOf } from '../lookup/resources';
import { isSmallByPurpose } from '../lookup/storage';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      const { name, source } = volume;
      const medium = source.at('medium').text ?? '';
      if (
        volume.type !== 'emptyDir' ||
        !('emptyDir' in (volume.at.map ?? {})) ||
        source.at('sizeLimit').exists ||
        isLimitedOtherwise(pod, volume, medium)
      ) {
        continue;
      }
      yield {
        at: source,
        cause:
          medium === 'Memory'
            ? `Scratch volume ${name} is in memory without a sizeLimit, so it can fill up to the memory limits of the Pod, or that of the node.`
            : `Scratch volume ${name} has no sizeLimit, so it can fill the disk of the node for all Pods there.`,
        remedy: 'Set emptyDir.sizeLimit to what the program needs.',
      };
    }
  }
}

/** Whether something else keeps it from growing, or another rule tells of it. */
function isLimitedOtherwise(pod: PodTemplate, volume: PodVolume, medium: string): boolean {
  // Huge pages are limited by what the containers may use of them.
  if (medium.startsWith('HugePages')) return true;
  if (medium === 'Memory') return memoryLimitOf(pod) === undefined || isSmallByPurpose(pod, volume);
  // What the containers of a Pod may use together counts its volumes too; a medium that is none never starts.
  return medium !== '' || pod.running.some((container) => bytesOf(container, 'limits', 'ephemeral-storage') !== undefined);
}

export const scratchWithoutLimit: Rule = {
  id: 'scratch-without-limit',
  level: 'warning',
  summary: 'an emptyDir without sizeLimit',
  explanation: {
    why: [
      'An emptyDir lives on the disk of the node, which its Pods, images and logs share. Without a limit, one Pod that runs wild fills it, and the kubelet evicts others. With a limit, or with limits of ephemeral-storage for the containers, only the Pod that exceeds it is evicted, some time after the write.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - { name: cache, mountPath: /var/cache/nginx }
        volumes:
          - name: cache
            emptyDir: {}
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - { name: cache, mountPath: /var/cache/nginx }
        volumes:
          - name: cache
            emptyDir:
              sizeLimit: 1Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#emptydir'],
  },
  check,
};
