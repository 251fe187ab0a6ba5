import { ObjectRef } from './object';

/** error: it will fail or lose data; warning: it will hurt in production; info: worth knowing. */
export type Level = 'error' | 'warning' | 'info';

export const LEVELS: readonly Level[] = ['error', 'warning', 'info'];

/** What a rule found, as everybody outside of the engine sees it. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  readonly level: Level;
  /** The object; missing where the finding is about the checks' own configuration. */
  readonly object?: ObjectRef;
  /** JSON pointer (RFC 6901) to the place in the object, always one that is written there; empty for the object as a whole. */
  readonly pointer: string;
  /** Where the manifest came from a file. */
  readonly file?: string;
  /** From 1; where the manifest came from a file. */
  readonly line?: number;
  /** Where the manifest came from a construct. */
  readonly constructPath?: string;
  /** What is wrong, with the names and values concerned: one sentence. */
  readonly cause: string;
  /** What to write instead: one sentence. */
  readonly remedy: string;
}

/** A finding that somebody has looked at and accepted. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
  /** Where it was acknowledged. */
  readonly by: string;
}
