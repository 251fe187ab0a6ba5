import { Change } from '../plan/change';

/**
 * What a change of manifests does to data.
 */
export enum DataEffect {
  /** The data is deleted. */
  DESTROYED = 'destroyed',

  /** It is accepted, and the workload comes up without its data, which stays behind. */
  DETACHED = 'detached',

  /** The API server refuses it, so nothing of the object changes. */
  REFUSED = 'refused',

  /** It is accepted, and may cost data, or the way to it, later. */
  AT_RISK = 'at-risk',

  /** It holds for what is made from now on; what is there keeps what it has. */
  NEW_ONLY = 'new-only',

  /** Pods are replaced; the data is safe. */
  DISRUPTIVE = 'disruptive',

  /** Nothing that holds data notices it. */
  SAFE = 'safe',
}

/**
 * One thing that a change of manifests does.
 */
export interface StorageChange {
  /** What it does to data. */
  readonly effect: DataEffect;

  /** The kind of change; acknowledgements name it as `plan-` and this. */
  readonly id: string;

  /** The object's apiVersion. */
  readonly apiVersion: string;

  /** The object's kind. */
  readonly kind: string;

  /**
   * The object's namespace.
   *
   * @default - the object names none
   */
  readonly namespace?: string;

  /** The object's name. */
  readonly name: string;

  /** The place in the object, as a JSON pointer; empty for the object as a whole. */
  readonly pointer: string;

  /**
   * What stood there before, in short.
   *
   * @default - nothing, or it is secret
   */
  readonly was?: string;

  /**
   * What stands there now, in short.
   *
   * @default - nothing, or it is secret
   */
  readonly becomes?: string;

  /** What happens. */
  readonly cause: string;

  /** What to do; empty where there is nothing to do. */
  readonly remedy: string;

  /**
   * The version of Kubernetes from which it holds.
   *
   * @default - all that are known
   */
  readonly since?: string;

  /**
   * Path of the construct that makes the object.
   *
   * @default - no construct makes it
   */
  readonly constructPath?: string;
}

export function toStorageChange({ effect, id, object, pointer, was, becomes, cause, remedy, since, constructPath }: Change): StorageChange {
  const text = (value: Change['was']) => (value === undefined ? undefined : String(value));
  return {
    effect: effect as DataEffect,
    id,
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    pointer,
    was: text(was),
    becomes: text(becomes),
    cause,
    remedy,
    since,
    constructPath,
  };
}
