import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { VolumeView } from '../../workloads/pod-view';

const SHARED_MODES: readonly unknown[] = [
  kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
  kplus.PersistentVolumeAccessMode.READ_ONLY_MANY,
];

/**
 * The name of the claim behind a volume that only one node, or one Pod, can mount; undefined where it can be shared or is not known.
 *
 * @param place Where to look for the claim, if it is not the parent of its volume.
 */
export function singleNodeClaim(volume: VolumeView, place: IConstruct): string | undefined {
  const { persistentVolumeClaim } = volume.source() as { readonly persistentVolumeClaim?: { readonly claimName?: string } };
  const claim = persistentVolumeClaim?.claimName;
  if (claim === undefined) return undefined;
  const owner = (volume.plus as Partial<kplus.Volume> | undefined)?.node?.scope;
  const modes = (owner && modesOf(owner, claim)) ?? place.node.findAll().reduce(firstModes(claim), undefined);
  return modes?.some((mode) => SHARED_MODES.includes(mode)) === false ? claim : undefined;
}

const firstModes = (claim: string) => (found: readonly unknown[] | undefined, candidate: IConstruct) => found ?? modesOf(candidate, claim);

/** The access modes of a construct that is the claim, of whichever class: ours and that of cdk8s-plus have the same getters. */
function modesOf(candidate: IConstruct, claim: string): readonly unknown[] | undefined {
  const { resourceType, name, accessModes } = candidate as { readonly [Prop in 'resourceType' | 'name' | 'accessModes']?: unknown };
  return resourceType === 'persistentvolumeclaims' && name === claim && Array.isArray(accessModes) ? accessModes : undefined;
}
