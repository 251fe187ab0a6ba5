import { isMountedByInjected } from '../../facts/drivers';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const mounted = new Set(pod.mounts.map(({ name }) => name));
    for (const { name, at, type } of pod.volumes) {
      if (mounted.has(name) || isMountedByInjected(name, pod.metadata.at('annotations').textEntries)) continue;
      yield {
        at,
        cause:
          type === 'claimTemplate'
            ? `No container mounts claim template ${name}, so each Pod gets a volume that nobody uses.`
            : `No container mounts volume ${name}.`,
        remedy: 'Mount it where its data belongs, or remove it.',
      };
    }
    yield* checkShadowed(pod);
  }
}

/** The controller puts the claim in the place of a volume of the same name, without a word. */
function* checkShadowed({ spec, volumes, workload }: PodTemplate): Generator<Discovery> {
  const templates = new Set(volumes.filter(({ type }) => type === 'claimTemplate').map(({ name }) => name));
  if (templates.size === 0) return;
  for (const at of spec.at('volumes').items) {
    const name = at.at('name').text;
    if (name === undefined || !templates.has(name)) continue;
    yield {
      level: 'info',
      at,
      cause: `No container mounts volume ${name}: ${workload.toString()} has a claim template of that name, which takes its place.`,
      remedy: 'Remove the volume, or give one of them another name.',
    };
  }
}

export const volumeNeverMounted: Rule = {
  id: 'volume-never-mounted',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'a volume that no container mounts',
  explanation: {
    why: [
      'Most often the mount was forgotten, and the program writes to the container layer, where its data is lost with the next restart. A claim that nobody mounts costs a disk besides, and a missing ConfigMap or Secret keeps the Pod from starting for nothing.',
      'What a sidecar mounts that a webhook adds is left out: the buffer and cache of Cloud Storage FUSE, and volumes that an annotation on mounts names, as of Istio and Dapr.',
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
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
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
              - name: data
                mountPath: /data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
