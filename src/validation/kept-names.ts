import { Claim } from '../checks/claim';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { formatRef } from '../checks/object';
import { append } from '../util/group-by';

/** Between the name of an object and that of a claim that it has made. */
const OF_CLAIM = ': ';

/**
 * The names that hold data, each with the constructs that own it: claims, PersistentVolumes, and the claim templates of whatever has its
 * claims made, such as a StatefulSet or the resource of an operator (`StatefulSet shop/orders: data`).
 */
export function keptNames(manifests: readonly Manifest[]): Map<string, string[]> {
  const set = new ManifestSet(manifests);
  const names = new Map<string, string[]>();
  const note = (name: string, { origin }: Manifest) => append(names, name, origin.constructPath ?? '');
  for (const claim of set.everyClaim) {
    // The claim of an ephemeral volume goes with its Pod.
    if (claim.origin !== 'ephemeral') note(nameOf(claim), claim.manifest);
  }
  for (const volume of set.all('PersistentVolume')) note(formatRef(volume), volume);
  for (const paths of names.values()) paths.sort();
  return names;
}

function nameOf({ origin, manifest, name }: Claim): string {
  return origin === 'object' ? formatRef(manifest) : `${formatRef(manifest)}${OF_CLAIM}${name}`;
}

/** The object of a name, and of an object's claim the claim. */
export function partsOf(name: string): readonly [object: string, claim?: string] {
  const [object, claim] = name.split(OF_CLAIM);
  return claim === undefined ? [object] : [object, claim];
}

/** Whether a name is what somebody has written: the name itself, or the object of which it is a claim. */
export function isMeant(name: string, written: string): boolean {
  return name === written || partsOf(name)[0] === written;
}
