import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isClusterScoped, KindFacts } from '../facts/kubernetes/kinds';

/*
 * The keys under which objects are registered: kind, namespace and name. Two copies of this library share them, so they stay as they are.
 */

/** What an object is, as far as another could be the same. */
export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  /** Whether there is one for each Pod of a StatefulSet, named `<name>-<ordinal>`. */
  readonly perPod?: boolean;
}

/**
 * Where objects of a kind lie. Objects of two charts without a namespace may be applied to different ones, and a fleet has many such
 * charts, so these are kept apart within one chart only.
 */
export function placeOf(kind: string, facts: KindFacts, namespace: string | undefined, construct: IConstruct): string {
  if (isClusterScoped(kind, facts)) return '';
  return namespace === undefined || namespace === '' ? `(${Chart.of(construct).node.path})` : namespace;
}

/** The keys that an object holds. */
export function ownKeys({ kind, name, perPod }: ObjectName, facts: KindFacts, place: string): readonly string[] {
  const own = `${kind} ${place} ${name}`;
  if (perPod === true) return [ofEveryPod(own)];
  const set = facts.perPod === true ? setOf(own) : undefined;
  return set === undefined ? [own] : [own, ofSomePod(set)];
}

/** The keys whose holders are in the way of an object; its own comes first. */
export function keysInTheWay({ kind, name, perPod }: ObjectName, facts: KindFacts, place: string): readonly string[] {
  const own = `${kind} ${place} ${name}`;
  if (perPod === true) return [ofEveryPod(own), ofSomePod(own)];
  const set = facts.perPod === true ? setOf(own) : undefined;
  return set === undefined ? [own] : [own, ofEveryPod(set)];
}

// No name has such a character.
const ofEveryPod = (key: string): string => `${key}-#`;
const ofSomePod = (key: string): string => `${key}-#?`;

/** What is before the ordinal, where a name may be one of an object that a StatefulSet has for each Pod. */
function setOf(key: string): string | undefined {
  return /^(.+)-(?:0|[1-9][0-9]*)$/.exec(key)?.[1];
}
