import { isTemplate } from '../../facts/kubernetes/placeholders';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const [manifest, { kind, path, why, remedy }] of set.fieldFaults) {
    if (kind !== 'type' || isToldElsewhere(path, set.podsOf(manifest)?.metadata)) continue;
    // See unknown-class-parameter.
    if (manifest.kind === 'StorageClass' && path[0] === 'parameters' && path.length > 1) continue;
    const { name, of } = placeOf(path);
    yield {
      at: manifest.root.at(...path),
      cause: `The API server cannot read ${manifest.toString()}: ${name}${of} ${why}.`,
      remedy,
    };
  }
  for (const manifest of set.manifests) yield* checkAnnotations(manifest, manifest.root.at('metadata', 'annotations'));
}

/** Names, and labels of objects and of Pods, are those of invalid-name; annotations are looked at below. */
function isToldElsewhere(path: ReadonlyArray<string | number>, pods: Cursor | undefined): boolean {
  const [last, before, third] = [path.at(-1), path.at(-2), path.at(-3)];
  if (path.length === 3 && third === 'metadata' && before === 'annotations') return true;
  if (third === 'metadata' && before === 'labels') return path.length === 3 || path.length - 2 === pods?.path.length;
  return last === 'name' && (before === 'metadata' || /^((init)?containers|volumes)$/i.test(String(third)));
}

/** The last two names of a path; places in lists have none. */
function placeOf(path: ReadonlyArray<string | number>): { name: string; of: string } {
  const [name, above] = path.filter((key) => typeof key === 'string').reverse();
  return { name: name.length > 60 ? `${name.slice(0, 59)}…` : name, of: above === undefined ? '' : ` of ${above}` };
}

/** Every object has them, whatever its kind. */
function* checkAnnotations(manifest: Manifest, annotations: Cursor): Generator<Discovery> {
  for (const [key, at] of annotations.entries) {
    if (!at.exists || at.text !== undefined || isTemplate(key)) continue;
    yield {
      at,
      cause: `The API server cannot read ${manifest.toString()}: its annotation ${key} is ${kindOf(at)}, and has to be text.`,
      remedy: at.map === undefined && !Array.isArray(at.value) ? 'Quote it.' : 'Write it as text, in JSON where it has parts.',
    };
  }
}

function kindOf({ value }: Cursor): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

export const wrongType: Rule = {
  id: 'wrong-type',
  level: 'error',
  summary: 'a value that is no text, number, list or amount where its field wants one, such as an annotation that is true',
  explanation: {
    why: [
      'YAML decides by its look what a value is: true, yes and on are booleans, 8080 and 1e3 are numbers, and quotes make text of anything. The API server converts nothing. Where an annotation, a variable or an entry of a ConfigMap has to be text, it refuses the whole object; so it does where a number is quoted.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: files
        annotations:
          backup.example.com/enabled: true
      spec:
        accessModes: [ReadWriteOnce]
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
        annotations:
          backup.example.com/enabled: "true"
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: standard
        resources:
          requests:
            storage: 1Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'],
  },
  check,
};
