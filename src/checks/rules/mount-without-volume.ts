import { didYouMean } from '../../util/did-you-mean';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    // More names than these help nobody.
    const names = pod.volumes.slice(0, 20).map(({ name }) => name);
    for (const { at, name, path, container, volume } of pod.mounts) {
      if (volume !== undefined) continue;
      const where = path === undefined ? '' : ` at ${path}`;
      const near = name === undefined ? '' : didYouMean(name, names);
      yield {
        at: at.at('name'),
        cause:
          name === undefined
            ? `Container ${container.name} mounts a volume${where} without naming one.`
            : `Container ${container.name} mounts volume ${name}${where}, and the Pod has no volume or claim template of that name.`,
        remedy:
          near !== '' ? near.trim() : names.length > 0 ? `Name one of ${names.join(', ')}, or declare the volume.` : 'Declare the volume.',
      };
    }
  }
}

export const mountWithoutVolume: Rule = {
  id: 'mount-without-volume',
  level: 'error',
  summary: 'a volumeMount or volumeDevice that names no volume of the Pod and no claim template',
  explanation: {
    why: [
      'The API server refuses a Pod that mounts a volume it does not have. In a Deployment or StatefulSet the mistake shows late: the workload is accepted, and no Pod ever appears.',
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
              - name: date
                mountPath: /data
        volumes:
          - name: data
            emptyDir:
              sizeLimit: 1Gi
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
            emptyDir:
              sizeLimit: 1Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
