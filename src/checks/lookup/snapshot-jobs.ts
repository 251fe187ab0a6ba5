import { SnapshotTargets, snapshotTargets } from '../../facts/snapshot-programs';
import { groupBy } from '../../util/group-by';
import { Claim } from '../claim';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { variablesOf, wordsOf } from './scripts';
import { canSnapshot, labelsOf } from './velero';

interface Task extends SnapshotTargets {
  readonly title: string;
  readonly namespace: string;
}

/** Jobs that have the cluster take snapshots of claims of their namespace. */
export class SnapshotJobs {
  private readonly tasks: ReadonlyMap<string, readonly Task[]>;

  constructor(private readonly set: ManifestSet) {
    const tasks = set.pods.filter(({ isTask, workload }) => isTask && workload.root.at('spec', 'suspend').flag !== true).flatMap(tasksOf);
    this.tasks = groupBy(tasks, ({ namespace }) => namespace);
  }

  /** The jobs that surely take snapshots of a claim of a Pod; it is known in the cluster by several names, where it is a template. */
  covering({ namespace }: PodTemplate, claim: Claim, names: readonly string[]): readonly string[] {
    const tasks = this.tasks.get(namespace ?? '') ?? [];
    if (tasks.length === 0 || !canSnapshot(this.set, claim)) return [];
    const labels = labelsOf(claim);
    return tasks
      .filter((task) => {
        const isSelected = task.labels.length > 0 && task.labels.every(([key, value]) => labels.get(key) === value);
        return isSelected || names.some((name) => task.claims.includes(name));
      })
      .map(({ title }) => title);
  }
}

function tasksOf({ containers, namespace = '', workload }: PodTemplate): Task[] {
  return containers.flatMap((container) => {
    const told = [...wordsOf(container), ...variablesOf(container).values()];
    const isWord = (text: string) => !/\s/.test(text.trim());
    const targets = snapshotTargets({ words: told.filter(isWord), texts: told.filter((text) => !isWord(text)) });
    return targets === undefined ? [] : [{ ...targets, title: workload.toString(), namespace }];
  });
}
