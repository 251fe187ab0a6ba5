import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Claim, SnapshotSchedule, SnapshotScheduleProps, SnapshotSource } from '../../../src';
import { loadScript } from '../../../src/scripts/load-script';
import { findKind, manifests, newChart, yaml } from '../../support';

const NIGHTLY = { snapshotClassName: 'nightly' };
const BASE = { schedule: Cron.schedule({ hour: '2', minute: '40' }), image: 'alpine/kubectl:1.36.1' };

const claimIn = (chart: Chart, name = 'pages') =>
  new Claim(chart, name, { storage: Size.gibibytes(40), storageClass: { storageClassName: 'fast' } });

function made(props: Partial<SnapshotScheduleProps> = {}): Chart {
  const chart = newChart();
  new SnapshotSchedule(chart, 'nightly', { source: SnapshotSource.claims([claimIn(chart)], NIGHTLY), ...BASE, ...props });
  return chart;
}

const jobOf = (chart: Chart) => findKind(chart, 'CronJob').spec;
const podOf = (chart: Chart) => jobOf(chart).jobTemplate.spec.template.spec;
const envOf = (chart: Chart): Record<string, string> =>
  Object.fromEntries((podOf(chart).containers[0].env as Array<{ name: string; value: string }>).map(({ name, value }) => [name, value]));

describe('practices', () => {
  test('runs never overlap, have deadlines and a time zone, and fail visibly', () => {
    expect(jobOf(made())).toMatchObject({
      schedule: '40 2 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      failedJobsHistoryLimit: 3,
      suspend: false,
      jobTemplate: { spec: { backoffLimit: 2, podFailurePolicy: { rules: [{ action: 'FailJob' }, { action: 'Ignore' }] } } },
    });
    expect(podOf(made()).restartPolicy).toBe('Never');
  });

  test('the deadline has room for each try to wait', () => {
    const deadline = (props: Partial<SnapshotScheduleProps>) => jobOf(made(props)).jobTemplate.spec.activeDeadlineSeconds as number;
    expect(deadline({})).toBe(3 * 7200 + 600);
    expect(deadline({ wait: Duration.minutes(10), retries: 0 })).toBe(1200);
    expect(deadline({ deadline: Duration.hours(1) })).toBe(3600);
  });

  test('the account may create, delete and list snapshots of the namespace, and has its token in this Pod alone', () => {
    const chart = made();
    expect(findKind(chart, 'Role').rules).toEqual([
      { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['create', 'delete', 'list'] },
    ]);
    expect(findKind(chart, 'RoleBinding')).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pages-snapshots' },
      subjects: [{ kind: 'ServiceAccount', name: 'pages-snapshots', namespace: 'shop' }],
    });
    expect(findKind(chart, 'ServiceAccount').automountServiceAccountToken).toBe(false);
    expect(podOf(chart)).toMatchObject({ automountServiceAccountToken: true, serviceAccountName: 'pages-snapshots' });
  });

  test('an account that is given gets the Role', () => {
    const chart = newChart();
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'robot');
    new SnapshotSchedule(chart, 'nightly', { source: SnapshotSource.claims([claimIn(chart)], NIGHTLY), ...BASE, serviceAccount });
    expect(findKind(chart, 'RoleBinding').subjects).toEqual([{ kind: 'ServiceAccount', name: 'robot', namespace: 'shop' }]);
    expect(manifests(chart).some(({ kind }) => kind === 'ServiceAccount')).toBe(false);
  });

  test('the Pod gets out to DNS and to the ports of the API server, which no selector has', () => {
    expect(findKind(made(), 'NetworkPolicy').spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        { ports: [{ port: 53 }, { port: 53 }] },
        {
          ports: [
            { port: 443, protocol: 'TCP' },
            { port: 6443, protocol: 'TCP' },
          ],
        },
      ],
    });
    const { egress } = findKind(made({ apiServerPorts: [16443] }), 'NetworkPolicy').spec;
    expect(egress[1]).toEqual({ ports: [{ port: 16443, protocol: 'TCP' }] });
    expect(manifests(made({ hardening: { networkPolicy: false } })).some(({ kind }) => kind === 'NetworkPolicy')).toBe(false);
  });

  test('the Pod is restricted, and kubectl has a place for what it keeps', () => {
    const { securityContext, containers, volumes } = podOf(made());
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } });
    expect(containers[0]).toMatchObject({
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      terminationMessagePolicy: 'FallbackToLogsOnError',
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    });
    expect(volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
  });

  test('a try of a Job knows which Job it is of, so that it takes no second snapshot', () => {
    const run = (podOf(made()).containers[0].env as Array<{ name: string }>).find(({ name }) => name === 'SNAPSHOT_RUN');
    expect(run).toEqual({
      name: 'SNAPSHOT_RUN',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
    });
  });
});

test('the script is told what to do', () => {
  const chart = made({ keep: 3, wait: Duration.minutes(5) });
  const [container] = podOf(chart).containers;
  expect(container).toMatchObject({ command: ['sh', '-c', loadScript('take-snapshots'), 'take-snapshots'], args: ['pages'] });
  expect(envOf(chart)).toMatchObject({
    SNAPSHOT_NAME: 'pages',
    SNAPSHOT_NAMESPACE: 'shop',
    SNAPSHOT_CLASS: 'nightly',
    SNAPSHOT_KEEP: '3',
    SNAPSHOT_WAIT: '300',
  });
});

test('a group is told by its labels', () => {
  const source = SnapshotSource.group({ app: 'search', tier: 'data' }, { snapshotGroupClassName: 'groups' });
  const chart = made({ source });
  expect(envOf(chart)).toMatchObject({ SNAPSHOT_NAME: 'nightly', SNAPSHOT_CLASS: 'groups', SNAPSHOT_SELECTOR: 'app=search,tier=data' });
  expect(podOf(chart).containers[0].args).toBeUndefined();
  expect(findKind(chart, 'Role').rules[0]).toMatchObject({
    apiGroups: ['groupsnapshot.storage.k8s.io'],
    resources: ['volumegroupsnapshots'],
  });
});

test('several claims go with the name of the construct', () => {
  const chart = newChart();
  const source = SnapshotSource.claims([claimIn(chart), claimIn(chart, 'log')], NIGHTLY);
  expect(new SnapshotSchedule(chart, 'nightly', { source, ...BASE }).name).toBe('nightly');
  expect(podOf(chart).containers[0].args).toEqual(['pages', 'log']);
});

test('nothing follows from where the schedule stands in the code', () => {
  const source = (chart: Chart) => SnapshotSource.claims([kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', 'pages')], NIGHTLY);
  const [here, there] = ['here', 'there'].map((id) => {
    const chart = new Chart(new App(), id, { namespace: 'shop' });
    new SnapshotSchedule(chart, `schedule-${id}`, { source: source(chart), ...BASE });
    return yaml(chart);
  });
  expect(here).toBe(there);
});
