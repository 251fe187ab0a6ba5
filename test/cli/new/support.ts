import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readArguments } from '../../../src/cli/arguments';
import { Io, UsageError } from '../../../src/cli/io';
import { newCommand } from '../../../src/cli/new/new';
import { Terminal } from '../../../src/cli/new/terminal';

/** What a run of the command came to. */
export interface Outcome {
  /** 2 where it was refused. */
  readonly code: number;
  readonly out: string;
  /** The message of what was refused. */
  readonly refusal?: string;
}

/** A terminal on which answers come one after the other; undefined ends the conversation. */
export function scripted(...answers: Array<string | undefined>): Terminal & { readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  return {
    isInteractive: true,
    asked,
    ask(question) {
      asked.push(question);
      if (left.length === 0) throw new Error(`nobody expected the question ${question}`);
      return Promise.resolve(left.shift());
    },
    close: () => undefined,
  };
}

const NOBODY: Terminal = {
  isInteractive: false,
  ask: () => {
    throw new Error('a question was asked where nobody answers');
  },
  close: () => undefined,
};

/** A directory of one test, in which the command runs. */
export class Place {
  readonly directory = mkdtempSync(join(tmpdir(), 'new-'));

  async run(args: string, terminal: Terminal = NOBODY, env: Io['env'] = {}): Promise<Outcome> {
    const command = newCommand(terminal);
    let out = '';
    const io: Io = {
      out: (text) => void (out += text),
      err: (text) => void (out += text),
      readInput: () => Promise.resolve(Buffer.alloc(0)),
      directory: this.directory,
      env,
      isTerminal: terminal.isInteractive,
    };
    try {
      const words = args.split(' ').filter((word) => word !== '');
      return { code: await command.run(readArguments(words, 'cdk8s-storage new', command.options), io), out };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { code: 2, out, refusal: error.message };
    }
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true });
    writeFileSync(join(this.directory, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.directory, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.directory, path));
  }

  /** All files below a directory, hidden ones too. */
  list(path = '.'): string[] {
    return readdirSync(join(this.directory, path), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(this.directory, path).length + 1))
      .sort();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
