import { Include } from 'cdk8s';
import { Workload } from 'cdk8s-storage';
import { Construct } from 'constructs';
import { yamlFile } from './files';
import { governingService, Kind, plainService, workload } from './plain';
import { Shape } from './shape';

/*
 * A file with several workloads, of which the user names one.
 */

function make(scope: Construct, kind: Kind, shape?: Shape) {
  const more = kind === 'StatefulSet' ? [governingService] : [];
  const objects = [workload('Deployment', {}, 'other'), ...more, workload(kind, shape), workload('Job', {}, 'migration')];
  return Workload.named(new Include(scope, 'web', { url: yamlFile(...objects) }), 'web');
}

export const deployment = (scope: Construct, shape?: Shape) => make(scope, 'Deployment', shape);
export const statefulSet = (scope: Construct, shape?: Shape) => make(scope, 'StatefulSet', shape);
export const daemonSet = (scope: Construct) => make(scope, 'DaemonSet');
export const job = (scope: Construct, shape?: Shape) => make(scope, 'Job', shape);
export const cronJob = (scope: Construct) => make(scope, 'CronJob');
export const barePod = (scope: Construct) => make(scope, 'Pod');
export const service = (scope: Construct) => new Include(scope, 'service', { url: yamlFile(plainService) });
