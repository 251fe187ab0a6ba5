import { check, ManifestSet, ruleOf, RULES } from '../../src/checks';
import { MISTAKES } from './mistakes';
import { read, readFixture, resolve, run } from './support';

/*
 * Realistic manifests of whole applications, right as they are; and each with one mistake, which has to be found in its place, and
 * nothing else with it.
 */

test.each(['shop', 'reports'])('nothing at all is found in %s', (name) => {
  for (const complete of [false, true]) {
    const { findings } = run(readFixture('whole', `${name}.yaml`), { complete });
    expect(findings).toEqual([]);
  }
});

test('every rule has a mistake that it finds', () => {
  expect([...new Set(MISTAKES.map(({ rule }) => rule))]).toEqual(RULES.map(({ id }) => id));
});

test.each(MISTAKES.map((mistake) => [mistake.rule, mistake] as const))('%s is found, and nothing else', (_, mistake) => {
  let text = readFixture('whole', `${mistake.manifest}.yaml`);
  for (const [from, to] of mistake.changes) {
    const parts = text.split(from);
    expect({ from, occurrences: parts.length - 1 }).toEqual({ from, occurrences: 1 });
    text = parts.join(to);
  }
  const { manifests } = read(text);
  const { findings } = check(new ManifestSet(manifests), { complete: mistake.complete });

  expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual([mistake.rule, ...(mistake.also ?? [])].sort());
  const [finding] = findings.filter(({ rule }) => rule === mistake.rule);
  expect(finding.level).toBe(mistake.level ?? ruleOf(mistake.rule)!.level);
  expect(text.split('\n')[finding.line! - 1].trim()).toBe(mistake.line);
  const object = manifests.find(
    ({ kind, name, namespace }) =>
      kind === finding.object!.kind && name === finding.object!.name && namespace === finding.object!.namespace,
  );
  expect(resolve(object!.body, finding.pointer)).toBeDefined();
});
