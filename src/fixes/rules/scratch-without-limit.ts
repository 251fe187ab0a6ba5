import { Fix } from '../fix';
import { podAround } from '../pod-around';

export const scratchWithoutLimit: Fix = {
  rule: 'scratch-without-limit',
  writes: 'the sizeLimit that --scratch-limit gives',
  unless: '--scratch-limit is not given, since nobody else knows what the program needs',
  changes: (at, { set, scratchLimit }) => {
    // The place is the emptyDir, or the whole volume where it says no source.
    const volume = podAround(at, set)?.volumes.find((candidate) =>
      [candidate.at.pointer, `${candidate.at.pointer}/emptyDir`].includes(at.pointer),
    );
    if (volume === undefined || scratchLimit === undefined) return [];
    return [{ kind: 'set', path: [...volume.at.path, 'emptyDir', 'sizeLimit'], to: scratchLimit, after: 'medium' }];
  },
};
