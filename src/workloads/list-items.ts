import { ApiObject } from 'cdk8s';
import { append } from '../util/group-by';
import { isObject } from '../util/unchecked';
import { listed, ObjectJson, podSpecPath } from './pod-json';
import { keyOfItem, ListItem } from './rewrites';
import { steadyOf } from './steady';

/** The workloads of a List as it is written without our changes. */
interface ListItems {
  readonly items: readonly ListItem[];
  readonly byName: ReadonlyMap<string, readonly ListItem[]>;
  readonly objects: ReadonlyMap<string, ObjectJson>;
}

/** On a list as it is written: whoever names each of hundreds of workloads has them looked through once. */
const ITEMS = Symbol('cdk8s-storage.list-items');

export function listItems(list: ApiObject): ListItems {
  const json: ObjectJson & { [ITEMS]?: ListItems } = steadyOf(list);
  const known = json[ITEMS];
  if (known !== undefined) return known;
  const items: ListItem[] = [];
  const byName = new Map<string, ListItem[]>();
  const objects = new Map<string, ObjectJson>();
  for (const object of listed(json.items)) {
    const { name, namespace } = (isObject(object.metadata) ? object.metadata : undefined) ?? {};
    if (object.kind === undefined || name === undefined || podSpecPath(object) === undefined) continue;
    const item = { kind: object.kind, name, namespace };
    items.push(item);
    append(byName, name, item);
    const key = keyOfItem(item);
    // Of two of one name, the first is meant.
    if (!objects.has(key)) objects.set(key, object);
  }
  const found = { items, byName, objects };
  Object.defineProperty(json, ITEMS, { value: found });
  return found;
}
