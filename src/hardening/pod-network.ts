import { ApiObject, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { policyPortProblems } from '../facts/kubernetes/ports';
import { isPlus } from '../props/plus-values';
import { Problems } from '../props/problems';
import { checkPeer, openPeerProblem, Peer, peerOf, toPeers, workloadOfPeer } from '../workloads/peers';
import { fullName, Identity, identityLabels, selectorLabels } from './identity';

interface Rule {
  readonly peer: Peer;
  readonly ports?: readonly kplus.NetworkPolicyPort[];
}

/** On the object of a workload, so that two copies of this library in one app find each other's. */
const NETWORK = Symbol.for('cdk8s-storage.network');

interface PortJson {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

/** DNS, over UDP and TCP, wherever the cluster's resolvers are: on nodes or in Pods. */
const DNS_PORTS: PortJson[] = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }));

/**
 * The NetworkPolicy of one workload: nobody comes in and only DNS goes out, but for what is allowed.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class PodNetwork extends Construct {
  /** The network of the Pods that a peer selects, where it is one of ours. */
  static of(peer: unknown): PodNetwork | undefined {
    const object = workloadOfPeer(peer)?.apiObject;
    return object && (object as { [NETWORK]?: PodNetwork })[NETWORK];
  }

  private readonly from: Rule[] = [];
  private readonly to: Rule[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly pod: kplus.AbstractPod,
    identity: Identity,
  ) {
    super(scope, id);
    Object.defineProperty(ApiObject.of(pod), NETWORK, { value: this });
    this.node.addValidation({ validate: () => this.findOpenPeers() });
    new ApiObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: fullName(identity), namespace: pod.metadata.namespace, labels: identityLabels(identity) },
      spec: Lazy.any({ produce: () => this.spec(identity) }) as object,
    });
  }

  private findOpenPeers(): string[] {
    return [...this.from, ...this.to].flatMap(({ peer }) => openPeerProblem(peer) ?? []);
  }

  /** Lets a peer connect to the ports given, or to those of the containers; where the peer is closed itself, lets it out too. */
  allowFrom(peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
    this.letIn(peer, ports);
    PodNetwork.of(peer)?.letOut(this.pod, ports ?? this.pod.containers.flatMap(portsOf));
  }

  /** Lets the Pods connect to a peer; where the peer is closed itself, lets them in there too. */
  allowTo(peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
    this.letOut(peer, ports);
    PodNetwork.of(peer)?.letIn(this.pod, ports);
  }

  /** Opens this side alone. */
  letIn(peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
    this.from.push({ peer: peerOf(peer), ports });
  }

  /** Opens this side alone. */
  letOut(peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
    this.to.push({ peer: peerOf(peer), ports });
  }

  private spec(identity: Identity): object {
    const own = this.pod.containers.flatMap(portsOf);
    return {
      podSelector: { matchLabels: selectorLabels(identity) },
      policyTypes: ['Ingress', 'Egress'],
      // An empty list is not stored, so each apply of it would be a change; without rules the policy type alone closes the Pod.
      ingress:
        this.from.length === 0
          ? undefined
          : this.from.map(({ peer, ports }) => ({ from: toPeers(peer), ports: renderPorts(ports ?? own) })),
      egress: [{ ports: DNS_PORTS }, ...this.to.map(({ peer, ports }) => ({ to: toPeers(peer), ports: renderPorts(ports) }))],
    };
  }
}

/** What has a network that people open, or has declined one. */
export interface NetworkOwner {
  /** Name of the class, for messages. */
  readonly kind: string;
  readonly construct: Construct;
  readonly pod: kplus.AbstractPod;
  readonly network?: PodNetwork;
}

/** Lets a peer connect to the Pods of a construct; where those are open, the peer may still be closed, and is let out. */
export function allowFrom({ pod, network, ...owner }: NetworkOwner, peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
  checkCall(owner, peer, ports);
  if (network) network.allowFrom(peer, ports);
  else PodNetwork.of(peer)?.letOut(pod, ports ?? pod.containers.flatMap(portsOf));
}

/** Lets the Pods of a construct connect to a peer; where they are open, the peer may still be closed, and lets them in. */
export function allowTo({ pod, network, ...owner }: NetworkOwner, peer: IConstruct, ports?: readonly kplus.NetworkPolicyPort[]): void {
  checkCall(owner, peer, ports);
  if (network) network.allowTo(peer, ports);
  else PodNetwork.of(peer)?.letIn(pod, ports);
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

/** Ports as a manifest has them: cdk8s-plus wraps the number. */
function renderPorts(ports: readonly kplus.NetworkPolicyPort[] | undefined): PortJson[] | undefined {
  if (!ports || ports.length === 0) return undefined;
  return ports.map(renderPort);
}

function renderPort(port: kplus.NetworkPolicyPort): PortJson {
  const { port: number, ...fields } = port._toKube();
  return { ...fields, port: number?.value };
}
