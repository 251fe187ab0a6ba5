import { deepEqual, equal, match, notEqual, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { installOperators, operatorDefinitions } from '../../cluster/operator-definitions';
import { Asking } from '../asking';
import { assertHardened } from '../hardened';
import { killWhen } from '../killing';
import { Edits, exampleManifests } from '../manifests';
import { operatorRelease } from '../operators/cloudnative-pg';
import { ask } from './postgres-example';
import { containerOf, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'shop';
const OPERATOR = 'cnpg-system';
const NAME = 'orders-pg';
const CLUSTER = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: NAME, namespace: NAMESPACE } };
const CREDENTIALS = { username: 'orders', password: `a b"c'd\\e$f\`g%h#i:j@k/l!` };
const INSTANCES = { 'cnpg.io/cluster': NAME, 'cnpg.io/podRole': 'instance' };

/** What one machine with Debian's PostgreSQL cannot give; all else of the example is as it is. */
const GIVES_WAY: ReadonlyArray<readonly [text: string | RegExp, instead: string]> = [
  ["version: '18.4'", "version: '17.11'"],
  [/backup: \{\n[^]*?\n {2}\},\n/, 'withoutBackup: true,\n  separateNodes: false,\n'],
  [
    /resources: \{ cpu: .*\n/,
    'resources: { cpu: { request: Cpu.millis(150), limit: Cpu.units(2) }, memory: { limit: Size.gibibytes(1) } },\n',
  ],
  ['image: `registry', 'resources: { cpu: { request: Cpu.millis(100), limit: Cpu.units(1) } },\n        image: `registry'],
];

const replicatedEdits = (...more: typeof GIVES_WAY): Edits => ({
  'main.ts': (whole) =>
    [...GIVES_WAY, ...more].reduce((text, [pattern, instead]) => {
      const next = text.replace(pattern, instead);
      if (next === text) throw new Error(`The example no longer has what gives way here: ${pattern}`);
      return next;
    }, whole),
});

/**
 * examples/replicated-database, run by CloudNativePG's own operator: made, killed and deleted while orders are taken, hibernated, made smaller, and
 * deleted with its claims.
 */
export const replicatedExample: Experiment = {
  name: 'replicated database: the example',
  example: 'replicated-database',
  cpu: 1200,
  images: ['cloudnative-pg', 'operated-postgres', 'pgbouncer', 'orders'],
  namespaces: [NAMESPACE, OPERATOR],
  prepare: operatorDefinitions,
  async run(stage) {
    const manifests = exampleManifests('replicated-database', replicatedEdits());
    await startOperator(stage, manifests);
    await stage.secret(NAMESPACE, 'orders-db', CREDENTIALS);
    for (const server of [1, 2, 3]) {
      for (const claim of [`${NAME}-${server}`, `${NAME}-${server}-wal`]) {
        await stage.volume({ name: claim, storageClass: 'shop-ssd', claim: { namespace: NAMESPACE, name: claim } });
      }
    }
    const clock = Date.now();
    await stage.apply(manifests);
    const jobs = stage.until('a Job of the operator runs', async () => (await stage.pods(NAMESPACE, JOB_OF_FIRST))[0]);
    const made = await healthy(stage, 3);
    stage.measured.add('replicated database: three servers from nothing', clock, 'one after the other, each a copy of the first', 600);
    equal(made.status.currentPrimary, `${NAME}-1`);
    await asPromised(stage, manifests, await jobs);

    const [app] = await stage.rolledOut('Deployment', NAMESPACE, 'orders');
    const orders = new Orders(stage, app);
    await orders.during('primary killed', 'the operator restarts it, or takes another', async () => {
      const pod = await stage.pod(NAMESPACE, (await cluster(stage)).status.currentPrimary);
      ok(await killWhen(stage.node, undefined, { command: 'postgres -D ', pod: { uid: pod.metadata.uid } }));
    });
    await healthy(stage, 3);

    const old = (await cluster(stage)).status.currentPrimary;
    const oldPod = await stage.pod(NAMESPACE, old);
    await orders.during("primary's Pod gone", 'another one takes over', () =>
      stage.api.expect('DELETE', `/api/v1/namespaces/${NAMESPACE}/pods/${old}?gracePeriodSeconds=1`),
    );
    const { currentPrimary } = (await healthy(stage, 3)).status;
    notEqual(currentPrimary, old);
    const back = await stage.ready(NAMESPACE, old, oldPod.metadata.uid);
    equal(await sql(stage, back, 'SELECT pg_is_in_recovery()'), 't');
    stage.say(`${old} was deleted, ${currentPrimary} took over, and the old one came back on its disk as a replica`);

    await hibernate(stage, orders);
    await makeSmaller(stage, orders);
    await deleteWithClaims(stage);
  },
};

const JOB_OF_FIRST = { 'cnpg.io/cluster': NAME, 'cnpg.io/jobRole': 'initdb' };

/** What the operator's release says to apply, and a webhook that answers. */
async function startOperator(stage: Stage, manifests: readonly Manifest[]): Promise<void> {
  const clock = Date.now();
  await stage.apply(operatorRelease());
  await installOperators(stage.api);
  await stage.rolledOut('Deployment', OPERATOR, 'cnpg-controller-manager');
  const made = manifests.find(({ kind }) => kind === 'Cluster');
  await stage.until('the webhook of the operator answers', async () => (await stage.api.apply(made, { dryRun: true })).status < 300);
  // It is the operator that answers, and not the definition.
  const wrong = { ...made, spec: { ...made.spec, imageName: 'ghcr.io/cloudnative-pg/postgresql:latest' } };
  const refusal = await stage.api.apply(wrong, { dryRun: true }).then(
    () => 'it takes an image without a version',
    (error: Error) => error.message,
  );
  match(refusal, /admission webhook "vcluster\.cnpg\.io" denied the request/);
  stage.measured.add('replicated database: its operator, from nothing', clock, 'answers', 600);
}

/** All that the construct says of the database, as it is in the servers that run. */
async function asPromised(stage: Stage, manifests: readonly Manifest[], job: Manifest): Promise<void> {
  const pods = await instances(stage);
  equal(pods.length, 3);
  for (const pod of pods) equal(await assertHardened(stage, pod, 26), 1);
  const [replica] = pods.filter(({ metadata }) => metadata.name !== `${NAME}-1`);
  const through = (host: string, text: string, user = CREDENTIALS.username) =>
    stage.node
      .execute(containerOf(replica, 'postgres'), [
        ...['env', `PGPASSWORD=${CREDENTIALS.password}`, 'PGCONNECT_TIMEOUT=10'],
        ...['psql', '-XAtq', '-h', host, '-U', user, '-d', 'orders', '-c', text],
      ])
      .then(
        ({ stdout }) => stdout.trim(),
        (error: { readonly stderr?: string; readonly message: string }) => `refused: ${error.stderr ?? error.message}`,
      );
  const asked = `SELECT pg_is_in_recovery() || ' ' || current_user`;
  equal(await through(`${NAME}-rw`, asked), 'false orders');
  equal(await through(`${NAME}-ro`, asked), 'true orders');
  equal(await through(`${NAME}-pooler`, asked), 'false orders');
  match(await through(`${NAME}-rw`, 'SELECT 1', 'postgres'), /^refused: /);

  const primary = pods.find(({ metadata }) => metadata.name === `${NAME}-1`)!;
  const settings = ['data_checksums', 'max_connections', 'max_slot_wal_keep_size', 'max_wal_size', 'shared_buffers'];
  const shown = await sql(stage, primary, settings.map((name) => `SHOW ${name};`).join(' '));
  equal(shown, 'on\n200\n10GB\n5GB\n256MB');
  match(await sql(stage, primary, 'SHOW synchronous_standby_names'), /^ANY 1 \(/);
  await stage.until('the other database is made', async () => (await databaseOf(stage, manifests)).status?.applied === true);
  equal(await sql(stage, primary, 'SELECT extname FROM pg_extension WHERE extname <> $$plpgsql$$', 'reports'), 'pg_trgm');

  const claims = await claimsOf(stage);
  equal(claims.length, 6);
  for (const { metadata } of claims) {
    deepEqual(
      metadata.ownerReferences.map(({ kind, name }: Manifest) => `${kind} ${name}`),
      [`Cluster ${NAME}`],
    );
  }
  const budgets = await stage.api.list(`/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`);
  deepEqual(budgets.map(({ metadata }) => metadata.name).sort(), [NAME, `${NAME}-primary`]);

  // Nobody enforces policies here: but those that they select, and those that they let in, are there by the labels that are written.
  const operator = await stage.pods(OPERATOR);
  const all = [...(await stage.pods(NAMESPACE)), job, ...operator];
  for (const policy of manifests.filter(({ kind }) => kind === 'NetworkPolicy')) {
    const peers: Manifest[] = [...(policy.spec.ingress ?? []), ...(policy.spec.egress ?? [])].flatMap(({ from = [], to = [] }) => [
      ...from,
      ...to,
    ]);
    const meant = [{ podSelector: policy.spec.podSelector, namespaceSelector: inNamespace(NAMESPACE) }, ...peers];
    for (const { podSelector, namespaceSelector } of meant) {
      // Who reads metrics is not part of the example.
      if (namespaceSelector.matchLabels['kubernetes.io/metadata.name'] === 'monitoring') continue;
      const found = all.filter((pod) => isSelected(pod, podSelector) && isOf(pod, namespaceSelector));
      ok(found.length > 0, `${policy.metadata.name} means no Pod that is there: ${JSON.stringify(podSelector)}`);
    }
  }
}

const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

const isOf = ({ metadata }: Manifest, { matchLabels }: Manifest): boolean =>
  matchLabels['kubernetes.io/metadata.name'] === metadata.namespace;

function isSelected({ metadata }: Manifest, { matchLabels = {}, matchExpressions = [] }: Manifest): boolean {
  const has = ([key, value]: [string, unknown]) => metadata.labels?.[key] === value;
  const exists = ({ key, operator }: Manifest) => operator === 'Exists' && metadata.labels?.[key] !== undefined;
  return Object.entries(matchLabels).every(has) && matchExpressions.every(exists);
}

/** Orders that are taken by the example's application, through the pooler; none that was acknowledged may be missing afterwards. */
class Orders {
  private readonly acknowledged: number[] = [];
  private next = 1;

  constructor(
    private readonly stage: Stage,
    private readonly app: Manifest,
  ) {}

  /** Takes orders all the time while something is done, until they are taken again. */
  async during(what: string, promise: string, act: () => Promise<unknown>): Promise<void> {
    await this.one();
    let answered = Date.now();
    let longest = 0;
    const asking = new Asking(async () => {
      if (!(await this.take())) return 'not taken';
      longest = Math.max(longest, Date.now() - answered);
      answered = Date.now();
      return undefined;
    });
    await act();
    const acted = Date.now();
    // Whoever takes over, the change itself is over when it takes orders for a while.
    await this.stage.until('orders have been taken again for a while', () => answered - acted > 20_000);
    const { asked, bad } = await asking.end();
    this.stage.measured.add(`replicated database: ${what}, takes orders again`, Date.now() - longest, promise, 600);
    await this.areThere();
    this.stage.say(`${what}: of ${asked} orders ${bad.length} were not taken, and all that were are there`);
  }

  async one(): Promise<void> {
    await this.stage.until('an order is taken', () => this.take());
  }

  /** Asserts that all that were acknowledged are there. */
  async areThere(): Promise<void> {
    const list = await this.stage.until('the orders are listed', async () => {
      const { status, text } = await ask(this.app, '/orders');
      return status === 200 && text;
    });
    const stored = new Set(list.split('\n').map(Number));
    deepEqual(
      this.acknowledged.filter((number) => !stored.has(number)),
      [],
    );
  }

  private async take(): Promise<boolean> {
    const number = this.next++;
    const { status } = await ask(this.app, `/order/${number}`);
    if (status === 200) this.acknowledged.push(number);
    return status === 200;
  }
}

/** What the message says that no server at all is: put to sleep, and awake with all it had. */
async function hibernate(stage: Stage, orders: Orders): Promise<void> {
  const before = (await claimsOf(stage)).map(({ metadata }) => metadata.uid);
  const asleep = (value: string | null) => stage.api.patch(CLUSTER, { metadata: { annotations: { 'cnpg.io/hibernation': value } } });
  await asleep('on');
  await stage.until('no server runs', async () => (await instances(stage)).length === 0);
  deepEqual((await claimsOf(stage)).map(({ metadata }) => metadata.uid).sort(), before.sort());
  const clock = Date.now();
  await asleep('off');
  await healthy(stage, 3);
  await orders.one();
  stage.measured.add('replicated database: awake again, takes orders', clock, 'on the disks that it had', 600);
  await orders.areThere();
}

/** A server less takes its claims along, and nobody else's. */
async function makeSmaller(stage: Stage, orders: Orders): Promise<void> {
  await stage.apply(exampleManifests('replicated-database', replicatedEdits(['withoutBackup', 'replicas: 2,\n  withoutBackup'])));
  const { status } = await healthy(stage, 2);
  const names = () => claimsOf(stage).then((claims) => claims.map(({ metadata }) => metadata.name).sort());
  await stage.until('the claims of the third server are gone', async () => (await names()).length === 4);
  const kept = (await instances(stage)).map(({ metadata }) => metadata.name);
  deepEqual(await names(), kept.flatMap((name) => [name, `${name}-wal`]).sort());
  ok(kept.includes(status.currentPrimary));
  await orders.one();
  await orders.areThere();
}

/** What the guards are for: the claims go with the Cluster; disks stay where the class keeps them. */
async function deleteWithClaims(stage: Stage): Promise<void> {
  const { metadata } = await cluster(stage);
  equal(metadata.annotations['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false');
  equal(metadata.annotations['helm.sh/resource-policy'], 'keep');
  equal(metadata.annotations['kustomize.toolkit.fluxcd.io/prune'], 'disabled');
  await stage.api.delete(CLUSTER);
  await stage.until('the claims are gone with their Cluster', async () => (await claimsOf(stage)).length === 0);
  const disks = (await stage.api.list('/api/v1/persistentvolumes')).filter((disk) => disk.metadata.name.startsWith(`${NAME}-`));
  equal(disks.length, 6);
  for (const disk of disks) equal(disk.status.phase, 'Released');
}

const cluster = (stage: Stage): Promise<Manifest> => stage.api.get(CLUSTER);

const instances = async (stage: Stage): Promise<Manifest[]> => stage.pods(NAMESPACE, INSTANCES);

const claimsOf = (stage: Stage): Promise<Manifest[]> =>
  stage.api.list(`/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims?labelSelector=cnpg.io%2Fcluster%3D${NAME}`);

const databaseOf = (stage: Stage, manifests: readonly Manifest[]): Promise<Manifest> =>
  stage.api.get(manifests.find(({ kind }) => kind === 'Database'));

/** Waits until the operator says that all is well. */
function healthy(stage: Stage, servers: number): Promise<Manifest> {
  return stage.until(`${servers} servers are healthy`, async () => {
    const found = await cluster(stage);
    const { phase, phaseReason, readyInstances, instances: count, currentPrimary, targetPrimary } = found.status ?? {};
    const isWell =
      phase === 'Cluster in healthy state' && readyInstances === servers && count === servers && currentPrimary === targetPrimary;
    if (isWell) return found;
    const pods = await stage.pods(NAMESPACE, { 'cnpg.io/cluster': NAME });
    throw new Error(`${phase}: ${phaseReason ?? ''} ${readyInstances} of ${count}; ${pods.map(summary).join('; ')}`);
  });
}

const summary = ({ metadata, status }: Manifest): string => `${metadata.name} ${status.phase}`;

/** A statement as the superuser, in the container of a server. */
async function sql(stage: Stage, pod: Manifest, text: string, database = 'orders'): Promise<string> {
  const command = ['psql', '-XAtq', '-h', '/controller/run', '-U', 'postgres', '-d', database, '-c', text];
  return (await stage.node.execute(containerOf(pod, 'postgres'), command)).stdout.trim();
}
