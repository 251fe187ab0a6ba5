import { Helm } from 'cdk8s';
import { Construct } from 'constructs';
import { printer, yamlFile } from './files';
import { governingService, Kind, plainService, workload } from './plain';
import { Shape } from './shape';

/*
 * Workloads of a Helm chart, with a program in the place of helm that prints what helm would have rendered.
 */

function render(scope: Construct, id: string, ...objects: object[]) {
  return new Helm(scope, id, { chart: 'example/web', releaseName: 'web', helmExecutable: printer(yamlFile(...objects)) });
}

const make = (scope: Construct, kind: Kind, shape?: Shape) => render(scope, 'web', workload(kind, shape));

export const deployment = (scope: Construct, shape?: Shape) => make(scope, 'Deployment', shape);
export const statefulSet = (scope: Construct, shape?: Shape) => render(scope, 'web', governingService, workload('StatefulSet', shape));
export const daemonSet = (scope: Construct) => make(scope, 'DaemonSet');
export const job = (scope: Construct, shape?: Shape) => make(scope, 'Job', shape);
export const cronJob = (scope: Construct) => make(scope, 'CronJob');
export const barePod = (scope: Construct) => make(scope, 'Pod');
export const service = (scope: Construct) => render(scope, 'service', plainService);
