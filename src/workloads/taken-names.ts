import { Construct, IConstruct } from 'constructs';
import { Problems } from '../props/problems';
import { recordConstructs } from './construct-record';

/*
 * What is unique in a cluster is kept apart in the whole app: volumes and classes have no namespace, so two charts that make one of the
 * same name overwrite each other's, and cdk8s does not notice.
 */

const holders = new WeakMap<IConstruct, Map<string, string>>();

/** Reports what another construct of the app has taken; `why` says what would come of it, and what to do. */
export function checkFree(problems: Problems, scope: Construct, prop: string, kind: string, name: string, why: string): void {
  const holder = holders.get(scope.node.root)?.get(`${kind} ${name}`);
  if (holder !== undefined) problems.add(prop, name, `${holder} has it already. ${why}`);
}

/** Takes what has been found free. */
export function take(construct: Construct, kind: string, name: string): void {
  recordConstructs(construct);
  const { root } = construct.node;
  const taken = holders.get(root) ?? new Map<string, string>();
  holders.set(root, taken);
  taken.set(`${kind} ${name}`, construct.node.path);
}
