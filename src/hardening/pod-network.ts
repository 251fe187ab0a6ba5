import { Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { Identity, identityLabels, selectorLabels } from './identity';

type Rule = { readonly peer: kplus.INetworkPolicyPeer; readonly ports?: readonly kplus.NetworkPolicyPort[] };

const networks = new WeakMap<IConstruct, PodNetwork>();

/** DNS, over UDP and TCP, wherever the cluster's resolvers are: on nodes or in Pods. */
const DNS_PORTS: kplus.k8s.NetworkPolicyPort[] = ['UDP', 'TCP'].map((protocol) => ({
  port: kplus.k8s.IntOrString.fromNumber(53),
  protocol,
}));

/**
 * The NetworkPolicy of one workload: nobody comes in and only DNS goes out, but for what is allowed.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class PodNetwork extends Construct {
  /** The network of the Pods that a peer selects, where it is one of ours. */
  static of(peer: kplus.INetworkPolicyPeer): PodNetwork | undefined {
    const selector = peer.toPodSelector();
    return selector && networks.get(selector);
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
    networks.set(pod, this);
    new kplus.k8s.KubeNetworkPolicy(this, 'Resource', {
      metadata: { name: `${identity.name}-${identity.component}`, namespace: pod.metadata.namespace, labels: identityLabels(identity) },
      spec: Lazy.any({ produce: () => this.spec(identity) }) as kplus.k8s.NetworkPolicySpec,
    });
  }

  /** Lets a peer connect to the ports given, or to those of the containers; where the peer is closed itself, lets it out too. */
  allowFrom(peer: kplus.INetworkPolicyPeer, ports?: readonly kplus.NetworkPolicyPort[]): void {
    this.from.push({ peer, ports });
    PodNetwork.of(peer)?.to.push({ peer: this.pod, ports: ports ?? this.pod.containers.flatMap(portsOf) });
  }

  /** Lets the Pods connect to a peer; where the peer is closed itself, lets them in there too. */
  allowTo(peer: kplus.INetworkPolicyPeer, ports?: readonly kplus.NetworkPolicyPort[]): void {
    this.to.push({ peer, ports });
    PodNetwork.of(peer)?.from.push({ peer: this.pod, ports });
  }

  private spec(identity: Identity): kplus.k8s.NetworkPolicySpec {
    const own = this.pod.containers.flatMap(portsOf);
    return {
      podSelector: { matchLabels: selectorLabels(identity) },
      policyTypes: ['Ingress', 'Egress'],
      // An empty list is not stored, so each apply of it would be a change; without rules the policy type alone closes the Pod.
      ingress:
        this.from.length === 0 ? undefined : this.from.map(({ peer, ports }) => ({ from: render(peer), ports: renderPorts(ports ?? own) })),
      egress: [{ ports: DNS_PORTS }, ...this.to.map(({ peer, ports }) => ({ to: render(peer), ports: renderPorts(ports) }))],
    };
  }
}

function portsOf(container: kplus.Container): kplus.NetworkPolicyPort[] {
  return container.ports.map(({ number, protocol }) =>
    kplus.NetworkPolicyPort.of({ port: number, protocol: kplus.NetworkProtocol[protocol ?? kplus.Protocol.TCP] }),
  );
}

function renderPorts(ports: readonly kplus.NetworkPolicyPort[] | undefined): kplus.k8s.NetworkPolicyPort[] | undefined {
  return ports && ports.length > 0 ? ports.map((port) => port._toKube()) : undefined;
}

/** A peer as cdk8s-plus describes it. */
function render(peer: kplus.INetworkPolicyPeer): kplus.k8s.NetworkPolicyPeer[] {
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock) return [{ ipBlock: ipBlock._toKube() }];
  const selector = podSelector?.labelSelector._toKube();
  const { names, labelSelector } = podSelector?.namespaces ?? {};
  if (!names?.length && !labelSelector) return [{ podSelector: selector }];
  const labels = labelSelector?._toKube() ?? {};
  // A selector cannot ask for several values of one label, so each namespace is a peer of its own.
  const namespaces = names?.length
    ? names.map((name) => ({ ...labels.matchLabels, [kplus.Namespace.NAME_LABEL]: name }))
    : [labels.matchLabels];
  return namespaces.map((matchLabels) => ({ podSelector: selector, namespaceSelector: { ...labels, matchLabels } }));
}
