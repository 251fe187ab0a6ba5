import { MOST_ANNOTATION_BYTES, MOST_CONFIG_BYTES } from '../../facts/kubernetes/config-objects';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const kind of ['ConfigMap', 'Secret']) {
    for (const object of set.all(kind)) yield* checkObject(object);
  }
}

function* checkObject(object: Manifest): Generator<Discovery> {
  const { root, kind, name } = object;
  const data = root.at('data');
  const bytes =
    kind === 'ConfigMap'
      ? sum(data, 'utf8') + sum(root.at('binaryData'), 'base64')
      : sum(data, 'base64') + sum(root.at('stringData'), 'utf8');
  const at = root.at(data.exists ? 'data' : kind === 'ConfigMap' ? 'binaryData' : 'stringData');
  if (bytes > MOST_CONFIG_BYTES) {
    yield {
      at,
      cause: `${kind} ${name} holds ${bytes} bytes, and the API server refuses more than ${MOST_CONFIG_BYTES}.`,
      remedy: 'Split it, put the files into an image, or keep them on a volume.',
    };
    return;
  }
  // Only what is large already is worth writing out to measure.
  if (bytes < MOST_ANNOTATION_BYTES / 8) return;
  const written = Buffer.byteLength(JSON.stringify(object.body));
  if (written <= MOST_ANNOTATION_BYTES) return;
  yield {
    level: 'warning',
    at,
    cause: `${kind} ${name} has ${written} bytes as JSON, which client-side kubectl apply keeps in an annotation, and those have at most ${MOST_ANNOTATION_BYTES}.`,
    remedy: 'Split it, or apply it with kubectl apply --server-side.',
  };
}

function sum(values: Cursor, encoding: 'utf8' | 'base64'): number {
  return values.textEntries.reduce((total, [, value]) => total + Buffer.byteLength(value, encoding), 0);
}

export const configObjectTooLarge: Rule = {
  id: 'config-object-too-large',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a ConfigMap or Secret above 1 MiB (error), or above what kubectl apply can keep in its annotation (warning)',
  explanation: {
    why: [
      'The API server takes 1 MiB of values for each object. Client-side kubectl apply fails earlier: it writes the whole object into an annotation, and all annotations of an object have 262144 bytes together. Server-side apply keeps no such annotation.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: dictionary
      data:
        # ... and so on for 300 kB.
        words.txt: word word word word
    `,
    right: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: dictionary
      data:
        words.txt: word word word word
    `,
    see: [
      'https://kubernetes.io/docs/concepts/configuration/configmap/#motivation',
      'https://kubernetes.io/docs/reference/using-api/server-side-apply/',
    ],
  },
  check,
};
