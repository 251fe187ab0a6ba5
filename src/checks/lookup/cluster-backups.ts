import { clusterBackups, ClusterBackupObject } from '../../facts/operators/cluster-backups';
import { typeOf } from '../../facts/kubernetes/types';
import { Cursor } from '../cursor';
import { placesAt } from '../custom-claims';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { selects } from '../selector';

/** What backs up a database that an operator runs, as far as it is asked of that operator. */
export function backupsOfCluster(set: ManifestSet, cluster: Manifest): readonly string[] {
  const facts = clusterBackups(cluster.type);
  if (facts === undefined) return [];
  if (facts.enabled !== undefined && !placesAt(cluster.root, facts.enabled).some(({ value }) => value === true)) return [];
  const own = (facts.own ?? []).some((path) => placesAt(cluster.root, path).some(asksForIt));
  const names = [cluster.name, ...(facts.names === undefined ? [] : placesAt(cluster.root, facts.names).flatMap(({ text }) => text ?? []))];
  const others = (facts.objects ?? []).flatMap((object) =>
    set.all(object.type).filter((manifest) => isMeant(manifest, object, cluster, names)),
  );
  return [...(own ? [cluster.toString()] : []), ...others.map((manifest) => manifest.toString())];
}

/** A task or schedule, or a setting that is not switched off. */
export function asksForIt(place: Cursor): boolean {
  const { value } = place;
  if (place.at('enabled').flag === false || place.at('suspend').flag === true) return false;
  return value !== false && value !== '' && value !== 'disabled' && value !== 'terminated';
}

function isMeant({ root, namespace }: Manifest, object: ClusterBackupObject, cluster: Manifest, names: readonly string[]): boolean {
  const isThere = (path: string) => placesAt(root, path).length > 0;
  if (object.rests !== undefined && placesAt(root, object.rests).some(({ flag }) => flag === true)) return false;
  if (object.when !== undefined && !isThere(object.when)) return false;
  // Applied together, what names no namespace is in the same one.
  if (namespace !== undefined && cluster.namespace !== undefined && namespace !== cluster.namespace) return false;
  if (object.selector !== undefined) {
    const [selector] = placesAt(root, object.selector);
    const labels = new Map(cluster.root.at('metadata', 'labels').textEntries);
    return selector === undefined || Object.keys(selector.map ?? {}).length === 0 || selects(selector, labels) === true;
  }
  return (object.cluster ?? '')
    .split('|')
    .some((path) => placesAt(root, path).some(({ text }) => text !== undefined && names.includes(text)));
}

/** The custom resource that a workload was made for; one that is not in the set is known by its name alone, which is what backups say. */
export function ownerOfWorkload(set: ManifestSet, { root, namespace }: Manifest): Manifest | undefined {
  const owner = root.at('metadata', 'ownerReferences').items.find((reference) => reference.at('controller').flag === true);
  const [kind, name, apiVersion] = ['kind', 'name', 'apiVersion'].map((key) => owner?.at(key).text);
  if (kind === undefined || name === undefined || apiVersion?.includes('/') !== true) return undefined;
  return clusterCalled(set, apiVersion, kind, namespace, name);
}

/** The object of an operator of that name: the one in the set, or what stands for it. */
export function clusterCalled(set: ManifestSet, apiVersion: string, kind: string, namespace: string | undefined, name: string): Manifest {
  const known = set.find(typeOf(apiVersion, kind), namespace, name);
  return known ?? new Manifest({ apiVersion, kind, metadata: { namespace, name } });
}
