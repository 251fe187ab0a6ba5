import { Include } from 'cdk8s';
import { Construct } from 'constructs';
import { yamlFile } from './files';
import { governingService, Kind, plainService, workload } from './plain';
import { Shape } from './shape';

/*
 * Workloads that somebody else wrote, in a file with one of them.
 */

const include = (scope: Construct, ...objects: object[]) => new Include(scope, 'web', { url: yamlFile(...objects) });
const make = (scope: Construct, kind: Kind, shape?: Shape) => include(scope, workload(kind, shape));

export const deployment = (scope: Construct, shape?: Shape) => make(scope, 'Deployment', shape);
export const statefulSet = (scope: Construct, shape?: Shape) => include(scope, governingService, workload('StatefulSet', shape));
export const daemonSet = (scope: Construct) => make(scope, 'DaemonSet');
export const job = (scope: Construct, shape?: Shape) => make(scope, 'Job', shape);
export const cronJob = (scope: Construct) => make(scope, 'CronJob');
export const barePod = (scope: Construct) => make(scope, 'Pod');
export const service = (scope: Construct) => new Include(scope, 'service', { url: yamlFile(plainService) });
