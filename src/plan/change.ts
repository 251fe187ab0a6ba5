import { ChangeId, Effect } from '../facts/data-changes';
import { Deployer } from '../facts/deployers';
import { Acknowledgement } from '../checks/acknowledgement';
import { Cursor } from '../checks/cursor';
import { ObjectRef } from '../checks/object';

/** One thing that a change of manifests does, as everybody outside of the engine sees it. */
export interface Change {
  readonly object: ObjectRef;
  readonly effect: Effect;
  /** The kind of change, by which it is acknowledged. */
  readonly id: ChangeId;
  /** JSON pointer (RFC 6901) to the place in the object; empty for the object as a whole. */
  readonly pointer: string;
  /** What stood there before, and what stands there now; left out for objects as a whole, and for secrets. */
  readonly was?: Shown;
  readonly becomes?: Shown;
  /** What happens, with the names concerned: one sentence or two. */
  readonly cause: string;
  /** What to do: one sentence or two. Empty where there is nothing to do. */
  readonly remedy: string;
  /** The version of Kubernetes from which this holds; missing where it holds in all that are known. */
  readonly since?: string;
  readonly file?: string;
  readonly line?: number;
  readonly constructPath?: string;
}

export type Shown = string | number | boolean;

/** A change that somebody has looked at and accepted. */
export interface AcknowledgedChange extends Change {
  readonly reason: string;
  readonly by: string;
}

export interface PlanOptions {
  /**
   * The minor version of Kubernetes 1 whose API server is asked.
   *
   * @default - the newest that is known
   */
  readonly minor?: number;
  /**
   * What applies the manifests.
   *
   * @default 'kubectl'
   */
  readonly deployer?: Deployer;
  /** Acknowledgements from code and from configuration files; those in annotations of the new manifests are found there. */
  readonly acknowledgements?: readonly Acknowledgement[];
}

/** What comes of a change of manifests. */
export interface Plan {
  /** The loud ones first; several of an object stand together. */
  readonly changes: readonly Change[];
  readonly acknowledged: readonly AcknowledgedChange[];
  /** Acknowledgements of changes that are not there: they would hide the next one. */
  readonly unused: readonly Acknowledgement[];
  readonly counts: Readonly<Record<Effect, number>>;
  /** Objects in the old and in the new manifests. */
  readonly objects: { readonly old: number; readonly new: number };
}

/** What a part of the engine finds. */
export interface Draft {
  readonly id: ChangeId;
  /** Where the effect is another one than that of its kind. */
  readonly effect?: Effect;
  /** The place, in the new manifest where there is one. */
  readonly at: Cursor;
  /** The place, where it is none that a cursor leads to. */
  readonly was?: unknown;
  readonly becomes?: unknown;
  readonly cause: string;
  readonly remedy: string;
  readonly since?: string;
}
