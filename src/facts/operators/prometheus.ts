/**
 * Durations and sizes as Prometheus reads them.
 *
 * @see https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
 */

const SECONDS: Readonly<Record<string, number>> = { y: 365 * 86400, w: 7 * 86400, d: 86400, h: 3600, m: 60, s: 1, ms: 0.001 };
const DURATION = /^(?:[0-9]+(?:y|w|d|h|ms|m|s))+$/;

/** Seconds of a duration such as `15d` or `1d12h`; undefined where it is none. */
export function parsePrometheusDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  return [...text.matchAll(/([0-9]+)(y|w|d|h|ms|m|s)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit], 0);
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const SIZE = /^([0-9]+(?:\.[0-9]+)?)(?:([KMGTPE])i?)?B$/;

/** Bytes of a size such as `50GB`, which are powers of two; undefined where it is none. */
export function parsePrometheusSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * 1024 ** UNITS.indexOf(`${match[2] ?? ''}B`);
}

/** The share of a volume that blocks may fill: the rest is for compaction, the write-ahead log and the file system. */
export const MOST_OF_VOLUME = 0.85;
