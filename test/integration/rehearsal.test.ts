import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StatefulDatabaseProps } from '../../src/patterns/database/props';
import { loadScript } from '../../src/scripts/load-script';
import { MARIADB, newDatabase, POSTGRES } from '../patterns/database/support';
import { Result, Run, shellsUnderTest, testArea, USER, writableDirectory } from '../scripts/shells';
import { newChart } from '../support';
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

/** What the construct gives a scratch server. */
const optionsOf = (props: StatefulDatabaseProps): readonly string[] => newDatabase(newChart(), props)._plan.engine.rehearsing!.options;

/** What differs from engine to engine in these tests. */
const OF_ENGINE = {
  postgres: {
    options: optionsOf(POSTGRES),
    dumpProgram: 'pg_dump',
    withoutRows: '--schema-only',
    // After the mark of the format, the version of it.
    newer: (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 6), Buffer.of(99), bytes.subarray(7)]),
    said: 'Use an image of that version.',
  },
  mysql: {
    options: ['--no-defaults', '--innodb-buffer-pool-size=32M', ...optionsOf(MARIADB)],
    dumpProgram: 'mariadb-dump',
    withoutRows: '--no-data',
    newer: (bytes: Buffer) =>
      gzipSync(
        Buffer.from(
          gunzipSync(bytes)
            .toString('latin1')
            .replace(/^(-- Server version\s+)[0-9.]+/m, '$199.1.2'),
          'latin1',
        ),
      ),
    said: 'give the database version 99.1.',
  },
} as const;

describe.each(ENGINES)('a rehearsal on $name', (engine) => {
  const { options, dumpProgram, withoutRows, newer, said } = OF_ENGINE[engine.name];
  let site: Site;
  let file: string;
  let scratch: string;

  beforeAll(async () => {
    site = await Site.make(engine, shell, area, { sample: true });
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    expect(await backUp(site.backups)).toMatchObject({ status: 0, stderr: '' });
    file = latest(site.backups);
    scratch = writableDirectory(join(site.directory, 'scratch'));
  });

  const latest = (directory: string): string =>
    readdirSync(directory)
      .filter((name) => name.endsWith(engine.suffix))
      .sort()
      .at(-1)!;

  type Part = 'dump' | 'init' | 'inventory' | 'query' | 'ready' | 'restore' | 'roles' | 'scratch' | 'verify' | 'ask';
  const text = (part: Part): string => loadScript(`${part}-${engine.name}` as const);

  const backUp = async (directory: string, env: Record<string, string> = {}): Promise<Result> =>
    site.run('backup-database', [text('dump'), text('verify'), text('inventory')], { BACKUP_DIR: directory, ...env }).result;

  interface Given {
    readonly env?: Record<string, string>;
    readonly questions?: readonly string[];
    readonly texts?: Partial<Record<Part, string>>;
  }

  async function begin(backups: string, { env = {}, questions = [], texts = {} }: Given = {}): Promise<Run> {
    const of = (part: Part): string => texts[part] ?? text(part);
    const server = [of('init'), of('scratch'), of('ready'), of('verify'), engine.name === 'postgres' ? of('roles') : ''];
    const args = [...server, of('ask'), of('restore'), of('inventory'), of('query'), ...questions, '--', ...options];
    const port = String(await freePort());
    return site.run('rehearse-database', args, { BACKUP_DIR: backups, SCRATCH_DIR: scratch, DB_PORT: port, ...env });
  }

  /** One to its end, which leaves nothing behind and has not written where it only reads. */
  async function rehearse(backups: string, given?: Given): Promise<Result> {
    const before = readdirSync(backups);
    const result = await (await begin(backups, given)).result;
    expect(readdirSync(scratch)).toEqual([]);
    if (given?.texts === undefined) expect(readdirSync(backups)).toEqual(before);
    return result;
  }

  /** Its status, and what it says last of all. */
  async function verdict(backups: string, given?: Given): Promise<readonly [number | null, string]> {
    const { status, stderr } = await rehearse(backups, given);
    return [
      status,
      stderr
        .trimEnd()
        .split('\n')
        .at(-1)!
        .replace(/^rehearse-database: /, ''),
    ];
  }

  let copies = 0;
  const copy = (): string => {
    const directory = writableDirectory(join(area, `copy-${engine.name}-${copies++}`));
    cpSync(site.backups, directory, { recursive: true });
    give(directory);
    return directory;
  };

  /** Files that were copied belong to whoever runs the tests. */
  const give = (directory: string): void => {
    if (USER.uid === undefined) return;
    for (const name of readdirSync(directory)) chownSync(join(directory, name), USER.uid, USER.gid);
  };

  const sign = (directory: string): void => {
    writeFileSync(join(directory, `${file}.sha256`), execFileSync('sha256sum', [file], { cwd: directory }));
  };

  test('a good backup passes, and the real server is not written', async () => {
    const before = site.contents();
    const { status, stdout } = await rehearse(site.backups, { questions: ['SELECT 1 + 1', '2', "SELECT 'a b'", 'a b'] });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /is good: it was restored, all \d+ things of its record are in there, 2 statements had their answers. It is 0 minutes old.\n$/,
    );
    expect(site.contents()).toBe(before);
  });

  test('one byte that flipped', async () => {
    const directory = copy();
    const bytes = readFileSync(join(directory, file));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(directory, file), bytes);
    expect(await verdict(directory)).toEqual([5, `${file} is not what was written: it is damaged, see above.`]);
    // With a checksum of the damage, the file's own say it, or its restore.
    sign(directory);
    expect([5, 6, 7]).toContain((await verdict(directory))[0]);
  });

  test('a file that is cut', async () => {
    const directory = copy();
    truncateSync(join(directory, file), readFileSync(join(directory, file)).length >> 1);
    expect(await verdict(directory)).toEqual([5, `${file} is not what was written: it is damaged, see above.`]);
    sign(directory);
    expect(await verdict(directory)).toEqual([5, `${file} cannot be read to its end: it is damaged, see above.`]);
  });

  test('a dump of a newer server', async () => {
    const directory = copy();
    writeFileSync(join(directory, file), newer(readFileSync(join(directory, file))));
    sign(directory);
    const { status, stderr } = await rehearse(directory);
    expect(status).toBe(6);
    expect(stderr).toContain(said);
  });

  test('a dump without rows of tables that had some', async () => {
    const tools = writableDirectory(join(site.directory, 'tools'));
    writeFileSync(join(tools, dumpProgram), `#!/bin/sh\nexec '${engine.programs}/${dumpProgram}' ${withoutRows} "$@"\n`, { mode: 0o755 });
    const directory = writableDirectory(join(area, `lacking-${engine.name}`));
    expect(await backUp(directory, { PATH: [tools, site.shell.path].join(delimiter) })).toMatchObject({ status: 0 });
    const { status, stderr } = await rehearse(directory);
    expect(status).toBe(8);
    expect(stderr).toMatch(/^rows in .*\n/m);
    expect(stderr).toMatch(/can be restored, but lacks \d+ of what was there when it was made, see above.\n$/);
  });

  test('a backup without a record, no backup, one that is too old, an answer that differs, and none', async () => {
    const directory = copy();
    rmSync(join(directory, `${file}.contents`));
    expect(await rehearse(directory)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('it has no record of what has to be in it'),
    });
    expect(await verdict(directory, { questions: ['SELECT 41 + 1', '43'] })).toEqual([
      9,
      `${file} can be restored, but the answer to statement 1 (SELECT 41 + 1) is '42', not '43'.`,
    ]);
    expect(await verdict(directory, { questions: ['SELECT nothing FROM nowhere', ''] })).toEqual([
      9,
      `${file} can be restored, but the server has no answer to statement 1 (SELECT nothing FROM nowhere), see above.`,
    ]);
    const [status, words] = await verdict(directory, { env: { REHEARSAL_MAX_AGE: '0' } });
    expect([status, words.replace(/is \d+ minutes/, 'is N minutes')]).toEqual([
      4,
      `${file} is the latest backup, and is N minutes old; allowed are 0 minutes. Look why no newer one was made.`,
    ]);
    expect(await verdict(writableDirectory(join(area, `none-${engine.name}`)))).toEqual([
      3,
      expect.stringMatching(/^there is no backup named orders in .*\.$/),
    ]);
  });

  test('a backup that is pruned while it is read: the latest that is left is taken', async () => {
    const directory = copy();
    const oldest = file.replace(/[0-9]{8}T/, '20200101T');
    for (const end of ['', '.sha256', '.contents']) cpSync(join(directory, `${file}${end}`), join(directory, `${oldest}${end}`));
    give(directory);
    const verify = `case $1 in *2020*) ;; *) rm "$1"; exit 1 ;; esac\n${text('verify')}`;
    const { status, stdout } = await rehearse(directory, { texts: { verify } });
    expect(stdout).toContain(`${file} was removed while it was read: taking the latest that is there now.`);
    expect(stdout).toContain(`${oldest} is good`);
    expect(status).toBe(0);
  });

  test('what was killed is begun anew', async () => {
    const run = await begin(site.backups, { texts: { restore: `kill -s KILL 0\n${text('restore')}` } });
    expect(await run.result).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(scratch, 'rehearsal/data/db'))).toBe(true);
    expect(await rehearse(site.backups)).toMatchObject({ status: 0 });
    // As the kubelet ends it.
    const stopped = await begin(site.backups, { texts: { restore: 'kill -s TERM "$PPID"; sleep 0.1; exit 1' } });
    expect(await stopped.result).toMatchObject({ status: 143 });
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('a scratch volume that is full is no fault of the backup', async () => {
    const restore = `echo 'could not extend file: No space left on device' >&2; exit 1`;
    expect(await verdict(site.backups, { texts: { restore } })).toEqual([
      1,
      `${file}: ${scratch} has no room for it, see above. Give the rehearsal a larger size.`,
    ]);
  });
});
