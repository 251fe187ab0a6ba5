import { Construct } from 'constructs';
import { fails } from './checks/formats/checked';
import { formatRef } from './checks/object';
import { ManifestSet } from './checks/manifest-set';
import { readValues } from './checks/read-yaml';
import { check } from './checks/run';
import { LOUD_EFFECTS } from './facts/data-changes';
import { Change } from './plan/change';
import { planBetween } from './plan/plan-between';
import { Problems } from './props/problems';
import { checkOptions, StorageEnforceOptions } from './validation/check-options';
import { planOptions, StoragePlanOptions } from './validation/plan-options';
import { StorageChecks } from './validation/storage-checks';
import { sideOf } from './validation/storage-plan';
import { FindingLevel, StorageFinding, toStorageFinding } from './validation/storage-finding';

/*
 * The storage checks as a matcher of jest: `import 'cdk8s-storage/jest'`, once, in a test or in jest's `setupFilesAfterEnv`.
 *
 *     expect(chart).toHaveNoStorageFindings();
 *     expect(chart).toKeepItsData('test/deployed');
 */

/** What a matcher returns. */
interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * Whether nothing is found in a construct (a chart, an app, anything in one) or in a list of manifests, such as Testing.synth() returns.
 * Findings of every level count, unless `failOn` says otherwise.
 */
export function toHaveNoStorageFindings(received: unknown, options: StorageEnforceOptions = {}): MatcherResult {
  const failOn = options?.failOn ?? FindingLevel.INFO;
  const findings = findingsIn(received, options ?? {}).filter(({ level }) => fails(level, failOn));
  const pass = findings.length === 0;
  return {
    pass,
    message: () =>
      pass
        ? 'expected storage findings, and there are none'
        : `expected no storage findings, and there ${findings.length === 1 ? 'is 1' : `are ${findings.length}`}:\n\n${findings.map(describe).join('\n\n')}`,
  };
}

/**
 * Whether a construct, or a list of manifests, keeps the data of what was applied before: no workload comes up empty, nothing is deleted,
 * refused or put at risk. What was applied before is a list of manifests, a construct, or the path of a file or directory.
 *
 *     expect(chart).toKeepItsData('test/deployed');
 */
export function toKeepItsData(received: unknown, previousManifests: unknown, options: StoragePlanOptions = {}): MatcherResult {
  const problems = new Problems('toKeepItsData', 'expect()');
  const engineOptions = planOptions(problems, options);
  const [before, after] = [sideOf(problems, 'previousManifests', previousManifests), sideOf(problems, 'received', received)];
  problems.throwIfAny();
  const loud = planBetween(before, after, engineOptions).changes.filter(({ effect }) => LOUD_EFFECTS.includes(effect));
  const pass = loud.length === 0;
  return {
    pass,
    message: () =>
      pass
        ? 'expected data to be lost, refused or at risk, and all is kept'
        : `expected all data to be kept, and ${loud.length === 1 ? '1 change does not' : `${loud.length} changes do not`}:\n\n${loud.map(describeChange).join('\n\n')}`,
  };
}

function describeChange({ effect, id, object, constructPath, pointer, cause, remedy }: Change): string {
  const place = constructPath === undefined ? '' : `\n    at ${constructPath}`;
  return `  ${effect} ${id}: ${`${formatRef(object)} ${pointer}`.trimEnd()}${place}\n    ${cause}\n    ${remedy}`;
}

/** For `expect.extend()` of test runners that have no global `expect`. */
export const storageMatchers = { toHaveNoStorageFindings, toKeepItsData };

function findingsIn(received: unknown, options: StorageEnforceOptions): StorageFinding[] {
  const problems = new Problems('toHaveNoStorageFindings', 'expect()');
  const engineOptions = checkOptions(problems, options);
  if (Construct.isConstruct(received)) {
    problems.throwIfAny();
    const { complete, rules, configFile } = options;
    return StorageChecks.of(received).findings({ complete, rules, configFile });
  }
  if (!Array.isArray(received)) {
    problems.add('received', received, 'Give a construct, such as a chart, or a list of manifests.');
    problems.throwIfAny();
  }
  const { manifests, problems: unread } = readValues(received as unknown[]);
  for (const { message } of unread) problems.add('received', received, message);
  problems.throwIfAny();
  return check(new ManifestSet(manifests), engineOptions).findings.map(toStorageFinding);
}

function describe({ rule, level, kind, namespace, name, constructPath, pointer, cause, remedy }: StorageFinding): string {
  const object = kind === undefined || name === undefined ? '' : `: ${formatRef({ kind, namespace, name })} ${pointer}`.trimEnd();
  const place = constructPath === undefined ? '' : `\n    at ${constructPath}`;
  return `  ${level} ${rule}${object}${place}\n    ${cause}\n    ${remedy}`;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where the types of jest are
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type -- the parameters have to be those of jest
    interface Matchers<R, T = {}> {
      /** Whether the storage checks find nothing in a construct or a list of manifests. */
      toHaveNoStorageFindings(options?: StorageEnforceOptions): R;

      /** Whether a construct or a list of manifests keeps the data of what was applied before. */
      toKeepItsData(previousManifests: unknown, options?: StoragePlanOptions): R;
    }
  }
}

(globalThis as { expect?: { extend?(matchers: object): void } }).expect?.extend?.(storageMatchers);
