/**
 * The clocks of a time zone: when they are set to another time, and which instant a local time is.
 *
 * @see https://www.iana.org/time-zones
 */

/** A time during which the clocks of a zone keep one distance from UTC; in seconds. */
export interface ClockPeriod {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const DAY = 86400;

/** Clocks are looked at this often: none is set twice within it, not even for Ramadan. */
const LOOK = 5 * DAY;

/** The periods of a zone within a span of time, of which the first and the last have no end. */
export function clockPeriods(zone: string, from: number, to: number): readonly ClockPeriod[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsetAt = (instant: number): number => {
    const name = format.formatToParts(instant * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(name) ?? [];
    return sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0));
  };
  const changes: Array<{ readonly at: number; readonly offset: number }> = [];
  let offset = offsetAt(from);
  const first = offset;
  for (let instant = from + LOOK; instant < to + LOOK; instant += LOOK) {
    const next = offsetAt(instant);
    if (next === offset) continue;
    let [before, after] = [instant - LOOK, instant];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    offset = next;
    changes.push({ at: after, offset });
  }
  return [{ at: -Infinity, offset: first }, ...changes].map((change, index) => ({
    from: change.at,
    to: changes[index]?.at ?? Infinity,
    offset: change.offset,
  }));
}

/** The clocks of a zone, asked in the order of time or out of it. */
export class Clocks {
  private last = 0;

  constructor(readonly periods: readonly ClockPeriod[]) {}

  periodAt(instant: number): ClockPeriod {
    const { periods } = this;
    while (instant < periods[this.last].from) this.last -= 1;
    while (instant >= periods[this.last].to) this.last += 1;
    return periods[this.last];
  }

  /** What the clocks show, as seconds as if it were UTC. */
  local(instant: number): number {
    return instant + this.periodAt(instant).offset;
  }

  /**
   * The instant at which the clocks show a time. Of a time that is skipped or comes twice, the one that Go takes, of whose library the controllers are made.
   *
   * @see https://pkg.go.dev/time#Date
   */
  instant(local: number): number {
    const { from, to, offset } = this.periodAt(local);
    const guess = local - offset;
    return offset === 0 || (guess >= from && guess < to) ? guess : local - this.periodAt(guess).offset;
  }
}
