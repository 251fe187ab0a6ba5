import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { isFull } from '../full';
import { RandomKills, Result, Run, shellsUnderTest, testArea, USER, writableDirectory } from '../scripts/shells';
import { unpackDebian } from './debian';
import { mariadbEngine, postgresEngine } from './engines';
import { canInstall, mariadbPrograms, postgresPrograms } from './servers';
import { newerPostgres } from './newer-postgres';
import { Engine, PASSWORD, Site } from './site';

/*
 * What a DatabaseUpgrade runs, between real servers: PostgreSQL 13 of an older Debian, or of OLD_POSTGRES_BIN, and the one that the other
 * tests use; with FULL=1 that one and 18, too. For MariaDB both are of one version: its scripts are the same, its versions are not what is
 * shown.
 */

jest.setTimeout(1_800_000);

const area = testArea();
const shells = shellsUnderTest();
const KILLS = Number(process.env.INTEGRATION_KILLS || (isFull ? 12 : 4));

const OLD_DEBIAN = 'bullseye';
const OLD_PACKAGES = ['postgresql-13', 'postgresql-client-13', 'libicu67', 'libssl1.1', 'libldap-2.4-2', 'libllvm11'];

/** Programs of an older PostgreSQL, unpacked beside those of the machine and never installed; undefined where they cannot be had. */
function oldPostgres(): string | undefined {
  if (process.env.OLD_POSTGRES_BIN) return process.env.OLD_POSTGRES_BIN;
  if (!canInstall()) return undefined;
  const root = join(area, 'old');
  mkdirSync(join(root, 'bin'), { recursive: true });
  if (unpackDebian(OLD_DEBIAN, OLD_PACKAGES, root) === undefined) return undefined;
  const real = join(root, 'tree/usr/lib/postgresql/13/bin');
  const libraries = readdirSync(join(root, 'tree/usr/lib'))
    .map((name) => join(root, 'tree/usr/lib', name))
    .filter((path) => existsSync(join(path, 'libicuuc.so.67')));
  for (const program of readdirSync(real)) {
    const text = `#!/bin/sh\nLD_LIBRARY_PATH=${libraries.join(':')} exec ${join(real, program)} "$@"\n`;
    writeFileSync(join(root, 'bin', program), text, { mode: 0o755 });
  }
  execFileSync('chmod', ['-R', 'a+rX', root]);
  return join(root, 'bin');
}

const postgres = (programs: string): Engine =>
  postgresEngine(programs, {
    options: ['-c', 'max_connections=20', '-c', 'max_prepared_transactions=5', '-c', 'dynamic_shared_memory_type=mmap'],
    initSettings: (site) => ({ PGDATA: site.data, INITDB_ARGS: '--no-sync --data-checksums' }),
  });

const mariadb = (programs: string): Engine =>
  mariadbEngine(programs, {
    options: ['--no-defaults', '--innodb-buffer-pool-size=32M', '--log-bin-trust-function-creators=ON'],
    initSettings: (site) => ({ DATA_DIR: site.data }),
  });

async function started(engine: Engine, sample: boolean): Promise<Site> {
  const site = await Site.make(engine, shells[0], area);
  // Numbers without an end came with 14.
  const text = readFileSync(join(__dirname, engine.sample), 'utf8')
    .replaceAll("'Infinity'", "'1e30'")
    .replaceAll("'-Infinity'", "'-1e30'")
    // The newer servers of the cache are built without it.
    .replace('CREATE EXTENSION pgcrypto;\n', '')
    .replace("digest(i::text, 'sha512')", 'sha512(i::text::bytea)');
  if (sample) writeFileSync(join(site.directory, 'init/10-sample.sql'), text);
  expect(await site.initialise().result).toMatchObject({ status: 0 });
  await site.start();
  return site;
}

let jobs = 0;

/** A DatabaseUpgrade's Pods: its containers one after the other, with programs of the new image. */
class Upgrade {
  private readonly env: Record<string, string>;

  constructor(
    private readonly old: Site,
    private readonly next: Site,
  ) {
    const directory = writableDirectory(join(area, `upgrade-${jobs++}`));
    this.env = { BACKUP_DIR: directory, BACKUP_NAME: 'next-upgrade', BACKUP_KEEP: '1', RESTORE_PATIENCE: '1' };
  }

  dump(): Run {
    const { name } = this.next.engine;
    const quietly = `(\n${loadScript(`quiet-${name}`)}) || exit\n${loadScript(`dump-${name}`)}`;
    const env = { DB_PORT: String(this.old.port), DB_NAME: this.old.settings.DB_NAME, BACKUP_ID: 'job' };
    return this.next.run('backup-database', [quietly, loadScript(`verify-${name}`)], { ...this.env, ...env });
  }

  restore(): Run {
    return this.next.run('restore-database', this.next.restoreArguments.slice(0, 5), {
      ...this.env,
      RESTORE_ID: 'job',
      RESTORE_WAIT: '30',
    });
  }

  async all(): Promise<Result> {
    const dumped = await this.dump().result;
    return dumped.status === 0 ? this.restore().result : dumped;
  }
}

function describeUpgrade(what: string, older: () => Engine | undefined, newer: () => Engine): void {
  describe(what, () => {
    let old: Site;
    let before: string;
    let newEngine: Engine;
    /** The old data, as the programs of the new version show it. */
    const shown = (site: Site): string => {
      const [program, ...args] = newEngine.describe(site);
      const path = [newEngine.programs, process.env.PATH].join(delimiter);
      const env = { PATH: path, HOME: site.directory, [newEngine.passwordVariable]: PASSWORD };
      const text = execFileSync(program, args, { ...USER, env, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' });
      const same = text.replace(/^\\(un)?restrict .*$/gm, '').replace(/^-- (Dump completed|Dumped from|Host:|Server version).*$/gm, '');
      // What others defined becomes the user's own; and a server from 16 on does not say the table of a column where there is only one.
      return same.replace(/\borders\.(customer|amount)\b/g, '$1').replaceAll('`root`@`localhost`', '`shop`@`%`');
    };

    beforeAll(async () => {
      newEngine = newer();
      const engine = older();
      if (engine === undefined) {
        throw new Error('There is no older server: set OLD_POSTGRES_BIN to the directory of its programs, or be root on Debian.');
      }
      old = await started(engine, true);
      before = shown(old);
    });

    async function empty(): Promise<Site> {
      const site = await started(newEngine, false);
      if (newEngine.name === 'postgres') site.sql('CREATE ROLE reader');
      return site;
    }

    test('a server whose port was taken meanwhile gets another one, and what answers there is not taken for it', async () => {
      const next = await Site.make(newEngine, shells[0], area);
      expect(await next.initialise().result).toMatchObject({ status: 0 });
      next.port = old.port;
      await next.start();
      expect(next.port).not.toBe(old.port);
      expect(await next.run(`contents-${newEngine.name}`).result).toMatchObject({ status: 0, stdout: '' });
      expect(await next.stop()).toMatchObject({ status: 0 });
      next.remove();
    });

    test('all is in the new server, the old one is as it was, and a second run refuses to write over it', async () => {
      const next = await empty();
      const upgrade = new Upgrade(old, next);
      expect(await upgrade.all()).toMatchObject({ status: 0 });
      expect(shown(next)).toBe(before);
      expect(shown(old)).toBe(before);
      expect((await upgrade.all()).stderr).toContain('restore-database: refused, nothing was changed.');
      await next.stop();
    });

    test('whoever is connected to the old one is told, and nothing is dumped or restored; gone, it works', async () => {
      const next = await empty();
      const upgrade = new Upgrade(old, next);
      const client = await idle(old);
      const { status, stderr } = await upgrade.all();
      expect(status).toBe(1);
      expect(stderr).toMatch(/^quiet-\w+: shop.* is connected to the old database/m);
      expect(stderr).toContain('what is written to the old database from now on would be lost. Stop the applications, then try again.\n');
      expect(stderr).toContain('backup-database: the dump failed with status 3. No backup was made.');
      expect(await next.run(`contents-${newEngine.name}`).result).toMatchObject({ status: 0, stdout: '' });
      client.stdin!.end();
      await new Promise((resolve) => client.once('close', resolve));
      expect(await upgrade.all()).toMatchObject({ status: 0 });
      await next.stop();
    });

    test('killed at random moments, the next try ends with all of it, and the old one is as it was', async () => {
      const kills = new RandomKills(KILLS, 3000);
      for (let attempt = 0; !kills.areDone; attempt += 1) {
        const next = await empty();
        const upgrade = new Upgrade(old, next);
        if (attempt % 2 === 0) {
          await kills.strike(upgrade.dump());
        } else {
          expect(await upgrade.dump().result).toMatchObject({ status: 0 });
          await kills.strike(upgrade.restore());
        }
        // Killed between its end and its word, it is there already; else the next try brings it.
        const again = await upgrade.all();
        if (again.status !== 0) expect(again.stderr).toContain('refused, nothing was changed.');
        expect(shown(next)).toBe(before);
        expect(shown(old)).toBe(before);
        await next.stop();
        next.remove();
      }
      process.stdout.write(`${what}: killed at ${kills.counts} random moments\n`);
    });

    async function idle(site: Site): Promise<ChildProcess> {
      const [program, ...args] = site.engine.client(site);
      const env = { PATH: site.shell.path, [site.engine.passwordVariable]: PASSWORD };
      const unbuffered = site.engine.name === 'mysql' ? ['--unbuffered'] : [];
      const client = spawn(program, [...args, ...unbuffered], { ...USER, env, stdio: ['pipe', 'pipe', 'ignore'] });
      client.stdin.write("SELECT 'connected';\n");
      await new Promise((resolve) => client.stdout.once('data', resolve));
      return client;
    }

    if (what.startsWith('PostgreSQL')) {
      test('a subscription that goes on writing, and what is prepared, are told with what to do, and that works; other databases are named', async () => {
        const next = await empty();
        const upgrade = new Upgrade(old, next);
        old.sql(`CREATE SUBSCRIPTION "my sub'" CONNECTION 'host=nowhere dbname=x' PUBLICATION p WITH (connect = false)`);
        old.sql(`ALTER SUBSCRIPTION "my sub'" SET (slot_name = 'x')`);
        old.sql(`ALTER SUBSCRIPTION "my sub'" ENABLE`);
        old.sql('CREATE TABLE noted (i int)');
        old.sql("BEGIN; INSERT INTO noted VALUES (1); PREPARE TRANSACTION 'half'");
        old.sql('CREATE DATABASE "other one"');
        const { status, stderr } = await upgrade.all();
        expect(status).toBe(1);
        expect(stderr).toContain('quiet-postgres: other databases of this server are not taken along: "other one".\n');
        const commands = [...stderr.matchAll(/In the database: (ALTER[^;]*;|COMMIT[^;]*;)/g)].map(([, command]) => command);
        expect(commands).toEqual([`ALTER SUBSCRIPTION "my sub'" DISABLE;`, `COMMIT PREPARED 'half';`]);
        for (const command of commands) old.sql(command);
        expect(await upgrade.all()).toMatchObject({ status: 0 });
        expect(next.sql('SELECT i FROM noted')).toBe('1');
        await next.stop();
      });

      test('an older server takes nothing of a newer one', async () => {
        const newest = await started(newEngine, true);
        const back = await started(old.engine, false);
        const { status, stderr } = await new Upgrade(newest, back).all();
        expect(status).toBe(1);
        expect(stderr).toContain('server version mismatch');
        expect(await back.run('contents-postgres').result).toMatchObject({ status: 0, stdout: '' });
        await back.stop();
        await newest.stop();
      });
    }
  });
}

describeUpgrade(
  'PostgreSQL 13 to the newest here',
  () => {
    const programs = oldPostgres();
    return programs === undefined ? undefined : postgres(programs);
  },
  () => postgres(postgresPrograms()),
);
if (isFull) {
  describeUpgrade(
    'PostgreSQL of the distribution to 18',
    () => postgres(postgresPrograms()),
    () => postgres(newerPostgres('18', area)),
  );
}
const programsOfMariadb = mariadbPrograms(area);
describeUpgrade(
  'MariaDB to another of its version',
  () => mariadb(programsOfMariadb),
  () => mariadb(programsOfMariadb),
);
