import { parseArgs, ParseArgsConfig } from 'node:util';

/** Arguments of a program of contributors that cannot be meant: whoever typed them is told in a sentence, without a stack. */
export class WrongArguments extends Error {}

/** What `parseArgs` reads; throws what is wrong with it together with how the program is called. */
export function readArguments<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!String(code).startsWith('ERR_PARSE_ARGS')) throw error;
    // The first sentence; what follows tells of a positional argument, which is never meant.
    const [sentence] = message.split('. ');
    throw new WrongArguments(`${sentence}. ${usage}`, { cause: error });
  }
}

/** Ends the program for a failure: with status 2 for arguments, else with 1 and the stack. */
export function endFor(error: unknown): void {
  const isWrong = error instanceof WrongArguments;
  process.stderr.write(`${isWrong ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = isWrong ? 2 : 1;
}
