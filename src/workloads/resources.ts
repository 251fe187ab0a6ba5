import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { checkSize } from '../props/check';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { isObject } from '../util/unchecked';

/** Requests and limits of a container that names none: small enough to be scheduled anywhere, and never unlimited. */
export const DEFAULT_RESOURCES = {
  cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(500) },
  memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
  // The container's own layer and its logs.
  ephemeralStorage: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
};

interface Range<T> {
  readonly request: T;
  readonly limit: T;
}

/** What was given, completed by the defaults; a default never contradicts what was given. */
function fillRange<T>(given: Partial<Range<T>> | undefined, fallback: Range<T>, amountOf: (value: T) => number): Range<T> {
  const smaller = (one: T, other: T) => (amountOf(one) <= amountOf(other) ? one : other);
  const larger = (one: T, other: T) => (amountOf(one) >= amountOf(other) ? one : other);
  if (given?.limit !== undefined) return { request: given.request ?? smaller(fallback.request, given.limit), limit: given.limit };
  if (given?.request !== undefined) return { request: given.request, limit: larger(fallback.limit, given.request) };
  return fallback;
}

/** The resources of a container of ours, with `memory` where a volume decides on it. Ephemeral storage is completed at rendering. */
export function fillResources(given: kplus.ContainerResources | undefined, memory?: kplus.MemoryResources): kplus.ContainerResources {
  return {
    cpu: fillRange(given?.cpu, DEFAULT_RESOURCES.cpu, (cpu) => millicores(cpu)!),
    memory: memory ?? fillRange(given?.memory, DEFAULT_RESOURCES.memory, kibibytes),
    ephemeralStorage: given?.ephemeralStorage && fillEphemeralStorage(given.ephemeralStorage),
  };
}

/** Ephemeral storage whose limit is a default: what volumes need is added to it, as where none is named. */
const defaulted = new WeakSet<kplus.EphemeralStorageResources>();

function fillEphemeralStorage(given: kplus.EphemeralStorageResources): kplus.EphemeralStorageResources {
  const filled = fillRange(given, DEFAULT_RESOURCES.ephemeralStorage, kibibytes);
  if (given.limit === undefined) defaulted.add(filled);
  return filled;
}

/** Whether somebody said how much ephemeral storage a container may use. */
export function limitsEphemeralStorage({ resources }: { readonly resources?: kplus.ContainerResources }): boolean {
  const given = resources?.ephemeralStorage;
  return given?.limit !== undefined && !defaulted.has(given);
}

/** The millicores of an amount, or undefined where it is none. */
function millicores(cpu: unknown): number | undefined {
  const amount = (cpu as kplus.Cpu | undefined)?.amount;
  if (typeof amount !== 'string' || !/^[0-9]+(\.[0-9]{1,3}|m)?$/.test(amount)) return undefined;
  return amount.endsWith('m') ? Number(amount.slice(0, -1)) : Math.round(Number(amount) * 1000);
}

/** Reports resources that the API server would refuse, or that would leave a container without a limit. */
export function checkResources(problems: Problems, prop: string, resources: unknown): void {
  if (resources === undefined) return;
  if (!isObject(resources)) {
    problems.add(prop, resources, 'Give requests and limits of cpu, memory and ephemeralStorage.');
    return;
  }
  const { cpu, memory, ephemeralStorage } = resources as kplus.ContainerResources;
  checkRange(problems, `${prop}.cpu`, cpu, (name, value) => {
    const amount = millicores(value);
    if (amount === undefined || amount === 0) {
      problems.add(name, (value as kplus.Cpu | null)?.amount ?? value, 'Give a Cpu above zero, such as Cpu.millis(100).');
    }
    return amount;
  });
  const size = (name: string, value: unknown) => {
    const checked = checkSize(problems, name, value);
    return checked && kibibytes(checked);
  };
  checkRange(problems, `${prop}.memory`, memory, size);
  checkRange(problems, `${prop}.ephemeralStorage`, ephemeralStorage, size);
}

function checkRange(
  problems: Problems,
  prop: string,
  given: unknown,
  amountOf: (name: string, value: unknown) => number | undefined,
): void {
  if (given === undefined || given === null) return;
  if (typeof given !== 'object' || Array.isArray(given)) {
    problems.add(prop, given, 'Give an object with a request, a limit or both.');
    return;
  }
  const { request, limit } = given as { request?: unknown; limit?: unknown };
  const [least, most] = Object.entries({ request, limit }).map(([name, value]) =>
    value === undefined ? undefined : amountOf(`${prop}.${name}`, value),
  );
  if (least !== undefined && most !== undefined && least > most) {
    problems.add(`${prop}.request`, written(request), `It is above the limit of ${written(limit)}. Lower it or raise the limit.`);
  }
}

const written = (value: unknown): string => (value instanceof kplus.Cpu ? value.amount : formatSize(value as Size));

/** What volumes add to a container, in KiB. */
interface Extra {
  memoryRequest: number;
  ephemeralStorage: number;
}

/** Containers that render exactly, with what volumes add to them; kept beside them, since cdk8s-plus has no place for it. */
const rendered = new WeakMap<kplus.Container, Extra>();

/**
 * Makes a container render memory and ephemeral storage in the unit that they were given in, and with what volumes add:
 * cdk8s-plus-27 renders whole MiB and whole GiB, and throws for anything between.
 */
export function renderExactResources(container: kplus.Container): void {
  extraOf(container);
}

/** Adds to the memory that a container requests. */
export function addMemoryRequest(container: kplus.Container, size: Size): void {
  extraOf(container).memoryRequest += kibibytes(size);
}

/** Adds to the ephemeral storage that a container requests and may use; where it names none, to the default. */
export function addEphemeralStorage(container: kplus.Container, size: Size): void {
  extraOf(container).ephemeralStorage += kibibytes(size);
}

function extraOf(container: kplus.Container): Extra {
  const present = rendered.get(container);
  if (present !== undefined) return present;
  const extra: Extra = { memoryRequest: 0, ephemeralStorage: 0 };
  rendered.set(container, extra);
  const render = container._toKube.bind(container);
  const mutable: { resources?: kplus.ContainerResources } = container;
  container._toKube = () => {
    const { resources } = container;
    // What cdk8s-plus would throw at is hidden from it while it renders the rest.
    mutable.resources = undefined;
    try {
      return Object.assign(render(), { resources: toRequirements(resources, extra) });
    } finally {
      mutable.resources = resources;
    }
  };
  return extra;
}

function toRequirements(resources: kplus.ContainerResources | undefined, extra: Extra): kplus.k8s.ResourceRequirements | undefined {
  const { cpu, memory } = resources ?? {};
  const disk =
    extra.ephemeralStorage > 0
      ? fillRange(resources?.ephemeralStorage, DEFAULT_RESOURCES.ephemeralStorage, kibibytes)
      : resources?.ephemeralStorage;
  const requests = quantities(cpu?.request, sum(memory?.request, extra.memoryRequest), sum(disk?.request, extra.ephemeralStorage));
  const limits = quantities(cpu?.limit, memory?.limit, sum(disk?.limit, extra.ephemeralStorage));
  return requests || limits ? { requests, limits } : undefined;
}

const sum = (size: Size | undefined, extra: number): Size | undefined => size && Size.kibibytes(kibibytes(size) + extra);

function quantities(cpu?: kplus.Cpu, memory?: Size, disk?: Size): { [name: string]: kplus.k8s.Quantity } | undefined {
  if (cpu === undefined && memory === undefined && disk === undefined) return undefined;
  const { Quantity } = kplus.k8s;
  return {
    ...(cpu && { cpu: Quantity.fromString(cpu.amount) }),
    ...(memory && { memory: Quantity.fromString(formatSize(memory)) }),
    ...(disk && { [EPHEMERAL_STORAGE]: Quantity.fromString(formatSize(disk)) }),
  };
}

const EPHEMERAL_STORAGE = 'ephemeral-storage';

/** Gives a rendered container the default ephemeral storage where it names none. */
export function limitEphemeralStorage(container: { resources?: kplus.k8s.ResourceRequirements }): void {
  const { requests, limits } = container.resources ?? {};
  if (limits?.[EPHEMERAL_STORAGE] !== undefined || requests?.[EPHEMERAL_STORAGE] !== undefined) return;
  const { request, limit } = DEFAULT_RESOURCES.ephemeralStorage;
  container.resources = {
    ...container.resources,
    requests: { ...requests, ...quantities(undefined, undefined, request) },
    limits: { ...limits, ...quantities(undefined, undefined, limit) },
  };
}
