import { isKnownKind } from '../../facts/operators/known-kinds';
import { AcknowledgedFinding, Finding } from '../finding';
import { groupBy } from '../../util/group-by';
import { Manifest } from '../manifest';
import { formatRef } from '../object';
import { InputProblem } from '../input-problem';
import { Checked, fails, FailOn, placeOf } from './checked';

interface TestCase {
  readonly name: string;
  readonly suite: string;
  /** What became of it; nothing where it passed. */
  readonly outcome?: string;
  readonly kind: 'passed' | 'failed' | 'skipped' | 'error';
}

/**
 * The findings as a report of tests, which every CI system shows: a suite for each file (or construct), a test for each finding and for
 * each object without one. Findings below the level that fails the run pass, with their text as output; acknowledged ones are skipped.
 */
export function formatJunit(checked: Checked): string {
  const cases = testCases(checked);
  const suites = groupBy(cases, ({ suite }) => suite);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk8s-storage" ${totals(cases)}>`,
    ...[...suites].flatMap(([name, tests]) => [
      `  <testsuite name="${escapeXml(name)}" ${totals(tests)}>`,
      ...tests.map(formatCase),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function testCases({ manifests, problems, result, failOn }: Checked): TestCase[] {
  const concerned = new Set([...result.findings, ...result.acknowledged].map((finding) => keyOf(finding)));
  return [
    ...problems.map(problemCase),
    ...result.findings.map((finding) => findingCase(finding, failOn)),
    ...result.acknowledged.map(acknowledgedCase),
    ...manifests
      .filter((manifest) => !concerned.has(keyOf({ object: manifest, ...manifest.origin })))
      .map((manifest) => (isKnownKind(manifest.type) ? passedCase(manifest) : unknownCase(manifest))),
  ];
}

type Place = Pick<Finding, 'object' | 'file' | 'constructPath'>;

function keyOf({ object, file, constructPath }: Place): string {
  return JSON.stringify([file, constructPath, object?.apiVersion, object?.kind, object?.namespace, object?.name]);
}

function suiteOf({ file, constructPath }: Pick<Manifest['origin'], 'file' | 'constructPath'>): string {
  return file ?? constructPath ?? 'cdk8s-storage';
}

function passedCase(manifest: Manifest): TestCase {
  return { name: formatRef(manifest), suite: suiteOf(manifest.origin), kind: 'passed' };
}

/** What no rule knows has not passed. */
function unknownCase(manifest: Manifest): TestCase {
  const outcome = `<skipped message="${escapeXml(`not checked: no rule knows ${manifest.kind} of ${manifest.apiVersion}`)}"/>`;
  return { name: formatRef(manifest), suite: suiteOf(manifest.origin), outcome, kind: 'skipped' };
}

function problemCase({ file, line, message }: InputProblem): TestCase {
  const outcome = `<error type="not-checked" message="${escapeXml(message)}">${escapeXml(placeOf({ file, line }) ?? '')}</error>`;
  return { name: 'can be checked', suite: suiteOf({ file }), outcome, kind: 'error' };
}

function findingCase(finding: Finding, failOn: FailOn): TestCase {
  const { rule, level, cause, remedy } = finding;
  const text = [`${level} ${rule}`, placeOf(finding), cause, remedy].filter((line) => line !== undefined).join('\n');
  const failed = fails(level, failOn);
  const outcome = failed
    ? `<failure type="${escapeXml(rule)}" message="${escapeXml(cause)}">${escapeXml(text)}</failure>`
    : `<system-out>${escapeXml(text)}</system-out>`;
  return { name: nameOf(finding), suite: suiteOf(finding), outcome, kind: failed ? 'failed' : 'passed' };
}

function acknowledgedCase(finding: AcknowledgedFinding): TestCase {
  const { reason, by } = finding;
  return {
    name: nameOf(finding),
    suite: suiteOf(finding),
    outcome: `<skipped message="${escapeXml(`${reason} (${by})`)}"/>`,
    kind: 'skipped',
  };
}

function nameOf({ rule, object, pointer }: Finding): string {
  return `${object === undefined ? '' : `${formatRef(object)}: `}${rule}${pointer === '' ? '' : ` at ${pointer}`}`;
}

function formatCase({ name, suite, outcome }: TestCase): string {
  const start = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(suite)}"`;
  return outcome === undefined ? `${start}/>` : `${start}>\n      ${outcome}\n    </testcase>`;
}

function totals(cases: readonly TestCase[]): string {
  const sum = (kind: TestCase['kind']) => cases.filter((test) => test.kind === kind).length;
  return `tests="${cases.length}" failures="${sum('failed')}" errors="${sum('error')}" skipped="${sum('skipped')}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text for XML 1.0, which has no way at all to write most control characters and half of a surrogate pair. */
function escapeXml(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // eslint-disable-next-line no-control-regex -- these are the ones
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (sign) => ENTITIES[sign])
      .replace(/\r/g, '&#13;')
  );
}
