import { supersededVersion } from '../../facts/kubernetes/snapshots';
import { Fix } from '../fix';

export const oldSnapshotVersion: Fix = {
  rule: 'old-snapshot-version',
  writes: 'the version that is served, whose fields are the same',
  changes: (at) => {
    const now = typeof at.value === 'string' ? supersededVersion(at.value)?.now : undefined;
    return now === undefined ? [] : [{ kind: 'set', path: at.path, to: now }];
  },
};
