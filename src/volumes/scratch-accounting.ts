import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { rewriteContainers } from '../workloads/pod-spec';
import { Problems } from '../props/problems';
import { formatKibibytes, formatSize, kibibytes } from '../props/sizes';
import { addEphemeralStorage, addMemoryRequest, limitEphemeralStorage, limitsEphemeralStorage } from '../workloads/resources';
import { PlannedMount } from '../workloads/mount';
import { MountAccess } from '../workloads/mount-access';
import { ScratchMedium } from './scratch-medium';

/*
 * What scratch takes from a Pod: the kubelet evicts a Pod whose volumes, layers and logs together exceed the sum of its containers'
 * ephemeral-storage limits, and it charges a Memory volume to the container that wrote it.
 */

/** What this needs to know of a scratch volume. */
interface Scratch {
  readonly medium: ScratchMedium;
  readonly sizeLimit: Size;
}

interface Ledger {
  /** KiB of Memory volumes that each container may have to hold. */
  readonly memory: Map<kplus.Container, Map<Scratch, number>>;
  /** Disk volumes that have been added to a container, or found to fit the limits that its containers name. */
  readonly disk: Map<Scratch, 'added' | 'fits'>;
}

/** Kept beside the workloads: cdk8s-plus has no place for it. */
const ledgers = new WeakMap<kplus.AbstractPod, Ledger>();

function ledgerOf(workload: kplus.AbstractPod): Ledger {
  const ledger = ledgers.get(workload) ?? { memory: new Map(), disk: new Map() };
  ledgers.set(workload, ledger);
  return ledger;
}

/** Reports a volume that does not fit what the containers of the mount may use. */
export function checkScratchFits(problems: Problems, scratch: Scratch, workload: kplus.AbstractPod, plan: PlannedMount): void {
  const ledger = ledgerOf(workload);
  if (scratch.medium === ScratchMedium.MEMORY && plan.access === MountAccess.READ_WRITE) {
    for (const container of plan.containers) {
      const others = [...(ledger.memory.get(container) ?? [])].reduce((sum, [volume, size]) => (volume === scratch ? sum : sum + size), 0);
      checkMemoryFits(problems, 'sizeLimit', container, kibibytes(scratch.sizeLimit), others);
    }
  }
  const mains = mainContainers(workload, plan);
  if (scratch.medium === ScratchMedium.DISK && !ledger.disk.has(scratch) && mains.length > 0 && mains.every(limitsEphemeralStorage)) {
    const present = [...ledger.disk].reduce((sum, [volume, how]) => (how === 'fits' ? sum + kibibytes(volume.sizeLimit) : sum), 0);
    checkDiskFits(problems, 'sizeLimit', workload.containers, kibibytes(scratch.sizeLimit), present);
  }
}

/** The containers of a mount whose limits last as long as the Pod. */
const mainContainers = (workload: kplus.AbstractPod, plan: PlannedMount): readonly kplus.Container[] =>
  plan.containers.filter((container) => workload.containers.includes(container));

interface Sized {
  readonly name: string;
  readonly resources?: kplus.ContainerResources;
}

/** Reports a Memory volume, of `size` KiB, that a container cannot hold beside what it requests. */
export function checkMemoryFits(problems: Problems, prop: string, container: Sized, size: number, others = 0): void {
  const memory = container.resources?.memory;
  const volumes = others === 0 ? formatKibibytes(size) : `${formatKibibytes(size)} + ${formatKibibytes(others)} of other Memory volumes`;
  const value = formatKibibytes(size);
  if (memory?.limit === undefined) {
    const why = `The container ${container.name} writes to it and has no memory limit, so it could take the node's memory.`;
    problems.add(prop, value, `${why} Give the container one.`);
    return;
  }
  const limit = kibibytes(memory.limit);
  const request = kibibytes(memory.request ?? memory.limit);
  const charge = `What is written to memory counts as memory of the container ${container.name}`;
  if (size + others >= limit) {
    const why = `${charge}: ${volumes} is not below its limit of ${formatSize(memory.limit)}, so a full volume would kill it.`;
    problems.add(prop, value, `${why} Raise the limit or lower sizeLimit.`);
  } else if (request + size + others > limit) {
    const sum = `its request of ${formatKibibytes(request)} + ${volumes} = ${formatKibibytes(request + size + others)}`;
    problems.add(
      prop,
      value,
      `${charge}: ${sum}, above its limit of ${formatSize(memory.limit)}. Raise the limit, or lower the request or sizeLimit.`,
    );
  }
}

/** Reports a disk volume, of `size` KiB, that gets the Pod evicted before it is full; `present` is what other volumes may take. */
export function checkDiskFits(problems: Problems, prop: string, containers: readonly Sized[], size: number, present = 0): void {
  const limits = containers.flatMap(({ name, resources }) => {
    const limit = resources?.ephemeralStorage?.limit;
    return limit === undefined ? [] : [{ name, limit }];
  });
  const sum = limits.reduce((total, { limit }) => total + kibibytes(limit), 0);
  if (sum > size + present) return;
  const parts = limits.map(({ name, limit }) => `${name} ${formatSize(limit)}`).join(' + ');
  const total = limits.length > 1 ? `${parts} = ${formatKibibytes(sum)}` : parts;
  const needed = present === 0 ? formatKibibytes(size) : `${formatKibibytes(size)} + ${formatKibibytes(present)} of other scratch`;
  problems.add(
    prop,
    formatKibibytes(size),
    `A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: ${total} is not above ${needed}. Raise a limit, or leave it out so that it follows from sizeLimit.`,
  );
}

/** Adds a volume that fits to what its writers request. */
export function accountForScratch(scratch: Scratch, workload: kplus.AbstractPod, plan: PlannedMount): void {
  const ledger = ledgerOf(workload);
  const size = scratch.sizeLimit;
  if (scratch.medium === ScratchMedium.MEMORY && plan.access === MountAccess.READ_WRITE) {
    for (const container of plan.containers) {
      const held = ledger.memory.get(container) ?? new Map<Scratch, number>();
      ledger.memory.set(container, held);
      if (held.has(scratch)) continue;
      held.set(scratch, kibibytes(size));
      addMemoryRequest(container, size);
    }
  }
  const mains = mainContainers(workload, plan);
  if (scratch.medium === ScratchMedium.DISK && !ledger.disk.has(scratch) && mains.length > 0) {
    const unnamed = mains.find((container) => !limitsEphemeralStorage(container));
    ledger.disk.set(scratch, unnamed ? 'added' : 'fits');
    if (unnamed) addEphemeralStorage(unnamed, size);
    // One limit makes the sum of limits count, so the other containers need theirs.
    rewriteContainers(workload, limitEphemeralStorage);
  }
}

/** The memory of a container that also holds a Memory volume, where the user did not say. */
export function memoryWithScratch(
  given: kplus.MemoryResources | undefined,
  fallback: { request: Size; limit: Size },
  scratch: Size,
): kplus.MemoryResources {
  if (given?.limit === undefined) {
    const request = given?.request ?? fallback.request;
    const own = Math.max(kibibytes(fallback.limit), kibibytes(request));
    return { request, limit: Size.kibibytes(own + kibibytes(scratch)) };
  }
  const room = kibibytes(given.limit) - kibibytes(scratch);
  const request = given.request ?? Size.kibibytes(Math.min(kibibytes(fallback.request), room > 0 ? room : kibibytes(given.limit)));
  return { request, limit: given.limit };
}
