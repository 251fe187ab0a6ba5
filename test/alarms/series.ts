/** Series as `promtool test rules` reads them: values by the metric with its labels. */
export type SeriesMap = Readonly<Record<string, string>>;

type Labels = Readonly<Record<string, string>>;

/** A metric with its labels. */
export function named(metric: string, labels: Labels): string {
  const written = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${written.join(',')}}`;
}

/** In minutes, how far apart samples and evaluations are. */
export const STEP = 5;

/** A value that stays for some hours. */
export const still = (value: number, hours: number): string => `${value}+0x${(hours * 60) / STEP}`;

/** A value that becomes another every hour by so much, from a first one on. */
export const moving = (first: number, perHour: number, hours: number): string => {
  const step = (perHour * STEP) / 60;
  return `${first}${step < 0 ? '-' : '+'}${Math.abs(step)}x${(hours * 60) / STEP}`;
};

/** One value for some minutes, another until the end. */
export const changing = (before: number, minutes: number, after: number, hours: number): string =>
  `${before}+0x${minutes / STEP - 1} ${after}+0x${(hours * 60 - minutes) / STEP}`;

/** Series as two kube-state-metrics tell them beside each other, as in a rollout: nothing may fire twice, and nothing may fail. */
export function twice(series: SeriesMap): SeriesMap {
  return Object.fromEntries(
    Object.entries(series).flatMap(([name, values]) =>
      name.startsWith('kube_')
        ? ['10.0.0.1:8080', '10.0.0.2:8080'].map((instance) => [name.replace(/\}$/, `,instance="${instance}"}`), values])
        : [[name, values]],
    ),
  );
}
