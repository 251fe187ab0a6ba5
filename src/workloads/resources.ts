import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { parseQuantity } from '../facts/kubernetes/quantities';
import { checkSize } from '../props/check';
import { isPlus } from '../props/plus-values';
import { Problems } from '../props/problems';
import { formatKibibytes, formatSize, kibibytes } from '../props/sizes';
import { isObject } from '../util/unchecked';
import { PlusContainer, PlusResources } from './plus-pod';
import { ResourcesJson } from './pod-json';

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

const written = (value: unknown): string => (isPlus(value, 'Cpu') ? value.amount : formatSize(value as Size));

/** Containers that render exactly; cdk8s-plus has no place for such a mark. */
const EXACT = Symbol.for('cdk8s-storage.exact-resources');

/**
 * Makes a container of any cdk8s-plus render memory and ephemeral storage in the unit that they were given in: cdk8s-plus renders whole MiB
 * and whole GiB, and throws for anything between.
 */
export function renderExactResources(container: PlusContainer): void {
  if (EXACT in container) return;
  Object.defineProperty(container, EXACT, { value: true });
  const render = container._toKube.bind(container);
  const mutable: { resources?: PlusResources; _toKube(): object } = container;
  mutable._toKube = () => {
    const { resources } = container;
    // What cdk8s-plus would throw at is hidden from it while it renders the rest.
    mutable.resources = undefined;
    try {
      return Object.assign(render(), { resources: toRequirements(resources) });
    } finally {
      mutable.resources = resources;
    }
  };
}

function toRequirements(resources: PlusResources | undefined): kplus.k8s.ResourceRequirements | undefined {
  const { requests, limits } = toResourcesJson(resources);
  if (requests === undefined && limits === undefined) return undefined;
  return { requests: requests && toQuantities(requests), limits: limits && toQuantities(limits) };
}

const toQuantities = (texts: Readonly<Record<string, string>>): { [name: string]: kplus.k8s.Quantity } =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, kplus.k8s.Quantity.fromString(text)]));

/** Requests and limits as a manifest has them. */
export function toResourcesJson(resources: PlusResources | undefined): ResourcesJson {
  const { cpu, memory, ephemeralStorage: disk } = resources ?? {};
  const requests = quantities(cpu?.request, memory?.request, disk?.request);
  const limits = quantities(cpu?.limit, memory?.limit, disk?.limit);
  return { ...(limits && { limits }), ...(requests && { requests }) };
}

function quantities(cpu?: { readonly amount: string }, memory?: Size, disk?: Size): Record<string, string> | undefined {
  if (cpu === undefined && memory === undefined && disk === undefined) return undefined;
  return {
    ...(cpu && { cpu: cpu.amount }),
    ...(disk && { [EPHEMERAL_STORAGE]: formatSize(disk) }),
    ...(memory && { memory: formatSize(memory) }),
  };
}

const EPHEMERAL_STORAGE = 'ephemeral-storage';

/** The KiB that a quantity in a manifest stands for; undefined where it is none. */
export function kibibytesOf(quantity: unknown): number | undefined {
  const bytes = parseQuantity(quantity);
  return bytes === undefined ? undefined : bytes / 1024;
}

/** A quantity in the largest unit that holds it whole. */
const format = (amount: number): string => (Number.isInteger(amount) ? formatKibibytes(amount) : String(Math.ceil(amount * 1024)));

/** Adds to the memory that a container of a manifest requests, where it says how much that is. */
export function addMemoryRequest(container: { resources?: ResourcesJson; [field: string]: unknown }, amount: number): void {
  const { requests } = container.resources ?? {};
  const request = kibibytesOf(requests?.memory);
  if (amount === 0 || request === undefined) return;
  container.resources = { ...container.resources, requests: { ...requests, memory: format(request + amount) } };
}

/** Adds to the ephemeral storage that a container of a manifest requests and may use; where it names none, to the default. */
export function addEphemeralStorage(container: { resources?: ResourcesJson; [field: string]: unknown }, amount: number): void {
  if (amount === 0) return;
  const { requests, limits } = container.resources ?? {};
  const given = { request: kibibytesOf(requests?.[EPHEMERAL_STORAGE]), limit: kibibytesOf(limits?.[EPHEMERAL_STORAGE]) };
  setEphemeralStorage(
    container,
    fillRange(given, DEFAULT_EPHEMERAL_STORAGE, (value) => value),
    amount,
  );
}

const DEFAULT_EPHEMERAL_STORAGE = {
  request: kibibytes(DEFAULT_RESOURCES.ephemeralStorage.request),
  limit: kibibytes(DEFAULT_RESOURCES.ephemeralStorage.limit),
};

/** Gives a container of a manifest the default ephemeral storage where it names none. */
export function limitEphemeralStorage(container: { resources?: ResourcesJson; [field: string]: unknown }): void {
  const { requests, limits } = container.resources ?? {};
  if (limits?.[EPHEMERAL_STORAGE] !== undefined || requests?.[EPHEMERAL_STORAGE] !== undefined) return;
  setEphemeralStorage(container, DEFAULT_EPHEMERAL_STORAGE, 0);
}

function setEphemeralStorage(
  container: { resources?: ResourcesJson; [field: string]: unknown },
  { request, limit }: Range<number>,
  more: number,
): void {
  const { requests, limits } = container.resources ?? {};
  container.resources = {
    ...container.resources,
    limits: { ...limits, [EPHEMERAL_STORAGE]: format(limit + more) },
    requests: { ...requests, [EPHEMERAL_STORAGE]: format(request + more) },
  };
}
