import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { identityLabels, selectorLabels } from '../../hardening/identity';
import { headlessName } from './objects';
import type { DatabasePlan } from './plan';

/** The two Services of a database: one that gives each Pod its name, one that clients connect to. */
export interface DatabaseServices {
  readonly headless: kplus.Service;
  readonly client: kplus.Service;
  /** Makes them select by the labels of the database alone; to be called once the set has taken the headless one. */
  selectOnly(): void;
}

export function addServices(scope: Construct, { identity, engine }: DatabasePlan): DatabaseServices {
  const labels = identityLabels(identity);
  const ports = [{ name: engine.portName, port: engine.port }];
  const headless = new kplus.Service(scope, 'HeadlessService', {
    metadata: { name: headlessName(identity), labels },
    clusterIP: 'None',
    ports,
  });
  const client = new kplus.Service(scope, 'Service', { metadata: { name: identity.name, labels }, ports });
  return {
    headless,
    client,
    selectOnly: () => {
      // Pods that are not ready have their names too: a server that recovers can be reached by those who look into it.
      rewrite(headless, { selector: selectorLabels(identity), publishNotReadyAddresses: true });
      rewrite(client, { selector: selectorLabels(identity) });
    },
  };
}

/** cdk8s-plus lets the set add a selector that follows from the construct's path, and knows no publishNotReadyAddresses. */
function rewrite(service: kplus.Service, change: Partial<kplus.k8s.ServiceSpec>): void {
  const render = service._toKube.bind(service);
  service._toKube = () => ({ ...render(), externalIPs: undefined, ...change });
}
