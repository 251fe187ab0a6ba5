/** What the command has to do with the process that it runs in, so that tests can run it without one. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** All that comes through the pipe, up to a number of bytes; what is beyond is not read. */
  readInput(most: number): Promise<Buffer>;
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person reads what is written. */
  readonly isTerminal: boolean;
  /** Whether a person sees what goes to standard error, too, so that it can show how far work is. */
  readonly showsProgress?: boolean;
}

/** Whether to colour. @see https://no-color.org and https://force-color.org */
export function wantsColor({ env, isTerminal }: Pick<Io, 'env' | 'isTerminal'>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTerminal && term !== 'dumb';
}

/** Something that the user has to put right before anything can be done. */
export class UsageError extends Error {}

export const EXIT = { clean: 0, findings: 1, notChecked: 2 } as const;
