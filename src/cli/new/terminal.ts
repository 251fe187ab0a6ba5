import { createInterface, Interface } from 'node:readline';

/** Where questions are asked. */
export interface Terminal {
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
  /** The answer, without spaces around it; undefined where the user ends the conversation. */
  ask(question: string): Promise<string | undefined>;
  /** Listens no more, so that the process can end. */
  close(): void;
}

/** The terminal of this process. One reader for all questions: what is typed ahead belongs to the next. */
export class ProcessTerminal implements Terminal {
  private lines?: Interface;
  private answers?: AsyncIterator<string>;
  private hasEnded = false;

  get isInteractive(): boolean {
    return process.stdin.isTTY && process.stdout.isTTY;
  }

  async ask(question: string): Promise<string | undefined> {
    const lines = (this.lines ??= this.open());
    this.answers ??= lines[Symbol.asyncIterator]();
    // A reader that has ended may still hold answers, and takes no more questions.
    if (!this.hasEnded) {
      lines.setPrompt(question);
      lines.prompt();
    }
    const answer = await this.answers.next();
    return answer.done === true ? undefined : answer.value.trim();
  }

  close(): void {
    this.lines?.close();
  }

  private open(): Interface {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    lines.once('close', () => {
      this.hasEnded = true;
    });
    return lines;
  }
}
