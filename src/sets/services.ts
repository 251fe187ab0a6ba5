import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Identity, identityLabels, selectorLabels } from '../hardening/identity';

/** The Services of a set. */
export interface SetServices {
  /** Gives each Pod its name. */
  readonly headless: kplus.Service;
  /** What clients connect to. */
  readonly client?: kplus.Service;
  /** Makes them select by the labels of the set alone; to be called once the set has taken the headless one. */
  selectOnly(): void;
}

/** What the Services of a set are called, and their ports. */
export interface SetServicesPlan {
  readonly identity: Identity;
  readonly headlessName: string;
  /** What the members have among themselves. */
  readonly ports: readonly kplus.ServicePort[];
  /** What clients have; none where they have no Service. */
  readonly clientPorts?: readonly kplus.ServicePort[];
}

export function addSetServices(scope: Construct, { identity, headlessName, ports, clientPorts }: SetServicesPlan): SetServices {
  const labels = identityLabels(identity);
  const headless = new kplus.Service(scope, 'HeadlessService', {
    metadata: { name: headlessName, labels },
    clusterIP: 'None',
    ports: [...ports],
  });
  const client =
    clientPorts === undefined
      ? undefined
      : new kplus.Service(scope, 'Service', { metadata: { name: identity.name, labels }, ports: [...clientPorts] });
  return {
    headless,
    client,
    selectOnly: () => {
      // Pods that are not ready have their names too: members find each other before they can be ready, and a server that recovers can be
      // reached by those who look into it.
      rewrite(headless, { selector: selectorLabels(identity), publishNotReadyAddresses: true });
      if (client !== undefined) rewrite(client, { selector: selectorLabels(identity) });
    },
  };
}

interface Listening {
  readonly ports?: readonly kplus.ContainerPort[];
}

/** The ports of containers as those of a Service, where each needs a name of its own. */
export function portsOfContainers(containers: readonly Listening[]): kplus.ServicePort[] {
  const names = new Set<string>();
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .map(({ number, name, protocol }) => {
      const kind = (protocol ?? kplus.Protocol.TCP).toLowerCase();
      const own = name !== undefined && !names.has(name) ? name : `${kind}-${number}`;
      names.add(own);
      return { name: own, port: number, protocol };
    });
}

/** A Service for one Pod of a set alone, whichever address it has. */
export function addPodService(
  scope: Construct,
  { name, component }: Identity,
  ordinal: number,
  ports: readonly kplus.ServicePort[],
): kplus.Service {
  const pod = `${name}-${ordinal}`;
  const metadata = { name: pod, labels: identityLabels({ name, component }) };
  const service = new kplus.Service(scope, `Service-${ordinal}`, { metadata, ports: [...ports] });
  rewrite(service, { selector: { ...selectorLabels({ name, component }), 'statefulset.kubernetes.io/pod-name': pod } });
  return service;
}

/** cdk8s-plus lets the set add a selector that follows from the construct's path, and knows no publishNotReadyAddresses. */
function rewrite(service: kplus.Service, change: Partial<kplus.k8s.ServiceSpec>): void {
  const render = service._toKube.bind(service);
  // It also wants a port, which one without an address has no need of.
  const rendered = () => (service.ports.length > 0 ? render() : { clusterIp: service.clusterIP, type: service.type });
  service._toKube = () => ({ ...rendered(), externalIPs: undefined, ...change });
}
