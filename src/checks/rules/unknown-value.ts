import { OPERATOR_WORDS } from '../../facts/operators/words';
import { didYouMean } from '../../util/did-you-mean';
import { placesAt } from '../custom-claims';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const [manifest, { kind, path, why, remedy }] of set.fieldFaults) {
    if (kind !== 'value') continue;
    const name = [...path].reverse().find((key) => typeof key === 'string');
    yield { at: manifest.root.at(...path), cause: `The API server refuses ${manifest.toString()}: ${name} ${why}.`, remedy };
  }
  for (const { types, at, words, form, otherwise = 'the API server refuses the object' } of OPERATOR_WORDS) {
    for (const manifest of types.flatMap((type) => set.all(type))) {
      for (const place of placesAt(manifest.root, at)) {
        const { text } = place;
        if (text === undefined || words.includes(text) || form?.pattern.test(text) === true || PLACEHOLDER.test(text)) continue;
        yield {
          at: place,
          cause: `${manifest.toString()} has ${at.split('.').at(-1)!}: ${text}, and ${otherwise}.`,
          remedy: form === undefined ? `Write one of ${words.join(', ')}.${didYouMean(text, words)}` : `Write ${form.said}.`,
        };
      }
    }
  }
}

/** What a tool puts something in for. */
const PLACEHOLDER = /^$|[{$<]/;

export const unknownValue: Rule = {
  id: 'unknown-value',
  level: 'error',
  summary:
    'a value that its field cannot have: a word that is none of its own, such as ReadWriteonce, a number out of its range, Pods of a Job that restart for ever',
  explanation: {
    why: [
      'Access modes, reclaim policies, kinds of updates and the like are words from a list, to the letter. The API server refuses an object that has another one.',
      'So it does with negative replicas, ids of users above 2147483647 (those that user namespaces and Windows show are none), and Pods of a Job or CronJob whose restartPolicy is Always, which it is where nothing is written.',
      'Custom resources have such words, too: what Longhorn does on a schedule, what becomes of the claims of a workflow, how Strimzi, Elastic and VolSync keep or copy data.',
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
