import { IConstruct } from 'constructs';
import { workloadOf } from './find-workload';
import { ContainerRewrite, PodSpecRewrite } from './rewrites';

/*
 * Changes of the Pods of a workload of ours: what cdk8s-plus-27 cannot express. They apply to what is rendered, so that containers which
 * are added later are changed too.
 */

/** Changes the Pod spec that a workload renders; what is there already is not added again. */
export function rewritePodSpec(workload: IConstruct, rewrite: PodSpecRewrite): void {
  workloadOf(workload)!.rewrites.ofSpec.add(rewrite);
}

/** Changes each container that a workload renders, init containers included. */
export function rewriteContainers(workload: IConstruct, rewrite: ContainerRewrite): void {
  workloadOf(workload)!.rewrites.ofContainers.add(rewrite);
}
