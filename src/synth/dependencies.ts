import { IConstruct } from 'constructs';

/** A construct and one that it depends on. */
export type Dependency = readonly [source: IConstruct, target: IConstruct];

/** What constructs depend on, in the order in which it was declared, none twice. */
export type Dependencies = ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;

/** All that some constructs depend on, one by one. */
export function declaredBy(constructs: readonly IConstruct[]): Dependency[] {
  const declared: Dependency[] = [];
  for (const source of constructs) for (const target of source.node.dependencies) declared.push([source, target]);
  return declared;
}

export function group(dependencies: readonly Dependency[]): Dependencies {
  const grouped = new Map<IConstruct, Set<IConstruct>>();
  for (const [source, target] of dependencies) {
    const targets = grouped.get(source);
    if (targets === undefined) grouped.set(source, new Set([target]));
    else targets.add(target);
  }
  return grouped;
}

/** All that is reached from the roots, each after what it depends on; undefined where a cycle is reached. */
export function postOrder(roots: readonly IConstruct[], dependencies: Dependencies): IConstruct[] | undefined {
  const sorted: IConstruct[] = [];
  const open = new Set<IConstruct>();
  const done = new Set<IConstruct>();
  // Not recursive: a chain of dependencies may be longer than the stack is deep.
  const path: Array<{ construct: IConstruct; rest: Iterator<IConstruct> }> = [];
  const enter = (construct: IConstruct) => {
    open.add(construct);
    path.push({ construct, rest: (dependencies.get(construct) ?? NONE).values() });
  };
  for (const root of roots) {
    if (!done.has(root)) enter(root);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const next = last.rest.next();
      if (next.done === true) {
        path.pop();
        open.delete(last.construct);
        done.add(last.construct);
        sorted.push(last.construct);
      } else if (open.has(next.value)) {
        return undefined;
      } else if (!done.has(next.value)) {
        enter(next.value);
      }
    }
  }
  return sorted;
}

const NONE: ReadonlySet<IConstruct> = new Set();
