import { Fix } from '../fix';
import { claimFallsToDefaultClass } from './claim-falls-to-default-class';
import { claimRefWithoutNamespace } from './claim-ref-without-namespace';
import { classCannotGrow } from './class-cannot-grow';
import { decimalFileMode } from './decimal-file-mode';
import { deleteReclaimWithoutDeleter } from './delete-reclaim-without-deleter';
import { immediateBindingOnZonalClass } from './immediate-binding-on-zonal-class';
import { invalidName } from './invalid-name';
import { mountWithoutVolume } from './mount-without-volume';
import { nfsSoftMount } from './nfs-soft-mount';
import { oldSnapshotVersion } from './old-snapshot-version';
import { recursiveOwnershipChange } from './recursive-ownership-change';
import { relativeMountPath } from './relative-mount-path';
import { scratchWithoutLimit } from './scratch-without-limit';
import { statefulsetWithoutHeadlessService } from './statefulset-without-headless-service';
import { unknownClassParameter } from './unknown-class-parameter';
import { unknownField } from './unknown-field';
import { unknownValue } from './unknown-value';
import { writableConfigMount } from './writable-config-mount';
import { wrongType } from './wrong-type';

/** The rules whose remedy can be written, in the order of their names. */
export const FIXES: readonly Fix[] = [
  claimFallsToDefaultClass,
  claimRefWithoutNamespace,
  classCannotGrow,
  decimalFileMode,
  deleteReclaimWithoutDeleter,
  immediateBindingOnZonalClass,
  invalidName,
  mountWithoutVolume,
  nfsSoftMount,
  oldSnapshotVersion,
  recursiveOwnershipChange,
  relativeMountPath,
  scratchWithoutLimit,
  statefulsetWithoutHeadlessService,
  unknownClassParameter,
  unknownField,
  unknownValue,
  writableConfigMount,
  wrongType,
];

export function fixOf(rule: string): Fix | undefined {
  return FIXES.find((fix) => fix.rule === rule);
}
