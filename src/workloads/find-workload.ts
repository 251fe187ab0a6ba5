import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { isListKind } from '../facts/kubernetes/types';
import { Problems } from '../props/problems';
import { classOf, isPlusPod } from './plus-pod';
import { listItems } from './list-items';
import { listed, podSpecPath, podSpecPathOf } from './pod-json';
import { steadyOf } from './steady';
import { WorkloadObject } from './workload-object';

const REMEDY =
  'Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.';

/** On a construct that stands for one workload of several. */
const NAMED = Symbol.for('cdk8s-storage.named-workload');

/** Lets a construct stand for a workload. */
export function standFor(construct: IConstruct, workload: WorkloadObject): void {
  Object.defineProperty(construct, NAMED, { value: { apiObject: workload.apiObject, item: workload.item } });
}

/** Whether a construct stands for a workload, by this or another copy of the library. */
export function standsFor(construct: IConstruct, workload: WorkloadObject): boolean {
  const { [NAMED]: named } = construct as { [NAMED]?: Pick<WorkloadObject, 'apiObject' | 'item'> };
  return named !== undefined && workload.isSame(new WorkloadObject(named.apiObject, named.item));
}

/** The one workload that a construct is or holds; what is none, or several, is reported. */
export function findWorkload(problems: Problems, prop: string, given: unknown): WorkloadObject | undefined {
  if (!Construct.isConstruct(given)) {
    problems.add(prop, given, REMEDY);
    return undefined;
  }
  const found = workloadsIn(given);
  if (found.length === 1) return found[0];
  if (found.length === 0) problems.add(prop, given, `${describe(given)} has no Pods. ${listsInLists(given) ? FLATTEN : REMEDY}`);
  else {
    const known = found.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    problems.add(
      prop,
      given,
      `${describe(given)} holds several workloads: ${known}. Say which: Workload.named(construct, "${found[0].name}").`,
    );
  }
  return undefined;
}

const FLATTEN = 'A List in a List is not looked into: put its items into the outer one.';

function listsInLists(construct: IConstruct): boolean {
  return construct.node.findAll().some((child) => {
    if (!ApiObject.isApiObject(child) || !isListKind(child.kind)) return false;
    return listed(steadyOf(child).items).some(({ kind }) => isListKind(kind));
  });
}

/** The workload that a construct is or holds, where it is just one. */
export function workloadOf(given: unknown): WorkloadObject | undefined {
  if (!Construct.isConstruct(given)) return undefined;
  const found = workloadsIn(given);
  return found.length === 1 ? found[0] : undefined;
}

/** All workloads that a construct is or holds. */
export function workloadsIn(construct: IConstruct): WorkloadObject[] {
  const { [NAMED]: named } = construct as { [NAMED]?: Pick<WorkloadObject, 'apiObject' | 'item'> };
  if (named !== undefined) return [new WorkloadObject(named.apiObject, named.item)];
  if (ApiObject.isApiObject(construct)) return workloadsOf(construct);
  // The object of a construct of cdk8s-plus; most that is given is one, and nothing has to be looked through.
  const own = isPlusPod(construct) ? construct.node.tryFindChild('Resource') : undefined;
  if (ApiObject.isApiObject(own) && podSpecPathOf(own) !== undefined) return [new WorkloadObject(own)];
  return construct.node.findAll().flatMap((child) => (ApiObject.isApiObject(child) ? workloadsOf(child) : []));
}

/** Those of a name. */
export function workloadsNamed(construct: IConstruct, name: string): WorkloadObject[] {
  if (ApiObject.isApiObject(construct) && isListKind(construct.kind)) {
    return (listItems(construct).byName.get(name) ?? []).map((item) => new WorkloadObject(construct, item));
  }
  return workloadsIn(construct).filter((workload) => workload.name === name);
}

/** API groups without Pod templates in them: nothing has to be rendered to know that an object of them has none. */
const WITHOUT_PODS = [
  'v1',
  'apps/v1',
  'batch/v1',
  'storage.k8s.io/v1',
  'networking.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
];

function workloadsOf(object: ApiObject): WorkloadObject[] {
  if (podSpecPathOf(object) !== undefined) return [new WorkloadObject(object)];
  if (isListKind(object.kind)) return listItems(object).items.map((item) => new WorkloadObject(object, item));
  if (WITHOUT_PODS.includes(object.apiVersion)) return [];
  return podSpecPath(steadyOf(object)) === undefined ? [] : [new WorkloadObject(object)];
}

/** What a construct is, by its class and where that comes from: `A Service of cdk8s-plus-34`. */
export function describe(construct: IConstruct): string {
  const [library, ...names] = classOf(construct)?.split('.') ?? [];
  if (ApiObject.isApiObject(construct)) {
    return library === undefined || library === 'cdk8s' ? `The ApiObject of kind ${construct.kind}` : withArticle(construct.kind, library);
  }
  return library === undefined ? `The ${construct.constructor.name}` : withArticle(names.join('.'), library);
}

const withArticle = (what: string, library: string): string => `${/^[AEIOU]/.test(what) ? 'An' : 'A'} ${what} of ${library}`;
