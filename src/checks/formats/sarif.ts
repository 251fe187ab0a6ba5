import { createHash } from 'node:crypto';
import { capital } from '../../util/capital';
import { ENGINE_RULES } from '../engine-rules';
import { AcknowledgedFinding, Finding, Level } from '../finding';
import { formatRef } from '../object';
import { InputProblem } from '../input-problem';
import { Explanation } from '../rule';
import { HOME, rulePage } from '../rule-page';
import { RULES } from '../rules';
import { Checked, count, hasFailed, UnknownKind, unknownKinds } from './checked';
import { artifactUri } from './artifact-uri';

export interface SarifOptions {
  /** Version of this package. */
  readonly version: string;
  /** The directory that files are relative to: the root of the repository, for code scanning. */
  readonly directory: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** How code scanning sorts. */
const SEVERITIES: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'recommendation' };

/**
 * The findings as SARIF 2.1.0.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function formatSarif(checked: Checked, { version, directory }: SarifOptions): string {
  const { result, problems, notes = [], manifests } = checked;
  const fingerprints = new Fingerprints(directory);
  const run = {
    tool: { driver: { name: 'cdk8s-storage', semanticVersion: version, informationUri: HOME, rules: describeRules() } },
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The directory in which the checks ran.' } } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: problems.length === 0,
        exitCode: problems.length > 0 ? 2 : hasFailed(checked) ? 1 : 0,
        toolExecutionNotifications: [
          ...problems.map((problem) => describeProblem(problem, 'error', directory)),
          ...notes.map((note) => describeProblem(note, 'note', directory)),
          ...unknownKinds(manifests).map(describeUnknown),
        ],
      },
    ],
    results: [
      ...result.findings.map((finding) => describeFinding(finding, fingerprints, directory)),
      ...result.acknowledged.map((finding) => ({
        ...describeFinding(finding, fingerprints, directory),
        suppressions: [suppressionOf(finding)],
      })),
    ],
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

const RULE_INDEX = new Map([...RULES, ...ENGINE_RULES].map(({ id }, index) => [id, index]));

function describeRules() {
  const own = RULES.map(({ id, level, summary, explanation }) => ({
    ...describeRule(id, level, summary, explanation.why),
    help: { text: helpText(explanation), markdown: helpMarkdown(explanation) },
  }));
  return [...own, ...ENGINE_RULES.map(({ id, level, summary, why }) => describeRule(id, level, summary, why))];
}

function describeRule(id: string, level: Level, summary: string, why: readonly string[]) {
  return {
    id,
    name: id.split('-').map(capital).join(''),
    shortDescription: { text: `${capital(summary)}.` },
    fullDescription: { text: why.join(' ') },
    helpUri: rulePage(id),
    defaultConfiguration: { level: LEVELS[level] },
    properties: { tags: ['kubernetes', 'storage'], precision: 'high', 'problem.severity': SEVERITIES[level] },
  };
}

function helpText({ why, wrong, right, see }: Explanation): string {
  return [...why, `Wrong:\n\n${wrong}`, `Right:\n\n${right}`, ...see].join('\n\n');
}

function helpMarkdown({ why, wrong, right, see }: Explanation): string {
  const block = (yaml: string) => `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;
  return [...why, '**Wrong**', block(wrong), '**Right**', block(right), see.map((url) => `- <${url}>`).join('\n')].join('\n\n');
}

function describeFinding(finding: Finding, fingerprints: Fingerprints, directory: string) {
  const { rule, level, object, file, line, constructPath, cause, remedy, pointer } = finding;
  const logical = [
    ...(constructPath === undefined ? [] : [{ fullyQualifiedName: constructPath, kind: 'module' }]),
    ...(object === undefined ? [] : [{ fullyQualifiedName: `${formatRef(object)}${pointer}`, name: object.name, kind: 'object' }]),
  ];
  return {
    ruleId: rule,
    ruleIndex: RULE_INDEX.get(rule),
    level: LEVELS[level],
    message: { text: `${cause} ${remedy}` },
    locations: [
      {
        ...(file === undefined ? {} : { physicalLocation: physicalLocation(file, line, directory) }),
        ...(logical.length === 0 ? {} : { logicalLocations: logical }),
      },
    ],
    partialFingerprints: fingerprints.of(finding),
  };
}

function physicalLocation(file: string, line: number | undefined, directory: string) {
  // Code scanning shows nothing that has no region.
  return { artifactLocation: artifactUri(file, directory), region: { startLine: line ?? 1 } };
}

function describeProblem({ file, line, message }: InputProblem, level: 'error' | 'note', directory: string) {
  return {
    level,
    message: { text: message },
    ...(file === undefined ? {} : { locations: [{ physicalLocation: physicalLocation(file, line, directory) }] }),
  };
}

function describeUnknown({ apiVersion, kind, objects }: UnknownKind) {
  return { level: 'note', message: { text: `${count(objects, 'object')} not checked: no rule knows ${kind} of ${apiVersion}.` } };
}

function suppressionOf({ reason, by }: AcknowledgedFinding) {
  const kind = by.startsWith('annotation of ') ? 'inSource' : 'external';
  return { kind, status: 'accepted', justification: reason, properties: { by } };
}

/**
 * What a finding is known by from run to run: rule, file, object and place in the object, but no line, so that lines which move make no
 * new alert. `primaryLocationLineHash` is the one that code scanning reads.
 */
class Fingerprints {
  private readonly seen = new Map<string, number>();

  constructor(private readonly directory: string) {}

  of({ rule, object, pointer, file, constructPath }: Finding) {
    const where = file === undefined ? constructPath : artifactUri(file, this.directory).uri;
    const parts = [rule, where, object?.apiVersion, object?.kind, object?.namespace, object?.name, pointer];
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
    const occurrence = (this.seen.get(hash) ?? 0) + 1;
    this.seen.set(hash, occurrence);
    return { 'cdk8sStorageFinding/v1': `${hash}:${occurrence}`, primaryLocationLineHash: `${hash}:${occurrence}` };
  }
}
