import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Chart, Cron, Size } from 'cdk8s';
import { DatabaseBackup } from '../../src/patterns/database/database-backup';
import { DatabaseRestore } from '../../src/patterns/database/database-restore';
import { BackupSource } from '../../src/patterns/database/backup-source';
import { BackupStorage } from '../../src/volumes/backup-storage';
import { DatabaseFile } from '../../src/patterns/database/configuration';
import { DatabaseEngine } from '../../src/patterns/database/engine';
import { StatefulDatabaseProps } from '../../src/patterns/database/props';
import { Manifest, manifests, newChart } from '../support';
import { mariadbPrograms, postgresPrograms } from './servers';
import { FAST, findNamed, newDatabase, POSTGRES } from '../patterns/database/support';

/*
 * Runs the containers of the manifests, with their commands, arguments and variables, on real servers: paths of mounts become directories
 * of a temporary one, and Services become the loopback address.
 */

jest.setTimeout(120_000);

const PASSWORD = `it's a "pass" $word`;

/** Servers refuse to run as root; nobody has an entry in passwd everywhere. */
const ID = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const programs = mkdtempSync(join(tmpdir(), 'programs-'));
chmodSync(programs, 0o755);
const SEARCH = [postgresPrograms(), mariadbPrograms(programs), process.env.PATH ?? ''].join(delimiter);
afterAll(() => rmSync(programs, { recursive: true }));

const MOUNTS = ['/pgdata', '/pgwal', '/data', '/etc/database-init', '/etc/database', '/run/secrets/database', '/backups'];

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

interface VariableJson {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

/** A node with the volumes of one database. */
class Machine {
  readonly root: string;
  private server?: ChildProcess;

  constructor(
    private readonly chart: Chart,
    private readonly port: number,
  ) {
    this.root = mkdtempSync(join('/tmp', 'database-'));
    this.give(this.root);
    for (const path of [...MOUNTS, '/tmp']) {
      mkdirSync(join(this.root, path), { recursive: true });
      this.give(join(this.root, path));
    }
    // A disk that has been formatted.
    mkdirSync(join(this.root, '/pgdata/lost+found'));
    mkdirSync(join(this.root, '/data/lost+found'));
    this.write('/run/secrets/database/username', 'app');
    this.write('/run/secrets/database/password', `${PASSWORD}\n`);
    for (const { kind, metadata, data } of manifests(chart)) {
      if (kind !== 'ConfigMap') continue;
      const directory = (metadata.name as string).endsWith('-init') ? '/etc/database-init' : '/etc/database';
      for (const [name, text] of Object.entries(data as Record<string, string>)) this.write(join(directory, name), this.local(text));
    }
  }

  container(kind: string, name: string): Manifest {
    const { spec } = findNamed(this.chart, kind, name);
    return (spec.jobTemplate?.spec ?? spec).template.spec;
  }

  run(container: Manifest): Outcome {
    return this.execute([...container.command, ...(container.args ?? [])] as string[], container);
  }

  /** Runs a probe, a hook or a client of a container. */
  execute(command: readonly string[], container: Manifest, more: Record<string, string> = {}): Outcome {
    const [program, ...args] = command.map((text) => this.local(text));
    const { status, stdout, stderr } = spawnSync(program, args, {
      ...ID,
      cwd: this.root,
      encoding: 'utf8',
      env: { ...this.env(container), ...more },
    });
    return { status, output: `${stdout}${stderr}` };
  }

  start(container: Manifest, more: readonly string[]): void {
    const [program, ...args] = [...container.command, ...(container.args ?? []), ...more].map((text: string) => this.local(text));
    this.server = spawn(program, args, { ...ID, cwd: this.root, env: this.env(container), stdio: 'ignore' });
  }

  /** Sends SIGTERM, as the kubelet does, and waits for the end. */
  async stop(): Promise<number | null> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null) return server?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    return ended;
  }

  remove(): void {
    this.server?.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  }

  private env(container: Manifest): Record<string, string> {
    const variables = ((container.env ?? []) as VariableJson[]).map(({ name, value, valueFrom }) => [
      name,
      // What the kubelet says of the Pod: its address, and of which Job it is.
      this.local(value ?? (valueFrom?.fieldRef.fieldPath === 'status.podIP' ? '127.0.0.1' : 'a-uid')),
    ]);
    return {
      PATH: SEARCH,
      TMPDIR: join(this.root, 'tmp'),
      LC_ALL: 'C.UTF-8',
      ...(Object.fromEntries(variables) as Record<string, string>),
      DB_HOST: '127.0.0.1',
      DB_PORT: String(this.port),
    };
  }

  private local(text: string): string {
    return text.replace(new RegExp(`(?<![\\w.-])(${MOUNTS.join('|')})(?![\\w-])`, 'g'), (path) => join(this.root, path));
  }

  private write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o440);
    this.give(file);
  }

  private give(path: string): void {
    if (ID.uid !== undefined) chownSync(path, ID.uid, ID.gid);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function until(ready: () => boolean): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the server never became ready');
}

interface Case {
  readonly title: string;
  readonly props: Partial<StatefulDatabaseProps>;
  /** What only a test needs: a port and a socket that nobody else has. */
  readonly options: (root: string, port: number) => string[];
  readonly client: (query: string, port: number) => { readonly command: string[]; readonly env: Record<string, string> };
  /** A query of settings, and what the file and the options of the construct say. */
  readonly settings: readonly [string, string];
  readonly suffix: string;
}

const file = (text: string) => DatabaseFile.fromText(text);

const CASES: readonly Case[] = [
  {
    title: 'Postgres',
    props: {
      storage: { ...POSTGRES.storage, wal: { size: Size.gibibytes(2) } },
      configuration: { 'postgresql.conf': file('max_connections = 42\n') },
      args: ['-c', 'listen_addresses=127.0.0.1', '-c', 'work_mem=7MB'],
    },
    options: (root, port) => ['-c', `port=${port}`, '-c', `unix_socket_directories=${root}/tmp`],
    client: (query, port) => ({
      command: ['psql', '-h', '127.0.0.1', '-p', String(port), '-U', 'app', '-d', 'app', '-Atc', query],
      env: { PGPASSWORD: PASSWORD },
    }),
    settings: [
      `SELECT concat_ws(' ', current_setting('max_connections'), current_setting('work_mem'), current_setting('data_checksums'))`,
      '42 7MB on',
    ],
    suffix: '.dump',
  },
  {
    title: 'MariaDB',
    props: {
      engine: DatabaseEngine.mariadb({ version: '10.11' }),
      configuration: { 'my.cnf': file('[mysqld]\nmax_connections = 42\n') },
      args: ['--bind-address=127.0.0.1', '--wait-timeout=1234'],
    },
    options: (root, port) => [`--port=${port}`, `--socket=${root}/tmp/socket`, `--pid-file=${root}/tmp/pid`],
    client: (query, port) => ({
      command: ['mariadb', '--no-defaults', '-h', '127.0.0.1', '-P', String(port), '-u', 'app', 'app', '-Ne', query],
      env: { MYSQL_PWD: PASSWORD },
    }),
    settings: [`SELECT CONCAT_WS(' ', @@max_connections, @@wait_timeout)`, '42 1234'],
    suffix: '.sql.gz',
  },
];

for (const { title, props, options, client, settings, suffix } of CASES) {
  describe(`${title} from the manifests`, () => {
    let machine: Machine;
    let port: number;
    const set = () => machine.container('StatefulSet', 'orders-db');
    const server = (): Manifest => set().containers[0];
    const probe = (name: string) => machine.execute(server()[name].exec.command as string[], server()).status;
    const query = (text: string): string => {
      const { command, env } = client(text, port);
      const { status, output } = machine.execute(command, server(), env);
      expect([status, output]).toEqual([0, output]);
      return output.trim();
    };

    beforeAll(async () => {
      port = await freePort();
      const chart = newChart();
      const initFiles = { '1.sql': file('CREATE TABLE orders (amount int);'), '2.sql': file('INSERT INTO orders VALUES (42);') };
      const database = newDatabase(chart, { ...props, initFiles });
      const backup = new DatabaseBackup(chart, 'backup', {
        database,
        schedule: Cron.daily(),
        keep: 1,
        storage: BackupStorage.newClaim({ size: Size.gibibytes(1), storageClass: FAST }),
      });
      const source = BackupSource.fromBackup(backup);
      new DatabaseRestore(chart, 'restore', { database, source });
      new DatabaseRestore(chart, 'overwrite', { database, source, overwrite: 'overwrite existing data' });
      machine = new Machine(chart, port);
    });

    afterAll(async () => {
      await machine.stop();
      machine.remove();
    });

    test('the init container makes the database, and leaves it alone when it runs again', () => {
      const [init] = set().initContainers;
      expect(machine.run(init)).toMatchObject({ status: 0 });
      const again = machine.run(init);
      expect(again).toMatchObject({ status: 0 });
      expect(again.output).toContain('nothing to do');
    });

    test('the probes know a server that is not there from one that is', async () => {
      expect([probe('startupProbe'), probe('livenessProbe'), probe('readinessProbe')]).not.toContain(0);
      machine.start(server(), options(machine.root, port));
      await until(() => probe('readinessProbe') === 0);
      expect([probe('startupProbe'), probe('livenessProbe')]).toEqual([0, 0]);
    });

    test('the init files were run, and file and options are in force', () => {
      expect(query('SELECT amount FROM orders')).toBe('42');
      expect(query(settings[0])).toBe(settings[1]);
    });

    test('the backup finds it and keeps what it was told to', () => {
      const backup = machine.container('CronJob', 'orders-db-backup').containers[0];
      expect(machine.run(backup)).toMatchObject({ status: 0 });
      const dumps = readdirSync(join(machine.root, 'backups')).filter((name) => name.endsWith(suffix));
      expect(dumps).toEqual([expect.stringMatching(/^orders-db-\d{8}T\d{6}Z\./)]);
    });

    test('a restore refuses a database that holds data, and brings it back when told in words', () => {
      query('DELETE FROM orders');
      expect(machine.run(machine.container('Job', 'orders-db-latest-restore').containers[0])).toMatchObject({ status: 3 });
      expect(query('SELECT count(*) FROM orders')).toBe('0');
      expect(machine.run(machine.container('Job', 'orders-db-latest-overwrite-restore').containers[0])).toMatchObject({ status: 0 });
      expect(query('SELECT amount FROM orders')).toBe('42');
    });

    test('it stops by itself, in good order', async () => {
      const hook = server().lifecycle?.preStop.exec.command as string[] | undefined;
      if (hook !== undefined) expect(machine.execute(hook, server())).toMatchObject({ status: 0 });
      expect(await machine.stop()).toBe(0);
    });
  });
}
