import { didYouMean } from '../util/did-you-mean';
import { groupBy } from '../util/group-by';
import { isMeant, partsOf } from './kept-names';
import { Farewell, NamesFile } from './names-file';

/** What somebody says of a name that is not made any more. */
export interface SaidOfName extends Farewell {
  readonly name: string;
  /** The prop that says it. */
  readonly prop: string;
}

export interface Comparison {
  readonly problems: readonly string[];
  /** The names that were not in the file. */
  readonly added: readonly string[];
  readonly next: NamesFile;
}

/**
 * Compares the names that an app makes with those that it made before.
 *
 * A name may belong to another construct than before. It must not have fewer: where an app makes the same for several clusters, the data
 * of one of them would be left behind.
 */
export function compareNames(before: NamesFile, now: ReadonlyMap<string, readonly string[]>, said: readonly SaidOfName[]): Comparison {
  const count = (names: ReadonlyMap<string, readonly string[]>, name: string) => names.get(name)?.length ?? 0;
  const lost = [...before.names.keys()].filter((name) => count(now, name) < count(before.names, name));
  const added = [...now.keys()].filter((name) => count(now, name) > count(before.names, name));
  const gone = new Map([...before.gone].filter(([name]) => count(now, name) === 0));
  const problems: string[] = [];
  const excused = new Set<string>();
  for (const { prop, name, to, reason } of said) {
    const meant = lost.filter((one) => isMeant(one, name));
    problems.push(...problemsOfSaid({ prop, name, to, reason }, meant, { before, now }));
    for (const one of meant) {
      excused.add(one);
      const target = to === undefined ? undefined : targetOf(one, name, to);
      if (count(now, one) === 0) gone.set(one, target === undefined ? { reason } : { to: target, reason });
    }
  }
  const unexcused = lost.filter((name) => !excused.has(name));
  for (const [object, names] of groupBy(unexcused, (name) => partsOf(name)[0])) {
    problems.push(problemOf(object, names, { before: before.names, now, added }));
  }
  return { problems, added: added.filter((name) => count(before.names, name) === 0), next: { names: now, gone } };
}

/** Of an object that has moved as a whole, each claim has moved. */
function targetOf(name: string, from: string, to: string): string {
  return name === from ? to : `${to}${name.slice(from.length)}`;
}

function problemsOfSaid(
  { prop, name, to }: SaidOfName,
  meant: readonly string[],
  { before, now }: { readonly before: NamesFile; readonly now: ReadonlyMap<string, readonly string[]> },
): string[] {
  const made = [...now.keys()];
  const known = [...before.gone.keys()].some((one) => isMeant(one, name));
  if (meant.length === 0 && !known) {
    const owner = made.find((one) => isMeant(one, name));
    if (owner !== undefined) return [`${prop}: ${name} is still made, by ${pathsText(now.get(owner)!)}. Take this out, or the construct.`];
    const all = [...new Set([...before.names.keys()].flatMap((one) => [one, partsOf(one)[0]]))];
    return [`${prop}: the file has no ${name}.${didYouMean(name, all) || ' Write it as it stands in the file.'}`];
  }
  const targets = to === undefined ? [] : meant.map((one) => targetOf(one, name, to));
  return targets
    .filter((target) => !now.has(target))
    .map(
      (target) =>
        `${prop}: ${target} is not made by this app.${didYouMean(target, made) || ' Write the name as it would stand in the file.'}`,
    );
}

interface Names {
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly now: ReadonlyMap<string, readonly string[]>;
  readonly added: readonly string[];
}

function problemOf(object: string, names: readonly string[], all: Names): string {
  const owners = names.flatMap((name) => all.before.get(name)!.filter((path) => all.now.get(name)?.includes(path) !== true));
  const claims = names.flatMap((name) => partsOf(name)[1] ?? []);
  const subject =
    claims.length === 0 ? object : `${object} (${claims.length === 1 ? 'claim template' : 'claim templates'} ${claims.join(', ')})`;
  const left = all.now.get(names[0])?.length;
  const successor = successorOf(names, owners, all);
  const happens =
    left !== undefined
      ? `${subject} is made ${left === 1 ? 'once' : `${left} times`}, and was made ${all.before.get(names[0])!.length} times: what a cluster has of it is not used any more`
      : successor === undefined
        ? `${subject} is not made any more: its data stays behind, or goes, and whatever comes in its place starts empty`
        : `${subject} is called ${successor} now: what mounts that starts empty, and the data stays behind, or goes`;
  // Of an object that is still there, each of the claims that are not.
  const isWhole = [...all.now.keys()].every((name) => partsOf(name)[0] !== object);
  const said = (isWhole ? [object] : names).map((name) =>
    successor === undefined ? `retired: { name: '${name}', reason: '…' }` : `moved: { from: '${name}', to: '${successor}', reason: '…' }`,
  );
  return `${pathsText(owners)}: ${happens}. Keep the name as it was, in the construct's metadata.name, namespace or template; or say what has become of the data, in the options of StorageNames.lock: ${said.join(', ')}.`;
}

/** What a name is called now, as far as that can be told: a new name of the same construct, or else the only new one of its kind. */
function successorOf(names: readonly string[], owners: readonly string[], { now, added }: Names): string | undefined {
  const [object] = partsOf(names[0]);
  const kind = object.slice(0, object.indexOf(' '));
  const alike = added.filter((name) => name.startsWith(`${kind} `));
  const own = alike.filter((name) => now.get(name)!.some((path) => owners.includes(path)));
  const candidates = own.length > 0 ? own : alike;
  const objects = new Set(candidates.map((name) => partsOf(name)[0]));
  if (objects.size !== 1) return undefined;
  const [successor] = objects;
  // The object is the same, so one of its templates has another name.
  if (successor === object) return candidates.length === 1 && names.length === 1 ? candidates[0] : undefined;
  const hasAll = names.every((name) => now.has(targetOf(name, object, successor)));
  return hasAll ? successor : undefined;
}

function pathsText(paths: readonly string[]): string {
  const all = [...new Set(paths)];
  return all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
}
