import * as kplus from 'cdk8s-plus-27';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkLabelName } from '../props/check';
import { Problems } from '../props/problems';

/**
 * Who a workload is: the name that the user gave it and the kind of thing it is. Names, labels and selectors follow from these two and
 * never from the construct's path, so that moving code renames nothing in the cluster and selects nothing else.
 */
export interface Identity {
  readonly name: string;
  /** A word of ours for the pattern, so that a database and its application may share a name. */
  readonly component: string;
}

/**
 * The recommended labels.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function identityLabels({ name, component }: Identity): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/managed-by': 'cdk8s-storage',
  };
}

/** The labels that select the Pods: immutable in the cluster, so nothing else may become part of them. */
export function selectorLabels({ name, component }: Identity): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
}

/** What objects are called that belong to a workload and are not found by its name alone. A name that is none may be anything. */
export const fullName = ({ name, component }: Identity): string => `${typeof name === 'string' ? name : ''}-${component}`;

/** Checks the name of a construct that does not exist yet: that it fits its label. Returns a name that fits. */
export function checkIdentity(
  problems: Problems,
  { name, component }: Identity,
  longest = LONGEST_LABEL,
  why = 'names and labels are made of it, and it is the id unless given',
): string | undefined {
  // The longest text made of the name alone is the value of the address label.
  const room = Math.min(longest, LONGEST_LABEL - component.length - 1);
  return checkLabelName(problems, 'name', name, room, why);
}

/** Checks that Services may be named after a construct: unlike most names, theirs may not begin with a digit (before Kubernetes 1.34). */
export function checkServiceName(problems: Problems, prop: string, name: unknown): void {
  if (typeof name === 'string' && /^[0-9]/.test(name)) {
    problems.add(prop, name, 'A Service is named with a letter first. Give another name.');
  }
}

/** Gives a workload and its Pods their labels, and replaces the address and selector that cdk8s-plus derives from the path. */
export function identify(pod: kplus.AbstractPod, identity: Identity, labels: Readonly<Record<string, string>> = {}): void {
  for (const metadata of new Set([pod.metadata, pod.podMetadata])) {
    for (const [key, value] of Object.entries({ ...labels, ...identityLabels(identity) })) metadata.addLabel(key, value);
  }
  pod.podMetadata.addLabel(kplus.Pod.ADDRESS_LABEL, `${identity.component}-${identity.name}`);
  if (pod instanceof kplus.Workload) pod.select(kplus.LabelSelector.of({ labels: selectorLabels(identity) }));
}
