/**
 * How Longhorn's recurring jobs find their volumes: by labels of claims and volumes, by classes, or as those of the default group.
 *
 * @see https://longhorn.io/docs/latest/snapshots-and-backups/scheduling-backups-and-snapshots/
 */

export const RECURRING_JOB = 'longhorn.io/RecurringJob';

/** The group of all volumes whose labels name no job. */
export const DEFAULT_GROUP = 'default';

/** The task that is about the settings of Longhorn itself, and about no volume. */
export const SYSTEM_BACKUP = 'system-backup';

const LABEL = /^recurring-job(-group)?\.longhorn\.io\/(.+)$/;

/** A job or a group that something names. */
export interface NamedJob {
  readonly name: string;
  readonly isGroup: boolean;
}

/** What the labels of a claim or volume name. The label `source` says where the others are to come from. */
export function jobsOfLabels(labels: Iterable<readonly [key: string, value: string]>): readonly NamedJob[] {
  return [...labels].flatMap(([key, value]) => {
    const match = value === 'enabled' ? LABEL.exec(key) : null;
    if (match === null || (match[1] === undefined && match[2] === 'source')) return [];
    return [{ name: match[2], isGroup: match[1] !== undefined }];
  });
}

/** What the parameter recurringJobSelector of a class names: a list in JSON. */
export function jobsOfClass(selector: string | undefined): readonly NamedJob[] {
  if (selector === undefined) return [];
  let list: unknown;
  try {
    list = JSON.parse(selector);
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: { name?: unknown; isGroup?: unknown } | null) =>
    typeof one?.name === 'string' ? [{ name: one.name, isGroup: String(one.isGroup) === 'true' }] : [],
  );
}
