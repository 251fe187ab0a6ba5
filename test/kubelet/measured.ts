import { ok } from 'assert/strict';

/** A time that the docs speak of. */
export interface Measurement {
  readonly what: string;
  readonly seconds: number;
  /** What it is compared with: a promise of the docs, or a period of the kubelet. */
  readonly promise: string;
  readonly limit: number;
}

/** The times of a run, in the order in which they were taken. */
export class Measured {
  private readonly taken: Measurement[] = [];

  /** Notes how long something took. Limits are many times what is promised: they fail for what does not happen, never on a busy machine. */
  add(what: string, start: number, promise: string, limit: number): void {
    const seconds = (Date.now() - start) / 1000;
    this.taken.push({ what, seconds, promise, limit });
    ok(seconds <= limit, `${what} took ${seconds.toFixed(1)} s; promised: ${promise}; the limit is ${limit} s.`);
  }

  get all(): readonly Measurement[] {
    return this.taken;
  }
}
