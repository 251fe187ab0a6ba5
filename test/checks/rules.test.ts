import { readdirSync } from 'fs';
import { join } from 'path';
import { check, ManifestSet, RULES } from '../../src/checks';
import { MISTAKES } from './mistakes';
import { FIXTURES, findingsOf, read, readFixture, resolve } from './support';

/*
 * Each rule on fixtures of its own: bad-*.yaml and good-*.yaml in a directory of its name. A comment `# finds: RULE` stands on each line
 * where a rule finds something, with the level behind a colon where it is not the rule's own. The first lines may say `# complete`, for
 * manifests that are all there is, and `# also: RULE, RULE` for other rules that find something too.
 */

const WHOLE = 'whole';
const MARK = /# finds: ([a-z-]+)(?::([a-z]+))?/;

const rules = new Map(RULES.map((rule) => [rule.id, rule]));
const directories = readdirSync(FIXTURES).filter((name) => name !== WHOLE);
const filesOf = (rule: string) => readdirSync(join(FIXTURES, rule)).sort();

/** `line: rule level` for each mark of a rule in a text. */
function marksOf(rule: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const mark = MARK.exec(line);
    return mark?.[1] === rule ? [`${index + 1}: ${rule} ${mark[2] ?? rules.get(rule)!.level}`] : [];
  });
}

function othersOf(rule: string, text: string): string[] {
  const also = /^# also: (.*)$/m.exec(text)?.[1].split(', ') ?? [];
  const marked = text.split('\n').flatMap((line) => MARK.exec(line)?.[1] ?? []);
  return [...new Set([...also, ...marked])].filter((id) => id !== rule).sort();
}

test('every rule has fixtures, and every directory of fixtures a rule', () => {
  expect([...directories].sort()).toEqual([...rules.keys()].sort());
});

test.each([...rules.keys()])('%s has two cases and more that are wrong, and as many that are right', (rule) => {
  const count = (prefix: string) => filesOf(rule).filter((name) => name.startsWith(prefix)).length;
  const whole = MISTAKES.filter((mistake) => mistake.rule === rule).length;
  expect(count('bad-') + whole).toBeGreaterThanOrEqual(2);
  // The whole manifests are right as they are, and each rule runs over both.
  expect(count('good-') + readdirSync(join(FIXTURES, WHOLE)).length).toBeGreaterThanOrEqual(2);
  expect(count('good-')).toBeGreaterThanOrEqual(1);
});

describe.each(directories)('%s', (rule) => {
  test.each(filesOf(rule))('%s', (name) => {
    const text = readFixture(rule, name);
    const { manifests } = read(text, name);
    const { findings } = check(new ManifestSet(manifests), { complete: /^# complete$/m.test(text) });
    const own = findings.filter((finding) => finding.rule === rule);
    const others = findings.filter((finding) => finding.rule !== rule);

    expect(own.map(({ line, level }) => `${line}: ${rule} ${level}`)).toEqual(marksOf(rule, text));
    expect([...new Set(others.map((finding) => finding.rule))].sort()).toEqual(othersOf(rule, text));
    expect(own.length > 0).toBe(name.startsWith('bad-'));
    for (const { object, pointer, file, cause, remedy } of own) {
      const named = manifests.filter(
        ({ kind, shownName, namespace }) => kind === object!.kind && shownName === object!.name && namespace === object!.namespace,
      );
      expect(named.some(({ body }) => resolve(body, pointer) !== undefined)).toBe(true);
      expect(file).toBe(name);
      for (const sentence of [cause, remedy]) expect(sentence).toMatch(/^[^\s].*[.?]$/);
      expect(`${cause} ${remedy}`).not.toMatch(/undefined|null|\[object|NaN| {2}/);
    }
    expect(
      own.map(({ object, pointer, cause, remedy }) => `${object!.kind} ${object!.name} ${pointer}\n  ${cause}\n  ${remedy}`),
    ).toMatchSnapshot();
  });
});

describe('the explanation of', () => {
  // Its mistake is 300 kB of text, which nobody wants to read.
  const tooLong = 'config-object-too-large';

  test.each([...rules.values()].map((rule) => [rule.id, rule] as const))('%s shows the mistake, and how it is mended', (id, rule) => {
    const { why, wrong, right, see } = rule.explanation;
    const options = { complete: rule.needsComplete };
    if (id !== tooLong) expect(findingsOf(id, wrong, options)).not.toEqual([]);
    expect(findingsOf(id, right, options)).toEqual([]);
    expect(why.length).toBeGreaterThan(0);
    for (const paragraph of why) expect(paragraph).toMatch(/^[A-Za-z].*\.$/);
    expect(see.length).toBeGreaterThan(0);
    for (const link of see) expect(new URL(link).protocol).toBe('https:');
    expect(rule.summary).toMatch(/^[a-zA-Z].*[^.]$/);
  });
});

test('rules that need the whole set say nothing without it', () => {
  for (const rule of RULES.filter(({ needsComplete }) => needsComplete)) {
    expect(findingsOf(rule.id, rule.explanation.wrong)).toEqual([]);
  }
});
