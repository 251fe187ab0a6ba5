import { Construct } from 'constructs';
import { fails } from './checks/formats/checked';
import { formatRef } from './checks/object';
import { ManifestSet } from './checks/manifest-set';
import { readValues } from './checks/read-yaml';
import { check } from './checks/run';
import { Problems } from './props/problems';
import { checkOptions, StorageEnforceOptions } from './validation/check-options';
import { StorageChecks } from './validation/storage-checks';
import { FindingLevel, StorageFinding, toStorageFinding } from './validation/storage-finding';

/*
 * The storage checks as a matcher of jest: `import 'cdk8s-storage/jest'`, once, in a test or in jest's `setupFilesAfterEnv`.
 *
 *     expect(chart).toHaveNoStorageFindings();
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

/** For `expect.extend()` of test runners that have no global `expect`. */
export const storageMatchers = { toHaveNoStorageFindings };

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
    }
  }
}

(globalThis as { expect?: { extend?(matchers: object): void } }).expect?.extend?.(storageMatchers);
