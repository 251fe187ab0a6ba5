import { Cursor } from '../checks/cursor';
import { FieldFault, fieldFaults } from '../facts/kubernetes/fields';

/** What is wrong with a field. */
export function fieldFaultAt({ manifest, path }: Cursor, kind: FieldFault['kind']): FieldFault | undefined {
  const { apiVersion, kind: objectKind, body } = manifest;
  return fieldFaults(apiVersion, objectKind, body).find(
    (fault) => fault.kind === kind && fault.path.length === path.length && fault.path.every((key, index) => key === path[index]),
  );
}
