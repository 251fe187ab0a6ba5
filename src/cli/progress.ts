import { Io } from './io';

/** Work that takes less shows nothing. */
const PATIENCE = 1000;

/** So often is the line written. */
const INTERVAL = 200;

/** One line of a terminal that says how far long work is, and goes away with its end. In a pipeline there is none. */
export class Progress {
  private readonly started = Date.now();
  private last = 0;

  constructor(private readonly io: Pick<Io, 'err' | 'showsProgress'>) {}

  show(text: string): void {
    if (this.io.showsProgress !== true) return;
    const now = Date.now();
    if (now - this.started < PATIENCE || now - this.last < INTERVAL) return;
    this.last = now;
    this.io.err(`\r\u001b[K${text}`);
  }

  end(): void {
    if (this.last > 0) this.io.err('\r\u001b[K');
    this.last = 0;
  }
}
