import { ownTemplatePath } from '../facts/kubernetes/pod-paths';
import { typeOf } from '../facts/kubernetes/types';
import { isMap } from '../util/unchecked';

/*
 * Objects as they are written into manifests, as far as they are read or changed here. Fields that are not named are kept as they are.
 */

/** An object of the cluster. */
export interface ObjectJson {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly [field: string]: unknown };
  spec?: Record<string, unknown>;
  /** Of a List. */
  items?: ObjectJson[];
  [field: string]: unknown;
}

export interface EnvJson {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly configMapKeyRef?: { readonly name?: string };
    readonly secretKeyRef?: { readonly name?: string; readonly key?: string };
    readonly [source: string]: unknown;
  };
}

export interface EnvFromJson {
  readonly configMapRef?: { readonly name?: string };
  readonly secretRef?: { readonly name?: string };
  readonly prefix?: string;
}

export interface VolumeMountJson {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly recursiveReadOnly?: string;
  readonly mountPropagation?: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

export interface VolumeDeviceJson {
  readonly name: string;
  readonly devicePath: string;
}

/** Where a volume of a Pod comes from: one field, such as emptyDir. */
export type VolumeSourceJson = Readonly<Record<string, unknown>>;

export interface VolumeJson {
  readonly name: string;
  readonly [source: string]: unknown;
}

export interface ResourcesJson {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface SecurityContextJson {
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly privileged?: boolean;
  readonly [field: string]: unknown;
}

/** A container of a Pod spec that is being rewritten: its fields are replaced, what they hold is not changed. */
export interface ContainerJson {
  readonly name: string;
  args?: readonly string[];
  env?: readonly EnvJson[];
  envFrom?: readonly EnvFromJson[];
  volumeMounts?: readonly VolumeMountJson[];
  volumeDevices?: readonly VolumeDeviceJson[];
  resources?: ResourcesJson;
  restartPolicy?: string;
  securityContext?: SecurityContextJson;
  terminationMessagePolicy?: string;
  [field: string]: unknown;
}

/** A Pod spec that is being rewritten. */
export interface PodSpecJson {
  containers?: ContainerJson[];
  initContainers?: ContainerJson[];
  volumes?: readonly VolumeJson[];
  securityContext?: {
    readonly fsGroup?: number;
    readonly fsGroupChangePolicy?: string;
    readonly supplementalGroups?: readonly number[];
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly runAsNonRoot?: boolean;
    readonly [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** The kind of an object with its API group; empty where it says none. */
export function typeOfObject({ apiVersion, kind }: Pick<ObjectJson, 'apiVersion' | 'kind'>): string {
  // A manifest that others wrote may hold anything.
  return typeof apiVersion === 'string' && typeof kind === 'string' ? typeOf(apiVersion, kind) : '';
}

/** The fields that lead to the Pod spec of a kind of Kubernetes' own; undefined for other kinds: a Job of another group is something else. */
export function podSpecPathOf(object: Pick<ObjectJson, 'apiVersion' | 'kind'>): readonly string[] | undefined {
  const template = ownTemplatePath(typeOfObject(object));
  return template && [...template, 'spec'];
}

/** The same for an object of any kind: a custom resource with a Pod template keeps it where a Deployment does. */
export function podSpecPath(object: ObjectJson): readonly string[] | undefined {
  const known = podSpecPathOf(object);
  if (known !== undefined) return known;
  const spec = podSpecPathOf({ apiVersion: 'apps/v1', kind: 'Deployment' })!;
  return Array.isArray(valueAt(object, [...spec, 'containers'])) ? spec : undefined;
}

/** The objects of a list. A manifest that others wrote may hold anything, which is for the API server to refuse. */
export function listed<T extends object>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? (list as readonly T[]).filter((item) => isMap(item)) : [];
}

/** What fields of an object lead to. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const field of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[field];
  }
  return value;
}

/**
 * A copy of a value, with the fields of all objects in the order in which cdk8s writes them: two places that hold one object would be
 * written as an anchor and an alias.
 */
export function copyOf<T>(value: T): T {
  // Asking the environment takes longer than copying a field.
  return copyWith(value, !process.env.CDK8S_DISABLE_SORT);
}

function copyWith<T>(value: T, isSorted: boolean): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => copyWith(item, isSorted)) as T;
  const fields = value as Record<string, unknown>;
  const names = Object.keys(fields);
  const copy: Record<string, unknown> = {};
  for (const name of isSorted ? names.sort() : names) {
    if (fields[name] !== undefined) copy[name] = copyWith(fields[name], isSorted);
  }
  return copy as T;
}

/** An object with its fields in the order in which cdk8s writes them. */
export function sortFields<T extends object>(object: T): T {
  if (process.env.CDK8S_DISABLE_SORT) return object;
  const fields = object as Record<string, unknown>;
  const sorted: Record<string, unknown> = {};
  for (const name of Object.keys(fields).sort()) if (fields[name] !== undefined) sorted[name] = fields[name];
  return sorted as T;
}
