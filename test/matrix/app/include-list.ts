import { Include } from 'cdk8s';
import { Workload } from 'cdk8s-storage';
import { Construct } from 'constructs';
import { yamlFile } from './files';
import { governingService, Kind, plainService, workload } from './plain';
import { Shape } from './shape';

/*
 * A file that is one `kind: List`, as `kubectl get -o yaml` writes it. The other workload of the list has the same name.
 */

/** Objects in a list have their namespace written out: cdk8s gives them none. */
const list = (...items: Array<{ metadata: object }>) =>
  yamlFile({
    apiVersion: 'v1',
    kind: 'List',
    items: items.map((item) => ({ ...item, metadata: { ...item.metadata, namespace: 'shop' } })),
  });

function make(scope: Construct, kind: Kind, shape?: Shape) {
  const other = workload(kind === 'Deployment' ? 'DaemonSet' : 'Deployment', { replicas: 2 });
  const more = kind === 'StatefulSet' ? [governingService] : [];
  return Workload.named(new Include(scope, 'web', { url: list(other, ...more, workload(kind, shape)) }), 'web', kind);
}

export const deployment = (scope: Construct, shape?: Shape) => make(scope, 'Deployment', shape);
export const statefulSet = (scope: Construct, shape?: Shape) => make(scope, 'StatefulSet', shape);
export const daemonSet = (scope: Construct) => make(scope, 'DaemonSet');
export const job = (scope: Construct, shape?: Shape) => make(scope, 'Job', shape);
export const cronJob = (scope: Construct) => make(scope, 'CronJob');
export const barePod = (scope: Construct) => make(scope, 'Pod');
export const service = (scope: Construct) => new Include(scope, 'service', { url: list(plainService) });
