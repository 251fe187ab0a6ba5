import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { stringify } from 'yaml';
import { AlertRule, RuleGroup } from '../../src/alarms/groups';
import { MissingPrograms } from '../cluster/binaries';
import { Case, CASES, Fired } from './cases';
import { groupsWith, VARIANTS } from './app';
import { healthy } from './healthy';
import { STEP, twice } from './series';

/*
 * What Prometheus says of the alarms: that it can read them, and which fire on which series.
 */

const RUNBOOKS = 'https://github.com/cdk8s-storage/cdk8s-storage/blob/main/docs/storage-alarms.md#';

const PROMTOOL = process.env.PROMTOOL ?? 'promtool';

/** Prometheus' own tool, of Debian's package prometheus. */
export function promtoolVersion(): string {
  try {
    return execFileSync(PROMTOOL, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MissingPrograms(
      'Alerts are tried with promtool, which is not here: Debian has it in the package prometheus. PROMTOOL names another place.',
    );
  }
}

export function tryRules(write: (line: string) => void): readonly string[] {
  write(`${promtoolVersion()}\n`);
  const groups = groupsWith();
  const variants = [groups, ...Object.values(VARIANTS).map(groupsWith)];
  const titles = ['the rules', ...Object.keys(VARIANTS)];
  const unread = variants.flatMap((each, index) => checkRules(written({ groups: each })).map((line) => `${titles[index]}: ${line}`));
  const fired = new Set(CASES.flatMap(({ fires }) => fires.map((one) => keyOf(one.alert, one.labels))));
  const rules = groups.flatMap((group) => group.rules);
  const silent = rules
    .filter(({ alert, labels }) => !fired.has(keyOf(alert, labels)))
    .map(({ alert, labels }) => `no case has ${alert} fire, of ${JSON.stringify(labels)}`);
  const wrong = testRules(groups, CASES);
  // What proves something can fail.
  const blind = Object.entries(MISTAKES).flatMap(([title, { change, noticed }]) => {
    const changed = JSON.parse(change(JSON.stringify(groups))) as RuleGroup[];
    if (JSON.stringify(changed) === JSON.stringify(groups)) return [`${title}: nothing to change`];
    const cases = CASES.filter((one) => noticed.test(one.title));
    if (cases.length === 0) return [`${title}: there is no case ${String(noticed)}`];
    return testRules(changed, cases).length > 0 ? [] : [`${title}: no case notices`];
  });
  write(
    `${CASES.length} cases of ${rules.length} rules, ${variants.length} sets of props; ${Object.keys(MISTAKES).length} mistakes noticed\n`,
  );
  return [...unread, ...silent, ...wrong, ...blind];
}

/** What promtool says of the text of a file of rules. */
export const checkRules = (text: string): readonly string[] =>
  withFiles({ 'rules.yaml': text }, (folder) => run(folder, 'check', 'rules', '--lint-fatal', 'rules.yaml'));

const TOLD = ['threshold', 'kind', 'database'];
const keyOf = (alert: string, labels: AlertRule['labels']) => JSON.stringify([alert, ...TOLD.map((label) => labels[label] ?? '')]);

/** Mistakes that somebody might make in an expression, each of which certain cases have to notice. */
const MISTAKES: Readonly<Record<string, { readonly change: (text: string) => string; readonly noticed: RegExp }>> = {
  'runs may be late for ever': {
    change: (text) => text.replaceAll(/> (194400|25800)/g, '> 1$1'),
    noticed: /^(a backup is|snapshots are) too old$/,
  },
  'a raw device is measured': {
    change: (text) => text.replaceAll(/\) > 0 unless/g, ') > -1 unless'),
    noticed: /^a raw device/,
  },
  'a claim may not wait for its first Pod': {
    change: (text) => text.replaceAll('WaitForFirstConsumer', 'Never'),
    noticed: /waits for its first Pod$/,
  },
  'NFS is measured': {
    change: (text) => text.replaceAll('nfs_server!=', 'nfs_server='),
    noticed: /^a volume of NFS/,
  },
  'a backup that never ran is not missed': {
    change: (text) => text.replaceAll('kube_cronjob_created', 'kube_cronjob_made'),
    noticed: /^no backup has ever succeeded$/,
  },
};

function testRules(groups: readonly RuleGroup[], cases: readonly Case[]): readonly string[] {
  const rules = groups.flatMap((group) => group.rules);
  const tests = {
    rule_files: ['rules.yaml'],
    evaluation_interval: `${STEP}m`,
    tests: cases.map(({ title, hours, differs, base, fires }) => ({
      name: title,
      interval: `${STEP}m`,
      input_series: Object.entries(twice(present({ ...(base ?? healthy(hours)), ...differs }))).map(([series, values]) => ({
        series,
        values,
      })),
      alert_rule_test: [...new Set(rules.map(({ alert }) => alert))].map((alert) => ({
        eval_time: `${hours * 60}m`,
        alertname: alert,
        exp_alerts: fires.filter((one) => one.alert === alert).map((one) => expected(one, rules)),
      })),
    })),
  };
  return withFiles({ 'rules.yaml': written({ groups }), 'tests.yaml': written(tests) }, (folder) =>
    run(folder, 'test', 'rules', 'tests.yaml'),
  );
}

const present = (series: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(series).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** An alert as promtool expects it: what to do is as in the rule, with the labels put in. */
function expected({ alert, labels, summary }: Fired, rules: readonly AlertRule[]) {
  const rule = rules.find((one) => keyOf(one.alert, one.labels) === keyOf(alert, labels));
  const description = rule?.annotations.description.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label]);
  return {
    exp_labels: { ...labels, team: 'shop' },
    exp_annotations: { summary, description, runbook_url: `${RUNBOOKS}${alert.toLowerCase()}` },
  };
}

const written = (content: unknown): string => stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 });

function withFiles<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'alarms-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What it says where it says that something is wrong. */
function run(folder: string, ...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr, error } = spawnSync(PROMTOOL, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  return status === 0 ? [] : [`promtool ${args.slice(0, 2).join(' ')}: ${stdout}${stderr}`];
}
