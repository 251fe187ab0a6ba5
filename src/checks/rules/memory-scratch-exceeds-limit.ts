import { parseQuantity } from '../../facts/kubernetes/quantities';
import { bytesOf, memoryLimitOf } from '../lookup/resources';
import { isSmallByPurpose } from '../lookup/storage';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      if (volume.type === 'emptyDir' && volume.source.at('medium').text === 'Memory') yield* checkVolume(pod, volume);
    }
  }
}

function* checkVolume(pod: PodTemplate, volume: PodVolume): Generator<Discovery> {
  // What nobody can write stays empty, and keys and sockets take no room.
  if (!pod.mountsOf(volume).some(({ writable }) => writable)) return;
  const sizeLimit = volume.source.at('sizeLimit');
  const size = parseQuantity(sizeLimit.value);
  const podLimit = memoryLimitOf(pod);
  const writers = new Set(
    pod.mountsOf(volume).flatMap(({ writable, container }) => (writable && container.role !== 'init' ? [container] : [])),
  );
  const written = String(sizeLimit.value);
  if (size !== undefined && podLimit !== undefined && size >= podLimit) {
    yield {
      at: sizeLimit,
      cause: `Memory volume ${volume.name} may hold ${written}, and the Pod may use no more memory than that altogether: filling it gets the program killed, and it cannot start again.`,
      remedy: 'Set sizeLimit well below the memory limit of the container that writes, or raise that limit.',
    };
    return;
  }
  for (const writer of writers) {
    const limit = bytesOf(writer, 'limits', 'memory');
    if (limit === undefined && podLimit === undefined) {
      if (isSmallByPurpose(pod, volume)) return;
      yield {
        level: 'warning',
        at: writer.at.at('resources', 'limits'),
        cause: `Container ${writer.name} writes to memory volume ${volume.name} and has no memory limit, so ${size === undefined ? 'the volume can take all memory of the node' : `the ${written} come on top of whatever it uses`}.`,
        remedy: `Give the container a memory limit above ${size === undefined ? 'the sizeLimit of the volume, and the volume a sizeLimit' : written}.`,
      };
      return;
    }
    if (size !== undefined && limit !== undefined && size >= limit) {
      yield {
        at: sizeLimit,
        cause: `Memory volume ${volume.name} may hold ${written}, which counts as memory of container ${writer.name}, whose limit is ${String(writer.at.at('resources', 'limits', 'memory').value)}.`,
        remedy: 'Set sizeLimit well below the memory limit of the container that writes, or raise that limit.',
      };
      return;
    }
  }
}

export const memoryScratchExceedsLimit: Rule = {
  id: 'memory-scratch-exceeds-limit',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a Memory emptyDir that is not below the memory limit, or has no memory limit at all',
  explanation: {
    why: [
      'What is written to a Memory emptyDir is charged to the memory of the container that writes. A sizeLimit that is not below the limit never takes effect: the program is killed for its memory first. The charge stays with the Pod, so the container may not even start again.',
      'Without a sizeLimit the volume is as large as the memory limit of the Pod, and where a container has none, as large as the memory of the node: a warning, with a sizeLimit or without.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: render
      spec:
        containers:
          - name: render
            image: registry.example.com/render:1.4.0
            resources:
              limits: { memory: 512Mi }
            volumeMounts:
              - { name: frames, mountPath: /frames }
        volumes:
          - name: frames
            emptyDir: { medium: Memory, sizeLimit: 1Gi }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: render
      spec:
        containers:
          - name: render
            image: registry.example.com/render:1.4.0
            resources:
              limits: { memory: 1536Mi }
            volumeMounts:
              - { name: frames, mountPath: /frames }
        volumes:
          - name: frames
            emptyDir: { medium: Memory, sizeLimit: 1Gi }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#emptydir'],
  },
  check,
};
