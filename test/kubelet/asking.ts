import { setTimeout as sleep } from 'timers/promises';

/** Asks for something again and again while something else happens, and notes what was wrong. */
export class Asking {
  private stopped = false;
  private asked = 0;
  private readonly bad: string[] = [];
  private readonly loop: Promise<void>;

  /** `ask` says what is wrong with an answer, where anything is. */
  constructor(private readonly ask: () => Promise<string | undefined>) {
    this.loop = this.run();
  }

  async end(): Promise<{ readonly asked: number; readonly bad: readonly string[] }> {
    this.stopped = true;
    await this.loop;
    return { asked: this.asked, bad: this.bad };
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.asked++;
      const wrong = await this.ask().catch((error: Error) => (error.cause instanceof Error ? error.cause.message : error.message));
      if (wrong !== undefined) this.bad.push(wrong);
      await sleep(100);
    }
  }
}
