import { existsSync } from 'node:fs';
import { Construct } from 'constructs';
import { Manifest } from '../checks/manifest';
import { readFiles } from '../checks/read-files';
import { readValues } from '../checks/read-yaml';
import { Plan } from '../plan/change';
import { planJson } from '../plan/formats/json';
import { planMarkdown } from '../plan/formats/markdown';
import { planBetween } from '../plan/plan-between';
import { Problems } from '../props/problems';
import { manifestsOf } from './constructed-manifests';
import { planOptions, StoragePlanOptions } from './plan-options';
import { StorageChange, toStorageChange } from './storage-change';

/**
 * Says what a change of manifests does to the data: what the API server refuses, which workloads come up empty, what is deleted, what is at
 * risk. It sees all objects of both sides together, whoever made them, and creates nothing.
 *
 * The practice it encodes: data is lost on the second deployment, and what it does is known before it is applied.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage
 */
export class StoragePlan {
  /**
   * The plan between what is there and what takes its place. Each is a construct (an app, a chart, or what is in one), a list of
   * manifests, such as Testing.synth() returns, or the path of a file or directory.
   *
   * @param previous What is there: what was applied last, or objects that were read from a cluster.
   * @param next All that is wanted: what is not in it has gone.
   * @param options How it is applied, and to which version.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no word for one of several
  public static between(previous: any, next: any, options: StoragePlanOptions = {}): StoragePlan {
    const problems = new Problems('StoragePlan.between', 'a plan');
    const engineOptions = planOptions(problems, options);
    const [before, after] = [sideOf(problems, 'previous', previous), sideOf(problems, 'next', next)];
    problems.throwIfAny();
    return new StoragePlan(planBetween(before, after, engineOptions));
  }

  private constructor(private readonly plan: Plan) {}

  /** What the change does, the loud effects first; several of one object stand together. */
  public changes(): StorageChange[] {
    return this.plan.changes.map(toStorageChange);
  }

  /** The plan as JSON text, as the command writes it. */
  public toJson(): string {
    return planJson({ plan: this.plan, problems: [], notes: [], runbooks: [], failOn: [] });
  }

  /** The plan as Markdown, for a pull request. */
  public toMarkdown(): string {
    return planMarkdown({ plan: this.plan, problems: [], notes: [], runbooks: [], failOn: [] });
  }
}

/** The objects of one side. */
export function sideOf(problems: Problems, name: string, given: unknown): Manifest[] {
  if (Construct.isConstruct(given)) return manifestsOf(given);
  if (typeof given === 'string') {
    if (!existsSync(given)) {
      problems.add(name, given, 'There is no such file or directory.');
      return [];
    }
    const { manifests, problems: unread } = readFiles([given]);
    for (const { file, line, message } of unread) {
      problems.add(name, given, `${file ?? ''}${line === undefined ? '' : `:${line}`}: ${message}`);
    }
    return [...manifests];
  }
  if (!Array.isArray(given)) {
    problems.add(name, given, 'Give a construct, such as a chart, a list of manifests, or the path of a file or directory.');
    return [];
  }
  const { manifests, problems: unread } = readValues(given as unknown[]);
  for (const { message } of unread) problems.add(name, given, message);
  return [...manifests];
}
