import { bytesOf } from '../lookup/resources';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const volume = pod.volumes.find(({ type, source }) => type === 'emptyDir' && !source.at('medium').text);
    if (volume === undefined) continue;
    const [container, ...others] = containersWithout(pod);
    if (container === undefined) continue;
    const names = [container, ...others].map(({ name }) => name).join(', ');
    yield {
      at: container.at.at('resources'),
      cause: `The Pod has a scratch volume on disk (${volume.name}), and ${others.length === 0 ? `container ${names} says` : `containers ${names} say`} nothing about ephemeral-storage, so the scheduler does not count it.`,
      remedy: 'Give each container requests and limits of ephemeral-storage, with room for its layer, its logs and the volume.',
    };
  }
}

function containersWithout(pod: PodTemplate): Container[] {
  return pod.running.filter(
    (container) =>
      bytesOf(container, 'requests', 'ephemeral-storage') === undefined && bytesOf(container, 'limits', 'ephemeral-storage') === undefined,
  );
}

export const missingEphemeralStorageLimit: Rule = {
  id: 'missing-ephemeral-storage-limit',
  level: 'info',
  summary: 'a Pod with an emptyDir on disk whose containers say nothing about ephemeral-storage',
  explanation: {
    why: [
      'An emptyDir counts as ephemeral storage of the Pod, with the container layers and the logs. Without requests the scheduler puts any number of such Pods on one node; when its disk is full, those that exceed what they asked for are evicted first, and who asked for nothing exceeds it always.',
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
            resources:
              limits: { memory: 256Mi }
            volumeMounts:
              - { name: cache, mountPath: /var/cache/nginx }
        volumes:
          - name: cache
            emptyDir: { sizeLimit: 1Gi }
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
            resources:
              requests: { ephemeral-storage: 1280Mi }
              limits: { memory: 256Mi, ephemeral-storage: 1536Mi }
            volumeMounts:
              - { name: cache, mountPath: /var/cache/nginx }
        volumes:
          - name: cache
            emptyDir: { sizeLimit: 1Gi }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/ephemeral-storage/'],
  },
  check,
};
