/*
 * What we add to objects: those rendered with us, less those rendered without us.
 */

/** A manifest, as deep as a test looks into it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Manifest = any;

/** What is at a path of an object with us and was not there without us; `undefined` stands for what is gone. */
export type Additions = Readonly<Record<string, unknown>>;

/** Fields by which items of a list are told apart. */
const KEYS = ['name', 'mountPath', 'devicePath', 'containerPort', 'ip'];

/** What is new, changed or gone. Lists whose items have names are compared item by item, with nothing in one that is not there. */
export function additionsTo(without: unknown, withUs: unknown, path = ''): Additions {
  if (isMap(without) && isMap(withUs)) return compareMaps(without, withUs, (key) => `${path}.${key}`);
  const key = keyOf(without, withUs);
  if (key !== undefined) {
    return compareMaps(byKey(listOf(without), key), byKey(listOf(withUs), key), (name) => `${path}[${name}]`);
  }
  return JSON.stringify(without) === JSON.stringify(withUs) ? {} : { [path]: withUs };
}

function compareMaps(without: Record<string, unknown>, withUs: Record<string, unknown>, pathOf: (key: string) => string): Additions {
  const keys = new Set([...Object.keys(without), ...Object.keys(withUs)]);
  return Object.assign({}, ...[...keys].map((key) => additionsTo(without[key], withUs[key], pathOf(key)))) as Additions;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field by which the items of both lists are told apart, where there is one. */
function keyOf(one: unknown, other: unknown): string | undefined {
  if (!isList(one) || !isList(other)) return undefined;
  const items = [...listOf(one), ...listOf(other)];
  return KEYS.find((key) => {
    const known = (list: readonly unknown[]) => new Set(list.map((item) => (isMap(item) ? item[key] : undefined)));
    const isTold = (list: readonly unknown[]) => known(list).size === list.length;
    return items.length > 0 && items.every((item) => isMap(item) && key in item) && isTold(listOf(one)) && isTold(listOf(other));
  });
}

const isList = (value: unknown): boolean => value === undefined || Array.isArray(value);
const listOf = (value: unknown): readonly Manifest[] => (Array.isArray(value) ? value : []);

const byKey = (list: readonly Manifest[], key: string): Record<string, unknown> =>
  Object.fromEntries(list.map((item) => [String(item[key]), item as unknown]));

/** All objects of an app, by kind and name, with the items of lists on their own. */
export function objectsOf(manifests: readonly Manifest[]): Record<string, Manifest> {
  const all = manifests.flatMap((manifest) => (manifest.kind === 'List' ? manifest.items : [manifest]));
  return Object.fromEntries(all.map((object: Manifest) => [`${object.kind} ${object.metadata?.name}`, object]));
}

/** The objects that are there with us only, or are others with us. */
export function changedObjects(without: readonly Manifest[], withUs: readonly Manifest[]): Manifest[] {
  const before = objectsOf(without);
  return Object.entries(objectsOf(withUs)).flatMap(([title, object]) =>
    JSON.stringify(before[title]) === JSON.stringify(object) ? [] : [object],
  );
}

/** Labels by which network policies and Services find the Pods of a workload: the user's, or those that cdk8s-plus makes. */
export function labelsOf({ kind, metadata, spec }: Manifest): Record<string, string> {
  if (kind === 'Pod') return metadata.labels;
  return spec.selector?.matchLabels ?? (spec.jobTemplate?.spec ?? spec).template.metadata.labels;
}

/** The same objects, with a word in the place of the labels of a workload. */
export function withoutLabels(manifests: readonly Manifest[], labels: Record<string, string>): Manifest[] {
  const text = JSON.stringify(labels);
  return JSON.parse(JSON.stringify(manifests).replaceAll(text, JSON.stringify({ labels: 'of the workload' })));
}
