import { FieldProblem } from './field-problem';
import { hasParentPart, isAbsolute } from './paths';
import { isPlaceholder, isTemplate } from './placeholders';
import { Fields, isGiven, VolumeFault } from './volume-fault';

/**
 * How a container sees a volume.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
 */

const INSIDE = 'Give a path inside the volume: relative and without "..".';

const isInside = (path: string): boolean => !isAbsolute(path) && !hasParentPart(path);

export interface ContainerMountJson {
  readonly subPath?: unknown;
  readonly subPathExpr?: unknown;
  readonly mountPropagation?: unknown;
}

/** What is wrong with how a container sees a volume, its path apart; the container is not privileged. */
export function containerMountProblems({ subPath, subPathExpr, mountPropagation }: ContainerMountJson): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const [field, value] of Object.entries({ subPath, subPathExpr })) {
    if (value === undefined || (typeof value === 'string' && value !== '' && isInside(value))) continue;
    found.push({ field, value, remedy: INSIDE });
  }
  if (subPath !== undefined && subPathExpr !== undefined) {
    found.push({ field: 'subPathExpr', value: subPathExpr, remedy: 'A mount has one of subPath and subPathExpr. Leave one of them out.' });
  }
  if (mountPropagation === 'Bidirectional') {
    const remedy = 'Only privileged containers may hand mounts to their node, and the API server refuses others. Use HOST_TO_CONTAINER.';
    found.push({ field: 'propagation', value: mountPropagation, remedy });
  }
  return found;
}

/** Variables of a container, as the kubelet fills them in. */
const VARIABLE = /\$\([A-Za-z_][A-Za-z0-9_.-]*\)/g;

/** What is wrong with how a container mounts a volume, its path apart. */
export function mountFaults(mount: Fields): VolumeFault[] {
  const found: VolumeFault[] = [];
  for (const field of ['subPath', 'subPathExpr']) {
    const path = mount[field];
    if (typeof path !== 'string' || path === '' || isInside(path) || isPlaceholder(path.replace(VARIABLE, ''))) continue;
    found.push({
      path: [field],
      why: `has the ${field} ${path}, which ${isAbsolute(path) ? 'is not relative to the volume' : 'leads out of the volume'}`,
      remedy: INSIDE,
    });
  }
  if (isGiven(mount.subPath) && isGiven(mount.subPathExpr)) {
    found.push({ path: ['subPathExpr'], why: 'has both a subPath and a subPathExpr', remedy: 'Leave one of them out.' });
  }
  const recursive = mount.recursiveReadOnly;
  if (!isGiven(recursive) || (typeof recursive === 'string' && isTemplate(recursive))) return found;
  if (recursive !== 'Enabled' && recursive !== 'IfPossible' && recursive !== 'Disabled') {
    if (typeof recursive === 'string') {
      found.push({
        path: ['recursiveReadOnly'],
        why: `has the recursiveReadOnly ${recursive}`,
        remedy: 'Write Enabled, IfPossible or Disabled.',
      });
    }
  } else if (recursive !== 'Disabled' && mount.readOnly !== true) {
    found.push({
      path: ['recursiveReadOnly'],
      why: 'is to be read-only with all that is mounted below it, and is not read-only itself',
      remedy: 'Add readOnly: true, or leave recursiveReadOnly out.',
    });
  } else if (recursive !== 'Disabled' && isGiven(mount.mountPropagation) && mount.mountPropagation !== 'None') {
    found.push({
      path: ['recursiveReadOnly'],
      why: 'is read-only with all below it, and takes mounts of the node as well',
      remedy: 'Leave mountPropagation out, or recursiveReadOnly.',
    });
  }
  return found;
}
