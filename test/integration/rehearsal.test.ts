import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { Result, shellsUnderTest, testArea, writableDirectory } from '../scripts/shells';
import { mariadbEngine, postgresEngine } from './engines';
import { freePort, mariadbPrograms, postgresPrograms } from './servers';
import { Engine, Site } from './site';

/* Rehearsals of restores on real servers. */

jest.setTimeout(600_000);

const area = testArea();
const [shell] = shellsUnderTest();

const ENGINES: readonly Engine[] = [
  postgresEngine(postgresPrograms(), {
    options: ['-c', 'max_connections=20', '-c', 'dynamic_shared_memory_type=mmap'],
    initSettings: (site) => ({ PGDATA: site.data, INITDB_ARGS: '--no-sync --data-checksums' }),
  }),
  mariadbEngine(mariadbPrograms(area), {
    options: ['--no-defaults', '--innodb-buffer-pool-size=32M', '--log-bin-trust-function-creators=ON'],
    initSettings: (site) => ({ DATA_DIR: site.data, ROOT_PASSWORD_FILE: '' }),
  }),
];

const OPTIONS = {
  postgres: ['-c', 'archive_mode=off', '-c', 'fsync=off', '-c', 'dynamic_shared_memory_type=mmap'],
  mysql: ['--no-defaults', '--skip-log-bin', '--event-scheduler=OFF', '--innodb-buffer-pool-size=32M'],
};

describe.each(ENGINES)('a rehearsal on $name', (engine) => {
  let site: Site;
  let file: string;
  let scratch: string;

  beforeAll(async () => {
    site = await Site.make(engine, shell, area, { sample: true });
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    const texts = ['dump', 'verify', 'inventory'].map((part) => loadScript(`${part}-${engine.name}`));
    expect(await site.run('backup-database', texts).result).toMatchObject({ status: 0, stderr: '' });
    file = readdirSync(site.backups).find((name) => name.endsWith(engine.suffix))!;
    scratch = writableDirectory(join(site.directory, 'scratch'));
  });

  async function rehearse(backups: string, env: Record<string, string> = {}, questions: readonly string[] = []): Promise<Result> {
    const of = (part: string) => loadScript(`${part}-${engine.name}` as 'init-postgres');
    const texts = [of('init'), of('scratch'), of('ready'), of('verify'), engine.name === 'postgres' ? of('roles') : ''];
    const more = [of('ask'), of('restore'), of('inventory'), of('query'), ...questions, '--', ...OPTIONS[engine.name]];
    const port = String(await freePort());
    const result = await site.run('rehearse-database', [...texts, ...more], { BACKUP_DIR: backups, SCRATCH_DIR: scratch, DB_PORT: port, ...env }).result;
    expect(readdirSync(scratch)).toEqual([]);
    return result;
  }

  let copies = 0;
  const copy = (): string => {
    const directory = writableDirectory(join(area, `copy-${engine.name}-${copies++}`));
    cpSync(site.backups, directory, { recursive: true });
    return directory;
  };

  test('a good backup passes, and the real server is not written', async () => {
    const before = site.contents();
    const { status, stdout, stderr } = await rehearse(site.backups, {}, ['SELECT 1 + 1', '2']);
    process.stdout.write(`${stdout}${stderr}`);
    expect(status).toBe(0);
    expect(stdout).toMatch(/is good: it was restored, all \d+ things of its record are in there, 1 statements had their answers/);
    expect(site.contents()).toBe(before);
  });

  test('what is wrong is said by status and last words', async () => {
    const last = (text: string) => text.trimEnd().split('\n').at(-1);
    const flipped = copy();
    const bytes = readFileSync(join(flipped, file));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(flipped, file), bytes);
    const a = await rehearse(flipped);
    expect([a.status, last(a.stderr)]).toEqual([5, `rehearse-database: ${file} is not what was written: it is damaged, see above.`]);
    const cut = copy();
    truncateSync(join(cut, file), bytes.length >> 1);
    expect((await rehearse(cut)).status).toBe(5);
    const lacking = copy();
    writeFileSync(join(lacking, `${file}.contents`), 'table gone\n');
    const b = await rehearse(lacking);
    expect([b.status, last(b.stderr)]).toEqual([8, `rehearse-database: ${file} can be restored, but lacks 1 of what was there when it was made, see above.`]);
    expect((await rehearse(site.backups, {}, ['SELECT 1', '2'])).status).toBe(9);
    const none = copy();
    rmSync(join(none, file));
    expect((await rehearse(none)).status).toBe(3);
    expect((await rehearse(site.backups, { REHEARSAL_MAX_AGE: '0' })).status).toBe(4);
    expect(existsSync(join(site.backups, file))).toBe(true);
  });
});
