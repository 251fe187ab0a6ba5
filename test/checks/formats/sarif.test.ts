import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { ENGINE_RULES } from '../../../src/checks/engine-rules';
import { Finding } from '../../../src/checks/finding';
import { formatSarif } from '../../../src/checks/formats/sarif';
import { rulePage } from '../../../src/checks/rule-page';
import { RULES } from '../../../src/checks/rules';
import { ACKNOWLEDGED, checked, ERROR, INFO, WARNING } from './sample';

const options = { version: '1.2.3', directory: '/repo' };
const log = (parts: Parameters<typeof checked>[0]) => JSON.parse(formatSarif(checked(parts), options));
const results = (findings: Finding[]) => log({ findings }).runs[0].results;

// One of the schema's patterns has a bracket too many, which only the older grammar of patterns forgives.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
ajv.addFormat('uri', (text: string) => URL.canParse(text));
ajv.addFormat('uri-reference', (text: string) => URL.canParse(text, 'file:///base/') && !/[\s\\]/.test(text));
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
const isSarif = ajv.compile(schema());

function schema(): object {
  // It names an older draft than ajv knows, and uses nothing that has changed since.
  const text = readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8');
  return { ...(JSON.parse(text) as object), $schema: undefined, id: undefined, $id: undefined };
}

test('the log is valid SARIF 2.1.0', () => {
  const problems = [{ file: 'a.yaml', line: 3, message: 'This is not YAML.' }, { message: 'Nothing there.' }];
  const all = log({ findings: [ERROR, WARNING, INFO], acknowledged: [ACKNOWLEDGED], problems });
  expect(isSarif(all) ? [] : isSarif.errors).toEqual([]);
  expect(isSarif(log({}))).toBe(true);
  expect(isSarif({ ...all, version: '2.0.0' })).toBe(false);
});

test('the log is valid whatever findings say', () => {
  const text = fc.string({ unit: 'binary' });
  const finding = fc.record(
    {
      rule: fc.constantFrom('rwx-on-block-storage', 'rule-failed'),
      level: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
      object: fc.record({ apiVersion: text, kind: text, namespace: text, name: text }),
      pointer: text,
      file: fc.constantFrom('a b.yaml', '../x.yaml', '/etc/ü.yaml', '<stdin>', 'c:\\d.yaml', '%41.yaml', 'a#b?.yaml'),
      line: fc.integer({ min: 1, max: 1e6 }),
      constructPath: text,
      cause: text,
      remedy: text,
    },
    { requiredKeys: ['rule', 'level', 'pointer', 'cause', 'remedy'] },
  );
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 4 }), (findings) => {
      expect(isSarif(log({ findings })) ? [] : isSarif.errors).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a finding says where it is, in the file and in the cluster', () => {
  expect(results([{ ...ERROR, constructPath: 'app/shop/data' }])[0]).toMatchObject({
    ruleId: 'rwx-on-block-storage',
    level: 'error',
    message: { text: 'Claim data is ReadWriteMany, and a block disk is not. Write ReadWriteOnce.' },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'k8s/shop.yaml', uriBaseId: '%SRCROOT%' }, region: { startLine: 5 } },
        logicalLocations: [
          { fullyQualifiedName: 'app/shop/data' },
          { fullyQualifiedName: 'PersistentVolumeClaim shop/data/spec/accessModes/0', name: 'data' },
        ],
      },
    ],
  });
});

test.each([
  ['./k8s/a b.yaml', 'k8s/a%20b.yaml'],
  ['/repo/k8s/x.yaml', 'k8s/x.yaml'],
  ['/etc/x.yaml', 'file:///etc/x.yaml'],
  ['../x.yaml', 'file:///x.yaml'],
  ['..x.yaml', '..x.yaml'],
  ['<stdin>', '%3Cstdin%3E'],
])('%s becomes %s', (file, uri) => {
  expect(results([{ ...ERROR, file }])[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
});

test('levels are those of SARIF', () => {
  expect(results([ERROR, WARNING, INFO]).map(({ level }: { level: string }) => level)).toEqual(['error', 'warning', 'note']);
});

test('every rule is described, with help in Markdown and a link, and results point at their rule', () => {
  const [run] = log({ findings: [ERROR, INFO] }).runs;
  const { rules } = run.tool.driver;
  expect(rules.map(({ id }: { id: string }) => id)).toEqual([...RULES, ...ENGINE_RULES].map(({ id }) => id));
  for (const result of run.results) expect(rules[result.ruleIndex].id).toBe(result.ruleId);
  const [rule] = rules;
  expect(rule.help.markdown).toMatch(/\*\*Wrong\*\*\n\n```yaml\n(.|\n)+```\n\n\*\*Right\*\*/);
  for (const { id, helpUri } of rules) expect(helpUri).toBe(rulePage(id));
  expect(rule.shortDescription.text).toMatch(/^[A-Z].*\.$/);
  expect(rule.name).toMatch(/^([A-Z][a-z]*)+$/);
});

test('an alert stays the same when lines move, and two in one place stay two', () => {
  const hashOf = (finding: Finding) => results([finding])[0].partialFingerprints.primaryLocationLineHash;
  expect(hashOf({ ...ERROR, line: 70, cause: 'Other words.' })).toBe(hashOf(ERROR));
  for (const other of [
    { rule: 'nfs-soft-mount' },
    { pointer: '/spec' },
    { file: 'other.yaml' },
    { object: { ...ERROR.object!, name: 'x' } },
  ]) {
    expect(hashOf({ ...ERROR, ...other })).not.toBe(hashOf(ERROR));
  }
  const [one, two] = results([ERROR, { ...ERROR, cause: 'Another.' }]);
  expect([one, two].map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash.split(':')[1])).toEqual(['1', '2']);
});

test('acknowledged findings are suppressed, with the reason', () => {
  const other = { ...ACKNOWLEDGED, by: 'checks.yaml:4' };
  const suppressions = log({ acknowledged: [ACKNOWLEDGED, other] }).runs[0].results.map(
    (result: { suppressions: object[] }) => result.suppressions[0],
  );
  expect(suppressions).toEqual([
    { kind: 'inSource', status: 'accepted', justification: 'It reads the node.', properties: { by: ACKNOWLEDGED.by } },
    { kind: 'external', status: 'accepted', justification: 'It reads the node.', properties: { by: 'checks.yaml:4' } },
  ]);
});

test('a run that could not read everything has not succeeded', () => {
  const [invocation] = log({ problems: [{ file: 'a.yaml', line: 3, message: 'This is not YAML.' }] }).runs[0].invocations;
  expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 2 });
  expect(invocation.toolExecutionNotifications[0].locations[0].physicalLocation.region).toEqual({ startLine: 3 });
  expect(log({ findings: [ERROR] }).runs[0].invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 1 });
  expect(log({ findings: [INFO] }).runs[0].invocations[0].exitCode).toBe(0);
});
