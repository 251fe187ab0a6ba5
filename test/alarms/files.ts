import { execFileSync } from 'child_process';
import { join } from 'path';
import { Testing } from 'cdk8s';
import { AlarmFormat, StorageAlarmsProps } from '../../src';
import { ensurePrograms, Toolchain } from '../cluster/binaries';
import { appWithAll, VARIANTS } from './app';
import { checkRules } from './promtool';

/*
 * The files that StorageAlarms writes, as Prometheus and Grafana get them: the text of the file of rules, and the dashboard, its expressions by Prometheus and all of it by Grafana's schema.
 */

const MODULE = join(__dirname, 'go', 'dashboards');
const SCHEMA: Toolchain = {
  title: 'dashboard-schema',
  module: MODULE,
  source: join(MODULE, 'tools.go'),
  packages: { 'dashboard-schema': '.' },
};

interface Files {
  readonly title: string;
  readonly rules: string;
  readonly dashboard: string;
}

function filesWith(title: string, props: StorageAlarmsProps): Files {
  const { chart, alarms } = appWithAll({ ...props, format: AlarmFormat.RULES_FILE, dashboard: true });
  const objects = Testing.synth(chart) as Array<{ kind: string; metadata: { name: string }; data: Record<string, string> }>;
  const [rules, dashboard] = [alarms.name, `${alarms.name}-dashboard`].map((name) => {
    const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)!;
    return Object.values(data)[0];
  });
  return { title, rules, dashboard };
}

const ALL = { 'the props that there need not be': {}, ...VARIANTS };

export async function tryFiles(write: (line: string) => void): Promise<readonly string[]> {
  const files = Object.entries(ALL).map(([title, props]) => filesWith(title, props));
  const unread = files.flatMap(({ title, rules, dashboard }) => [
    ...checkRules(rules).map((line) => `the file of rules with ${title}: ${line}`),
    ...checkRules(recorded(expressionsOf(dashboard))).map((line) => `expressions of the dashboard with ${title}: ${line}`),
  ]);
  const schema = join(await ensurePrograms(SCHEMA, 'dashboard-schema'), 'dashboard-schema');
  const problemsOf = (dashboards: readonly string[]) =>
    JSON.parse(execFileSync(schema, { input: JSON.stringify(dashboards), encoding: 'utf8' })) as string[];
  const wrong = problemsOf(files.map(({ dashboard }) => dashboard)).flatMap((problem, index) =>
    problem === '' ? [] : [`the dashboard with ${files[index].title}: ${problem}`],
  );
  // What proves something can fail.
  const [first] = files;
  const mistakes = [first.dashboard.replaceAll('"refId"', '"refid"'), first.dashboard.replace('"panels"', '"panel"')];
  const blind = [
    ...problemsOf(mistakes).flatMap((problem, index) =>
      problem === '' ? [`the schema has nothing against mistake ${index} in a dashboard`] : [],
    ),
    ...(checkRules(recorded(['max by (a ('])).length === 0 ? ['promtool has nothing against an expression without an end'] : []),
  ];
  write(
    `${files.length} files of rules, ${files.flatMap(({ dashboard }) => expressionsOf(dashboard)).length} expressions of their dashboards\n`,
  );
  return [...unread, ...wrong, ...blind];
}

function expressionsOf(dashboard: string): readonly string[] {
  const { panels } = JSON.parse(dashboard) as {
    readonly panels: ReadonlyArray<{ readonly targets: ReadonlyArray<{ readonly expr: string }> }>;
  };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

/** Rules that record expressions: promtool reads none by themselves. JSON is YAML. */
const recorded = (expressions: readonly string[]): string =>
  JSON.stringify({ groups: [{ name: 'shown', rules: expressions.map((expr, index) => ({ record: `shown:${index}`, expr })) }] });
