import { Cursor } from '../checks/cursor';
import { ManifestSet } from '../checks/manifest-set';
import { FieldFault } from '../facts/kubernetes/fields';

/** What is wrong with a field. */
export function fieldFaultAt({ manifest, path }: Cursor, set: ManifestSet, kind: FieldFault['kind']): FieldFault | undefined {
  const faults = set.fieldFaults.filter(([owner, fault]) => owner === manifest && fault.kind === kind);
  return faults.find(([, fault]) => fault.path.length === path.length && fault.path.every((key, index) => key === path[index]))?.[1];
}
