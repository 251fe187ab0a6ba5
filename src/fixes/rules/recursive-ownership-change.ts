import { podAround } from '../pod-around';
import { Fix } from '../fix';

export const recursiveOwnershipChange: Fix = {
  rule: 'recursive-ownership-change',
  writes: 'fsGroupChangePolicy: OnRootMismatch',
  changes: (at, { set }) => {
    const context = podAround(at, set)?.spec.at('securityContext');
    if (context === undefined) return [];
    return [{ kind: 'set', path: [...context.path, 'fsGroupChangePolicy'], to: 'OnRootMismatch', after: 'fsGroup' }];
  },
};
