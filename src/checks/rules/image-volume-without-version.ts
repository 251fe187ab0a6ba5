import { unpinnedReason } from '../../facts/kubernetes/images';
import { isPlaceholder } from '../../facts/kubernetes/placeholders';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { volumes } of set.pods) {
    for (const { name, type, source } of volumes) {
      if (type !== 'image') continue;
      const at = source.at('reference');
      const reference = at.text;
      if (reference === undefined || reference === '' || isPlaceholder(reference)) continue;
      const reason = unpinnedReason(reference);
      if (reason === undefined) continue;
      const [why, remedy] = reason.split(/(?<=\.) /, 2);
      yield { at, cause: `Volume ${name} has the files of the image ${reference}. ${why}`, remedy };
    }
  }
}

export const imageVolumeWithoutVersion: Rule = {
  id: 'image-volume-without-version',
  level: 'warning',
  summary: 'an image that is mounted as a volume, without a tag or as latest',
  explanation: {
    why: [
      'A volume of an image has the files that the image has when the Pod starts. Without a tag, or with latest, two Pods of one workload may have two models or two sets of plugins, and nobody can go back to the one before.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: inference
      spec:
        containers:
          - name: server
            image: registry.example.com/inference:4.2.1
            volumeMounts:
              - { name: model, mountPath: /model, readOnly: true }
        volumes:
          - name: model
            image: { reference: registry.example.com/models/mnist }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: inference
      spec:
        containers:
          - name: server
            image: registry.example.com/inference:4.2.1
            volumeMounts:
              - { name: model, mountPath: /model, readOnly: true }
        volumes:
          - name: model
            image: { reference: 'registry.example.com/models/mnist:2026.11' }
    `,
    see: ['https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/'],
  },
  check,
};
