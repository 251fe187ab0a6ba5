import { deepEqual, equal, match, notEqual, ok } from 'assert/strict';
import { setTimeout as sleep } from 'timers/promises';
import { Cron, Duration, Size } from 'cdk8s';
import { BackupSource, BackupStorage, DatabaseBackup, DatabaseBackupProps, DatabaseRestore } from '../../../src';
import { Manifest } from '../../cluster/client';
import { checksum, database, Engine, MARIADB, POSTGRES, query, storageClass } from '../engines';
import { killWhen } from '../killing';
import { appManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const ROWS = 30_000;

/** A database with backups, which are made, disturbed, and restored into another one. */
const backups = (engine: Engine): Experiment => ({
  name: `backups: ${engine.title}`,
  cpu: 900,
  images: [engine.image, 'busybox'],
  namespaces: [`backups-${engine.title}`],
  run: async (stage) => {
    const play = new Play(stage, engine);
    await play.begin();
    await play.keepThree();
    await play.schedule();
    await play.twoAtOnce();
    await play.killed();
    await play.full();
    await play.databaseAway();
    await play.restore();
    await play.rehearse();
  },
});

export const postgresBackups = backups(POSTGRES);
export const mariadbBackups = backups(MARIADB);

class Play {
  private readonly namespace: string;
  private readonly disk: string;
  private jobs = 0;

  constructor(
    private readonly stage: Stage,
    private readonly engine: Engine,
  ) {
    this.namespace = `backups-${engine.title}`;
    this.disk = `/volumes/${this.namespace}`;
  }

  async begin(): Promise<void> {
    const { stage, namespace, engine } = this;
    await stage.secret(namespace, 'db', engine.credentials);
    const volume = (name: string, claim: string, mebibytes?: number) =>
      stage.volume({ name, storageClass: storageClass.storageClassName, claim: { namespace, name: claim }, mebibytes });
    await volume(`${namespace}-db`, 'data-db-0');
    await volume(`${namespace}-copy`, 'data-copy-0');
    await volume(namespace, 'db-backup', 400);
    await stage.apply(this.manifests());
    await query(stage, engine, await this.server(), engine.fill(ROWS));
  }

  async keepThree(): Promise<void> {
    for (let count = 1; count <= 4; count++) await this.complete(this.backUp());
    equal((await this.files()).length, 3);
  }

  /** Not by hand: the controller starts one in the next minute. */
  async schedule(): Promise<void> {
    const before = await this.files();
    const clock = Date.now();
    await this.stage.apply(this.manifests({ schedule: Cron.everyMinute() }));
    const job = await this.stage.until('a Job of the schedule has ended well', async () =>
      (await this.stage.api.list(`/apis/batch/v1/namespaces/${this.namespace}/jobs`)).find(
        ({ metadata, status }) => metadata.ownerReferences?.[0].kind === 'CronJob' && status.succeeded === 1,
      ),
    );
    this.stage.measured.add(`${this.engine.title}: backed up by a schedule of a minute`, clock, 'a minute, and as fast as Pods start', 300);
    match(job.metadata.name, /^db-backup-\d+$/);
    await this.stage.apply(this.manifests());
    // Another one may have begun.
    await this.stage.until('no Job of the schedule is under way', async () =>
      (await this.stage.api.list(`/apis/batch/v1/namespaces/${this.namespace}/jobs`)).every(({ status }) => (status.active ?? 0) === 0),
    );
    const after = await this.files();
    equal(after.length, 3);
    ok(
      after.some((name) => !before.includes(name)),
      'the schedule has made a backup',
    );
  }

  async twoAtOnce(): Promise<void> {
    const both = await Promise.all([this.backUp(), this.backUp()]);
    for (const { ended, said } of both) equal(ended, 'Complete', said);
    const waited = both.some(({ said }) => said.includes('another backup named db is under way'));
    this.stage.say(
      waited ? 'of two backups at once, one waited for the other' : 'of two backups at once, one had ended before the other began',
    );
    equal((await this.files()).length, 3);
  }

  async killed(): Promise<void> {
    for (const command of [`${this.engine.dump} `, 'src/scripts/backup-database.sh of cdk8s-storage']) {
      const dumping = this.backUp();
      const pod = { name: `backup-${this.jobs}` };
      ok(await killWhen(this.stage.node, { path: `${this.disk}/.db.backup-tmp.*/db-*` }, { command, pod }), `${command} was not killed`);
      await this.complete(dumping);
      equal((await this.files()).length, 3);
    }
  }

  async full(): Promise<void> {
    const before = await this.files();
    const { node } = this.stage;
    await node.fillDisk(this.disk);
    const { ended, said } = await this.backUp();
    equal(ended, 'Failed', said);
    match(said, /No backup was made|cannot write/);
    deepEqual(await this.files(), before, 'what is there stays where a volume is full');
    await node.makeRoom(this.disk);
    await this.complete(this.backUp());
  }

  async databaseAway(): Promise<void> {
    const before = await this.files();
    await this.scale(0);
    const { ended, said } = await this.backUp();
    equal(ended, 'Failed', said);
    match(said, /the dump failed/);
    deepEqual(await this.files(), before, 'what is there stays where the database is away');
    await this.scale(1);
    await this.server();
  }

  async restore(): Promise<void> {
    const { stage, engine, namespace } = this;
    const wanted = await checksum(stage, engine, await this.server());
    const copy = await stage.ready(namespace, 'copy-0');

    await this.complete(this.restored('empty'));
    equal(await checksum(stage, engine, copy), wanted);

    const refused = await this.restored('refused');
    equal(refused.ended, 'Failed');
    deepEqual(refused.exits, [3], 'data is not touched, and nobody tries again');
    match(refused.said, /overwrite/);

    await query(stage, engine, copy, 'DELETE FROM items WHERE n > 10');
    notEqual(await checksum(stage, engine, copy), wanted);
    await this.complete(this.restored('again', true));
    equal(await checksum(stage, engine, copy), wanted);

    // Killed while it writes: what was there is seen until all of the new is.
    await query(stage, engine, copy, 'DELETE FROM items WHERE n > 10');
    const counts = new Set<string>();
    let over = false;
    const looking = (async () => {
      while (!over) {
        const count = await query(stage, engine, copy, 'SELECT count(*) FROM items').catch(() => 'none');
        // A count is never empty: on a busy machine ctr loses the output of a program that ends at once.
        if (count !== '') counts.add(count);
        await sleep(200);
      }
    })();
    const killed = this.restored('killed', true);
    ok(await killWhen(stage.node, undefined, { command: `${engine.client} `, pod: { name: 'copy-killed' } }), 'no restore was killed');
    await this.complete(killed);
    over = true;
    await looking;
    equal(await checksum(stage, engine, copy), wanted);
    ok(counts.size > 0, 'somebody looked');
    if (engine.title === 'postgres') {
      deepEqual(
        [...counts].filter((count) => !['10', String(ROWS)].includes(count)),
        [],
      );
    }
  }

  /** A good one, one whose server is killed, one byte that flipped, and one that is too old. */
  async rehearse(): Promise<void> {
    const { stage, engine, disk } = this;
    const resources = { memory: { request: Size.mebibytes(512), limit: Size.mebibytes(512) } };
    const size = Size.gibibytes(2);
    const rows = String(ROWS);
    const rehearsal = { size, resources, questions: [{ statement: 'SELECT count(*) FROM items', answer: rows }] };
    await stage.apply(this.manifests({ rehearsal }));
    await this.complete(this.backUp());
    const made = Date.now();
    const [wanted, files] = [await checksum(stage, engine, await this.server()), await this.files()];

    const clock = Date.now();
    const good = await this.rehearsed();
    equal(good.ended, 'Complete', good.said);
    match(good.said, /all \d+ things of its record are in there, 1 statements had their answers/);
    stage.measured.add(`${engine.title}: a restore rehearsed`, clock, 'as fast as Pods start, and a server', 300);

    const killed = this.rehearsed();
    const server = { command: engine.title === 'postgres' ? 'postgres -D' : 'mariadbd ', pod: { name: `rehearsal-${this.jobs}` } };
    ok(await killWhen(stage.node, undefined, server), 'no scratch server was killed');
    await this.complete(killed);

    const file = `${disk}/${files.sort().at(-1)!}`;
    const whole = `/tmp/whole-${this.namespace}`;
    const inside = (command: string) => stage.node.inside.run(['sh', '-c', command]);
    await inside(`cp -p '${file}' ${whole} && printf XXXXXXXX | dd of='${file}' bs=1 seek=5000 conv=notrunc`);
    const flipped = await this.rehearsed();
    deepEqual([flipped.ended, flipped.exits], ['Failed', [5]], flipped.said);
    match(flipped.said, /is not what was written: it is damaged/);
    await inside(`cp -p ${whole} '${file}'`);

    // Suspended, so that no newer one is made.
    const often = { schedule: Cron.everyMinute(), suspend: true };
    await stage.apply(this.manifests({ ...often, rehearsal: { ...rehearsal, maxAge: Duration.seconds(61) } }));
    await sleep(Math.max(0, made + 62_000 - Date.now()));
    const old = await this.rehearsed();
    deepEqual([old.ended, old.exits], ['Failed', [4]], old.said);

    deepEqual(await this.files(), files, 'a rehearsal only reads');
    equal(await checksum(stage, engine, await this.server()), wanted, 'it knows nothing of the database');
  }

  /** Fails with what was said, where something has not ended as it should, after kills too. */
  private async complete(work: Promise<Ended>): Promise<void> {
    const { ended, said } = await work;
    equal(ended, 'Complete', said);
  }

  private manifests(more: Partial<DatabaseBackupProps> = {}, restore?: { readonly name: string; readonly overwrite: boolean }): Manifest[] {
    return appManifests(this.namespace, (chart) => {
      const db = database(chart, this.engine, 'db');
      const copy = database(chart, this.engine, 'copy');
      const backup = new DatabaseBackup(chart, 'backup', {
        database: db,
        schedule: Cron.schedule({ hour: '3', minute: '17' }),
        keep: 3,
        storage: BackupStorage.newClaim({ size: Size.gibibytes(10), storageClass }),
        ...more,
      });
      if (restore === undefined) return;
      const overwrite = restore.overwrite ? 'overwrite existing data' : undefined;
      new DatabaseRestore(chart, 'restore', { database: copy, source: BackupSource.fromBackup(backup), name: restore.name, overwrite });
    });
  }

  private server(): Promise<Manifest> {
    return this.stage.ready(this.namespace, 'db-0');
  }

  private async scale(replicas: number): Promise<void> {
    await this.stage.api.patch(
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db', namespace: this.namespace } },
      { spec: { replicas } },
    );
    if (replicas === 0) {
      await this.stage.until('the server is gone', async () => (await this.stage.pod(this.namespace, 'db-0')) === undefined);
    }
  }

  /** Does now what the schedule does at night. */
  private async backUp(): Promise<Ended> {
    return this.runNow('db-backup', `backup-${++this.jobs}`);
  }

  private async rehearsed(): Promise<Ended> {
    return this.runNow('db-restore-rehearsal', `rehearsal-${++this.jobs}`);
  }

  private async runNow(cronJob: string, name: string): Promise<Ended> {
    const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: cronJob, namespace: this.namespace } };
    const { spec } = (await this.stage.api.get(cron)).spec.jobTemplate;
    await this.stage.api.apply({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: this.namespace }, spec });
    return this.ended(name);
  }

  private async restored(name: string, overwrite = false): Promise<Ended> {
    const manifests = this.manifests({}, { name: `copy-${name}`, overwrite });
    const before = new Set(this.manifests().map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    // What allows the connection changes with it.
    await this.stage.apply(manifests.filter(({ kind, metadata }) => !before.has(`${kind} ${metadata.name}`) || kind === 'NetworkPolicy'));
    return this.ended(manifests.find(({ kind }) => kind === 'Job').metadata.name);
  }

  private async ended(name: string): Promise<Ended> {
    const ended = await this.stage.jobEnded(this.namespace, name);
    const pods = await this.stage.pods(this.namespace, { 'job-name': name });
    const states = pods.flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]);
    const said = pods.flatMap((pod) =>
      [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((container: Manifest) => this.stage.node.logs(pod, container.name)),
    );
    return { ended, said: said.join('\n'), exits: states.map(({ state }) => state.terminated?.exitCode as number) };
  }

  /** The backups that are whole; fails where anything half-made lies beside them. */
  private async files(): Promise<string[]> {
    const { stdout } = await this.stage.node.inside.run(['ls', '-A', this.disk]);
    const all = stdout.trim().split('\n');
    equal(all.filter((name) => name.includes('backup-tmp')).join(), '');
    const files = all.filter((name) => /^db-\d{8}T\d{6}Z\.[a-z.]+$/.test(name) && !/\.(sha256|contents)$/.test(name));
    for (const file of files) await this.stage.node.inside.run(['sh', '-c', `cd ${this.disk} && sha256sum -c ${file}.sha256`]);
    return files;
  }
}

interface Ended {
  readonly ended: 'Complete' | 'Failed';
  readonly said: string;
  readonly exits: readonly number[];
}
