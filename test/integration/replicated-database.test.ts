import { createHash } from 'node:crypto';
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PersistentVolumeClaim } from 'cdk8s-plus-27';
import { BackupSource, DatabaseOrigin, DatabaseRestore, ReplicatedDatabase, RestoredOwners } from '../../src';
import { findNamed, newDatabase } from '../patterns/database/support';
import { LEAST } from '../operators/cloudnative-pg/support';
import { newChart } from '../support';
import { freePort, ID, Machine, PASSWORD, until } from './machine';
import { postgresPrograms } from './servers';

/*
 * Moving up from a StatefulDatabase and back, on real servers. The operator reads the old one by pg_dump and pg_restore, of which its Job runs the very commands that stand here
 * (pkg/management/postgres/logicalimport): what the Cluster tells it has to be enough for them.
 */

jest.setTimeout(180_000);

const SEARCH = [postgresPrograms(), process.env.PATH ?? ''].join(delimiter);
const SECTIONS = ['pre-data', 'data', 'post-data'];
const SAMPLE = readFileSync(join(__dirname, 'sample-postgres.sql'), 'utf8');

/** A server as the operator makes one: its superuser is postgres, whom a socket lets in; the owner has a password. */
class OperatedServer {
  readonly root = mkdtempSync('/tmp/operated-');
  private server?: ChildProcess;

  constructor(readonly port: number) {
    if (ID.uid !== undefined) chownSync(this.root, ID.uid, ID.gid);
  }

  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): string {
    const options = { ...ID, cwd: this.root, encoding: 'utf8', input, maxBuffer: 2 ** 28 } as const;
    const { status, stdout, stderr } = spawnSync(program, args, { ...options, env: { PATH: SEARCH, LC_ALL: 'C.UTF-8', ...env } });
    expect([status, stderr]).toEqual([0, status === 0 ? stderr : '']);
    return stdout;
  }

  /** As the superuser, over the socket. */
  psql(text: string, database = 'postgres'): string {
    return this.run('psql', [...this.here, '-v', 'ON_ERROR_STOP=1', '-AtqX', '-d', database], {}, text);
  }

  get here(): string[] {
    return ['-h', this.root, '-p', String(this.port), '-U', 'postgres'];
  }

  async start(owner: string, database: string): Promise<void> {
    this.run('initdb', ['-D', join(this.root, 'data'), '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '-k']);
    const options = ['-D', join(this.root, 'data'), '-k', this.root, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1'];
    this.server = spawn('postgres', options, { ...ID, cwd: this.root, stdio: 'ignore', env: { PATH: SEARCH, LC_ALL: 'C.UTF-8' } });
    await until(() => spawnSync('pg_isready', this.here, { env: { PATH: SEARCH } }).status === 0);
    this.psql(`CREATE ROLE "${owner}" LOGIN; CREATE DATABASE "${database}" OWNER "${owner}"`);
  }

  async remove(): Promise<void> {
    const { server } = this;
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What a database holds, as text; without what differs from one dump to the next of the same. */
const contentsOf = (dump: string) => dump.replace(/^\\(un)?restrict .*$/gm, '');
const PLAIN = ['--no-owner', '--no-privileges'];

describe('from a StatefulDatabase to a ReplicatedDatabase, and back', () => {
  const chart = newChart();
  const old = newDatabase(chart, { name: 'orders-db' });
  new ReplicatedDatabase(chart, 'replicated', {
    ...LEAST,
    name: 'orders-pg',
    origin: DatabaseOrigin.importOf(old),
    database: 'app',
    owner: 'app',
  });
  const { spec } = findNamed(chart, 'Cluster', 'orders-pg');
  const back = newChart();
  const empty = newDatabase(back, { name: 'orders-back' });
  const claim = PersistentVolumeClaim.fromClaimName(back, 'dumps', 'dumps');
  new DatabaseRestore(back, 'restore', {
    database: empty,
    source: BackupSource.fromClaim(claim, 'orders-pg'),
    owners: RestoredOwners.USER,
  });

  let source: Machine;
  let sourcePort: number;
  let replicated: OperatedServer;
  let restored: Machine;
  let restoredPort: number;
  let before: string;

  const serverOf = (machine: Machine, name: string) => machine.container('StatefulSet', name).containers[0];
  const dumpOf = (machine: Machine, name: string, port: number) => {
    const command = ['pg_dump', ...PLAIN, '-h', '127.0.0.1', '-p', String(port), '-U', 'app', 'app'];
    const { status, output } = machine.execute(command, serverOf(machine, name), { PGPASSWORD: PASSWORD });
    expect(status).toBe(0);
    return contentsOf(output);
  };
  const run = async (machine: Machine, name: string, port: number) => {
    expect(machine.run(machine.container('StatefulSet', name).initContainers[0])).toMatchObject({ status: 0 });
    const server = serverOf(machine, name);
    machine.start(server, ['-c', `port=${port}`, '-c', `unix_socket_directories=${machine.root}/tmp`]);
    await until(() => machine.execute(server.readinessProbe.exec.command as string[], server).status === 0);
  };

  beforeAll(async () => {
    [sourcePort, restoredPort] = [await freePort(), await freePort()];
    source = new Machine(chart, sourcePort, SEARCH);
    restored = new Machine(back, restoredPort, SEARCH);
    replicated = new OperatedServer(await freePort());
    await run(source, 'orders-db', sourcePort);
    const sample = join(source.root, 'tmp/sample.sql');
    writeFileSync(sample, SAMPLE);
    const command = ['psql', '-h', '127.0.0.1', '-p', String(sourcePort), '-U', 'app', '-X', '-v', 'ON_ERROR_STOP=1', '-f', sample, 'app'];
    expect(source.execute(command, serverOf(source, 'orders-db'), { PGPASSWORD: PASSWORD })).toMatchObject({ status: 0 });
    before = dumpOf(source, 'orders-db', sourcePort);
    await replicated.start('app', 'app');
  });

  afterAll(async () => {
    await replicated.remove();
    for (const machine of [source, restored]) {
      await machine.stop();
      machine.remove();
    }
  });

  test('what the Cluster says of the old database is enough to read all of it', () => {
    const [{ connectionParameters, password, name }] = spec.externalClusters;
    expect(spec.bootstrap.initdb.import).toEqual({ type: 'microservice', databases: ['app'], source: { externalCluster: name } });
    // The Secret that the server of the manifests reads is the one that the operator reads.
    const volumes = findNamed(chart, 'StatefulSet', 'orders-db').spec.template.spec.volumes as Array<{ secret?: { secretName: string } }>;
    expect(volumes.flatMap(({ secret }) => secret?.secretName ?? [])).toContain(password.name);
    const secret = readFileSync(join(source.root, 'run/secrets/database', password.key as string), 'utf8').trim();
    expect(connectionParameters).toMatchObject({ host: old.host, port: '5432', dbname: 'app' });
    const elsewhere = { ...(connectionParameters as Record<string, string>), host: '127.0.0.1', port: String(sourcePort) };
    const dsn = Object.entries(elsewhere).map(([key, value]) => `${key}='${value}'`);
    const options = [
      '-Fd',
      '-f',
      join(replicated.root, 'dump'),
      '-d',
      dsn.join(' '),
      '-v',
      ...SECTIONS.map((section) => `--section=${section}`),
    ];
    replicated.run('pg_dump', options, { PGPASSWORD: secret });
  });

  test('all of it is in the new one, and belongs to the owner, who is no superuser', () => {
    replicated.psql('ALTER USER "app" SUPERUSER');
    for (const section of SECTIONS) {
      const options = ['--no-owner', '--no-privileges', '--role=app', '-d', 'app', '--section', section, join(replicated.root, 'dump')];
      replicated.run('pg_restore', [...replicated.here, ...options]);
    }
    replicated.psql('ALTER USER "app" NOSUPERUSER');
    expect(contentsOf(replicated.run('pg_dump', [...replicated.here, ...PLAIN, 'app']))).toBe(before);
    const others = `SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname IN ('public', 'sales') AND relowner <> 'app'::regrole`;
    expect(replicated.psql(others, 'app')).toBe('');
    expect(replicated.psql(`SELECT rolsuper FROM pg_roles WHERE rolname = 'app'`)).toBe('f\n');
  });

  test('a dump of the new one, under a name of a backup, is restored into a StatefulDatabase by its Job', async () => {
    await run(restored, 'orders-back', restoredPort);
    const dumps = join(restored.root, 'backups');
    mkdirSync(dumps, { recursive: true });
    const file = 'orders-pg-20261127T030000Z.dump';
    replicated.run('pg_dump', [...replicated.here, '-Fc', '-f', join(replicated.root, file), 'app']);
    const dump = readFileSync(join(replicated.root, file));
    writeFileSync(join(dumps, file), dump);
    writeFileSync(join(dumps, `${file}.sha256`), `${createHash('sha256').update(dump).digest('hex')}  ${file}\n`);
    const [job] = restored.container('Job', 'orders-back-latest-restore').containers;
    expect(restored.run(job)).toMatchObject({ status: 0 });
    expect(dumpOf(restored, 'orders-back', restoredPort)).toBe(before);
  });
});
