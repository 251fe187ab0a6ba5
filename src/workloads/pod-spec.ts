import * as kplus from 'cdk8s-plus-27';
import { renderExactResources } from './resources';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Sets fields of a Pod spec that has just been rendered; what the fields hold may belong to others, so it is replaced, not changed. */
export type PodSpecRewrite = (spec: Mutable<kplus.k8s.PodSpec>) => void;

/** The same for each container of a Pod spec, init containers included. */
export type ContainerRewrite = (container: Mutable<kplus.k8s.Container>) => void;

interface Rewrites {
  readonly ofSpec: Set<PodSpecRewrite>;
  readonly ofContainers: Set<ContainerRewrite>;
}

const rewrites = new WeakMap<kplus.AbstractPod, Rewrites>();

/**
 * Adds what cdk8s-plus-27 cannot express to the Pod spec that a workload renders, whoever made the workload.
 *
 * The library is frozen at 2.9.5 and renders a new spec through `_toPodSpec()`, so wrapping that method of one object is safe. A spec
 * is rendered many times in one synthesis: a rewrite gives the same each time. Rewrites apply in the order of their calls, those of
 * containers first; one that is there already is not added again.
 */
export function rewritePodSpec(pod: kplus.AbstractPod, rewrite: PodSpecRewrite): void {
  rewritesOf(pod).ofSpec.add(rewrite);
}

/** Adds what cdk8s-plus-27 cannot express to each container that a workload renders, init containers and later ones included. */
export function rewriteContainers(pod: kplus.AbstractPod, rewrite: ContainerRewrite): void {
  rewritesOf(pod).ofContainers.add(rewrite);
}

function rewritesOf(pod: kplus.AbstractPod): Rewrites {
  const present = rewrites.get(pod);
  if (present !== undefined) return present;
  const made: Rewrites = { ofSpec: new Set(), ofContainers: new Set() };
  rewrites.set(pod, made);
  const render = pod._toPodSpec.bind(pod);
  pod._toPodSpec = () => {
    pod.containers.forEach(renderExactResources);
    pod.initContainers.forEach(renderExactResources);
    const spec = render();
    for (const containers of [spec.containers, spec.initContainers ?? []]) {
      for (const container of containers) for (const rewrite of made.ofContainers) rewrite(container);
    }
    for (const rewrite of made.ofSpec) rewrite(spec);
    return spec;
  };
  return made;
}
