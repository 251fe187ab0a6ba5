import { objectsOf, synthesize } from '../synthesize';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const files = synthesize(__dirname);
const objects = objectsOf(files);
const found = objects.find((object) => object.kind === 'PrometheusRule');
const [group] = found.spec.groups as Array<{ name: string; rules: Rule[] }>;
const rules = (alert: string) => group.rules.filter((rule) => rule.alert === alert);

test('synthesizes', () => {
  // The scripts have tests of their own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test('Prometheus finds the rules by their label, and Alertmanager the team by that of the alerts', () => {
  expect(found.metadata.labels).toEqual({ release: 'kube-prometheus-stack' });
  expect(group.rules.every(({ labels }) => labels.team === 'shop')).toBe(true);
});

test('a backup may be as old as the night in which clocks are set asks for, and no older', () => {
  // 47 hours until the next half past two, 1 hour to begin, 6 hours to run.
  expect(rules('StorageBackupTooOld').map(({ labels }) => labels.threshold)).toEqual(['2d6h', '13h10m']);
  expect(rules('StorageBackupTooOld')[0].expr).toContain(`> ${(47 + 1 + 6) * 3600}`);
});

test('a backup that never ran has no series of its success: its CronJob is asked', () => {
  expect(rules('StorageBackupNeverRan')[0].expr).toMatch(/kube_cronjob_created.* unless .*kube_cronjob_status_last_successful_time/);
});

test('the claim of backups has thresholds of its own, for space and for pace', () => {
  const [all, backups] = rules('StorageVolumeAlmostFull');
  expect([all.labels.threshold, backups.labels.threshold]).toEqual(['15%', '5%']);
  expect(all.expr).not.toContain('orders-backup');
  expect(backups.expr).toContain('persistentvolumeclaim=~"orders-backup"');
  expect(rules('StorageVolumeFillsUp').map(({ labels }) => labels.threshold)).toEqual(['4d below 40%', '2d below 40%']);
});

test('no two rules tell the same', () => {
  const told = group.rules.map(({ alert, labels }) => JSON.stringify([alert, labels]));
  expect(new Set(told).size).toBe(told.length);
});

test('a suspended backup is no reason to wake anybody', () => {
  expect(rules('StorageBackupSuspended').map(({ labels }) => labels.severity)).toEqual(['info']);
});

test('each alert says what to do, and where more is written', () => {
  for (const { alert, annotations } of group.rules) {
    expect(annotations.runbook_url).toMatch(new RegExp(`/docs/storage-alarms.md#${alert.toLowerCase()}$`));
    expect(annotations.description.length).toBeGreaterThan(40);
  }
});
