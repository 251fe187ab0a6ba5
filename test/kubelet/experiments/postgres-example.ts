import { deepEqual, equal, match, notEqual, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { containerOf, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'shop';
const POD = 'orders-db-0';

/** What people have in passwords, and programs stumble over. */
const CREDENTIALS = { username: 'orders app', password: `a b"c'd\\e$f\`g%h#i:j@k/l!` };

/** examples/stateful-database: a database with its application and backups, whose Pod and processes end in every way. */
export const postgresExample: Experiment = {
  name: 'postgres: the example',
  example: 'stateful-database',
  isSmall: true,
  cpu: 1400,
  images: ['postgres', 'orders'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    await stage.secret(NAMESPACE, 'orders-db', CREDENTIALS);
    const claim = (name: string) => ({ storageClass: 'shop-ssd', claim: { namespace: NAMESPACE, name } });
    const disk = await stage.volume({ name: 'orders-data', mebibytes: 400, ...claim('data-orders-db-0') });
    await stage.volume({ name: 'orders-backups', ...claim('orders-db-backup') });
    const manifests = exampleManifests('stateful-database');
    await stage.apply(manifests, ['orders']);

    const [app] = await stage.rolledOut('Deployment', NAMESPACE, 'orders');
    const first = await stage.ready(NAMESPACE, POD);
    equal(await assertHardened(stage, first), 1);
    equal(await assertHardened(stage, app), 1);
    const order = (number: number) => ask(app, `/order/${number}`);
    deepEqual(await order(1), { status: 200, text: '1\n' });
    ok((await node.inside.run(['ls', disk])).stdout.includes('lost+found'), 'the disk is a file system with its own directory');

    // Deleted: the server is asked to stop, and another takes over its data.
    let start = Date.now();
    await stage.api.delete(first);
    const second = await stage.ready(NAMESPACE, POD, first.metadata.uid);
    stage.measured.add('postgres: Pod deleted, another one ready', start, 'the stop is fast, and a probe comes every 10 s', 240);
    match(node.logs(second, 'postgres'), /database system was shut down at/);
    await taken(stage, app, 2, [1, 2]);

    // Killed: it recovers by itself, in the same Pod.
    start = Date.now();
    await node.kill(containerOf(second, 'postgres'));
    await taken(stage, app, 3, [1, 2, 3]);
    stage.measured.add('postgres: server killed, takes orders again', start, 'recovers by itself', 240);
    const recovered = await stage.ready(NAMESPACE, POD);
    equal(recovered.metadata.uid, second.metadata.uid);
    match(node.logs(recovered, 'postgres'), /not properly shut down; automatic recovery in progress/);

    await backUp(stage);
    await changeConfiguration(stage, manifests, recovered);
    await taken(stage, app, 4, [1, 2, 3, 4]);

    // A drain asks for an eviction, which the budget allows.
    const current = await stage.ready(NAMESPACE, POD);
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: POD, namespace: NAMESPACE } };
    await stage.api.expect('POST', `/api/v1/namespaces/${NAMESPACE}/pods/${POD}/eviction`, eviction);
    await stage.ready(NAMESPACE, POD, current.metadata.uid);
    await taken(stage, app, 5, [1, 2, 3, 4, 5]);

    // The set is deleted, and applied again: its disk stays.
    const set = manifests.find(({ kind }) => kind === 'StatefulSet');
    await stage.api.delete(set);
    await stage.until('the server is gone', async () => (await stage.pod(NAMESPACE, POD)) === undefined);
    equal((await ask(app, '/ready')).status, 503);
    await stage.apply([set]);
    await stage.ready(NAMESPACE, POD);
    await taken(stage, app, 6, [1, 2, 3, 4, 5, 6]);
  },
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks the application, which asks the database through its Service. */
export async function ask(app: Manifest, path: string): Promise<Answer> {
  const answer = await fetch(`http://${app.status.podIP}:8080${path}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(60_000),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Waits until an order is taken, and asserts that none that was taken before is lost. */
async function taken(stage: Stage, app: Manifest, number: number, all: readonly number[]): Promise<void> {
  await stage.until(`order ${number} is taken`, async () => (await ask(app, `/order/${number}`)).status === 200);
  equal((await ask(app, '/orders')).text, all.map((item) => `${item}\n`).join(''));
}

/** What the schedule starts at night, now. */
async function backUp(stage: Stage): Promise<void> {
  const cron = await stage.api.get({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'orders-db-backup', namespace: NAMESPACE },
  });
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'by-hand', namespace: NAMESPACE } };
  await stage.api.apply({ ...job, spec: cron.spec.jobTemplate.spec });
  const ended = await stage.jobEnded(NAMESPACE, 'by-hand');
  const [pod] = await stage.pods(NAMESPACE, { 'job-name': 'by-hand' });
  const said = stage.node.logs(pod, 'backup');
  equal(ended, 'Complete', said);
  match(said, /orders-db-\d{8}T\d{6}Z\.dump is complete and can be read back/);
}

/** A configuration that the server refuses is mended by the next one; the data is the same. */
async function changeConfiguration(stage: Stage, manifests: readonly Manifest[], before: Manifest): Promise<void> {
  const edited = (value: string) =>
    exampleManifests('stateful-database', { 'main.ts': (text) => text.replace('max_connections = 100', `max_connections = ${value}`) });
  const start = Date.now();
  await stage.apply(edited('77'), ['orders']);
  const changed = await stage.ready(NAMESPACE, POD, before.metadata.uid);
  stage.measured.add('postgres: configuration changed', start, 'a new Pod', 240);
  equal(await setting(stage, changed, 'max_connections'), '77');

  await stage.apply(edited('many'), ['orders']);
  const stuck = await stage.until('the server has refused its configuration', async () => {
    const pod = await stage.pod(NAMESPACE, POD);
    const states = [...(pod?.status.initContainerStatuses ?? []), ...(pod?.status.containerStatuses ?? [])];
    return (
      pod.metadata.uid !== changed.metadata.uid &&
      states.some(({ restartCount, lastState }: Manifest) => restartCount > 0 && lastState.terminated?.exitCode !== 0) &&
      pod
    );
  });
  match(JSON.stringify(stuck.status), /max_connections/);
  await stage.apply(manifests, ['orders']);
  const mended = await stage.ready(NAMESPACE, POD, stuck.metadata.uid);
  equal(await setting(stage, mended, 'max_connections'), '100');
  notEqual(mended.metadata.uid, stuck.metadata.uid);
}

/** A setting of the server, as its own program reads it. */
async function setting(stage: Stage, pod: Manifest, name: string): Promise<string> {
  const command = ['postgres', '-C', name, '-c', 'config_file=/etc/database/postgresql.conf', '-D', '/pgdata/data'];
  return (await stage.node.execute(containerOf(pod, 'postgres'), command)).stdout.trim();
}
