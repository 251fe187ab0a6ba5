import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../../props/problems';
import { formatKibibytes, formatSize, kibibytes } from '../../props/sizes';
import { fillResources } from '../../workloads/resources';
import { EngineSpec, WritableDirectory } from './engine-spec';

/**
 * What a database gets unless told: memory that is requested in full, since a server that lives on memory which it did not request is
 * the first to be killed when the node runs short; CPU that it may borrow.
 */
export const DATABASE_RESOURCES = {
  cpu: { request: kplus.Cpu.millis(250), limit: kplus.Cpu.units(2) },
  memory: Size.gibibytes(1),
};

/** The resources of the server, with room for /dev/shm, whose content counts as the server's memory. */
export function databaseResources(given: kplus.ContainerResources | undefined, sharedMemory: Size | undefined): kplus.ContainerResources {
  const shared = sharedMemory === undefined ? 0 : kibibytes(sharedMemory);
  return fillResources({ ...given, cpu: given?.cpu ?? DATABASE_RESOURCES.cpu }, memoryWith(given?.memory ?? {}, shared));
}

/** What is requested besides /dev/shm, whose size the volume adds; so request and limit are the same unless both are given. */
function memoryWith({ request, limit }: kplus.MemoryResources, shared: number): kplus.MemoryResources {
  if (limit !== undefined) {
    const rest = kibibytes(limit) - shared;
    return { request: request ?? (rest > 0 ? Size.kibibytes(rest) : limit), limit };
  }
  const own = request ?? DATABASE_RESOURCES.memory;
  return { request: own, limit: Size.kibibytes(kibibytes(own) + shared) };
}

/** Reports a /dev/shm that the memory has no room for. */
export function checkSharedMemory(problems: Problems, resources: kplus.ContainerResources, sharedMemory: Size | undefined): void {
  const { request, limit } = resources.memory ?? {};
  if (sharedMemory === undefined || request === undefined || limit === undefined) return;
  const [shared, own, most] = [sharedMemory, request, limit].map(kibibytes);
  const why = 'What is in /dev/shm counts as memory of the server:';
  if (shared >= most) {
    const text = `${why} it is not below the limit of ${formatSize(limit)}. Raise resources.memory.limit above it, or lower it.`;
    problems.add('sharedMemory', sharedMemory, text);
  } else if (own + shared > most) {
    const sum = `its request of ${formatSize(request)} + ${formatSize(sharedMemory)} = ${formatKibibytes(own + shared)}`;
    const text = `${why} ${sum}, above its limit of ${formatSize(limit)}. Raise the limit, or lower the request or this.`;
    problems.add('sharedMemory', sharedMemory, text);
  }
}

/** Reports a limit of ephemeral storage that gets the Pod evicted before its scratch volumes are full. */
export function checkDisk(problems: Problems, given: kplus.ContainerResources | undefined, writable: readonly WritableDirectory[]): void {
  const limit = given?.ephemeralStorage?.limit;
  if (limit === undefined) return;
  const parts = writable.map(({ path, size }) => `${path} ${formatSize(size)}`).join(' + ');
  const sum = writable.reduce((total, { size }) => total + kibibytes(size), 0);
  if (kibibytes(limit) > sum) return;
  problems.add(
    'resources.ephemeralStorage.limit',
    limit,
    `A Pod is evicted when its scratch volumes, its layer and its logs exceed it: ${parts} = ${formatKibibytes(sum)}. Raise it, or leave it out so that it follows.`,
  );
}

/** The directories that a server writes to, with what the user says of /tmp. */
export function writableDirectories(engine: EngineSpec, temporarySpace: Size | undefined): readonly WritableDirectory[] {
  return engine.writable.map((directory) =>
    directory.path === '/tmp' ? { ...directory, size: temporarySpace ?? directory.size } : directory,
  );
}
