import { NEWEST_MINOR, OLDEST_MINOR } from '../facts/kubernetes/update-rules';
import { Manifest } from '../checks/manifest';
import { formatRef, JsonMap } from '../checks/object';
import { Refusal, refusalsOf } from '../plan/refused';
import { groupBy } from '../util/group-by';
import { Change, changed } from './change';

/** What of a remedy no API server lets be changed, once the object is in a cluster. */
export interface Unchangeable {
  readonly manifest: Manifest;
  /** The fields, as people write them. */
  readonly fields: readonly string[];
  /** The way out, as a sentence. */
  readonly remedy: string;
}

/** Whether an object was read from a cluster: nobody writes down what the server gives it. */
export function isInCluster({ root }: Manifest): boolean {
  return ['uid', 'resourceVersion', 'creationTimestamp'].some((key) => root.at('metadata', key).text !== undefined);
}

/** What is refused of a change of an object that is there, by the oldest or the newest server. */
export function unchangeable(manifest: Manifest, after: JsonMap): Unchangeable | undefined {
  const stored = isInCluster(manifest);
  const refused = [OLDEST_MINOR, NEWEST_MINOR].flatMap((minor) => refusalsOf(manifest.type, manifest.body, after, { minor, stored }));
  if (refused.length === 0) return undefined;
  return { manifest, fields: [...new Set(refused.flatMap(fieldsOf))], remedy: refused[0].remedy.replaceAll('NAME', manifest.name) };
}

/** A spec that is fixed but for some fields is told field by field. */
function fieldsOf({ field, differences }: Refusal): readonly string[] {
  const inWords = (keys: readonly (string | number)[]) => keys.filter((key) => typeof key === 'string').join('.');
  if (field.at === '/spec') return differences.map(({ path }) => inWords(path));
  return [inWords(field.at.slice(1).split('/'))];
}

/** Why a remedy is not written into an object that was read from a cluster; undefined where it would be taken. */
export function whyNotThere(manifest: Manifest, changes: readonly Change[]): string | undefined {
  if (!isInCluster(manifest)) return undefined;
  // What a server keeps has the types of its fields: nothing there is put into quotes or renamed.
  const sets = changes.filter((change) => change.kind === 'set');
  const after = sets.reduce<unknown>(
    (body, { path, to }) =>
      changed(body, path, (parent, key) => {
        parent[key] = to;
      }),
    manifest.body,
  );
  const found = unchangeable(manifest, after as JsonMap);
  return found && `It is in the cluster already, where ${found.fields.join(' and ')} cannot be changed. ${found.remedy}`;
}

/** What is told of remedies that objects in a cluster do not take, once for those that it is the same for. */
export function unchangeableInWords(found: readonly Unchangeable[]): string[] {
  const told = groupBy(found, ({ fields, remedy }) => JSON.stringify([fields, remedy]));
  return [...told.values()].map((same) => {
    const [{ fields, remedy }] = same;
    const names = [...new Set(same.map(({ manifest }) => formatRef(manifest)))];
    const others = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return `${names.slice(0, MOST_NAMES).join(', ')}${others}: where it is in a cluster already, ${fields.join(' and ')} cannot be changed. ${remedy}`;
  });
}

const MOST_NAMES = 3;
