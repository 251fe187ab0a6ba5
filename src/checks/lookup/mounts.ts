import { isAbsolute, isWithin } from '../../facts/kubernetes/paths';
import { Mount } from '../pod-template';

/** The mount that shows a path: at it or, of those above it, the deepest. */
export function mountOver(mounts: readonly Mount[], path: string): Mount | undefined {
  const over = mounts.filter(
    (mount) => mount.path !== undefined && isAbsolute(mount.path) && !mount.isDevice && isWithin(path, mount.path),
  );
  return over.length === 0 ? undefined : over.reduce((best, mount) => (mount.path!.length > best.path!.length ? mount : best));
}
