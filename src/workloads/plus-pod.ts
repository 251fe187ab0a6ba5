import { Size } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isObject } from '../util/unchecked';
import { EnvFromJson, EnvJson } from './pod-json';

/*
 * What workloads of cdk8s-plus have in common, whatever its version: classes of another version are no subclasses of those of
 * cdk8s-plus-27, so they are known by what they have.
 */

/** A Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus. */
export interface PlusPod {
  readonly containers: readonly PlusContainer[];
  readonly initContainers: readonly PlusContainer[];
  readonly volumes: readonly PlusVolume[];
  readonly securityContext: { readonly fsGroup?: number; readonly fsGroupChangePolicy?: string };
  /** Of what has a number of Pods. */
  readonly replicas?: number;
  readonly hasAutoscaler?: boolean;
  /** Of a Deployment. */
  readonly strategy?: { _toKube(): { readonly type?: string; readonly rollingUpdate?: { readonly maxSurge?: { isZero(): boolean } } } };
  /** Of a CronJob. */
  readonly concurrencyPolicy?: string;
}

export interface PlusContainer {
  readonly name: string;
  readonly mounts: readonly PlusMount[];
  readonly ports: ReadonlyArray<{ readonly number: number; readonly protocol?: string }>;
  readonly resources?: PlusResources;
  _toKube(): object;
  readonly securityContext: { readonly privileged?: boolean };
  readonly env: { _toKube(): { readonly variables?: readonly EnvJson[]; readonly from?: readonly EnvFromJson[] } };
}

/** Requests and limits of a container. */
export interface PlusResources {
  readonly cpu?: { readonly request?: { readonly amount: string }; readonly limit?: { readonly amount: string } };
  readonly memory?: { readonly request?: Size; readonly limit?: Size };
  readonly ephemeralStorage?: { readonly request?: Size; readonly limit?: Size };
}

export interface PlusMount {
  readonly path: string;
  readonly volume: PlusVolume;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

export interface PlusVolume {
  readonly name: string;
  _toKube(): object;
}

const LISTS = ['containers', 'initContainers', 'volumes'] as const;

/** Whether a construct is a workload of any cdk8s-plus. */
export function isPlusPod(value: unknown): value is PlusPod {
  if (!isObject(value)) return false;
  return '_toPodSpec' in value && LISTS.every((list) => Array.isArray(value[list]));
}

/** The workload of cdk8s-plus that makes an object; what others have put below a workload is not made by it. */
export function plusPodOf(object: IConstruct): PlusPod | undefined {
  const { scope, id } = object.node;
  return id === 'Resource' && isPlusPod(scope) ? scope : undefined;
}

const RTTI = Symbol.for('jsii.rtti');

/** The name of a class in the library that it comes from, such as `cdk8s-plus-33.Service`; undefined where it is of no jsii library. */
export function classOf(value: object): string | undefined {
  const { constructor } = value as { constructor: { [RTTI]?: { readonly fqn?: string } } };
  // A class of the user inherits it.
  return Object.hasOwn(constructor, RTTI) ? constructor[RTTI]?.fqn : undefined;
}
