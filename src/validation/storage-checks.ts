import { Construct, IConstruct } from 'constructs';
import { Finding } from '../checks/finding';
import { fails } from '../checks/formats/checked';
import { formatRef } from '../checks/object';
import { ManifestSet } from '../checks/manifest-set';
import { check, CheckOptions, CheckResult } from '../checks/run';
import { UNUSED_ACKNOWLEDGEMENT } from '../checks/engine-rules';
import { Problems } from '../props/problems';
import { recordConstructs } from '../workloads/construct-record';
import { acknowledge, acknowledgementsOn } from './acknowledgements';
import { checkOptions, StorageCheckOptions, StorageEnforceOptions } from './check-options';
import { manifestsOf } from './constructed-manifests';
import { duringSynthesis } from './synthesis-memo';
import { AcknowledgedStorageFinding, FindingLevel, StorageFinding, toAcknowledgedFinding, toStorageFinding } from './storage-finding';

/**
 * Checks what an app, a chart or any construct synthesizes for storage mistakes: claims that cannot bind, data that does not survive,
 * volumes that two Pods cannot share. It sees all objects below the construct together, whoever made them, and creates nothing.
 *
 * `StorageChecks.of(app).enforce()` makes synthesis fail on errors. `StorageChecks.of(chart).findings()` is for tests. The practice it
 * encodes: what the API server accepts without a word, and what breaks later, is found before it is applied.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export class StorageChecks {
  /** The checks of what a construct and all below it synthesize. */
  public static of(scope: IConstruct): StorageChecks {
    if (!Construct.isConstruct(scope)) {
      const problems = new Problems('StorageChecks.of', 'a construct');
      problems.add('scope', scope, 'Give a construct: the app, a chart, or what is in one.');
      problems.throwIfAny();
    }
    return new StorageChecks(scope);
  }

  /**
   * Accepts what a rule finds on a construct and on all below it. It is told as acknowledged from then on, with the reason; when nothing
   * is left to accept, that is a finding of its own.
   *
   * @param scope The construct.
   * @param rule Id of the rule, as findings show it.
   * @param reason Why it may stay: for whoever reads it next year.
   */
  public static acknowledge(scope: IConstruct, rule: string, reason: string): void {
    acknowledge(scope, rule, reason);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** What is found, the worst and the harmless, without what is acknowledged. */
  public findings(options: StorageCheckOptions = {}): StorageFinding[] {
    return this.run(this.engineOptions('findings', options)).findings.map(toStorageFinding);
  }

  /** What is found and acknowledged, with the reasons. */
  public acknowledged(options: StorageCheckOptions = {}): AcknowledgedStorageFinding[] {
    return this.run(this.engineOptions('acknowledged', options)).acknowledged.map(toAcknowledgedFinding);
  }

  /** Makes synthesis fail where something is found: on errors, unless told otherwise. The checks run once in a synthesis. */
  public enforce(options: StorageEnforceOptions = {}): void {
    const engineOptions = this.engineOptions('enforce', options);
    const failOn = options?.failOn ?? FindingLevel.ERROR;
    const { scope } = this;
    recordConstructs(scope);
    const failures = duringSynthesis(scope, () =>
      this.run(engineOptions)
        .findings.filter(({ level }) => fails(level, failOn))
        .map(describe),
    );
    scope.node.addValidation({ validate: failures });
  }

  private engineOptions(method: 'findings' | 'acknowledged' | 'enforce', options: StorageEnforceOptions): CheckOptions {
    const problems = new Problems(`StorageChecks.${method}`, this.scope.node.path === '' ? 'the app' : this.scope.node.path);
    const checked = checkOptions(problems, options, method === 'enforce' ? 'StorageEnforceOptions' : 'StorageCheckOptions');
    problems.throwIfAny();
    return checked;
  }

  private run(options: CheckOptions): CheckResult {
    const above = this.scope.node.scopes.slice(0, -1);
    const inherited = acknowledgementsOn(above);
    const own = acknowledgementsOn(this.scope.node.findAll());
    const acknowledgements = [...own, ...inherited, ...(options.acknowledgements ?? [])];
    const result = check(new ManifestSet(manifestsOf(this.scope)), { ...options, acknowledgements });
    if (inherited.length === 0) return result;
    // What is acknowledged further up may be needed next door.
    const paths = above.map(({ node }) => node.path);
    const isNextDoor = ({ rule, constructPath }: Finding) =>
      rule === UNUSED_ACKNOWLEDGEMENT.id && constructPath !== undefined && paths.includes(constructPath);
    return { ...result, findings: result.findings.filter((finding) => !isNextDoor(finding)) };
  }
}

function describe({ rule, level, object, constructPath, pointer, cause, remedy }: Finding): string {
  const place = object === undefined ? '' : ` (${formatRef(object)}${pointer === '' ? '' : `, ${pointer}`})`;
  return `${constructPath ?? 'storage checks'}: ${level} ${rule}${place}: ${cause} ${remedy}`;
}
