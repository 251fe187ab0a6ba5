import { execFileSync } from 'child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, dirname, join } from 'path';
import { setTimeout as delay } from 'timers/promises';
import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ClaimSource, ClaimTemplate, Hardening, SnapshotSchedule, SnapshotScheduleProps, SnapshotSource } from '../../src';
import { Run, RunOptions, Shell, shellsUnderTest } from '../scripts/shells';
import { ApiClient, Manifest, poll, Refused } from './client';
import { formatKubeconfig, readKubeconfig } from './kubeconfig';
import { newNamespace, synthesize, until } from './scenery';
import { connect, describeThrowaway } from './session';

/*
 * A SnapshotSchedule with the account, the Role and the script that it makes, on an API server that knows the snapshot kinds. Nobody acts on these, so the tests do the work
 * of the snapshot controller.
 */

let api: ApiClient;
let area: string;
const shells = shellsUnderTest();

beforeAll(() => {
  api = connect();
  area = mkdtempSync(join(tmpdir(), 'snapshots-'));
  chmodSync(area, 0o755);
});
afterAll(() => {
  api.close();
  rmSync(area, { recursive: true });
});

const SNAPSHOTS = 'snapshot.storage.k8s.io/v1';
const GROUPS = 'groupsnapshot.storage.k8s.io/v1';

/** A schedule as it is applied, and its script as its Pods run it. */
class Schedule {
  static async apply(what: string, source: SnapshotSource, props: Partial<SnapshotScheduleProps> = {}): Promise<Schedule> {
    const namespace = await newNamespace(api, what);
    const manifests = synthesize(namespace, (chart) => {
      const schedule = Cron.schedule({ minute: '10', hour: '2' });
      new SnapshotSchedule(chart, 'nightly', { name: 'nightly', source, schedule, image: 'alpine/kubectl:1.36.1', keep: 2, ...props });
    });
    for (const manifest of manifests) await api.apply(manifest);
    const account = manifests.find(({ kind }) => kind === 'ServiceAccount');
    const { status } = await api.expect('POST', `${await api.pathOf(account)}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    });
    return new Schedule(namespace, manifests, status.token as string);
  }

  private constructor(
    readonly namespace: string,
    readonly manifests: readonly Manifest[],
    private readonly token: string,
  ) {}

  private get container(): Manifest {
    return this.manifests.find(({ kind }) => kind === 'CronJob').spec.jobTemplate.spec.template.spec.containers[0];
  }

  /** Runs it as a Pod of a Job does, with the account's own token. */
  run(shell: Shell, job: string, env: Record<string, string> = {}, options: RunOptions = {}): Run {
    const { command, args = [] } = this.container;
    const [, , text, name] = command as string[];
    const cluster = readKubeconfig(process.env.CLUSTER_KUBECONFIG!);
    const kubeconfig = join(area, `${this.namespace}.kubeconfig`);
    writeFileSync(kubeconfig, formatKubeconfig({ server: cluster.server, ca: cluster.ca, token: this.token }));
    const set = (this.container.env as Manifest[]).flatMap(({ name: key, value }) => (value === undefined ? [] : [[key, value]]));
    const path = [shell.path, dirname(process.env.CLUSTER_KUBECTL!)].join(delimiter);
    return new Run(shell, text, name, args as string[], {
      ...options,
      env: {
        ...Object.fromEntries(set),
        PATH: path,
        KUBECONFIG: kubeconfig,
        TMPDIR: '/tmp',
        SNAPSHOT_RUN: job,
        SNAPSHOT_WAIT: '60',
        ...env,
      },
    });
  }

  async snapshots(): Promise<Manifest[]> {
    const found = await api.list(`/apis/${SNAPSHOTS}/namespaces/${this.namespace}/volumesnapshots`);
    return found.sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  }

  async names(): Promise<string[]> {
    return (await this.snapshots()).map(({ metadata }) => metadata.name as string);
  }

  /** Makes what is not ready so, as the controller does. */
  async finish(): Promise<void> {
    for (const snapshot of await this.snapshots()) {
      if (snapshot.status?.readyToUse === true) continue;
      await this.status(snapshot, {
        readyToUse: true,
        boundVolumeSnapshotContentName: `content-of-${snapshot.metadata.name}`,
        error: null,
      });
    }
  }

  async status(snapshot: Manifest, status: object): Promise<void> {
    await api.patch({ ...snapshot, apiVersion: SNAPSHOTS, kind: 'VolumeSnapshot' }, { status }, 'status');
  }

  /** A snapshot that an earlier run took. */
  async put(
    name: string,
    { ready = true, claim = 'pages', labels = {} }: { ready?: boolean; claim?: string; labels?: object } = {},
  ): Promise<void> {
    const own = {
      'app.kubernetes.io/name': 'nightly',
      'app.kubernetes.io/component': 'snapshots',
      'app.kubernetes.io/managed-by': 'cdk8s-storage',
    };
    const snapshot = {
      apiVersion: SNAPSHOTS,
      kind: 'VolumeSnapshot',
      metadata: { name, namespace: this.namespace, labels: { ...own, ...labels } },
      spec: { volumeSnapshotClassName: 'nightly', source: { persistentVolumeClaimName: claim } },
    };
    await api.create(snapshot);
    if (ready) await this.status(snapshot, { readyToUse: true, boundVolumeSnapshotContentName: `content-of-${name}` });
  }

  /** Waits until the run has asked for so many snapshots, and makes them ready. */
  async finishWhen(count: number): Promise<void> {
    await poll(`${count} snapshots are asked for`, 60, async () => {
      const waiting = (await this.snapshots()).filter(({ status }) => status?.readyToUse !== true);
      return waiting.length >= count;
    });
    await this.finish();
  }
}

const claims = (...names: string[]) =>
  SnapshotSource.claims(
    names.map((name) => ({ name }) as kplus.IPersistentVolumeClaim),
    { snapshotClassName: 'nightly' },
  );

describeThrowaway.each(shells)('a SnapshotSchedule under $name', (shell) => {
  // Times of the server are whole seconds, within which names decide which is older.
  test('takes one of each claim, waits until they are ready, and keeps so many of each', async () => {
    const schedule = await Schedule.apply('taken', claims('pages', 'log'));
    for (const name of ['aged-1', 'aged-2', 'aged-3']) await schedule.put(name);
    await schedule.put('other', { claim: 'other' });
    await schedule.put('foreign', { labels: { 'app.kubernetes.io/name': 'weekly' } });
    const run = schedule.run(shell, 'nightly-1');
    await schedule.finishWhen(2);
    const { status, stdout, stderr } = await run.result;
    const left = await schedule.snapshots();
    const made = left.map(({ metadata }) => metadata.name as string).filter((name) => name.startsWith('nightly-'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(made).toHaveLength(2);
    const [log, pages] = made;
    expect([log, pages]).toEqual([
      expect.stringMatching(/^nightly-log-\d{8}t\d{6}z$/),
      expect.stringMatching(/^nightly-pages-\d{8}t\d{6}z$/),
    ]);
    expect(stdout.split('\n')).toEqual(
      [
        `making ${pages}.`,
        `making ${log}.`,
        `${pages} is ready.`,
        `${log} is ready.`,
        'deleted aged-1, to keep 2.',
        'deleted aged-2, to keep 2.',
      ]
        .map((line) => `take-snapshots: ${line}`)
        .concat(''),
    );
    expect(left.map(({ metadata }) => metadata.name)).toEqual(['aged-3', 'foreign', log, pages, 'other']);
    expect(left.find(({ metadata }) => metadata.name === pages)).toMatchObject({
      metadata: { labels: { 'app.kubernetes.io/name': 'nightly', 'cdk8s-storage/run': 'nightly-1' } },
      spec: { volumeSnapshotClassName: 'nightly', source: { persistentVolumeClaimName: 'pages' } },
    });
  });

  test('what is not ready counts for nothing and stays, and the last good one is never deleted', async () => {
    const schedule = await Schedule.apply('unready', claims('pages'), { keep: 1 });
    await schedule.put('aged');
    await schedule.put('broken', { ready: false });
    const failed = await schedule.run(shell, 'nightly-1', { SNAPSHOT_WAIT: '1' }).result;
    const [mine] = (await schedule.names()).filter((name) => name.startsWith('nightly-'));
    expect(failed).toMatchObject({
      status: 1,
      stderr: `take-snapshots: not ready within 1 seconds: ${mine}. The controller says nothing: does it run, and does the class exist? Older ones are still there.\n`,
    });
    expect(await schedule.names()).toEqual(['aged', 'broken', mine]);

    const snapshot = (await schedule.snapshots()).find(({ metadata }) => metadata.name === mine);
    await schedule.status(snapshot, { readyToUse: false, error: { message: 'quota "snapshots" is\nexceeded' } });
    expect(await schedule.run(shell, 'nightly-1', { SNAPSHOT_WAIT: '1' }).result).toMatchObject({
      status: 1,
      stdout: `take-snapshots: waiting for ${mine}, which an earlier try made.\n`,
      stderr: `take-snapshots: not ready within 1 seconds: ${mine}. "quota \\"snapshots\\" is\\nexceeded" Older ones are still there.\n`,
    });

    await schedule.status(snapshot, { readyToUse: true, boundVolumeSnapshotContentName: 'content', error: null });
    expect(await schedule.run(shell, 'nightly-1').result).toMatchObject({
      status: 0,
      stderr: 'take-snapshots: broken is not ready, and counts for nothing. See kubectl describe volumesnapshots.\n',
    });
    expect(await schedule.names()).toEqual(['broken', mine]);
  });

  test('nothing is added where nobody finishes what is there', async () => {
    const schedule = await Schedule.apply('stuck', claims('pages'), { keep: 1 });
    for (const name of ['a', 'b', 'c']) await schedule.put(name, { ready: false });
    expect(await schedule.run(shell, 'nightly-1').result).toEqual({
      signal: null,
      status: 3,
      stdout: '',
      stderr:
        'take-snapshots: refused: 3 snapshots are not ready, and nobody finishes them: a b c of pages. See kubectl describe volumesnapshots, and delete what cannot be. Older ones are still there.\n',
    });
    expect(await schedule.names()).toEqual(['a', 'b', 'c']);
  });

  test('killed half-way, the next try of the Job takes no second one', async () => {
    const schedule = await Schedule.apply('killed', claims('pages', 'log'));
    const first = schedule.run(shell, 'nightly-1');
    await poll('the first is asked for', 60, async () => (await schedule.names()).length > 0);
    first.kill();
    expect(await first.result).toMatchObject({ signal: 'SIGKILL' });
    const second = schedule.run(shell, 'nightly-1');
    await schedule.finishWhen(2);
    expect(await second.result).toMatchObject({ status: 0, stderr: '' });
    expect(await schedule.names()).toHaveLength(2);
  });

  test('two at once both take theirs, and neither deletes what has to stay', async () => {
    const schedule = await Schedule.apply('both', claims('pages'));
    await schedule.put('aged-1');
    await schedule.put('aged-2');
    const runs = ['nightly-1', 'by-hand'].map((job) => schedule.run(shell, job));
    await schedule.finishWhen(2);
    for (const { result } of runs) expect(await result).toMatchObject({ status: 0, stderr: '' });
    const left = await schedule.snapshots();
    expect(left.map(({ metadata }) => metadata.labels['cdk8s-storage/run'] as string).sort()).toEqual(['by-hand', 'nightly-1']);
  });

  test('two at once that keep one leave one', async () => {
    const schedule = await Schedule.apply('one', claims('pages'), { keep: 1 });
    await schedule.put('aged');
    const runs = ['nightly-1', 'by-hand'].map((job) => schedule.run(shell, job));
    await schedule.finishWhen(2);
    const results = await Promise.all(runs.map(({ result }) => result));
    // The later may delete that of the earlier before that one has seen it ready.
    expect(results.map(({ status }) => status)).toContain(0);
    expect(await schedule.names()).toHaveLength(1);
  });

  test('a snapshot that somebody deletes is missed', async () => {
    const schedule = await Schedule.apply('gone', claims('pages'));
    const run = schedule.run(shell, 'nightly-1');
    const [name] = await poll('it is asked for', 60, async () => {
      const names = await schedule.names();
      return names.length > 0 && names;
    });
    await api.delete({ apiVersion: SNAPSHOTS, kind: 'VolumeSnapshot', metadata: { name, namespace: schedule.namespace } });
    expect(await run.result).toMatchObject({
      status: 1,
      stderr: `take-snapshots: ${name} was deleted before it was ready. Older ones are still there.\n`,
    });
  });

  test('a server that is away is told, and changes nothing', async () => {
    const schedule = await Schedule.apply('away', claims('pages'));
    await schedule.put('aged-1');
    const kubeconfig = join(area, 'away.kubeconfig');
    writeFileSync(kubeconfig, formatKubeconfig({ ...readKubeconfig(process.env.CLUSTER_KUBECONFIG!), server: 'https://127.0.0.1:1' }));
    const { status, stderr } = await schedule.run(shell, 'nightly-1', { KUBECONFIG: kubeconfig }).result;
    expect(status).toBe(1);
    expect(stderr).toMatch(/^take-snapshots: cannot list what is there: .*127\.0\.0\.1:1.* Older ones are still there\.\n$/s);
    expect(stderr).not.toContain('memcache');
    expect(await schedule.names()).toEqual(['aged-1']);
  });

  test('a group is taken as one, and pruned as one', async () => {
    const source = SnapshotSource.group({ app: 'search', 'example.com/tier': 'data' }, { snapshotGroupClassName: 'groups' });
    const schedule = await Schedule.apply('group', source, { keep: 1 });
    const list = () => api.list(`/apis/${GROUPS}/namespaces/${schedule.namespace}/volumegroupsnapshots`);
    for (const job of ['nightly-1', 'nightly-2']) {
      const run = schedule.run(shell, job);
      const [group] = await poll('the group is asked for', 60, async () => {
        const waiting = (await list()).filter(({ status }) => status?.readyToUse !== true);
        return waiting.length > 0 && waiting;
      });
      expect(group.spec).toEqual({
        volumeGroupSnapshotClassName: 'groups',
        source: { selector: { matchLabels: { app: 'search', 'example.com/tier': 'data' } } },
      });
      const status = { readyToUse: true, boundVolumeGroupSnapshotContentName: 'content' };
      await api.patch({ ...group, apiVersion: GROUPS, kind: 'VolumeGroupSnapshot' }, { status }, 'status');
      expect(await run.result).toMatchObject({ status: 0, stderr: '' });
    }
    expect((await list()).map(({ metadata }) => metadata.labels['cdk8s-storage/run'])).toEqual(['nightly-2']);
  });

  test.each(['create', 'delete', 'list'])('without the right to %s it does not work, so the Role has none too many', async (verb) => {
    const schedule = await Schedule.apply(`without-${verb}`, claims('pages'), { keep: 1 });
    await schedule.put('aged-1');
    const role = schedule.manifests.find(({ kind }) => kind === 'Role');
    const verbs = (role.rules[0].verbs as string[]).filter((other) => other !== verb);
    await api.apply({ ...role, rules: [{ ...role.rules[0], verbs }] });
    // The authorizer learns of it by a watch.
    await delay(500);
    const run = schedule.run(shell, 'nightly-1');
    if (verb === 'delete') await schedule.finishWhen(1);
    const { status, stderr } = await run.result;
    expect(status).toBe(2);
    expect(stderr).toContain(
      `take-snapshots: cannot ${verb} volumesnapshots in namespace ${schedule.namespace}: Error from server (Forbidden): `,
    );
    expect(await schedule.names()).toContain('aged-1');
  });
});

describeThrowaway('what the account may do', () => {
  test('is nothing but that', async () => {
    const { manifests, namespace } = await Schedule.apply('rights', claims('pages'));
    const account = manifests.find(({ kind }) => kind === 'ServiceAccount');
    const may = async (verb: string, group: string, resource: string, place: string): Promise<boolean> => {
      const { status } = await api.expect('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: `system:serviceaccount:${namespace}:${account.metadata.name}`,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
          resourceAttributes: { verb, group, resource, namespace: place },
        },
      });
      return status.allowed as boolean;
    };
    const snapshots = 'snapshot.storage.k8s.io';
    for (const verb of ['create', 'delete', 'list']) {
      expect({ [verb]: await may(verb, snapshots, 'volumesnapshots', namespace) }).toEqual({ [verb]: true });
    }
    const others: ReadonlyArray<readonly [string, string, string, string]> = [
      ['get', snapshots, 'volumesnapshots', namespace],
      ['update', snapshots, 'volumesnapshots', namespace],
      ['patch', snapshots, 'volumesnapshots', namespace],
      ['deletecollection', snapshots, 'volumesnapshots', namespace],
      ['list', snapshots, 'volumesnapshots', 'default'],
      ['list', snapshots, 'volumesnapshotcontents', ''],
      ['list', 'groupsnapshot.storage.k8s.io', 'volumegroupsnapshots', namespace],
      ['list', '', 'persistentvolumeclaims', namespace],
      ['get', '', 'secrets', namespace],
      ['create', '', 'pods', namespace],
    ];
    for (const [verb, group, resource, place] of others) {
      expect({ [`${verb} ${resource}`]: await may(verb, group, resource, place) }).toEqual({ [`${verb} ${resource}`]: false });
    }
  });
});

describeThrowaway('a set whose claims are restored', () => {
  const set = (namespace: string, restored: boolean) =>
    synthesize(namespace, (chart) => {
      const service = new kplus.Service(chart, 'service', { metadata: { name: 'web' }, clusterIP: 'None', ports: [{ port: 80 }] });
      const workload = new kplus.StatefulSet(chart, 'set', {
        metadata: { name: 'web' },
        service,
        replicas: 2,
        podManagementPolicy: kplus.PodManagementPolicy.PARALLEL,
        securityContext: { ensureNonRoot: true, user: 10001, group: 10001 },
        containers: [{ name: 'main', image: 'web:1.0' }],
      });
      const template = new ClaimTemplate(workload, 'data', {
        storage: Size.gibibytes(1),
        storageClass: { storageClassName: 'none' },
        labels: { tier: 'data' },
      });
      Hardening.apply(workload);
      if (restored) template.restore(ClaimSource.fromSnapshotName('before'));
    });

  test('takes the claim that is there, and makes the others, with the same labels', async () => {
    const namespace = await newNamespace(api, 'restored');
    const manifests = set(namespace, true);
    // The claim comes first: the controller would make an empty one.
    expect(manifests.findIndex(({ kind }) => kind === 'PersistentVolumeClaim')).toBeLessThan(
      manifests.findIndex(({ kind }) => kind === 'StatefulSet'),
    );
    for (const manifest of manifests) await api.apply(manifest);
    const claim = (name: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace } });
    const [first, second] = [
      await until(api, claim('data-web-0'), 'is there', Boolean),
      await until(api, claim('data-web-1'), 'is there', Boolean),
    ];
    expect(first.spec.dataSource).toEqual({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before' });
    expect(second.spec.dataSource).toBeUndefined();
    expect(first.metadata.labels).toEqual(second.metadata.labels);
    expect(first.spec.resources).toEqual(second.spec.resources);
  });

  test('is refused where the claim is there already, which keeps what it has', async () => {
    const namespace = await newNamespace(api, 'taken-claim');
    for (const manifest of set(namespace, false)) await api.apply(manifest);
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-web-0', namespace } };
    await until(api, claim, 'is there', Boolean);
    const restored = set(namespace, true).find(({ kind }) => kind === 'PersistentVolumeClaim');
    await expect(api.apply(restored, { force: true })).rejects.toThrow(Refused);
    await expect(api.apply(restored, { force: true })).rejects.toThrow(/spec is immutable after creation/);
  });
});

test('kubectl is there, as the script needs it', () => {
  expect(execFileSync(process.env.CLUSTER_KUBECTL!, ['version', '--client'], { encoding: 'utf8' })).toContain('Client Version');
});
