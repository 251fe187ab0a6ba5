import { podAround } from '../pod-around';
import { Fix } from '../fix';

/** One finding stands for all mounts of a container. */
export const writableConfigMount: Fix = {
  rule: 'writable-config-mount',
  writes: 'readOnly: true into each of the mounts',
  changes: (at, { set }) => {
    const container = podAround(at, set)?.containers.find(({ mounts }) => mounts.some((mount) => mount.at.pointer === at.pointer));
    return (container?.mounts ?? [])
      .filter(({ volume, at: mount }) => (volume?.type === 'configMap' || volume?.type === 'secret') && mount.at('readOnly').flag !== true)
      .map((mount) => ({ kind: 'set', path: [...mount.at.path, 'readOnly'], to: true, after: 'mountPath' }));
  },
};
