import { deepestOver } from '../../facts/kubernetes/paths';
import { Mount } from '../pod-template';

/** The mount that shows a path: at it or, of those above it, the deepest. */
export function mountOver(mounts: readonly Mount[], path: string): Mount | undefined {
  return deepestOver(
    mounts.filter((mount) => !mount.isDevice),
    path,
  );
}
