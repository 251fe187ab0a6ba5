import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Cron, Size } from 'cdk8s';
import { DatabaseBackup } from '../../src/patterns/database/database-backup';
import { DatabaseRestore } from '../../src/patterns/database/database-restore';
import { BackupSource } from '../../src/patterns/database/backup-source';
import { BackupStorage } from '../../src/volumes/backup-storage';
import { DatabaseFile } from '../../src/patterns/database/configuration';
import { DatabaseEngine } from '../../src/patterns/database/engine';
import { StatefulDatabaseProps } from '../../src/patterns/database/props';
import { Manifest, newChart } from '../support';
import { freePort, Machine, PASSWORD, until } from './machine';
import { mariadbPrograms, postgresPrograms } from './servers';
import { FAST, newDatabase, POSTGRES } from '../patterns/database/support';

/*
 * The containers of the manifests on real servers: a database is made, started, asked, backed up, restored and stopped.
 */

jest.setTimeout(120_000);

const programs = mkdtempSync(join(tmpdir(), 'programs-'));
chmodSync(programs, 0o755);
const SEARCH = [postgresPrograms(), mariadbPrograms(programs), process.env.PATH ?? ''].join(delimiter);
afterAll(() => rmSync(programs, { recursive: true }));

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
        rehearsal: {
          size: Size.gibibytes(4),
          questions: [
            { statement: 'SELECT amount FROM orders', answer: '42' },
            { statement: settings[0], answer: settings[1] },
          ],
        },
      });
      const source = BackupSource.fromBackup(backup);
      new DatabaseRestore(chart, 'restore', { database, source });
      new DatabaseRestore(chart, 'overwrite', { database, source, overwrite: 'overwrite existing data' });
      machine = new Machine(chart, port, SEARCH);
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

    test('its rehearsal restores it into a scratch server of the same configuration, and asks that', async () => {
      const { containers } = machine.container('CronJob', 'orders-db-restore-rehearsal');
      const command = [...containers[0].command, ...containers[0].args] as string[];
      const DB_PORT = String(await freePort());
      const { status, output } = machine.execute(command, containers[0], { DB_PORT });
      expect([status, output]).toEqual([0, expect.stringContaining('things of its record are in there, 2 statements had their answers.')]);
      expect(readdirSync(join(machine.root, 'scratch'))).toEqual([]);
      expect(query('SELECT amount FROM orders')).toBe('42');
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
