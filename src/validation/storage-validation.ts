import { existsSync } from 'node:fs';
import { CONFIG_FILE } from '../checks/config';
import { Finding, LEVELS } from '../checks/finding';
import { fails } from '../checks/formats/checked';
import { formatProblem } from '../checks/formats/human';
import { groupBy } from '../util/group-by';
import { Manifest } from '../checks/manifest';
import { formatRef } from '../checks/object';
import { ManifestSet } from '../checks/manifest-set';
import { readFiles } from '../checks/read-files';
import { InputProblem } from '../checks/input-problem';
import { ruleOf } from '../checks/rules';
import { check, CheckOptions } from '../checks/run';
import { ENGINE_RULES } from '../checks/engine-rules';
import { Problems } from '../props/problems';
import { readConstructRecord } from '../workloads/construct-record';
import { acknowledgementsIn } from './acknowledgements';
import { checkOptions, StorageEnforceOptions } from './check-options';
import { ConstructPaths } from './construct-paths';
import { FindingLevel } from './storage-finding';

/** What the cdk8s CLI hands to a plugin, as far as this one uses it. */
interface ValidationContext {
  readonly manifests: readonly string[];
  /** Construct paths by the name of their object; the report looks them up here. */
  readonly metadata: Record<string, { readonly path: string }>;
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: ReadonlyArray<{
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }>;
}

/**
 * The storage checks as a validation plugin of the cdk8s CLI: `cdk8s synth` reports what they find, and fails on errors.
 *
 * Configured in `cdk8s.yaml`; it creates nothing. Levels and acknowledgements are read from `cdk8s-storage.checks.yaml` beside it.
 *
 *     validations:
 *       - package: ./node_modules/cdk8s-storage
 *         version: 1.0.0
 *         class: StorageValidation
 *         properties:
 *           failOn: warning
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/
 */
export class StorageValidation {
  private readonly failOn: FindingLevel;
  private readonly options: CheckOptions;

  public constructor(options: StorageEnforceOptions = {}) {
    const problems = new Problems('StorageValidation', 'cdk8s.yaml');
    const configFile = options?.configFile ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
    this.options = checkOptions(problems, configFile === undefined ? options : { ...options, configFile });
    problems.throwIfAny();
    this.failOn = options?.failOn ?? FindingLevel.ERROR;
  }

  /**
   * Checks the manifests of a synthesis. The cdk8s CLI calls it.
   *
   * @param context What the CLI hands to its plugins: the files, and the report to fill.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- its class is in the CLI's package, which no library depends on
  public async validate(context: any): Promise<void> {
    const { manifests: files, metadata, report } = context as ValidationContext;
    const { manifests, problems } = readFiles(files);
    const record = readConstructRecord(files);
    const paths = new ConstructPaths(manifests, metadata, record?.objects ?? []);
    const located = manifests.map((manifest) => new Manifest(manifest.body, { ...manifest.origin, constructPath: paths.of(manifest) }));
    const acknowledgements = [...acknowledgementsIn(record?.notes ?? []), ...(this.options.acknowledgements ?? [])];
    const { findings, acknowledged, counts } = check(new ManifestSet(located), { ...this.options, acknowledgements });
    for (const violation of toViolations(findings, metadata)) report.addViolation(violation);
    if (problems.length > 0) report.addViolation(notChecked(problems));
    const failed = problems.length > 0 || findings.some(({ level }) => fails(level, this.failOn));
    report.submit(failed ? 'failure' : 'success', {
      Objects: String(manifests.length),
      Errors: String(counts.error),
      Warnings: String(counts.warning),
      Infos: String(counts.info),
      Acknowledged: String(acknowledged.length),
    });
    return Promise.resolve();
  }
}

/** One violation for each rule and level, with a resource for each object. */
function toViolations(findings: readonly Finding[], metadata: ValidationContext['metadata']): Violation[] {
  const sorted = [...findings].sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
  return [...groupBy(sorted, ({ level, rule }) => `${level} ${rule}`).values()].map((group) => toViolation(group, metadata));
}

function toViolation(group: readonly Finding[], metadata: ValidationContext['metadata']): Violation {
  const [{ rule, level }] = group;
  const { summary } = ruleOf(rule) ?? ENGINE_RULES.find(({ id }) => id === rule)!;
  const resources = groupBy(group, (finding) => nameFor(finding, metadata));
  return {
    ruleName: rule,
    recommendation: `${level}: ${summary}.`,
    fix: `As said at each place. Why, with examples: npx cdk8s-storage explain ${rule}`,
    violatingResources: [...resources].map(([resourceName, found]) => ({
      resourceName,
      manifestPath: found[0].file ?? 'N/A',
      locations: found.map(
        ({ pointer, line, cause, remedy }) => `${pointer || '/'}${line === undefined ? '' : ` (line ${line})`}: ${cause} ${remedy}`,
      ),
    })),
  };
}

/**
 * The name under which a resource is reported. The report finds the construct's path by the name alone, which a Service and a StatefulSet
 * may share, so the name says the kind too, and has an entry of its own in what the report looks into.
 */
function nameFor({ object, constructPath, file }: Finding, metadata: ValidationContext['metadata']): string {
  // Acknowledgements stand in a file or on a construct.
  const name = object === undefined ? (file ?? constructPath!) : formatRef(object);
  const free = [name, ...(constructPath === undefined ? [] : [`${name} of ${constructPath}`])].find(
    (candidate) => metadata[candidate] === undefined || metadata[candidate].path === constructPath,
  );
  const chosen = free ?? name;
  if (constructPath !== undefined) metadata[chosen] = { path: constructPath };
  return chosen;
}

/** What was read came from files, so each problem has one. */
function notChecked(problems: readonly InputProblem[]): Violation {
  return {
    ruleName: 'not-checked',
    recommendation: 'error: what cannot be read has not been checked.',
    fix: 'Look at the file: another validation, a patch or an Include may have broken it.',
    violatingResources: problems.map((problem) => ({
      resourceName: problem.file!,
      manifestPath: problem.file!,
      locations: [formatProblem(problem)],
    })),
  };
}
