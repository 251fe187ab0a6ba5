import { onceFor } from '../../util/once-for';
import { Claim } from '../claim';
import { ManifestSet } from '../manifest-set';

/** A claim by the name under which other objects know it, one that a StatefulSet makes of a template too; undefined where it is not in the set. */
export function claimNamed(set: ManifestSet, namespace: string | undefined, name: string | undefined): Claim | undefined {
  const object = set.find('PersistentVolumeClaim', namespace, name);
  if (object !== undefined) return set.claimOf(object);
  return name === undefined ? undefined : templatesOf(set).get(`${namespace ?? ''}/${name.replace(/-[0-9]+$/, '')}`);
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
