import { ApiObject, App, Chart, Cron, Duration, Size, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  AlarmFormat,
  BackupStorage,
  DatabaseBackup,
  DatabaseCredentials,
  DatabaseEngine,
  StatefulDatabase,
  StorageAlarm,
  StorageAlarms,
  StorageAlarmsProps,
  StorageDriver,
  VolumeBackup,
  ZonalStorageClass,
} from '../../src';
import { RuleGroup } from '../../src/alarms/groups';
import { newChart } from '../support';
import { appWithAll, groupsWith, VARIANTS } from './app';

const claimNamed = (chart: Chart, name: string, spec: Record<string, unknown> = {}, namespace?: string) =>
  new ApiObject(chart, name, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace }, spec });

const cronJob = (
  chart: Chart,
  name: string,
  props: Record<string, unknown> = {},
  image = 'registry.example.com/copy:1.2.3',
  command = ['run'],
) =>
  new ApiObject(chart, name, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image, command }] } } } },
      ...props,
    },
  });

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const objects = (chart: Chart): any[] => Testing.synth(chart);
const groupsOf = (chart: Chart): RuleGroup[] => objects(chart).find(({ kind }) => kind === 'PrometheusRule').spec.groups;
const alertsOf = (groups: readonly RuleGroup[]) => groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
const exprOf = (groups: readonly RuleGroup[], alarm: StorageAlarm) =>
  groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert === String(alarm)).map(({ expr }) => expr)).join('\n');

test('a file of rules has the same groups as the object of the operator', () => {
  const [rule, file] = [AlarmFormat.PROMETHEUS_RULE, AlarmFormat.RULES_FILE].map((format) => {
    const chart = newChart();
    claimNamed(chart, 'data');
    new StorageAlarms(chart, 'alarms', { format });
    return objects(chart).at(-1);
  });
  expect(file.kind).toBe('ConfigMap');
  expect(parse(file.data['storage-alarms.rules.yaml'])).toEqual({ groups: rule.spec.groups });
});

test('a group for each namespace, whose series alone it asks', () => {
  const chart = newChart();
  claimNamed(chart, 'data', {}, 'one');
  claimNamed(chart, 'more', {}, 'two');
  new StorageAlarms(chart, 'alarms');
  const groups = groupsOf(chart);
  expect(groups.map(({ name }) => name)).toEqual(['storage-one', 'storage-two']);
  expect(exprOf([groups[0]], StorageAlarm.CLAIM_LOST)).toContain('namespace="one",persistentvolumeclaim=~"data"');
  expect(exprOf([groups[1]], StorageAlarm.CLAIM_LOST)).toContain('namespace="two",persistentvolumeclaim=~"more"');
});

test('what is made after the alarms is watched too', () => {
  const chart = newChart();
  new StorageAlarms(chart, 'alarms');
  claimNamed(chart, 'late');
  expect(exprOf(groupsOf(chart), StorageAlarm.CLAIM_PENDING)).toContain('"late"');
});

test('no series tells how full a raw device, a volume that is read only, or one on NFS is', () => {
  const chart = newChart();
  new ApiObject(chart, 'class', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'nfs' },
    provisioner: 'nfs.csi.k8s.io',
  });
  new ApiObject(chart, 'volume', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'export' },
    spec: { nfs: { server: 'nfs.example.com', path: '/' } },
  });
  claimNamed(chart, 'raw', { volumeMode: 'Block' });
  claimNamed(chart, 'read', { accessModes: ['ReadOnlyMany'] });
  claimNamed(chart, 'by-class', { storageClassName: 'nfs' });
  claimNamed(chart, 'by-volume', { volumeName: 'export' });
  claimNamed(chart, 'disk', { storageClassName: 'ssd' });
  new StorageAlarms(chart, 'alarms');
  const groups = groupsOf(chart);
  for (const alarm of [
    StorageAlarm.VOLUME_ALMOST_FULL,
    StorageAlarm.VOLUME_FILLS_UP,
    StorageAlarm.INODES_ALMOST_USED,
    StorageAlarm.INODES_RUN_OUT,
  ]) {
    expect([...new Set(exprOf(groups, alarm).match(/persistentvolumeclaim=~"[^"]*"/g))]).toEqual(['persistentvolumeclaim=~"disk"']);
  }
  // That they wait, are lost or do not grow is told of all.
  expect(exprOf(groups, StorageAlarm.CLAIM_PENDING)).toContain('"by-class|by-volume|disk|raw|read"');
});

test('backups of any make are known by their programs, or are named', () => {
  const chart = newChart();
  cronJob(chart, 'dump', {}, 'postgres:18', ['sh', '-c', 'pg_dump orders > /backup/orders.sql']);
  cronJob(chart, 'report');
  const named = cronJob(chart, 'copy');
  new StorageAlarms(chart, 'alarms', { backups: [named] });
  const expr = exprOf(groupsOf(chart), StorageAlarm.BACKUP_SUSPENDED);
  expect(expr).toContain('cronjob=~"copy|dump"');
});

test('rehearsals of databases and of files are watched, by their own schedules, and are no backups', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const storageClass = new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() });
  const database = new StatefulDatabase(chart, 'orders', {
    name: 'orders',
    credentials: DatabaseCredentials.fromSecretName('orders'),
    engine: DatabaseEngine.mariadb({ version: '11.8.3' }),
    storage: { size: Size.gibibytes(5), storageClass },
  });
  const rehearsal = {
    size: Size.gibibytes(8),
    schedule: Cron.schedule({ day: '1', hour: '15', minute: '0' }),
    deadline: Duration.hours(2),
  };
  const storage = BackupStorage.newClaim({ size: Size.gibibytes(9), storageClass });
  new DatabaseBackup(chart, 'backup', { database, storage, rehearsal });
  const claim = storageClass.claim(chart, 'uploads', { storage: Size.gibibytes(4) });
  new VolumeBackup(chart, 'files', { claim, storage, schedule: Cron.daily(), image: 'busybox:1.37.0', onAnyNode: true, rehearsal });
  new StorageAlarms(chart, 'alarms');
  const groups = groupsOf(chart);
  // A month of 31 days, an hour late, two hours long.
  expect(exprOf(groups, StorageAlarm.RESTORE_REHEARSAL_TOO_OLD)).toMatch(
    /cronjob=~"orders-restore-rehearsal\|uploads-restore-rehearsal".* > 2689200 /,
  );
  expect(exprOf(groups, StorageAlarm.BACKUP_SUSPENDED)).toContain('cronjob=~"orders-backup|uploads-backup"');
});

test('a run may be missed, and a Job without deadline takes as long as is said', () => {
  const chart = newChart();
  const job = cronJob(chart, 'copy');
  new StorageAlarms(chart, 'alarms', { backups: [job], missedRuns: 2, withoutDeadline: Duration.hours(1) });
  expect(exprOf(groupsOf(chart), StorageAlarm.BACKUP_TOO_OLD)).toMatch(new RegExp(`> ${(3 * 24 + 1) * 3600}$`));
});

test.each(Object.entries(VARIANTS))('no two rules tell the same: %s', (_, props) => {
  const rules = groupsWith(props).flatMap((group) => group.rules);
  const told = rules.map(({ alert, labels }) => JSON.stringify([alert, labels]));
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThan(1);
});

test('claims that differ in one threshold have the others in common', () => {
  const chart = newChart();
  claimNamed(chart, 'one');
  claimNamed(chart, 'two');
  new StorageAlarms(chart, 'alarms', { claims: { two: { spaceLeft: 30 } } });
  const alerts = alertsOf(groupsOf(chart));
  const count = (alarm: StorageAlarm) => alerts.filter((alert) => alert === String(alarm)).length;
  expect(
    [StorageAlarm.VOLUME_ALMOST_FULL, StorageAlarm.VOLUME_FILLS_UP, StorageAlarm.INODES_ALMOST_USED, StorageAlarm.INODES_RUN_OUT].map(
      count,
    ),
  ).toEqual([2, 1, 1, 1]);
});

test('names are taken literally', () => {
  const chart = newChart();
  claimNamed(chart, 'data.v1');
  new StorageAlarms(chart, 'alarms');
  expect(exprOf(groupsOf(chart), StorageAlarm.CLAIM_LOST)).toContain('persistentvolumeclaim=~"data\\\\.v1"');
});

describe('what is known at synthesis only', () => {
  const errors = (props: StorageAlarmsProps, fill: (chart: Chart) => void) => {
    const chart = newChart();
    new StorageAlarms(chart, 'alarms', props);
    fill(chart);
    return chart.node.findAll().flatMap((node) => node.node.validate());
  };

  test('nothing is watched', () => {
    expect(errors({}, () => undefined)).toEqual([
      'watched: nothing in it has storage, or is a backup. Name constructs that have, or leave the alarms out.',
    ]);
  });

  test('a claim that has thresholds is not there', () => {
    expect(errors({ claims: { dat: { spaceLeft: 5 } } }, (chart) => void claimNamed(chart, 'data'))).toEqual([
      'claims["dat"]: no claim of that name is watched. Did you mean data? Name one of data.',
    ]);
  });

  test('a schedule that comes due once tells no age', () => {
    const fill = (chart: Chart) => {
      cronJob(chart, 'copy', { schedule: '0 0 30 2 *' });
      (chart.node.findChild('copy') as ApiObject).metadata.addLabel('app.kubernetes.io/component', 'restore-rehearsal');
    };
    expect(errors({}, fill)).toEqual([expect.stringMatching(/^CronJob copy: its schedule "0 0 30 2 \*" tells no age of a backup\. /)]);
  });

  test('a Pod of a set is named by its set, a claim of a template too', () => {
    const chart = newChart();
    new ApiObject(chart, 'set', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'queue' },
      spec: {
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'ssd' } }],
        template: { spec: { containers: [] } },
      },
    });
    new StorageAlarms(chart, 'alarms', { claims: { 'data-queue': { spaceLeft: 20 } } });
    expect(exprOf(groupsOf(chart), StorageAlarm.VOLUME_ALMOST_FULL)).toContain('persistentvolumeclaim=~"data-queue-[0-9]+"');
  });
});

describe('a dashboard', () => {
  const dashboard = (props: StorageAlarmsProps = {}) => {
    const { chart, alarms } = appWithAll({ dashboard: true, ...props });
    const all = objects(chart);
    const found = all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `${alarms.name}-dashboard`);
    return {
      found,
      json: JSON.parse(found.data['alarms-dashboard.json']),
      groups: all.find(({ kind }) => kind === 'PrometheusRule').spec.groups,
    };
  };
  const { found, json, groups } = dashboard();
  type Panel = {
    id: number;
    title: string;
    targets: Array<{ expr: string; refId: string; legendFormat: string }>;
    gridPos: { x: number; y: number };
  };
  const panels = json.panels as Panel[];

  test('is found by its label', () => {
    expect(found.metadata).toMatchObject({ namespace: 'shop', labels: { grafana_dashboard: '1' } });
  });

  test('is there on request only', () => {
    const { chart, alarms } = appWithAll();
    expect(alarms.dashboard).toBeUndefined();
    expect(objects(chart).some(({ metadata }) => metadata.name === 'alarms-dashboard')).toBe(false);
  });

  test('shows what the alarms look at, by their own expressions', () => {
    expect(panels.map(({ title }) => title)).toEqual([
      'Alerts that fire',
      'Percent of the space that is left',
      'Percent of the inodes that are left',
      'Age of the last backup',
      'Age of the last rehearsal',
      'Age of the last base backup',
      'Servers that are ready',
      'Restarts within an hour',
    ]);
    const exprs = (groups as RuleGroup[]).flatMap(({ rules }) => rules.map(({ expr }) => expr));
    for (const { targets } of panels.slice(1)) {
      for (const { expr } of targets) expect(exprs.filter((one) => one.includes(expr))).not.toEqual([]);
    }
  });

  test('each panel has its place and number, each target its letter and a legend of labels', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(panels.length);
    for (const { targets } of panels) {
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(targets.every(({ legendFormat }) => /\{\{\w+\}\}/.test(legendFormat))).toBe(true);
    }
  });

  test('shows no alarm that is left out, and is called the same in each synthesis', () => {
    const other = dashboard({ without: [StorageAlarm.SERVER_RESTARTS] }).json;
    expect((other.panels as Panel[]).map(({ title }) => title)).not.toContain('Restarts within an hour');
    expect(other.uid).toBe(json.uid);
    expect(json.uid).toMatch(/^[0-9a-f]{16}$/);
  });
});
