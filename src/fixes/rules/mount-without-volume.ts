import { didYouMean } from '../../util/did-you-mean';
import { Fix } from '../fix';
import { podAround } from '../pod-around';

export const mountWithoutVolume: Fix = {
  rule: 'mount-without-volume',
  writes: 'the name of the volume that nobody mounts, where it is nearly the one that the mount says',
  unless: 'no volume, or more than one, is without a mount and has nearly that name',
  changes: (at, { set }) => {
    const pod = podAround(at, set);
    const { text } = at;
    if (pod === undefined || text === undefined) return [];
    const near = pod.volumes.filter((volume) => pod.mountsOf(volume).length === 0 && didYouMean(text, [volume.name]) !== '');
    return near.length === 1 ? [{ kind: 'set', path: at.path, to: near[0].name }] : [];
  },
};
