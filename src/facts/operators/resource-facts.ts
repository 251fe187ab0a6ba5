/**
 * Custom resources whose operators make storage: where they say so, and what becomes of the data. Places are written as keys with dots,
 * `*` standing for every item of a list and every value of a map: `spec.nodeSets.*.volumeClaimTemplates.*`.
 */

/** What is known of one kind of custom resource. */
export interface CustomResourceFacts {
  /** The kind with its API group: `monitoring.coreos.com/Prometheus`. */
  readonly type: string;
  /** What it runs, as people call it. */
  readonly title: string;
  /** The claims that it asks for. */
  readonly claims?: readonly ClaimPlace[];
  /** Where it keeps data on a volume that goes with its Pod. */
  readonly scratch?: readonly ScratchPlace[];
  /** Settings with which the operator deletes data, beside what the reclaim policy of the class does. */
  readonly deletions?: readonly DeletionPlace[];
  /** Its claims go with it, whatever deletes it, unless it says otherwise. */
  readonly owned?: OwnedClaims;
  /** Pools of Ceph, which say how many copies of everything there are. */
  readonly pools?: readonly string[];
  /** Whether what its claims hold can be made again: the work space of a run, a cache. */
  readonly madeAgain?: boolean;
}

/** A claim in a custom resource. */
export interface ClaimPlace {
  readonly at: string;
  /** A claim with metadata and spec; the spec alone; or fields that the operator makes a claim of. */
  readonly shape: 'claim' | 'spec' | 'fields';
  /** Where the fields stand, below the place; an operator that does not ask for the mode makes ReadWriteOnce claims. */
  readonly fields?: ClaimFields;
  /** Holds only where a key below the place has this value. */
  readonly when?: Condition;
  /** The only names that the operator mounts by itself; the place of the Pod template whose containers may mount others. */
  readonly names?: ClaimNames;
  /** Whether the claim goes with its Pod, or with the run that it is made for. */
  readonly ephemeral?: boolean;
  /** What it is called, where it has no name of its own. */
  readonly name?: string;
}

export interface ClaimNames {
  readonly known: readonly string[];
  /** Where the Pod template stands: from the root, or beside the list of claim templates. */
  readonly podTemplate?: string;
  /** What comes of another name: a phrase. */
  readonly otherwise: string;
  /** error where the data is lost or the object is refused. */
  readonly level: 'error' | 'warning';
}

export interface ClaimFields {
  readonly size: string;
  readonly className?: string;
  readonly accessModes?: string;
}

export interface Condition {
  readonly at: string;
  readonly is: string | boolean;
}

/** Where data is kept on an emptyDir. */
export interface ScratchPlace {
  /** The part that runs Pods with data; nothing holds where it is not written. */
  readonly part: string;
  /** What, below the part, gives them storage; where none of it is there, the data is on an emptyDir. */
  readonly unless?: readonly string[];
  /** A setting, below the part, that asks for an emptyDir in so many words: a value, or (without one) that it is there at all. */
  readonly says?: { readonly at: string; readonly is?: string | boolean | number };
  /** Holds only where a key of the part has this value. */
  readonly when?: Condition;
  /** What is lost with the Pod. */
  readonly data: string;
  /**
   * Where it lies instead.
   *
   * @default 'on an emptyDir'
   */
  readonly where?: string;
  /** info where many run it so on purpose. */
  readonly level: 'warning' | 'info';
  /** What to write instead: a sentence. */
  readonly remedy: string;
}

/** Claims that belong to the custom resource: the operator makes it their owner, or deletes them when it goes. */
export interface OwnedClaims {
  /** The setting with which they stay, or several with `|` between; none where the object knows none. */
  readonly unless?: Condition;
  /** What else keeps them: a phrase with which a sentence begins. */
  readonly keep?: string;
  /** Where the operator itself is told to keep those of all its resources. */
  readonly operator?: readonly OperatorSetting[];
}

/** A setting of an operator, in an object of a kind. */
export interface OperatorSetting extends Condition {
  readonly type: string;
}

/** A setting with which an operator deletes data. */
export interface DeletionPlace {
  readonly at: string;
  /** The value that does it, or a word that the text of a list has. */
  readonly is: string | boolean;
  /** Holds only where a key beside it has this value. */
  readonly beside?: Condition;
  /** What happens: a phrase that follows "and". */
  readonly harm: string;
  /** What to write instead: a sentence. */
  readonly remedy: string;
}
