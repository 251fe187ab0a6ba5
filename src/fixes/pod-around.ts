import { Cursor } from '../checks/cursor';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { PodTemplate } from '../checks/pod-template';

/** The Pods of the workload in which a place is. */
export function podAround({ manifest }: Cursor, set: ManifestSet): PodTemplate | undefined {
  return manifest instanceof Manifest ? set.podsOf(manifest) : undefined;
}
