/**
 * What somebody does to a cluster step by step, where a mistake costs data: checks first, each step told apart and safe to be done again,
 * with its undo. It is written out twice, as a text for people and as a script, from this one description.
 */
export interface Runbook {
  readonly title: string;
  /** What it is for, and what somebody has to know before; a paragraph each. */
  readonly about: readonly string[];
  /** What is asked of the cluster anew before each step that speaks of it. */
  readonly lookups?: readonly Lookup[];
  /** What holds before the first step, after the last, and between any two: each run begins with it. */
  readonly requirements: readonly Requirement[];
  readonly steps: readonly Step[];
  /** What could not be known, for whoever runs it to look at; a paragraph each. */
  readonly unknown: readonly string[];
}

/** A question to the cluster. */
export interface Condition {
  /** What holds, as the end of a sentence: `the volume pv-1 is kept (Retain)`. */
  readonly that: string;
  /** A list of a POSIX shell that succeeds where it holds, with the functions of `runbook.sh`. */
  readonly test: string;
}

/** What has to hold before something is done. */
export interface Requirement extends Condition {
  /** What to do where it does not hold. */
  readonly otherwise: string;
}

/** A name that only the cluster knows, under a variable of the shell. */
export interface Lookup {
  readonly variable: string;
  /** What it is, as a phrase: `the volume of the claim shop/data`. */
  readonly title: string;
  /** A list of a POSIX shell that leaves it in `$answer`, and fails where there is none. */
  readonly ask: string;
  /** How a person asks for it: a command. */
  readonly command: Command;
}

/** A word of a command: as it is, or with what was looked up at its end. */
export type Word = string | { readonly before: string; readonly variable: string };

/** A program with its words, and perhaps what it reads. */
export interface Command {
  readonly words: readonly Word[];
  /** Lines for its standard input. */
  readonly input?: string;
  /** A program whose output it reads instead. */
  readonly from?: readonly Word[];
}

/**
 * One change of the cluster. A run that is killed before, in the middle of it or after finds out by `done` where it was: so `done` holds as
 * well where later steps have gone on from there.
 */
export interface Step {
  /** What is done, as an order: `Keep the volume pv-1`. */
  readonly title: string;
  readonly why: string;
  /** It holds once the step is done; then the step is passed over. */
  readonly done: Condition;
  /** All have to hold before it is done. */
  readonly checks: readonly Requirement[];
  /** The commands, the next only where the one before ended well; or what somebody has to do by hand, before the run goes on. */
  readonly act: readonly Command[] | { readonly byHand: string };
  /** How it is taken back: in words, and by commands where these do. */
  readonly undo: { readonly told: string; readonly commands?: readonly Command[] };
  /**
   * How many seconds the cluster has until `done` holds.
   *
   * @default 120
   */
  readonly within?: number;
  /** Where it holds while `done` is waited for, the step has failed: what to do then. */
  readonly fails?: Requirement;
  /** The step is done only where the run is told so: `--with=NAME`. */
  readonly onlyWith?: string;
}
