/**
 * Paths of mounts inside a container.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */

/** Directories that belong to the image or the runtime: a mount exactly there hides what the program needs. */
export const SYSTEM_DIRECTORIES: readonly string[] = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/proc',
  '/root',
  '/sbin',
  '/sys',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/lib',
];

/** Directories that the kernel and the runtime provide: a mount below them breaks the container, `/dev/shm` apart. */
const RUNTIME_TREES = ['/dev', '/proc', '/sys'];

/** An absolute path whose parts are neither empty nor `.`, as nearly all are written. */
const NORMAL = /^(?:\/(?!\.?(?:\/|$))[^/]*)+$/;

/** An absolute path without empty, `.` or trailing parts; `..` is kept, since a mount must not have it. */
export function normalizePath(path: string): string {
  if (NORMAL.test(path)) return path;
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

const PARENT_PART = /(?:^|\/)\.\.(?:\/|$)/;

export function hasParentPart(path: string): boolean {
  return PARENT_PART.test(path);
}

/** Whether a mount at this absolute path hides a system directory or stands in a tree of the kernel. */
export function isSystemPath(path: string): boolean {
  const normal = normalizePath(path);
  if (SYSTEM_DIRECTORIES.includes(normal)) return true;
  return normal !== '/dev/shm' && RUNTIME_TREES.some((tree) => extendsNormal(normal, tree));
}

/** Whether the first path lies strictly below the second. */
export function isUnder(path: string, parent: string): boolean {
  return extendsNormal(normalizePath(path), normalizePath(parent));
}

/** Whether a path is a directory or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  const normal = normalizePath(path);
  const normalDirectory = normalizePath(directory);
  return normal === normalDirectory || extendsNormal(normal, normalDirectory);
}

/** Whether one of two mounts hides the other. */
export function pathsOverlap(one: string, other: string): boolean {
  const normal = normalizePath(one);
  const normalOther = normalizePath(other);
  return normal === normalOther || extendsNormal(normal, normalOther) || extendsNormal(normalOther, normal);
}

/** `isUnder` of two paths that are normal: each mount is compared with each other mount of its container, so nothing is made here. */
function extendsNormal(path: string, parent: string): boolean {
  if (parent === '/') return path !== '/';
  return path.length > parent.length && path.charCodeAt(parent.length) === SLASH && path.startsWith(parent);
}

const SLASH = '/'.charCodeAt(0);

/** What is mounted at a path or, of what is above it, deepest. */
export function deepestOver<M extends { readonly path?: string }>(mounts: readonly M[], path: string): M | undefined {
  const over = mounts.filter((mount) => mount.path !== undefined && isAbsolute(mount.path) && isWithin(path, mount.path));
  return over.length === 0 ? undefined : over.reduce((best, mount) => (mount.path!.length > best.path!.length ? mount : best));
}
