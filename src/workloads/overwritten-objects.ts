import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { kindFacts } from '../facts/kubernetes/kinds';
import { keysInTheWay, placeOf } from './object-keys';
import { watchSynthesis } from './during-synthesis';
import { holderOf, isInside, takenIn } from './taken';

/*
 * Objects that others make may have the name of one of ours, and may be made after it. So they are looked for at synthesis: once for all
 * constructs of ours, since each look goes through the whole app.
 */

interface Look {
  /** What is wrong with each construct; undefined until it has been looked. */
  found?: ReadonlyMap<IConstruct, readonly string[]>;
  /** Constructs that were told what was found: one that asks again wants a new look. */
  readonly told: Set<IConstruct>;
  readonly watched: Set<IConstruct>;
}

/** On the root of the tree, one for each copy of this library. */
const LOOK = Symbol('cdk8s-storage.overwritten');

/** Reports at synthesis what would overwrite objects that a construct has taken. */
export function watchObjects(construct: Construct): void {
  const look = lookOf(construct.node.root);
  if (look.watched.has(construct)) return;
  look.watched.add(construct);
  construct.node.addValidation({ validate: () => problemsOf(construct, look) });
}

function lookOf(root: IConstruct): Look {
  const holder = root as { [LOOK]?: Look };
  const present = holder[LOOK];
  if (present !== undefined) return present;
  const made: Look = { told: new Set(), watched: new Set() };
  Object.defineProperty(root, LOOK, { value: made });
  const ongoing = watchSynthesis(root);
  // Validations begin with the root. cdk8s runs them again for each chart, and what was found holds from the beginning of a synthesis on.
  root.node.addValidation({
    validate: () => {
      const synthesis = ongoing();
      if (synthesis?.has(made) !== true) made.found = undefined;
      else made.told.clear();
      synthesis?.set(made, true);
      return [];
    },
  });
  return made;
}

function problemsOf(construct: Construct, look: Look): string[] {
  if (look.found === undefined || look.told.has(construct)) {
    look.found = overwritten(construct.node.root);
    look.told.clear();
  }
  look.told.add(construct);
  return [...(look.found.get(construct) ?? [])];
}

/** What others make of the objects that constructs have taken. */
function overwritten(root: IConstruct): Map<IConstruct, string[]> {
  const taken = takenIn(root);
  const made = new Set<string>();
  const others: Array<NamedObject & { readonly construct: IConstruct }> = [];
  for (const construct of root.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    for (const object of objectsOf(construct)) {
      const [own] = object.keys;
      const holder = taken.get(own)?.construct;
      // The first of that name in a construct of ours is what it made.
      if (holder !== undefined && !made.has(own) && isInside(construct, holder)) made.add(own);
      else others.push({ ...object, construct });
    }
  }
  const found = new Map<IConstruct, string[]>();
  for (const { title, harm, keys, construct } of others) {
    for (const [index, key] of keys.entries()) {
      const holder = holderOf(taken, key);
      // What somebody took out of a construct of ours, they may make themselves.
      if (holder === undefined || (index === 0 && !made.has(key))) continue;
      const text = `${title}: ${construct.node.path} makes it too: ${harm}. Give one of them another name.`;
      found.set(holder, [...(found.get(holder) ?? []), text]);
    }
  }
  return found;
}

interface NamedObject {
  readonly title: string;
  readonly harm: string;
  /** The first is its own. */
  readonly keys: readonly string[];
}

/** What an API object is, or holds as a List, as far as we make such objects. */
function objectsOf(object: ApiObject): readonly NamedObject[] {
  const { apiGroup, kind, name, metadata } = object;
  if (kind === 'List' && apiGroup === 'core') return itemsOf(object);
  return named(apiGroup, kind, name, metadata.namespace, object);
}

function itemsOf(list: ApiObject): NamedObject[] {
  const { items } = list.toJson() as { readonly items?: ReadonlyArray<Partial<ItemJson> | null> };
  return (Array.isArray(items) ? items : []).flatMap((item: Partial<ItemJson> | null) => {
    const { apiVersion = '', kind = '', metadata } = item ?? {};
    const [group, version] = apiVersion.split('/');
    return metadata?.name === undefined
      ? []
      : named(version === undefined ? 'core' : group, kind, metadata.name, metadata.namespace ?? list.metadata.namespace, list);
  });
}

interface ItemJson {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

function named(group: string, kind: string, name: string, namespace: string | undefined, object: ApiObject): readonly NamedObject[] {
  const facts = kindFacts(group, kind);
  if (facts === undefined) return NOTHING;
  const place = placeOf(kind, facts, namespace, object);
  return [{ title: `${kind} ${name}`, harm: facts.harm, keys: keysInTheWay({ kind, name }, facts, place) }];
}

const NOTHING: readonly NamedObject[] = [];
