import { Finding, Manifest, Rule, RULES } from '../../src/checks';
import { fixOf } from '../../src/fixes/rules';
import { fix } from '../fixes/support';
import { read, run } from './support';

/*
 * A remedy that is followed leads to a manifest in which no rule finds anything: the wrong manifest of each explanation becomes the right
 * one by what the rule names, and by nothing else.
 */

/** Infos that are left in right manifests, which are as short as the mistake allows. */
const SHORT = ['missing-ephemeral-storage-limit', 'database-without-backup', 'class-cannot-grow', 'fragile-dump'];

/** What else is found in the right manifest of a rule. */
const ELSE: Readonly<Record<string, readonly string[]>> = {
  // It is about Secrets that the environment takes, whether or not it should.
  'synced-secret-without-mount': ['secret-in-environment'],
  // It is about what is mounted, however it is.
  'nfs-fsgroup': ['nfs-inline-volume'],
};

const isElse = (id: string, { rule, level }: Finding) =>
  rule !== id && ((level === 'info' && SHORT.includes(rule)) || ELSE[id]?.includes(rule) === true);

/** Two objects of one name cannot be told apart; and megabytes of text are not compared. */
const NOT_COMPARED = ['duplicate-object', 'config-object-too-large'];

/** Rules whose right manifest is mended in one of several ways, which somebody has to choose between, each with the keys that this takes. */
const CHOSEN: Readonly<Record<string, readonly string[]>> = {
  // The group of a share is the server's, that of a disk the kubelet's.
  'embedded-database-on-network-share': ['securityContext'],
  'fragile-dump': ['command'],
  'program-saves-nothing': ['args'],
  'removed-in-tree-provisioner': ['parameters'],
  'rwo-shared-by-replicas': ['storageClassName', 'strategy'],
  'rwx-on-block-storage': ['parameters', 'provisioner'],
  'subpath-update-needs-restart': ['args'],
  'unguarded-seed': ['command'],
  'unknown-provisioner': ['parameters'],
};

const rules = RULES.map((rule) => [rule.id, rule] as const);
const optionsOf = ({ needsComplete }: Rule) => ({ complete: needsComplete });

test.each(rules)('%s: its right manifest is right to every rule', (id, rule) => {
  const { findings } = run(rule.explanation.right, optionsOf(rule));
  expect(findings.filter((finding) => !isElse(id, finding)).map((finding) => finding.rule)).toEqual([]);
});

const withFix = rules.filter(([id]) => fixOf(id) !== undefined);

test.each(withFix)('%s: what fix writes into its wrong manifest, if anything, is found by no rule', (id, rule) => {
  const result = fix(rule.explanation.wrong, { scratchLimit: '1Gi' }, optionsOf(rule));
  const { unless } = fixOf(id)!;
  const left = result.after.findings.filter((finding) => finding.rule === id).length;
  // What is left is what its page says that it leaves.
  if (unless === undefined) expect(left).toBe(0);
  expect(result.notFixed).toEqual([]);
  expect(result.after.findings.filter((finding) => finding.rule !== id && !isElse(id, finding)).map((finding) => finding.rule)).toEqual([]);
});

test.each(rules.filter(([id]) => fixOf(id) === undefined && !NOT_COMPARED.includes(id)))(
  '%s: the right manifest differs from the wrong one in what the rule names',
  (id, rule) => {
    const { wrong, right, why } = rule.explanation;
    const findings = run(wrong, optionsOf(rule)).findings.filter((finding) => finding.rule === id);
    const said = [...findings.flatMap(({ cause, remedy }) => [cause, remedy]), ...why, rule.summary].join(' ').toLowerCase();
    const [before, after] = [objectsOf(wrong), objectsOf(right)];
    const changes = [...before].flatMap(([name, { body }]) => (after.has(name) ? differences(body, after.get(name)!.body, []) : []));
    const unnamed = changes.filter(({ path, values }) => {
      const key = String(path.filter((part) => typeof part === 'string').at(-1));
      return !(CHOSEN[id] ?? []).some((chosen) => path.includes(chosen)) && ![key, ...values].some((word) => isNamed(word, said));
    });
    expect(unnamed).toEqual([]);
  },
);

function objectsOf(text: string): Map<string, Manifest> {
  return new Map(read(text).manifests.map((manifest) => [`${manifest.kind}/${manifest.name}`, manifest]));
}

interface Difference {
  readonly path: ReadonlyArray<string | number>;
  readonly values: readonly string[];
}

/** The uppermost places in which two values differ. */
function differences(one: unknown, other: unknown, path: ReadonlyArray<string | number>): Difference[] {
  const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!isTree(one) || !isTree(other)) {
    return one === other ? [] : [{ path, values: [...wordsIn(one), ...wordsIn(other)] }];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(one[key], other[key], [...path, Array.isArray(one) ? Number(key) : key]));
}

/** All keys and values of a tree. */
function wordsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [JSON.stringify(value)];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...wordsIn(inner)]);
}

/** Whether a text speaks of a key or a value: by one of its words, which are long enough to mean something. */
function isNamed(word: string, said: string): boolean {
  const parts = word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return said.includes(word.toLowerCase()) || parts.some((part) => part.length > 2 && said.includes(part.replace(/s$/, '')));
}
