import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { KindFacts, KINDS, KnownKind } from '../facts/kubernetes/kinds';
import { Problems } from '../props/problems';
import { keysInTheWay, ObjectName, ownKeys, placeOf } from './object-keys';
import { watchObjects } from './overwritten-objects';
import { recordConstructs } from './construct-record';
import { describeConstruct, keepForPart, lend, rivalFor, take, Taken, takenIn } from './taken';

/*
 * All objects that this library makes are registered across the app, so that two of one kind, namespace and name are refused: to the
 * API server they are one.
 */

/** An object that a construct will make, or have the cluster make. */
export interface PlannedObject extends ObjectName {
  readonly kind: KnownKind;
  /**
   * The prop that its name follows from.
   *
   * @default - the name of the construct
   */
  readonly from?: { readonly prop: string; readonly value: unknown };
  /**
   * The namespace that it lies in.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;
  /** Whether it is made by a construct of ours that this one is made of, which takes it itself. */
  readonly byPart?: boolean;
}

/** Objects that nobody else makes. */
export type FreeObjects = readonly PlannedObject[];

/**
 * Reports which objects another construct of the app makes too, and hands on what is to be taken once the construct is made.
 *
 * @param name The prop `name` of the construct; undefined where it is none, and has been reported.
 * @param objects What it makes under that name.
 */
export function checkObjects(
  problems: Problems,
  scope: IConstruct,
  name: string | undefined,
  objects: (name: string) => readonly PlannedObject[],
): FreeObjects {
  if (name === undefined) return [];
  const { namespace } = Chart.of(scope);
  const taken = takenIn(scope);
  const planned = objects(name);
  const clashes = new Map<IConstruct, Clash>();
  for (const object of planned) {
    const facts: KindFacts = KINDS[object.kind];
    const rival = firstRival(taken, scope, keysInTheWay(object, facts, placeOf(object.kind, facts, object.namespace ?? namespace, scope)));
    if (rival === undefined) continue;
    const clash = clashes.get(rival) ?? { ...(object.from ?? { prop: 'name', value: name }), rival, objects: [] };
    clash.objects.push(object);
    clashes.set(rival, clash);
  }
  for (const clash of clashes.values()) problems.add(clash.prop, clash.value, describe(clash, scope));
  return planned;
}

/** Takes objects that nobody else makes, and has it seen at synthesis whether somebody does by then. */
export function takeObjects(construct: Construct, objects: FreeObjects): void {
  const { namespace } = Chart.of(construct);
  const taken = takenIn(construct);
  for (const object of objects) {
    const facts: KindFacts = KINDS[object.kind];
    const hold = object.byPart === true ? keepForPart : take;
    for (const key of ownKeys(object, facts, placeOf(object.kind, facts, object.namespace ?? namespace, construct))) {
      hold(taken, construct, key);
    }
  }
  watchObjects(construct);
  recordConstructs(construct);
}

/** Has a part of a construct made that makes some of what the construct has taken: one claim of those of a StatefulSet. */
export function lendObject<T>(construct: Construct, object: PlannedObject, make: () => T): T {
  const facts: KindFacts = KINDS[object.kind];
  const { namespace } = Chart.of(construct);
  const keys = ownKeys(object, facts, placeOf(object.kind, facts, object.namespace ?? namespace, construct));
  return lend(takenIn(construct), keys, make);
}

function firstRival(taken: Taken, scope: IConstruct, keys: readonly string[]): IConstruct | undefined {
  for (const key of keys) {
    const rival = rivalFor(taken, scope, key);
    if (rival !== undefined) return rival;
  }
  return undefined;
}

interface Clash {
  readonly prop: string;
  readonly value: unknown;
  readonly rival: IConstruct;
  readonly objects: PlannedObject[];
}

/** Most objects that a message names. */
const MOST_NAMED = 3;

function describe({ rival, objects }: Clash, scope: IConstruct): string {
  const names = objects.slice(0, MOST_NAMED).map(({ kind, name, perPod }) => `${kind} ${name}${perPod === true ? '-<ordinal>' : ''}`);
  const more = objects.length > MOST_NAMED ? [`${objects.length - MOST_NAMED} more`] : [];
  const [{ harm, instead }]: KindFacts[] = objects.map(({ kind }) => KINDS[kind]);
  const remedy = `Give one of them another name${instead === undefined ? '' : `, or ${instead}`}.`;
  const elsewhere = Chart.of(rival) === Chart.of(scope) ? '' : ' Charts for different clusters belong into an App each.';
  return `${describeConstruct(rival)} makes the ${enumerate([...names, ...more])} too: ${harm}. ${remedy}${elsewhere}`;
}

const enumerate = (items: readonly string[]): string =>
  items.length === 1 ? items[0] : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
