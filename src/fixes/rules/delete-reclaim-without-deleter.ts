import { Fix } from '../fix';

export const deleteReclaimWithoutDeleter: Fix = {
  rule: 'delete-reclaim-without-deleter',
  writes: 'persistentVolumeReclaimPolicy: Retain',
  changes: (at) => [{ kind: 'set', path: at.path, to: 'Retain' }],
};
