import { Construct } from 'constructs';
import * as wrapped from './cdk8s-plus';
import { Shape } from './shape';

/*
 * A construct of the user's own, around a workload.
 */

class WebApp<Workload> extends Construct {
  readonly workload: Workload;

  constructor(scope: Construct, make: (scope: Construct) => Workload, id = 'app') {
    super(scope, id);
    this.workload = make(this);
  }
}

export const deployment = (scope: Construct, shape?: Shape) => new WebApp(scope, (inside) => wrapped.deployment(inside, shape));
export const statefulSet = (scope: Construct, shape?: Shape) => new WebApp(scope, (inside) => wrapped.statefulSet(inside, shape));
export const daemonSet = (scope: Construct) => new WebApp(scope, (inside) => wrapped.daemonSet(inside));
export const job = (scope: Construct, shape?: Shape) => new WebApp(scope, (inside) => wrapped.job(inside, shape));
export const cronJob = (scope: Construct) => new WebApp(scope, (inside) => wrapped.cronJob(inside));
export const barePod = (scope: Construct) => new WebApp(scope, (inside) => wrapped.barePod(inside));
export const service = (scope: Construct) => new WebApp(scope, (inside) => wrapped.service(inside), 'service');
