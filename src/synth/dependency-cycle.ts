import { IConstruct } from 'constructs';
import { Dependencies, Dependency, group, postOrder } from './dependencies';

/** A longer message helps nobody; that of cdk8s can be exponentially long. */
const LONGEST_ROUTE = 10_000;

/**
 * The message of cdk8s about a cycle. It adds dependencies one by one and complains about the first that closes one.
 */
export function cycleMessage(declared: readonly Dependency[]): string {
  let [acyclic, cyclic] = [0, declared.length];
  while (cyclic - acyclic > 1) {
    const middle = Math.floor((acyclic + cyclic) / 2);
    const dependencies = group(declared.slice(0, middle));
    if (postOrder([...dependencies.keys()], dependencies) === undefined) cyclic = middle;
    else acyclic = middle;
  }
  const [end, start] = declared[acyclic];
  const dependencies = group(declared.slice(0, acyclic));
  const route = routeOf(start, end, dependencies) ?? shortestRoute(start, end, dependencies);
  return `Dependency cycle detected: ${[...route, start].map(({ node }) => node.path).join(' => ')}`;
}

/**
 * The route that cdk8s reports. Its search does not stop at the end: it looks at what else there is, appends the route each time it gets
 * there, and takes off the last step whenever the last place that it looked at was a dead end. What it appends for a construct is always
 * the same, so it is worked out once for each. Undefined where it would be too long.
 */
function routeOf(start: IConstruct, end: IConstruct, dependencies: Dependencies): readonly IConstruct[] | undefined {
  const routes = new Map<IConstruct, { readonly steps: readonly IConstruct[]; readonly found: boolean }>();
  for (const construct of postOrder([start], dependencies)!) {
    const steps = [construct];
    let found = false;
    for (const dependency of dependencies.get(construct) ?? []) {
      if (dependency === end) {
        steps.push(end);
        found = true;
        break;
      }
      const route = routes.get(dependency)!;
      if (steps.length + route.steps.length > LONGEST_ROUTE) return undefined;
      steps.push(...route.steps);
      found = route.found;
    }
    if (!found) steps.pop();
    routes.set(construct, { steps, found });
  }
  return routes.get(start)!.steps;
}

function shortestRoute(start: IConstruct, end: IConstruct, dependencies: Dependencies): readonly IConstruct[] {
  const cameFrom = new Map<IConstruct, IConstruct | undefined>([[start, undefined]]);
  for (const [construct] of cameFrom) {
    for (const dependency of dependencies.get(construct) ?? []) if (!cameFrom.has(dependency)) cameFrom.set(dependency, construct);
  }
  const route: IConstruct[] = [];
  for (let construct: IConstruct | undefined = end; construct !== undefined; construct = cameFrom.get(construct)) route.unshift(construct);
  return route;
}
