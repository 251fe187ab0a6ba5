import { Container, PodTemplate } from '../checks/pod-template';
import { isDataMount } from './stored';

/**
 * The container that takes the place of another one: of its name; or of those whose names are new, the one that runs the same program, that
 * has the same volumes, or that alone is left. Containers beside the program may come and go with its name.
 */
export function containerLike(old: PodTemplate, next: PodTemplate, container: Container): Container | undefined {
  const named = next.containers.find(({ name, role }) => name === container.name && (role === 'init') === (container.role === 'init'));
  if (named !== undefined || container.role === 'init') return named;
  const isNew = (pod: PodTemplate, other: PodTemplate) =>
    pod.containers.filter(({ name, role }) => role === container.role && !other.containers.some((one) => one.name === name));
  const [gone, come] = [isNew(old, next), isNew(next, old)];
  const volumes = new Set(container.mounts.filter(isDataMount).map(({ name }) => name));
  const ways: ReadonlyArray<(other: Container) => boolean> = [
    (other) => nameOfImage(other) === nameOfImage(container),
    (other) => other.mounts.some((mount) => isDataMount(mount) && volumes.has(mount.name)),
    () => gone.length === 1,
  ];
  for (const isLike of ways) {
    const found = come.filter(isLike);
    if (found.length === 1) return found[0];
  }
  return undefined;
}

/** `postgres` of `registry.example.com/library/postgres:16`. */
function nameOfImage(container: Container): string {
  return repositoryOf(container).split('/').at(-1)!;
}

/** The image of a container without its version. */
export function repositoryOf({ image }: Container): string {
  return (image ?? '').split('@')[0].replace(/:[^/:]*$/, '');
}
