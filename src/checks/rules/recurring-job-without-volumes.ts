import { DEFAULT_GROUP, jobsOfClass, jobsOfLabels, NamedJob, RECURRING_JOB, SYSTEM_BACKUP } from '../../facts/operators/recurring-jobs';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const jobs = set.all(RECURRING_JOB);
  if (jobs.length === 0) return;
  const named = namedIn(set);
  for (const { name, root } of jobs) {
    const spec = root.at('spec');
    const groups = spec.at('groups').texts;
    if (spec.at('task').text === SYSTEM_BACKUP || groups.includes(DEFAULT_GROUP)) continue;
    if (named.some((one) => (one.isGroup ? groups.includes(one.name) : one.name === name))) continue;
    const where = groups.length === 0 ? 'is in no group' : `is in ${groups.length === 1 ? 'group' : 'the groups'} ${groups.join(', ')}`;
    yield {
      at: groups.length === 0 ? spec : spec.at('groups'),
      // Claims are often labelled in repositories of their own.
      level: groups.length === 0 ? 'warning' : 'info',
      cause: `Recurring job ${name} ${where}, and no claim, volume or class here names ${groups.length === 0 ? 'it' : 'it or its group'}: it runs, and does nothing.`,
      remedy: `Add default to groups, for all volumes without jobs of their own, or label the claims: recurring-job.longhorn.io/source: enabled and recurring-job.longhorn.io/${name}: enabled.`,
    };
  }
}

/** The jobs and groups that claims, volumes and classes name. */
function namedIn(set: ManifestSet): readonly NamedJob[] {
  const labelled = [
    ...set.everyClaim.map(({ at }) => at),
    ...['PersistentVolume', 'longhorn.io/Volume'].flatMap((type) => set.all(type)).map(({ root }) => root),
  ].map((at) => at.at('metadata', 'labels').textEntries);
  const classes = set.all('storage.k8s.io/StorageClass').map(({ root }) => root.at('parameters', 'recurringJobSelector').text);
  return [...labelled.flatMap(jobsOfLabels), ...classes.flatMap(jobsOfClass)];
}

export const recurringJobWithoutVolumes: Rule = {
  id: 'recurring-job-without-volumes',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'a recurring job of Longhorn that no volume takes part in',
  explanation: {
    why: [
      'A recurring job works on the volumes whose labels, or whose class, name it or one of its groups; the group default is that of all volumes without any. A job without groups that nothing names runs on time and backs up nothing, and nobody is told.',
      'Volumes that were labelled by hand, in the interface of Longhorn say, are not seen here.',
    ],
    wrong: yaml`
      apiVersion: longhorn.io/v1beta2
      kind: RecurringJob
      metadata:
        name: nightly
        namespace: longhorn-system
      spec:
        cron: 30 2 * * *
        task: backup
        retain: 14
        concurrency: 2
    `,
    right: yaml`
      apiVersion: longhorn.io/v1beta2
      kind: RecurringJob
      metadata:
        name: nightly
        namespace: longhorn-system
      spec:
        cron: 30 2 * * *
        task: backup
        groups: [default]
        retain: 14
        concurrency: 2
    `,
    see: ['https://longhorn.io/docs/latest/snapshots-and-backups/scheduling-backups-and-snapshots/'],
  },
  check,
};
