import { classOfVolume } from '../../checks/lookup/storage';
import { Manifest } from '../../checks/manifest';
import { Fix } from '../fix';

export const claimFallsToDefaultClass: Fix = {
  rule: 'claim-falls-to-default-class',
  writes: 'the class of the volume, or "" where it has none, into storageClassName',
  unless: 'the volume is not among the manifests, or the claim is a template',
  note: 'A claim that exists has got the default class, and has to be deleted and made again, which its reclaim policy has to allow.',
  changes: (at, { set }) => {
    const claim = at.manifest instanceof Manifest ? set.claimOf(at.manifest) : undefined;
    const volume = claim && set.persistentVolume(claim);
    if (volume === undefined) return [];
    return [{ kind: 'set', path: ['spec', 'storageClassName'], to: classOfVolume(volume), after: 'volumeName' }];
  },
};
