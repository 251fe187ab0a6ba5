import { HOSTNAME } from '../../facts/kubernetes/topology';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { PodTemplate } from '../pod-template';
import { selects } from '../selector';

/** Whether all Pods of a template are tied to one node, so that they share what is attached there. */
export function isOnOneNode(pod: PodTemplate): boolean {
  if (pod.spec.at('nodeName').exists || pod.spec.at('nodeSelector', HOSTNAME).exists) return true;
  const terms = pod.spec.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms').items;
  return nameOneHost(terms);
}

/** Whether a volume is on one node, and says so. */
export function namesOneNode(volume: Manifest): boolean {
  return nameOneHost(nodeTermsOf(volume));
}

/** On which nodes a volume is: on those of which one of these terms is true; on all, where there are none. */
export function nodeTermsOf(volume: Manifest): readonly Cursor[] {
  return volume.root.at('spec', 'nodeAffinity', 'required', 'nodeSelectorTerms').items;
}

/** Whether the terms of a node affinity select one node by its name. */
function nameOneHost([term, ...others]: readonly Cursor[]): boolean {
  if (term === undefined || others.length > 0) return false;
  return term
    .at('matchExpressions')
    .items.some(
      (expression) =>
        expression.at('key').text === HOSTNAME && expression.at('operator').text === 'In' && expression.at('values').texts.length === 1,
    );
}

/** Whether Pods are placed on the node of others, since they must: required affinity to their labels, node by node. */
export function isBeside(pod: PodTemplate, other: PodTemplate): boolean {
  const terms = pod.spec.at('affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution').items;
  return terms.some(
    (term) =>
      term.at('topologyKey').text === HOSTNAME &&
      selects(term.at('labelSelector'), other.labels) === true &&
      reaches(term, pod.namespace, other.namespace),
  );
}

function reaches(term: Cursor, own: string | undefined, other: string | undefined): boolean {
  const namespaces = term.at('namespaces').texts;
  if (namespaces.length === 0 && !term.at('namespaceSelector').exists) return own === other;
  return term.at('namespaceSelector').exists || other === undefined || namespaces.includes(other);
}
