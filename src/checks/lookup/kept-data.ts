import { Claim } from '../claim';
import { ManifestSet } from '../manifest-set';

/** Whether the manifests show that the data outlives a claim: its volume, or its class, has reclaim policy Retain. */
export function isRetained(set: ManifestSet, claim: Claim): boolean {
  const volume = set.persistentVolume(claim);
  if (volume !== undefined) return (volume.root.at('spec', 'persistentVolumeReclaimPolicy').text ?? 'Retain') === 'Retain';
  return set.storageClass(claim)?.root.at('reclaimPolicy').text === 'Retain';
}
