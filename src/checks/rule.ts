import { Cursor } from './cursor';
import { Level } from './finding';
import { ManifestSet } from './manifest-set';

/** What a rule reports. */
export interface Discovery {
  /** The place that has to change. */
  readonly at: Cursor;
  readonly cause: string;
  readonly remedy: string;
  /** Where the case is better or worse than the rule's usual one. */
  readonly level?: Level;
}

/** The page that `explain` prints. */
export interface Explanation {
  /** Paragraphs: what happens, and why. */
  readonly why: readonly string[];
  /** YAML that has the mistake: the rule finds it. */
  readonly wrong: string;
  /** The same, mended: the rule finds nothing. */
  readonly right: string;
  /** Where it is documented. */
  readonly see: readonly string[];
}

export interface RuleContext {
  readonly set: ManifestSet;
  /** Whether the set is all that there is in the cluster, so that what is not in it does not exist. */
  readonly complete: boolean;
}

/** One check. Its file has the name of its id. */
export interface Rule {
  readonly id: string;
  readonly level: Level;
  /** Other levels that it reports, by case. */
  readonly otherLevels?: readonly Level[];
  /** What it finds, as a phrase. */
  readonly summary: string;
  readonly explanation: Explanation;
  /** Reports only with `complete`. */
  readonly needsComplete?: boolean;
  check(context: RuleContext): Iterable<Discovery>;
}
