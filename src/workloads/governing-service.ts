import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isListKind } from '../facts/kubernetes/types';
import { append } from '../util/group-by';
import { watchSynthesis } from './during-synthesis';
import { hasPatches } from './newer-fields';
import { listed, ObjectJson, valueAt } from './pod-json';
import { originalOf } from './rewrites';
import { steadyOf } from './steady';
import { WorkloadObject } from './workload-object';

/*
 * The Service that a StatefulSet names gives each of its Pods a name in DNS, where it is headless.
 */

/** A Service of the app, by what it is in the cluster. */
interface FoundService {
  readonly name: string;
  isHeadless(): boolean;
}

/** What is wrong with the Service of a set of cdk8s-plus, which is known without a look at the app. */
export function plusServiceProblem(set: WorkloadObject): string | undefined {
  const service = plusServiceOf(set);
  return service === undefined ? undefined : problemOf([service]);
}

/** What is wrong with the Service of a set of any make, as far as the app makes it. */
export function serviceProblem(set: WorkloadObject): string | undefined {
  const own = plusServiceOf(set);
  if (own !== undefined) return problemOf([own]);
  const name = valueAt(set.original().spec, ['serviceName']);
  if (typeof name !== 'string') return undefined;
  return problemOf(servicesIn(set.apiObject).get(keyOf(set.namespace, name)) ?? []);
}

/** Several of one name are for several clusters. */
function problemOf(services: readonly FoundService[]): string | undefined {
  if (services.length === 0 || services.some((service) => service.isHeadless())) return undefined;
  return `The Service ${services[0].name} of the set has an address of its own, so that no Pod of the set has a name in DNS. Give it clusterIP: 'None', and clients another Service.`;
}

interface PlusService {
  readonly name: string;
  readonly clusterIP?: string;
  readonly apiObject: ApiObject;
}

function plusServiceOf({ plus, apiObject }: WorkloadObject): FoundService | undefined {
  const { service } = (plus ?? {}) as { readonly service?: PlusService };
  if (service === undefined || hasPatches(apiObject)) return undefined;
  const isHeadless = () => (hasPatches(service.apiObject) ? hasNoAddress(originalOf(service.apiObject)) : service.clusterIP === HEADLESS);
  return { name: service.name, isHeadless };
}

const HEADLESS = 'None';

const hasNoAddress = (service: ObjectJson): boolean => valueAt(service.spec, ['clusterIP']) === HEADLESS;

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

/** What the services of an app are kept by while it is synthesized. */
const SERVICES = {};

function servicesIn(construct: IConstruct): ReadonlyMap<string, readonly FoundService[]> {
  const found = watchSynthesis(construct)();
  const known = found?.get(SERVICES) as ReadonlyMap<string, readonly FoundService[]> | undefined;
  if (known !== undefined) return known;
  const services = new Map<string, FoundService[]>();
  for (const child of construct.node.root.node.findAll()) {
    if (!ApiObject.isApiObject(child)) continue;
    if (child.kind === 'Service') {
      const { name, metadata } = child;
      append(services, keyOf(metadata.namespace, name), { name, isHeadless: () => hasNoAddress(originalOf(child)) });
    } else if (isListKind(child.kind)) {
      for (const item of listed(steadyOf(child).items)) addItem(services, item);
    }
  }
  found?.set(SERVICES, services);
  return services;
}

function addItem(services: Map<string, FoundService[]>, item: ObjectJson): void {
  const { name, namespace } = item.metadata ?? {};
  if (item.kind !== 'Service' || name === undefined) return;
  append(services, keyOf(namespace, name), { name, isHeadless: () => hasNoAddress(item) });
}
