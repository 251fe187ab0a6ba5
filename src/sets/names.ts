import { LONGEST_STATEFUL_SET } from '../facts/kubernetes/names';
import { checkIdentity, checkServiceName, Identity } from '../hardening/identity';
import { Problems } from '../props/problems';

/* What the objects of a set are called. Data is found by these names. */

/** The Service that gives each Pod its name. */
export const headlessName = ({ name }: Pick<Identity, 'name'>): string => `${name}-headless`;

/** Checks the name of a set, by which its Pods, claims and Services are called; returns one that fits. */
export function checkSetName(problems: Problems, identity: Identity): string | undefined {
  checkServiceName(problems, 'name', identity.name);
  return checkIdentity(problems, identity, LONGEST_STATEFUL_SET, 'claims, Pods and services are named after it');
}

/** Without a namespace in the manifests, only the short name is known: it is found in whichever they are applied to. */
export function inNamespace(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${name}.${namespace}.svc`;
}
