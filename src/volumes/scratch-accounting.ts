import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../props/problems';
import { formatKibibytes, kibibytes } from '../props/sizes';
import { additionsTo } from '../workloads/additions';
import { limitEphemeralStorage } from '../workloads/resources';
import { AmountsView } from '../workloads/pod-view';
import { WorkloadObject } from '../workloads/workload-object';
import { PlannedMount } from '../workloads/mount';
import { MountAccess } from '../workloads/mount-options';
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
  /** KiB of Memory volumes that each container may have to hold, by volume. */
  readonly memory: Map<string, Map<object, number>>;
  /** Disk volumes that have been added to a container, or found to fit the limits that its containers name, with their KiB. */
  readonly disk: Map<object, { readonly how: 'added' | 'fits'; readonly size: number }>;
}

/** On what is changed of the workload, so that two copies of this library agree. */
const LEDGER = Symbol.for('cdk8s-storage.scratch');

function ledgerOf({ rewrites }: WorkloadObject): Ledger {
  const kept = rewrites as { [LEDGER]?: Ledger };
  kept[LEDGER] ??= { memory: new Map(), disk: new Map() };
  return kept[LEDGER];
}

/** Reports a volume that does not fit what the containers of the mount may use. */
export function checkScratchFits(problems: Problems, scratch: Scratch, plan: PlannedMount): void {
  const ledger = ledgerOf(plan.workload);
  const size = kibibytes(scratch.sizeLimit);
  if (scratch.medium.kind === 'memory' && plan.access === MountAccess.READ_WRITE) {
    for (const { name, amounts } of plan.containers) {
      const others = [...(ledger.memory.get(name) ?? [])].reduce((sum, [volume, held]) => (volume === scratch ? sum : sum + held), 0);
      checkMemoryAmounts(problems, 'sizeLimit', name, amounts, size, others);
    }
  }
  const mains = plan.containers.filter(({ isInit }) => !isInit);
  if (scratch.medium.kind !== 'disk' || ledger.disk.has(scratch) || mains.length === 0) return;
  if (!mains.every((container) => container.limitsEphemeralStorage)) return;
  const present = [...ledger.disk.values()].reduce((sum, other) => (other.how === 'fits' ? sum + other.size : sum), 0);
  const all = plan.workload.view().containers.filter(({ isInit }) => !isInit);
  checkDiskAmounts(
    problems,
    'sizeLimit',
    all.flatMap(({ name, amounts }) =>
      amounts.ephemeralStorageLimit === undefined ? [] : [{ name, limit: amounts.ephemeralStorageLimit }],
    ),
    size,
    present,
  );
}

interface Sized {
  readonly name: string;
  readonly resources?: kplus.ContainerResources;
}

/** Reports a Memory volume, of `size` KiB, that a container cannot hold beside what it requests. */
export function checkMemoryFits(problems: Problems, prop: string, container: Sized, size: number, others = 0): void {
  const { request, limit } = container.resources?.memory ?? {};
  const amounts = { memoryRequest: request && kibibytes(request), memoryLimit: limit && kibibytes(limit) };
  checkMemoryAmounts(problems, prop, container.name, amounts, size, others);
}

function checkMemoryAmounts(
  problems: Problems,
  prop: string,
  name: string,
  { memoryRequest, memoryLimit: limit }: AmountsView,
  size: number,
  others: number,
): void {
  const volumes = others === 0 ? formatKibibytes(size) : `${formatKibibytes(size)} + ${formatKibibytes(others)} of other Memory volumes`;
  const value = formatKibibytes(size);
  if (limit === undefined) {
    const why = `The container ${name} writes to it and has no memory limit, so it could take the node's memory.`;
    problems.add(prop, value, `${why} Give the container one.`);
    return;
  }
  const request = memoryRequest ?? limit;
  const charge = `What is written to memory counts as memory of the container ${name}`;
  if (size + others >= limit) {
    const why = `${charge}: ${volumes} is not below its limit of ${formatKibibytes(limit)}, so a full volume would kill it.`;
    problems.add(prop, value, `${why} Raise the limit or lower sizeLimit.`);
  } else if (request + size + others > limit) {
    const sum = `its request of ${formatKibibytes(request)} + ${volumes} = ${formatKibibytes(request + size + others)}`;
    problems.add(
      prop,
      value,
      `${charge}: ${sum}, above its limit of ${formatKibibytes(limit)}. Raise the limit, or lower the request or sizeLimit.`,
    );
  }
}

/** Reports a disk volume, of `size` KiB, that gets the Pod evicted before it is full; `present` is what other volumes may take. */
export function checkDiskFits(problems: Problems, prop: string, containers: readonly Sized[], size: number, present = 0): void {
  const limits = containers.flatMap(({ name, resources }) => {
    const limit = resources?.ephemeralStorage?.limit;
    return limit === undefined ? [] : [{ name, limit: kibibytes(limit) }];
  });
  checkDiskAmounts(problems, prop, limits, size, present);
}

function checkDiskAmounts(
  problems: Problems,
  prop: string,
  limits: ReadonlyArray<{ readonly name: string; readonly limit: number }>,
  size: number,
  present: number,
): void {
  const sum = limits.reduce((total, { limit }) => total + limit, 0);
  if (sum > size + present) return;
  const parts = limits.map(({ name, limit }) => `${name} ${formatKibibytes(limit)}`).join(' + ');
  const total = limits.length > 1 ? `${parts} = ${formatKibibytes(sum)}` : parts;
  const needed = present === 0 ? formatKibibytes(size) : `${formatKibibytes(size)} + ${formatKibibytes(present)} of other scratch`;
  problems.add(
    prop,
    formatKibibytes(size),
    `A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: ${total} is not above ${needed}. Raise a limit, or leave it out so that it follows from sizeLimit.`,
  );
}

/** Adds a volume that fits to what its writers request. */
export function accountForScratch(scratch: Scratch, { workload, containers, access }: PlannedMount): void {
  const ledger = ledgerOf(workload);
  const { additions, ofContainers } = workload.rewrites;
  const size = kibibytes(scratch.sizeLimit);
  if (scratch.medium.kind === 'memory' && access === MountAccess.READ_WRITE) {
    for (const { name } of containers) {
      const held = ledger.memory.get(name) ?? new Map<object, number>();
      ledger.memory.set(name, held);
      if (held.has(scratch)) continue;
      held.set(scratch, size);
      additionsTo(additions, name).memory += size;
    }
  }
  const mains = containers.filter(({ isInit }) => !isInit);
  if (scratch.medium.kind === 'disk' && !ledger.disk.has(scratch) && mains.length > 0) {
    const unnamed = mains.find((container) => !container.limitsEphemeralStorage)?.name;
    ledger.disk.set(scratch, { how: unnamed === undefined ? 'fits' : 'added', size });
    if (unnamed !== undefined) additionsTo(additions, unnamed).ephemeralStorage += size;
    // One limit makes the sum of limits count, so the other containers need theirs.
    ofContainers.add(limitEphemeralStorage);
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
