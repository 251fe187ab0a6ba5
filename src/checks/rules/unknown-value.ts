import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const [manifest, { kind, path, why, remedy }] of set.fieldFaults) {
    if (kind !== 'value') continue;
    const name = [...path].reverse().find((key) => typeof key === 'string');
    yield { at: manifest.root.at(...path), cause: `The API server refuses ${manifest.toString()}: ${name} ${why}.`, remedy };
  }
}

export const unknownValue: Rule = {
  id: 'unknown-value',
  level: 'error',
  summary: 'a word that is none of those that its field can have, such as the access mode ReadWriteonce',
  explanation: {
    why: [
      'Access modes, reclaim policies, kinds of updates and the like are words from a list, to the letter. The API server refuses an object that has another one.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: files
      spec:
        accessModes: [ReadWriteonce]
        storageClassName: standard
        resources:
          requests:
            storage: 1Gi
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: files
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: standard
        resources:
          requests:
            storage: 1Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  },
  check,
};
