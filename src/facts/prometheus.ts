/**
 * What Prometheus reads, and what kube-state-metrics and the kubelet tell it.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */

/** Names of labels, of which those with two underscores are Prometheus' own. */
export const isLabelName = (name: string): boolean => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !name.startsWith('__');

/** A text in double quotes, as PromQL reads it. */
export const quoted = (text: string): string => JSON.stringify(text);

/** A text as a pattern that matches it and nothing else. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A condition on a label: equal to a text, or matching one of several patterns. */
export const equals = (label: string, value: string): string => `${label}=${quoted(value)}`;
export const matches = (label: string, patterns: readonly string[]): string =>
  `${label}=~${quoted([...new Set(patterns)].sort().join('|'))}`;

/** How the controllers end the names of Pods: letters and digits that make no words. */
const RANDOM = '[a-z0-9]{5}';

/** The Pods of a workload, as a pattern; undefined for a kind whose Pods are called otherwise. */
export function podPattern(type: string, name: string): string | undefined {
  const own = literally(name);
  switch (type) {
    case 'Pod':
      return own;
    case 'apps/StatefulSet':
      return `${own}-[0-9]+`;
    case 'apps/Deployment':
      return `${own}-[a-z0-9]{1,10}-${RANDOM}`;
    case 'apps/DaemonSet':
      return `${own}-${RANDOM}`;
    // One with an index has that before the rest.
    case 'batch/Job':
      return `${own}-([0-9]+-)?${RANDOM}`;
    case 'batch/CronJob':
      return `${own}-[0-9]+-([0-9]+-)?${RANDOM}`;
    default:
      return undefined;
  }
}
