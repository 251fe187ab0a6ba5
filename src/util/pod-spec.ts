import * as kplus from 'cdk8s-plus-27';
import { renderExactResources } from './resources';

export type PodSpecRewrite = (spec: kplus.k8s.PodSpec) => kplus.k8s.PodSpec;

const rewrites = new WeakMap<kplus.AbstractPod, PodSpecRewrite[]>();

/**
 * Adds what cdk8s-plus-27 cannot express to the Pod spec that a workload renders, whoever made the workload.
 *
 * The library is frozen at 2.9.5 and renders through `_toPodSpec()`, so wrapping that method of one object is safe. A spec is
 * rendered many times in one synthesis: a rewrite is pure and returns a new spec. Rewrites apply in the order of their calls.
 */
export function rewritePodSpec(pod: kplus.AbstractPod, rewrite: PodSpecRewrite): void {
  const present = rewrites.get(pod);
  if (present !== undefined) {
    present.push(rewrite);
    return;
  }
  const chain = [rewrite];
  rewrites.set(pod, chain);
  const render = pod._toPodSpec.bind(pod);
  pod._toPodSpec = () => {
    [...pod.containers, ...pod.initContainers].forEach(renderExactResources);
    return chain.reduce((spec, next) => next(spec), render());
  };
}

/** A rewrite of the containers of a Pod spec, init containers included. */
export function rewriteContainers(rewrite: (container: kplus.k8s.Container) => kplus.k8s.Container): PodSpecRewrite {
  return (spec) => ({
    ...spec,
    containers: spec.containers.map(rewrite),
    initContainers: spec.initContainers?.map(rewrite),
  });
}
