import { IConstruct } from 'constructs';
import { SelectorJson, selectorProblems } from '../facts/kubernetes/selectors';
import { Problems } from '../props/problems';
import { isMap, isObject } from '../util/unchecked';
import { describe, workloadOf, workloadsIn } from './find-workload';
import { hasPatches } from './newer-fields';
import { ObjectJson, podSpecPath, valueAt } from './pod-json';
import { WorkloadObject } from './workload-object';

/*
 * Whom a NetworkPolicy lets in or out: workloads of any make, and what any cdk8s-plus knows as a peer (Pods, Namespaces, a block of
 * addresses).
 */

/** A peer as a NetworkPolicy has it. */
export interface PeerJson {
  readonly ipBlock?: object;
  readonly namespaceSelector?: SelectorJson;
  readonly podSelector?: SelectorJson;
}

/** A peer of any cdk8s-plus, by what it can be asked. */
interface PlusPeer {
  toNetworkPolicyPeerConfig(): {
    readonly ipBlock?: { _toKube(): object };
    readonly podSelector?: {
      readonly labelSelector: { _toKube(): SelectorJson };
      readonly namespaces?: { readonly names?: readonly string[]; readonly labelSelector?: { _toKube(): SelectorJson } };
    };
  };
  toPodSelector?(): unknown;
}

const REMEDY = 'Give a workload of any make, or Pods, Namespaces or a NetworkPolicyIpBlock of cdk8s-plus.';

/** Reports what no policy can find. */
export function checkPeer(problems: Problems, prop: string, peer: unknown): void {
  if (isPlusPeer(peer) && patchedWorkload(peer) === undefined) {
    const selectors = renderPlus(peer).flatMap(({ podSelector, namespaceSelector }) => [podSelector ?? {}, namespaceSelector ?? {}]);
    problems.addFields(prop, selectors.flatMap(selectorProblems));
    return;
  }
  const workload = workloadOfPeer(peer);
  if (workload === undefined) {
    const several = isObject(peer) && 'node' in peer ? workloadsIn(peer as unknown as IConstruct) : [];
    const known = several.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    const why = several.length > 1 ? `${describe(peer as IConstruct)} holds several workloads: ${known}. Use Workload.named(). ` : '';
    problems.add(prop, peer, `${why}${REMEDY}`);
  } else if (selectorOf(workload) === undefined) {
    problems.add(prop, peer, 'Its Pods have no labels, by which a policy could find them. Give them some.');
  }
}

/** What a peer selects, where it is Pods of one workload. */
export function workloadOfPeer(peer: unknown): WorkloadObject | undefined {
  return workloadOf(isPlusPeer(peer) && peer.toPodSelector !== undefined ? peer.toPodSelector() : peer);
}

/** A peer that has been checked. A workload is remembered: what holds it may hold others later. */
export type Peer = PlusPeer | WorkloadObject;

export function peerOf(peer: IConstruct): Peer {
  return isPlusPeer(peer) ? peer : workloadOf(peer)!;
}

/** The workload of cdk8s-plus that is a peer, where patches of the user have changed what cdk8s-plus takes its labels or namespace to be. */
function patchedWorkload(peer: PlusPeer): WorkloadObject | undefined {
  const workload = workloadOfPeer(peer);
  if (workload === undefined || !hasPatches(workload.apiObject)) return undefined;
  const labels = labelsOf(workload.original()) ?? {};
  const isFound = renderPlus(peer).every(({ podSelector, namespaceSelector }) => {
    const namespace = namespaceSelector?.matchLabels?.[NAMESPACE_NAME];
    const wanted = Object.entries(podSelector?.matchLabels ?? {});
    return (namespace === undefined || namespace === workload.namespace) && wanted.every(([key, value]) => labels[key] === value);
  });
  return isFound ? undefined : workload;
}

/** What a peer is at synthesis: a patch may have come after it was given. */
const asWritten = (peer: Peer): Peer => (isPlusPeer(peer) ? (patchedWorkload(peer) ?? peer) : peer);

/** Why a policy would let in more than the peer, as it is now; undefined where it would not. */
export function openPeerProblem(given: Peer): string | undefined {
  const peer = asWritten(given);
  if (isPlusPeer(peer) || selectorOf(peer) !== undefined) return undefined;
  return `The Pods of ${peer.kind} ${peer.name} have no labels any more, by which a policy could find them, so it would open to all. Give them some.`;
}

/** The peers of a rule: several, where namespaces are named one by one. */
export function toPeers(given: Peer): PeerJson[] {
  const peer = asWritten(given);
  if (isPlusPeer(peer)) return renderPlus(peer);
  const problem = openPeerProblem(peer);
  if (problem !== undefined) throw new Error(problem);
  const workload = peer;
  const { namespace } = workload;
  return [{ ...(namespace !== undefined && { namespaceSelector: inNamespace(namespace) }), podSelector: selectorOf(workload) }];
}

function isPlusPeer(peer: unknown): peer is PlusPeer {
  return (
    typeof peer === 'object' && peer !== null && 'toNetworkPolicyPeerConfig' in peer && typeof peer.toNetworkPolicyPeerConfig === 'function'
  );
}

/** How the cluster itself finds the Pods of a workload: by its selector, or by the labels that it gives them. */
export function selectorOf(workload: WorkloadObject): SelectorJson | undefined {
  const object = workload.original();
  const selector = valueAt(object.spec, ['selector']) as SelectorJson | undefined;
  const { matchLabels, matchExpressions } = selector ?? {};
  // An empty selector selects all Pods.
  if ((isMap(matchLabels) && Object.keys(matchLabels).length > 0) || (Array.isArray(matchExpressions) && matchExpressions.length > 0)) {
    return selector;
  }
  const labels = labelsOf(object);
  return labels !== undefined && Object.keys(labels).length > 0 ? { matchLabels: labels } : undefined;
}

/** The labels that an object gives its Pods. */
function labelsOf(object: ObjectJson): Readonly<Record<string, string>> | undefined {
  const labels = valueAt(object, [...(podSpecPath(object) ?? []).slice(0, -1), 'metadata', 'labels']);
  return isMap(labels) ? (labels as Readonly<Record<string, string>>) : undefined;
}

/** The label that each namespace has. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

const inNamespace = (name: string): SelectorJson => ({ matchLabels: { [NAMESPACE_NAME]: name } });

function renderPlus(peer: PlusPeer): PeerJson[] {
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock) return [{ ipBlock: ipBlock._toKube() }];
  const selector = podSelector?.labelSelector._toKube();
  const { names, labelSelector } = podSelector?.namespaces ?? {};
  if (!names?.length && !labelSelector) return [{ podSelector: selector }];
  const labels = labelSelector?._toKube() ?? {};
  // A selector cannot ask for several values of one label, so each namespace is a peer of its own.
  const namespaces = names?.length ? names.map((name) => ({ ...labels.matchLabels, [NAMESPACE_NAME]: name })) : [labels.matchLabels];
  return namespaces.map((matchLabels) => ({ podSelector: selector, namespaceSelector: { ...labels, matchLabels } }));
}
