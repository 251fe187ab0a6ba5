import { Arguments, Options } from './arguments';
import { Io } from './io';

/** A command: its help, and what it does. It returns the exit code. */
export interface Command {
  readonly usage: string;
  /** A sentence or more. */
  readonly about: string;
  readonly options: Options;
  run(args: Arguments, io: Io): Promise<number>;
}
