import { IConstruct } from 'constructs';

/*
 * What only one construct of an app can have, such as an object of a kind and name. Names do not follow from paths, so cdk8s does not
 * keep them apart.
 *
 * It is kept on the root of the tree, in a shape without classes, so that two copies of this library in one app write into one list.
 */

/** Who has something. */
interface Holder {
  readonly construct: IConstruct;
  /** Whether a part of the construct has yet to take it. */
  readonly forPart: boolean;
}

/** Who has what in an app. */
export type Taken = Map<string, Holder>;

const TAKEN = Symbol.for('cdk8s-storage.taken');

/** What is taken in the app of a construct. */
export function takenIn({ node: { root } }: IConstruct): Taken {
  const holder = root as { [TAKEN]?: Taken };
  if (holder[TAKEN] === undefined) Object.defineProperty(root, TAKEN, { value: new Map() });
  return holder[TAKEN]!;
}

/** Who has something; undefined where it is free, be it that its holder was removed from the tree. */
export function holderOf(taken: Taken, key: string): IConstruct | undefined {
  const holder = taken.get(key);
  return holder !== undefined && isInTree(holder.construct) ? holder.construct : undefined;
}

/** Who keeps something from a construct that is made in a scope; what is kept for a part is free for it. */
export function rivalFor(taken: Taken, scope: IConstruct, key: string): IConstruct | undefined {
  const holder = taken.get(key);
  if (holder === undefined || !isInTree(holder.construct)) return undefined;
  return holder.forPart && isInside(scope, holder.construct) ? undefined : holder.construct;
}

/** Takes what has been found free; a part takes it in the name of the construct that kept it. */
export function take(taken: Taken, construct: IConstruct, key: string): void {
  const present = taken.get(key);
  const whole = present?.forPart === true && isInside(construct, present.construct) ? present.construct : construct;
  taken.set(key, { construct: whole, forPart: false });
}

/** Keeps something for a part of a construct. */
export function keepForPart(taken: Taken, construct: IConstruct, key: string): void {
  taken.set(key, { construct, forPart: true });
}

/** Does something for which a part may take what its whole has taken, who has it again afterwards. */
export function lend<T>(taken: Taken, keys: readonly string[], act: () => T): T {
  const holders = keys.map((key) => [key, taken.get(key)] as const);
  for (const [key, holder] of holders) if (holder !== undefined) taken.set(key, { ...holder, forPart: true });
  try {
    return act();
  } finally {
    for (const [key, holder] of holders) if (holder !== undefined) taken.set(key, holder);
  }
}

/** Whether a construct is another one or below it. */
export function isInside(construct: IConstruct, outer: IConstruct): boolean {
  for (let place: IConstruct | undefined = construct; place !== undefined; place = place.node.scope) if (place === outer) return true;
  return false;
}

function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

/** A construct as errors name it. */
export const describeConstruct = (construct: IConstruct): string => `${construct.constructor.name} at ${construct.node.path}`;
