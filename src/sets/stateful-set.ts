import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { addDisruptionBudget, Budget, spreadPods } from '../hardening/availability';
import { Identity } from '../hardening/identity';
import { showLastWords } from '../hardening/last-words';
import { finishPod, ResolvedPodOptions, toPodProps } from '../hardening/pod-options';
import { rewritePodSpec } from '../workloads/pod-spec';
import { writeFields } from '../workloads/write-fields';
import { SetServices } from './services';

/** A set of ours, before its disks. */
export interface SetPlan {
  readonly identity: Identity;
  readonly options: ResolvedPodOptions;
  readonly services: SetServices;
  readonly replicas: number;
  readonly podManagementPolicy: kplus.PodManagementPolicy;
  readonly containers: kplus.ContainerProps[];
  /** The group that volumes get; false where they keep theirs. */
  readonly fsGroup: boolean | number;
  /** A group that lets the processes in where volumes keep theirs. */
  readonly supplementalGroup?: number;
  readonly strategy?: kplus.StatefulSetUpdateStrategy;
  readonly minReady?: kplus.StatefulSetProps['minReady'];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields that cdk8s-plus has no props for. */
  readonly fields?: Partial<kplus.k8s.StatefulSetSpec>;
}

/** A hardened and closed StatefulSet, which is found by its name and labels alone. */
export function addStatefulSet(scope: Construct, plan: SetPlan): kplus.StatefulSet {
  const { identity, options, services, fsGroup, supplementalGroup, replicas, podManagementPolicy, containers, strategy, minReady } = plan;
  const set = new kplus.StatefulSet(scope, 'StatefulSet', {
    ...toPodProps(scope, identity, options, fsGroup),
    metadata: { name: identity.name, annotations: plan.annotations },
    select: false,
    service: services.headless,
    replicas,
    podManagementPolicy,
    containers,
    strategy,
    minReady,
  });
  writeFields(set, plan.fields ?? {});
  if (supplementalGroup !== undefined) {
    rewritePodSpec(set, (spec) => {
      // A disk would give the Pod an fsGroup. This group changes no file, and lets in whom only that of the files does.
      spec.securityContext = { ...spec.securityContext, fsGroup: undefined, supplementalGroups: [supplementalGroup] };
    });
  }
  services.selectOnly();
  finishPod(scope, set, identity, options);
  showLastWords(set);
  return set;
}

/** Spreads the Pods where there are several, and says how many of them may be away. */
export function addAvailability(
  scope: Construct,
  set: kplus.StatefulSet,
  { identity, replicas, budget }: { readonly identity: Identity; readonly replicas: number; readonly budget?: Budget },
): void {
  if (replicas > 1) spreadPods(set, identity);
  addDisruptionBudget(scope, identity, budget);
}

/** Takes the Pods of a set away, and leaves all else as it is. */
export function withoutPods(set: kplus.StatefulSet): void {
  writeFields(set, { replicas: 0 });
}
