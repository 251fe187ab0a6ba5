import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { governingService, Kind, plainService, workload } from './plain';
import { Shape } from './shape';

/*
 * Workloads as raw objects.
 */

const make = (scope: Construct, kind: Kind, shape?: Shape) => new ApiObject(scope, 'web', workload(kind, shape));

export const deployment = (scope: Construct, shape?: Shape) => make(scope, 'Deployment', shape);
export function statefulSet(scope: Construct, shape?: Shape) {
  new ApiObject(scope, 'pods', governingService);
  return make(scope, 'StatefulSet', shape);
}
export const daemonSet = (scope: Construct) => make(scope, 'DaemonSet');
export const job = (scope: Construct, shape?: Shape) => make(scope, 'Job', shape);
export const cronJob = (scope: Construct) => make(scope, 'CronJob');
export const barePod = (scope: Construct) => make(scope, 'Pod');
export const service = (scope: Construct) => new ApiObject(scope, 'service', plainService);
