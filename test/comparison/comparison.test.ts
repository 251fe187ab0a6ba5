import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MISTAKES } from '../checks/mistakes';
import { Finding } from '../linters/finding';
import { Case, cases } from './cases';
import { newFindings } from './compare';
import { speaksOf } from './judged';
import { BEGIN, END, Measurement, measuredText, tablesOf, withMeasured } from './table';

/*
 * The committed comparison is of the mistakes that there are; and what measures it tells what is new from what was said before.
 */

const page = readFileSync(join(__dirname, '../../docs/comparison.md'), 'utf8');
const measured = page.slice(page.indexOf(BEGIN), page.indexOf(END));
const [summary, shared, onPublic] = tablesOf(measured);

test('the page has the tools, what others find, and what they say of manifests of others', () => {
  const names = summary.map(([name]) => name);
  expect(names).toEqual(['cdk8s-storage', 'API server', 'kubeconform', 'kube-score', 'kube-linter', 'checkov']);
  expect(onPublic.map(([name]) => name)).toEqual(names);
  expect(summary.slice(1).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([]);
});

test('it was measured on nearly all of the mistakes that there are: before a release, "npm run comparison -- --write"', () => {
  const mistakes = Number(/mistakes found, of (\d+) /.exec(measured)![1]);
  expect(summary[0][2]).toBe(String(mistakes));
  expect(mistakes).toBeLessThanOrEqual(MISTAKES.length);
  expect(mistakes).toBeGreaterThan(0.9 * MISTAKES.length);
});

test('what others find adds up, each a mistake of a rule', () => {
  const counts = new Map<string, number>();
  const times = new Map<string, number>();
  for (const { rule } of MISTAKES) times.set(rule, (times.get(rule) ?? 0) + 1);
  for (const [link, by] of shared) {
    const rule = /^\[([a-z-]+)\]\(rules\/\1\.md\)$/.exec(link)![1];
    expect(times.has(rule)).toBe(true);
    for (const one of by.split(', ')) {
      const [, name, many] = /^(.*?)(?: \((\d+) times\))?$/.exec(one)!;
      expect(Number(many ?? 1)).toBeLessThanOrEqual(times.get(rule)!);
      counts.set(name, (counts.get(name) ?? 0) + Number(many ?? 1));
    }
  }
  for (const [name, , found] of summary.slice(1)) expect([name, String(counts.get(name) ?? 0)]).toEqual([name, found]);
});

test('findings per object are what the counts say', () => {
  const objects = Number(/What each says of (\d+) objects/.exec(measured)![1]);
  for (const [, findings, withFindings, each] of onPublic) {
    expect((Number(findings) / objects).toFixed(2)).toBe(each);
    expect(Number(withFindings)).toBeLessThanOrEqual(Number(findings));
  }
});

test('each case is its application with something else in it', () => {
  const all = cases();
  expect(new Set(all.map(({ name }) => name)).size).toBe(MISTAKES.length);
  expect(new Set(all.map(({ text }) => text)).size).toBe(MISTAKES.length);
});

const finding = (example: string, message: string): Finding => ({ rule: 'kube-score/pod-probes', example, object: 'Pod a', message });

test('what is said without the mistake too is not new, unless it is said once more', () => {
  const made: Case = { name: '001', rule: 'x', without: 'shop', complete: false, text: '' };
  const news = newFindings(
    [made],
    [finding('shop', 'a'), finding('001', 'a'), finding('001', 'a'), finding('001', 'b'), finding('002', 'c')],
  );
  expect(news.get('001')!.map(({ message }) => message)).toEqual(['a', 'b']);
});

test('a finding counts where it speaks of the mistake', () => {
  expect(speaksOf('api-server/refused', 'wrong-type')).toBe(true);
  expect(speaksOf('kube-linter/pdb-min-available', 'budget-blocks-drain')).toBe(true);
  expect(speaksOf('kube-linter/pdb-min-available', 'wrong-type')).toBe(false);
  expect(speaksOf('checkov/CKV_K8S_9', 'missing-driver-annotation')).toBe(false);
  expect(speaksOf('cdk8s-storage/volume-never-mounted', 'mount-without-volume')).toBe(false);
});

test('what is written is read again, and the rest of the page stays', () => {
  const measurement: Measurement = {
    day: '2030-01-02',
    mistakes: 3,
    tools: [
      { name: 'a', version: '', found: ['x', 'x', 'y'], onPublic: { findings: 3, objects: 2 } },
      { name: 'b', version: '1.0.0', found: ['x', 'x'], onPublic: { findings: 9, objects: 5 } },
    ],
    publicSet: { title: 'of others', objects: 6 },
  };
  const text = withMeasured(`before\n${BEGIN}\nold\n${END}\nafter`, measuredText(measurement));
  expect(text).toMatch(/^before\n/);
  expect(text).toMatch(/\nafter$/);
  expect(text).not.toContain('old');
  expect(tablesOf(text)).toEqual([
    [
      ['a', '', '3'],
      ['b', '1.0.0', '2'],
    ],
    [['[x](rules/x.md)', 'b (2 times)']],
    [
      ['a', '3', '2', '0.50'],
      ['b', '9', '5', '1.50'],
    ],
  ]);
});

test('a page without the place for it is refused', () => {
  expect(() => withMeasured('nothing', 'x')).toThrow('has no');
});
