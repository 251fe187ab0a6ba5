import { onceFor } from '../../util/once-for';
import { Claim } from '../claim';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';

/** A claim by the name under which other objects know it, one that a StatefulSet makes of a template too; undefined where it is not in the set. */
export function claimNamed(set: ManifestSet, namespace: string | undefined, name: string | undefined): Claim | undefined {
  const object = set.find('PersistentVolumeClaim', namespace, name);
  if (object !== undefined) return set.claimOf(object);
  return name === undefined ? undefined : templatesOf(set).get(`${namespace ?? ''}/${name.replace(/-[0-9]+$/, '')}`);
}

/** The names of a claim of a Pod in the cluster: its own; of a template those of so many Pods, the first of the set. */
export function claimNamesOf(set: ManifestSet, pod: PodTemplate, { origin, name }: Claim, most: number): readonly string[] {
  if (origin === 'object') return [name];
  const first = pod.workload.root.at('spec', 'ordinals', 'start').number ?? 0;
  const length = Math.min(set.mostReplicas(pod), most);
  return Array.from({ length }, (_, index) => `${name}-${pod.workload.name}-${first + index}`);
}

/** What StatefulSets make claims of, by the names of these, without the ordinal. */
const templatesOf = onceFor(
  ({ pods }: ManifestSet): ReadonlyMap<string, Claim> =>
    new Map(
      pods.flatMap(({ workload, namespace, volumes }) =>
        volumes
          .filter(({ type }) => type === 'claimTemplate')
          .map(({ name, ownClaim }) => [`${namespace ?? ''}/${name}-${workload.name}`, ownClaim!] as const),
      ),
    ),
);
