import { Checked } from '../../../src/checks/formats/checked';
import { formatHuman } from '../../../src/checks/formats/human';
import { formatJson } from '../../../src/checks/formats/json';
import { formatJunit } from '../../../src/checks/formats/junit';
import { formatSarif } from '../../../src/checks/formats/sarif';
import { readYaml } from '../../../src/checks/read-yaml';
import { checked, MANIFESTS } from './sample';

/* What no rule knows is not called checked, in any format. */

const object = (apiVersion: string, kind: string, name: string) =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name} } }`;
const FOREIGN = readYaml(
  [
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'shop'),
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'blog'),
    object('v1', 'PersistentVolumeClaims', 'data'),
  ].join('\n---\n'),
  'k8s/others.yaml',
).manifests;

const some: Checked = checked({ manifests: [...MANIFESTS, ...FOREIGN] });
const human = (of: Checked) => formatHuman(of, { color: false, sourceOf: () => undefined });

test('the last line for people counts them apart, and names their kinds', () => {
  expect(human(some)).toBe(
    'No findings in 2 objects.\n3 objects not checked, since they are of kinds that no rule knows: HelmRelease, PersistentVolumeClaims.\n',
  );
  expect(human(checked({ manifests: FOREIGN.slice(0, 1) }))).toBe(
    'No findings in 0 objects.\n1 object not checked, since it is of a kind that no rule knows: HelmRelease.\n',
  );
  expect(human(checked())).toBe('No findings in 2 objects.\n');
});

test('of many kinds the first are named', () => {
  const manifests = readYaml(
    'ABCDEFG'
      .split('')
      .map((kind) => object('example.com/v1', kind, 'x'))
      .join('\n---\n'),
    'x.yaml',
  ).manifests;
  expect(human(checked({ manifests }))).toMatch(/kinds that no rule knows: A, B, C, D, E, 2 more\.\n$/);
});

test('the JSON counts them and lists their kinds', () => {
  const { summary, notKnown } = JSON.parse(formatJson(some)) as { summary: Record<string, unknown>; notKnown: unknown };
  expect(summary).toMatchObject({ objects: 5, notKnown: 3 });
  expect(notKnown).toEqual([
    { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', objects: 2 },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaims', objects: 1 },
  ]);
});

test('JUnit has skipped tests for them, and SARIF notes', () => {
  expect(formatJunit(some)).toMatch(/<testsuites name="cdk8s-storage" tests="5" failures="0" errors="0" skipped="3">/);
  expect(formatJunit(some)).toContain('<skipped message="not checked: no rule knows HelmRelease of helm.toolkit.fluxcd.io/v2"/>');
  const sarif = JSON.parse(formatSarif(some, { version: '1.0.0', directory: '/' })) as {
    runs: ReadonlyArray<{ invocations: ReadonlyArray<{ executionSuccessful: boolean; toolExecutionNotifications: unknown }> }>;
  };
  const [{ executionSuccessful, toolExecutionNotifications }] = sarif.runs[0].invocations;
  expect(executionSuccessful).toBe(true);
  expect(toolExecutionNotifications).toContainEqual({
    level: 'note',
    message: { text: '2 objects not checked: no rule knows HelmRelease of helm.toolkit.fluxcd.io/v2.' },
  });
});
