/**
 * References of container images.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/
 */

export interface ImageReference {
  /** Registry and repository, as written. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const REPOSITORY = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const HOST = /^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:]+\])(:[0-9]+)?$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*([+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** The parts of a reference, or undefined where it is none. */
export function parseImage(image: string): ImageReference | undefined {
  const [name, digest, ...more] = image.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const repository = hasTag ? name.slice(0, colon) : name;
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  if (!isRepository(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;
  return { repository, tag, digest };
}

function isRepository(name: string): boolean {
  if (name.length > 255) return false;
  const slash = name.indexOf('/');
  const host = name.slice(0, slash);
  const hasHost = slash > 0 && (/[.:[]/.test(host) || host === 'localhost') && HOST.test(host);
  return REPOSITORY.test(hasHost ? name.slice(slash + 1) : name);
}

/** What is known of an image, by the name that its repository has without a registry, wherever copies of it are. */
export function knownOf<T>(known: ReadonlyMap<string, T>, repository: string): T | undefined {
  const parts = repository.split('/');
  const isHost = parts.length > 1 && (/[.:]/.test(parts[0]) || parts[0] === 'localhost');
  const path = isHost ? parts.slice(1) : parts;
  // Official images are in `library`; public.ecr.aws and caches of registries have it below a name of their own.
  const start = path.slice(0, -1).lastIndexOf('library') + 1;
  const found = known.get(path.slice(start).join('/'));
  return found ?? (isHost && path.length > 2 ? known.get(path.slice(-2).join('/')) : undefined);
}

/** Why an image cannot be deployed twice with the same result; undefined where it can. */
export function unpinnedReason(image: string): string | undefined {
  const reference = parseImage(image);
  if (reference === undefined) return 'This is not an image reference. Write repository:tag or repository@sha256:digest.';
  if (reference.digest !== undefined) return undefined;
  if (reference.tag === undefined) return 'Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.';
  if (reference.tag === 'latest') return 'The tag latest changes under a running Pod. Name a version or a digest.';
  return undefined;
}

/** Whether an image says which version it is, by a digest or by a tag with a number in it: `main` and `stable` are moved on. */
export function namesVersion(image: string): boolean {
  const { digest, tag } = parseImage(image) ?? {};
  return digest !== undefined || /[0-9]/.test(tag ?? '');
}

/** Images that have a program and no shell around it. */
const WITHOUT_SHELL: readonly string[] = ['registry.k8s.io/kubectl'];

/** Why no script runs in an image; undefined where one does, as far as it is known. */
export function shelllessReason(image: string): string | undefined {
  const repository = parseImage(image)?.repository;
  if (repository === undefined || !WITHOUT_SHELL.includes(repository)) return undefined;
  return 'It has no shell, which the script needs. Use an image that has one too, such as alpine/kubectl.';
}
