import { Chart } from 'cdk8s';
import { MountAccess } from 'cdk8s-storage';
import { deployment as make } from './cdk8s-plus';
import * as things from './things';

/*
 * What is done to workloads whose Pods are on one node.
 */

type Target = ReturnType<typeof make>;

export const cells: Readonly<Record<string, (chart: Chart, workload: Target) => void>> = {
  'Claim.mountInto, of one node'(chart, workload) {
    things.disk(chart).mountInto(workload, '/data', { access: MountAccess.READ_WRITE });
  },
};

export { make };
