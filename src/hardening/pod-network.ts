import { ApiObject, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { policyPortProblems } from '../facts/kubernetes/ports';
import { SelectorJson } from '../facts/kubernetes/selectors';
import { isPlus } from '../props/plus-values';
import { Problems } from '../props/problems';
import { workloadOf } from '../workloads/find-workload';
import { listed, ObjectJson, podSpecPath, PodSpecJson, valueAt } from '../workloads/pod-json';
import { checkPeer, openPeerProblem, Peer, peerOf, toPeers, workloadOfPeer } from '../workloads/peers';
import { keyOfItem } from '../workloads/rewrites';
import { WorkloadObject } from '../workloads/workload-object';
import { fullName, Identity, identityLabels, selectorLabels } from './identity';

interface Rule {
  /** Undefined for anybody. */
  readonly peer: Peer | undefined;
  readonly ports?: readonly kplus.NetworkPolicyPort[];
}

/** Who may connect to the Pods of a workload, and where they may connect to, should anything close them. */
interface Rules {
  readonly from: Rule[];
  readonly to: Rule[];
  isClosed: boolean;
}

/**
 * On the object of a workload, so that two copies of this library in one app find each other's. They are noted for every peer: what closes
 * it may come later.
 */
const NETWORK = Symbol.for('cdk8s-storage.network');

function rulesOf({ apiObject, item }: WorkloadObject): Rules {
  const held = apiObject as { [NETWORK]?: Map<string, Rules> };
  if (held[NETWORK] === undefined) Object.defineProperty(apiObject, NETWORK, { value: new Map() });
  const all = held[NETWORK]!;
  const key = item === undefined ? '' : keyOfItem(item);
  const rules = all.get(key) ?? { from: [], to: [], isClosed: false };
  all.set(key, rules);
  return rules;
}

/** Whether a policy of this library closes the Pods of a workload. */
export const isClosed = (workload: WorkloadObject): boolean => rulesOf(workload).isClosed;

interface PortJson {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

/** DNS, over UDP and TCP, wherever the cluster's resolvers are: on nodes or in Pods. */
const DNS_PORTS: PortJson[] = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }));

/** The Pods of one workload, as its network sees them. */
export interface NetworkedPods {
  readonly workload: WorkloadObject;
  /** What others let in. */
  readonly peer: Peer;
  /** The ports that the containers name. */
  readonly ports: () => kplus.NetworkPolicyPort[];
}

/** Pods of ours. */
export const podsOf = (pod: kplus.AbstractPod): NetworkedPods => ({
  workload: workloadOf(pod)!,
  peer: peerOf(pod),
  ports: () => pod.containers.flatMap(portsOf),
});

/** What the policy of a workload is called, and whom it closes. */
export interface PolicyOptions {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly selector: () => SelectorJson;
}

/** The policy of a workload of ours. */
export const policyOf = (pod: kplus.AbstractPod, identity: Identity): PolicyOptions => ({
  name: fullName(identity),
  namespace: pod.metadata.namespace,
  labels: identityLabels(identity),
  selector: () => ({ matchLabels: selectorLabels(identity) }),
});

/**
 * The NetworkPolicy of one workload: nobody comes in and only DNS goes out, but for what is allowed.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class PodNetwork extends Construct {
  private readonly rules: Rules;

  constructor(
    scope: Construct,
    id: string,
    private readonly pods: NetworkedPods,
    { name, namespace, labels, selector }: PolicyOptions,
  ) {
    super(scope, id);
    this.rules = rulesOf(pods.workload);
    this.rules.isClosed = true;
    this.node.addValidation({ validate: () => this.findOpenPeers() });
    new ApiObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels },
      spec: Lazy.any({ produce: () => this.spec(selector()) }) as object,
    });
  }

  private findOpenPeers(): string[] {
    return [...this.rules.from, ...this.rules.to].flatMap(({ peer }) => (peer === undefined ? undefined : openPeerProblem(peer)) ?? []);
  }

  private spec(podSelector: SelectorJson): object {
    const { from, to } = this.rules;
    const own = this.pods.ports();
    return {
      podSelector,
      policyTypes: ['Ingress', 'Egress'],
      // An empty list is not stored, so each apply of it would be a change; without rules the policy type alone closes the Pod.
      ingress: from.length === 0 ? undefined : from.map(({ peer, ports }) => ({ from: peersOf(peer), ports: renderPorts(ports ?? own) })),
      egress: [{ ports: DNS_PORTS }, ...to.map(({ peer, ports }) => ({ to: peersOf(peer), ports: renderPorts(ports) }))],
    };
  }
}

const peersOf = (peer: Peer | undefined) => (peer === undefined ? undefined : toPeers(peer));

/**
 * Lets Pods connect to ports of whatever is there: of the API server, say, which is no Pod, and whose address no selector has, and for some
 * network plugins no block of addresses.
 */
export function openAnywhere({ workload }: NetworkedPods, ports: readonly kplus.NetworkPolicyPort[]): void {
  rulesOf(workload).to.push({ peer: undefined, ports });
}

/** What has a network that people open. */
export interface NetworkOwner {
  /** Name of the class, for messages. */
  readonly kind: string;
  readonly construct: Construct;
  readonly pods: NetworkedPods;
}

/** Lets a peer connect to the Pods of a construct, and lets the peer out where it is closed itself. */
export function allowFrom({ pods, ...owner }: NetworkOwner, peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
  checkCall(owner, peer, ports);
  open(pods, 'from', peer, ports);
}

/** Lets the Pods of a construct connect to a peer, and lets them in there where it is closed itself. */
export function allowTo({ pods, ...owner }: NetworkOwner, peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
  checkCall(owner, peer, ports);
  open(pods, 'to', peer, ports);
}

/** Opens both sides, for a peer that has been checked; to the ports given, or to those of the containers on the side that is connected to. */
export function open(pods: NetworkedPods, side: 'from' | 'to', given: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
  rulesOf(pods.workload)[side].push({ peer: peerOf(given), ports });
  const other = workloadOfPeer(given);
  if (other === undefined) return;
  if (side === 'from') rulesOf(other).to.push({ peer: pods.peer, ports: ports ?? pods.ports() });
  else rulesOf(other).from.push({ peer: pods.peer, ports });
}

function checkCall({ kind, construct }: Pick<NetworkOwner, 'kind' | 'construct'>, peer: unknown, ports: unknown): void {
  const problems = Problems.of(kind, construct);
  checkPeer(problems, 'peer', peer);
  if (ports !== undefined && ports !== null && !(Array.isArray(ports) && ports.every((port) => isPlus(port, 'NetworkPolicyPort')))) {
    problems.add('ports', ports, 'Give a list of kplus.NetworkPolicyPort, such as [NetworkPolicyPort.tcp(8080)], or leave it out.');
  } else {
    const all = (ports ?? []) as readonly kplus.NetworkPolicyPort[];
    all.forEach((port, index) => problems.addFields(`ports[${index}]`, policyPortProblems(renderPort(port))));
  }
  problems.throwIfAny();
}

function portsOf(container: kplus.Container): kplus.NetworkPolicyPort[] {
  return container.ports.map(({ number, protocol }) =>
    kplus.NetworkPolicyPort.of({ port: number, protocol: kplus.NetworkProtocol[protocol ?? kplus.Protocol.TCP] }),
  );
}

/** The ports that the containers of an object name. */
export function portsOfJson(object: ObjectJson): kplus.NetworkPolicyPort[] {
  const { containers } = (valueAt(object, podSpecPath(object) ?? []) ?? {}) as PodSpecJson;
  return listed(containers)
    .flatMap(({ ports }) => listed(ports as readonly ContainerPortJson[] | undefined))
    .filter(({ containerPort }) => typeof containerPort === 'number')
    .map(({ containerPort, protocol = 'TCP' }) => kplus.NetworkPolicyPort.of({ port: containerPort, protocol: PROTOCOLS[protocol] }));
}

interface ContainerPortJson {
  readonly containerPort: number;
  readonly protocol?: string;
}

const PROTOCOLS: Readonly<Record<string, kplus.NetworkProtocol | undefined>> = kplus.NetworkProtocol;

/** Ports as a manifest has them: cdk8s-plus wraps the number. */
function renderPorts(ports: readonly kplus.NetworkPolicyPort[] | undefined): PortJson[] | undefined {
  if (!ports || ports.length === 0) return undefined;
  return ports.map(renderPort);
}

function renderPort(port: kplus.NetworkPolicyPort): PortJson {
  const { port: number, ...fields } = port._toKube();
  return { ...fields, port: number?.value };
}
