import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { KillingTools, readTraces, Run, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';

jest.setTimeout(120_000);

const TEXT = loadScript('backup-database');
const area = testArea();
const shells = shellsUnderTest();

// A dump that can be told whole from half, in several writes, like those of real tools.
const DUMP = 'for part in 1 2 3; do echo "part $part" >>"$1"; done; echo end >>"$1"';
const VERIFY = '[ "$(tail -n 1 "$1")" = end ]';

let directories = 0;
const newDirectory = (): string => writableDirectory(join(area, `backups ${directories++}`));

interface Backup {
  readonly shell: Shell;
  readonly directory: string;
  readonly env?: Record<string, string>;
  readonly dump?: string;
  readonly verify?: string;
}

const settings = (directory: string): Record<string, string> => ({
  BACKUP_DIR: directory,
  BACKUP_NAME: 'orders',
  BACKUP_SUFFIX: '.dump',
  BACKUP_KEEP: '2',
});

function start({ shell, directory, env, dump = DUMP, verify = VERIFY }: Backup): Run {
  return new Run(shell, TEXT, 'backup-database', [dump, verify], { env: { ...settings(directory), ...env } });
}

/** Files that have the name of a backup; each has to be whole and to agree with its checksum. */
function backups(directory: string): readonly string[] {
  const files = readdirSync(directory).filter((file) => /^orders-\d{8}T\d{6}Z\.dump$/.test(file));
  for (const file of files) {
    execFileSync('sha256sum', ['--check', '--quiet', `${file}.sha256`], { cwd: directory });
    execFileSync('sh', ['-c', VERIFY, 'verify', join(directory, file)]);
  }
  return files.sort();
}

const leftovers = (directory: string): readonly string[] =>
  readdirSync(directory).filter((file) => !/^orders-\d{8}T\d{6}Z\.dump(\.sha256)?$/.test(file) && file !== '.orders.backup-lock');

/** A good backup of a time. */
function put(directory: string, time: string, name = 'orders'): string {
  const file = `${name}-${time}Z.dump`;
  writeFileSync(join(directory, file), `from ${time}\nend\n`);
  writeFileSync(join(directory, `${file}.sha256`), execFileSync('sha256sum', [file], { cwd: directory }));
  execFileSync('chmod', ['a+rw', file, `${file}.sha256`], { cwd: directory });
  return file;
}

/** Some builds of busybox have none. */
const hasFlock = ({ command: [program, ...args], path }: Shell): boolean =>
  execFileSync(program, [...args, '-c', 'command -v flock || :'], { env: { PATH: path } }).length > 0;

describe.each(shells)('backup-database under $name', (shell) => {
  test('makes a backup with its checksum, for its user and group only, and says so', async () => {
    const directory = newDirectory();
    const { status, stdout, stderr } = await start({ shell, directory }).result;
    const [file] = backups(directory);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `backup-database: making ${file}.\nbackup-database: ${file} is complete and can be read back.\n`,
      stderr: '',
    });
    expect(leftovers(directory)).toEqual([]);
    expect(execFileSync('stat', ['-c', '%a', file, `${file}.sha256`], { cwd: directory, encoding: 'utf8' })).toBe('640\n640\n');
  });

  test('keeps N, counts only good ones, and touches nothing that is not its own', async () => {
    const directory = newDirectory();
    const old = ['20240101T000000', '20240301T000000', '20240201T000000'].map((time) => put(directory, time));
    const others = [put(directory, '20230101T000000', 'orders-eu'), put(directory, '20230101T000000', 'order'), 'orders-notes.dump'];
    writeFileSync(join(directory, 'orders-notes.dump'), 'mine');
    writeFileSync(join(directory, 'orders-20220101T000000Z.dump'), 'without a checksum');
    const { status, stdout } = await start({ shell, directory }).result;
    const made = readdirSync(directory).filter((file) => /^orders-20[2-9]\d{5}T\d{6}Z\.dump$/.test(file) && !old.includes(file));
    expect(status).toBe(0);
    expect(stdout).toContain(`backup-database: removed ${old[0]}, to keep 2.\nbackup-database: removed ${old[2]}, to keep 2.\n`);
    expect(made).toHaveLength(2);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining([...others, ...made, old[1], `${old[1]}.sha256`]));
    expect(existsSync(join(directory, old[0])) || existsSync(join(directory, `${old[0]}.sha256`))).toBe(false);
  });

  test('never removes the one just made, even when the clock was set back and older ones have later names', async () => {
    const directory = newDirectory();
    const later = ['29990101T000000', '29990102T000000'].map((time) => put(directory, time));
    const { status, stderr } = await start({ shell, directory, env: { BACKUP_KEEP: '1' } }).result;
    expect(status).toBe(0);
    expect(stderr).toBe(`backup-database: ${later[1]} is newer than now. Is the clock right? It will be taken for the latest.\n`);
    expect(backups(directory)).toHaveLength(1);
    expect(backups(directory)).not.toContain(later[1]);
  });

  describe('with an inventory', () => {
    const begin = (directory: string, inventory: string, dump = DUMP): Run =>
      new Run(shell, TEXT, 'backup-database', [dump, VERIFY, inventory], { env: settings(directory) });
    const record = (directory: string, file: string): string => readFileSync(join(directory, `${file}.contents`), 'utf8');

    test('what was there before the dump and after it is recorded beside the file, in order', async () => {
      const directory = newDirectory();
      const inventory = `printf 'table b\ntable a\n'; if [ -e '${directory}/later' ]; then echo 'table new'; else echo 'table dropped'; fi`;
      const result = await begin(directory, inventory, `: >'${directory}/later'; ${DUMP}`).result;
      rmSync(join(directory, 'later'));
      expect(result).toMatchObject({ status: 0, stderr: '' });
      const [file] = backups(directory);
      expect(record(directory, file)).toBe('table a\ntable b\n');
      expect(execFileSync('stat', ['-c', '%a', `${file}.contents`], { cwd: directory, encoding: 'utf8' })).toBe('640\n');
      expect(leftovers(directory)).toEqual([`${file}.contents`]);
    });

    test('the record goes with its backup, and what was killed between the two leaves none for long', async () => {
      const directory = newDirectory();
      const old = ['20240101T000000', '20240201T000000'].map((time) => put(directory, time));
      // The last one, of a run that was killed before its backup had its name.
      const half = 'orders-20240301T000000Z.dump';
      for (const name of [...old.map((file) => `${file}.contents`), `${half}.sha256`, `${half}.contents`]) {
        writeFileSync(join(directory, name), 'table a\n', { mode: 0o666 });
      }
      expect(await begin(directory, 'echo table a').result).toMatchObject({ status: 0 });
      const made = backups(directory);
      expect(made).toHaveLength(2);
      expect([...leftovers(directory)].sort()).toEqual(made.map((file) => `${file}.contents`));
    });

    test('one that fails is said, and the backup goes on without a record', async () => {
      for (const inventory of ['echo table a; exit 1', '[ ! -e "$BACKUP_DIR/later" ] || exit 1; echo table a']) {
        const directory = newDirectory();
        const { status, stderr } = await begin(directory, inventory, `: >"$BACKUP_DIR/later"; ${DUMP}`).result;
        rmSync(join(directory, 'later'));
        expect([status, stderr]).toEqual([
          0,
          'backup-database: cannot record what there is, see above. The backup goes on without a record.\n',
        ]);
        expect(backups(directory)).toHaveLength(1);
        expect(leftovers(directory)).toEqual([]);
      }
    });

    test('killed at any point, there is no backup without its record', async () => {
      const tools = new KillingTools(shell, join(area, `inventory tools of ${shell.name}`), [
        'mktemp',
        'sync',
        'sha256sum',
        'sort',
        'uniq',
        'mv',
        'rm',
      ]);
      const run = (directory: string, killAt: number): Run =>
        tools.run(TEXT, 'backup-database', [DUMP, VERIFY, 'echo table a'], killAt, settings(directory));
      expect(await run(newDirectory(), 0).result).toMatchObject({ status: 0 });
      const points = tools.points();
      expect(points).toEqual(expect.arrayContaining(['sort', 'uniq', 'mv']));
      for (const index of points.keys()) {
        const directory = newDirectory();
        await run(directory, index + 1).result;
        for (const file of backups(directory)) expect(record(directory, file)).toBe('table a\n');
        expect(await begin(directory, 'echo table a').result).toMatchObject({ status: 0 });
        expect([...leftovers(directory)].sort()).toEqual(backups(directory).map((file) => `${file}.contents`));
      }
    });
  });

  test('gives backups within one second different names', async () => {
    const directory = newDirectory();
    for (let i = 0; i < 3; i++) expect(await start({ shell, directory, env: { BACKUP_KEEP: '9' } }).result).toMatchObject({ status: 0 });
    expect(backups(directory)).toHaveLength(3);
  });

  test('two at once leave no half backup; where flock is there, the second stands back', async () => {
    const directory = newDirectory();
    put(directory, '20240101T000000');
    const slow = `sleep 1; ${DUMP}`;
    const first = start({ shell, directory, dump: slow });
    while (leftovers(directory).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const second = await start({ shell, directory, dump: slow }).result;
    const { status } = await first.result;
    if (hasFlock(shell)) {
      expect(second).toMatchObject({
        status: 75,
        stderr: `backup-database: another backup named orders is under way in ${directory}. Nothing was changed.\n`,
      });
      expect(status).toBe(0);
    } else {
      expect([status, second.status]).toContain(0);
    }
    expect(backups(directory)).toHaveLength(2);
    expect(leftovers(directory)).toEqual([]);
  });

  test('what was killed holds the lock no more, however long it took to die: the next run is not taken for a second one', async () => {
    const directory = newDirectory();
    // It has much to give back, and none of the pipes by which its end is seen.
    const large = `said=$({ head -c 300000000 /dev/zero | tail -c 300000000 | { sleep 60; cat; }; } 2>&1)`;
    const run = start({ shell, directory, dump: large });
    while (leftovers(directory).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 500));
    run.kill();
    expect(await run.result).toMatchObject({ signal: 'SIGKILL' });
    expect(await start({ shell, directory }).result).toMatchObject({ status: 0, stderr: '' });
  });

  test('says what keeps it from locking, and goes on where only locks are missing: both are no backup under way', async () => {
    const directory = newDirectory();
    execFileSync('chmod', ['a-w', directory]);
    const readOnly = await start({ shell, directory }).result;
    execFileSync('chmod', ['u+w', directory]);
    expect(readOnly.status).toBe(1);
    expect(readOnly.stderr).toMatch(
      /^backup-database: cannot write in .*backups \d+ \(Permission denied\)\. No backup was made\. Is its file system read-only, or another user's\?\n$/,
    );
    // As on NFS without a lock daemon.
    const broken = join(area, `flock of ${shell.name}`);
    mkdirSync(broken);
    writeFileSync(join(broken, 'flock'), '#!/bin/sh\necho "flock: 9: No locks available" >&2\nexit 71\n', { mode: 0o755 });
    expect(await start({ shell, directory, env: { PATH: `${broken}:${shell.path}` } }).result).toMatchObject({
      status: 0,
      stderr: `backup-database: cannot lock in ${directory} (flock: 9: No locks available): going on, as the CronJob lets only one run at a time.\n`,
    });
    expect(backups(directory)).toHaveLength(1);
  });

  test('neither follows a link in the place of its lock nor empties what is there', async () => {
    if (!hasFlock(shell)) return;
    const directory = newDirectory();
    const precious = join(area, `precious of ${shell.name}`);
    writeFileSync(precious, 'precious\n');
    execFileSync('chmod', ['a+rw', precious]);
    const lock = join(directory, '.orders.backup-lock');
    symlinkSync(precious, lock);
    expect(await start({ shell, directory }).result).toMatchObject({
      status: 2,
      stderr: `backup-database: ${lock} is a symbolic link, which is not followed. Remove it.\n`,
    });
    expect(readFileSync(precious, 'utf8')).toBe('precious\n');
    unlinkSync(lock);
    writeFileSync(lock, 'precious\n');
    execFileSync('chmod', ['a+rw', lock]);
    expect(await start({ shell, directory }).result).toMatchObject({ status: 0 });
    expect(readFileSync(lock, 'utf8')).toBe('precious\n');
  });

  test('clears away a lone checksum of its own, and none of a backup whose name begins like it', async () => {
    const directory = newDirectory();
    const [own, other] = ['orders-20240301T000000Z.dump.sha256', 'orders-2-20240301T000000Z.dump.sha256'];
    for (const file of [own, other]) writeFileSync(join(directory, file), 'x');
    execFileSync('chmod', ['a+rw', own, other], { cwd: directory });
    expect(await start({ shell, directory }).result).toMatchObject({ status: 0 });
    expect(readdirSync(directory)).not.toContain(own);
    expect(readdirSync(directory)).toContain(other);
  });

  test('another try of one run hands over what the first has made, and makes no second backup; another run does', async () => {
    const directory = newDirectory();
    const tryOnce = async (BACKUP_ID: string): Promise<string> => {
      const handover = newDirectory();
      const { status, stdout } = await start({ shell, directory, env: { BACKUP_ID, HANDOVER_DIR: handover, BACKUP_KEEP: '9' } }).result;
      expect(status).toBe(0);
      const [file] = backups(directory).slice(-1);
      expect(readdirSync(handover).sort()).toEqual([file, `${file}.sha256`]);
      return stdout;
    };
    expect(await tryOnce('run-1')).toContain('is complete and can be read back.');
    const [file] = backups(directory);
    expect(await tryOnce('run-1')).toBe(`backup-database: an earlier try has made ${file}: handing it over again.\n`);
    await tryOnce('run-2');
    expect(backups(directory)).toHaveLength(2);
    // What is gone by now is made again.
    for (const name of backups(directory)) rmSync(join(directory, name));
    expect(await tryOnce('run-2')).toContain('is complete and can be read back.');
    expect(await start({ shell, directory, env: { BACKUP_ID: '../x' } }).result).toMatchObject({
      status: 2,
      stderr: "backup-database: BACKUP_ID is '../x': use A-Z a-z 0-9 -.\n",
    });
  });

  test('hands the new files over as links, and only those', async () => {
    const directory = newDirectory();
    const handover = newDirectory();
    symlinkSync('/old', join(handover, 'old'));
    writeFileSync(join(handover, '.hidden'), '');
    expect(await start({ shell, directory, env: { HANDOVER_DIR: handover } }).result).toMatchObject({ status: 0, stderr: '' });
    const [file] = backups(directory);
    expect(readdirSync(handover).sort()).toEqual([file, `${file}.sha256`]);
    for (const name of readdirSync(handover)) expect(readlinkSync(join(handover, name))).toBe(join(directory, name));
  });

  const unfinished = 'No backup was made. Older ones are still there.';
  test.each([
    ['a dump that fails', { dump: `${DUMP}; exit 7` }, `the dump failed with status 7. ${unfinished}`],
    ['a dump that writes nothing', { dump: ':' }, `the dump wrote nothing. ${unfinished}`],
    ['a dump that writes an empty file', { dump: ': >"$1"' }, `the dump wrote nothing. ${unfinished}`],
    ['a file that cannot be read back', { verify: 'exit 1' }, `the new file cannot be read back. ${unfinished}`],
    ['a file that is cut', { dump: 'echo begin >"$1"' }, `the new file cannot be read back. ${unfinished}`],
  ])('%s fails the Job and leaves the older backups', async (_, texts, message) => {
    const directory = newDirectory();
    const old = [put(directory, '20240101T000000'), put(directory, '20240201T000000')];
    const { status, stderr } = await start({ shell, directory, env: { BACKUP_KEEP: '1' }, ...texts }).result;
    expect({ status, stderr }).toEqual({ status: 1, stderr: `backup-database: ${message}\n` });
    expect(backups(directory)).toEqual(old);
    expect(leftovers(directory)).toEqual([]);
  });

  test.each(['sync', 'sha256sum', 'mv', 'mktemp'])('a failure of %s fails the Job and leaves the older backups', async (tool) => {
    const directory = newDirectory();
    const old = [put(directory, '20240101T000000')];
    const broken = join(area, `broken ${tool} of ${shell.name}`);
    mkdirSync(broken);
    writeFileSync(join(broken, tool), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { status, stderr } = await start({ shell, directory, env: { BACKUP_KEEP: '1', PATH: `${broken}:${shell.path}` } }).result;
    expect(status).toBe(1);
    expect(stderr).toMatch(/^backup-database: cannot /);
    expect(backups(directory)).toEqual(old);
    expect(leftovers(directory)).toEqual([]);
  });

  test('killed just before and just after each tool: whatever has the name of a backup is whole, and the next run clears up', async () => {
    const tools = new KillingTools(shell, join(area, `tools of ${shell.name}`), [
      'date',
      'mktemp',
      'sync',
      'sha256sum',
      'mv',
      'rm',
      'tail',
      'sh',
    ]);
    const run = (directory: string, killAt: number): Run =>
      tools.run(TEXT, 'backup-database', [DUMP, VERIFY], killAt, { ...settings(directory), BACKUP_KEEP: '1' });
    const used = (): string => {
      const directory = newDirectory();
      put(directory, '20240101T000000');
      put(directory, '20240201T000000');
      // What a run that was killed leaves, in both of its stages.
      writableDirectory(join(directory, '.orders.backup-tmp.abcdef'));
      writeFileSync(join(directory, 'orders-20240301T000000Z.dump.sha256'), 'x');
      execFileSync('chmod', ['a+rw', 'orders-20240301T000000Z.dump.sha256'], { cwd: directory });
      return directory;
    };
    // Else the next run would wait for another second, to get another name.
    const clock = join(area, `clock of ${shell.name}`);
    mkdirSync(clock);
    writeFileSync(join(clock, 'date'), '#!/bin/sh\necho 20980101T000000Z\n', { mode: 0o755 });
    await run(used(), 0).result;
    const points = tools.points();
    expect(points).toEqual(expect.arrayContaining(['mktemp', 'sync', 'sha256sum', 'mv', 'rm', 'sh']));
    for (const index of points.keys()) {
      const directory = used();
      expect(await run(directory, index + 1).result).toMatchObject({ signal: 'SIGKILL' });
      expect(backups(directory).length).toBeGreaterThanOrEqual(1);
      const again = start({ shell, directory, env: { BACKUP_KEEP: '1', PATH: `${clock}:${shell.path}` } });
      expect(await again.result).toMatchObject({ status: 0, stderr: '' });
      expect(backups(directory)).toEqual(['orders-20980101T000000Z.dump']);
      expect(readdirSync(directory).filter((file) => file !== '.orders.backup-lock')).toHaveLength(2);
    }
  });

  test('refuses wrong settings by name, and changes nothing', async () => {
    const directory = newDirectory();
    put(directory, '20240101T000000');
    const before = readTraces(directory);
    const cases: readonly [Record<string, string>, string][] = [
      [{ BACKUP_DIR: '' }, "BACKUP_DIR is '', not an absolute path."],
      [{ BACKUP_DIR: 'backups' }, "BACKUP_DIR is 'backups', not an absolute path."],
      [{ BACKUP_DIR: '/no/such' }, 'BACKUP_DIR /no/such is not a directory. Is the volume mounted there?'],
      [{ BACKUP_NAME: '' }, "BACKUP_NAME is '': use a-z 0-9 . -, a letter or digit first."],
      [{ BACKUP_NAME: '-x' }, "BACKUP_NAME is '-x': use a-z 0-9 . -, a letter or digit first."],
      [{ BACKUP_NAME: 'a/b' }, "BACKUP_NAME is 'a/b': use a-z 0-9 . -, a letter or digit first."],
      [{ BACKUP_SUFFIX: '' }, "BACKUP_SUFFIX is '', must begin with a dot."],
      [{ BACKUP_SUFFIX: 'dump' }, "BACKUP_SUFFIX is 'dump', must begin with a dot."],
      [{ BACKUP_SUFFIX: '.' }, "BACKUP_SUFFIX is '.', must begin with a dot."],
      [{ BACKUP_SUFFIX: '.a b' }, "BACKUP_SUFFIX is '.a b': use a dot, then A-Z a-z 0-9 . _ -, and not .sha256."],
      [{ BACKUP_SUFFIX: '.sha256' }, "BACKUP_SUFFIX is '.sha256': use a dot, then A-Z a-z 0-9 . _ -, and not .sha256."],
      ...['', '0', '01', '-1', '1.5', 'many', '100000'].map((keep): [Record<string, string>, string] => [
        { BACKUP_KEEP: keep },
        `BACKUP_KEEP is '${keep}', must be a number from 1 to 99999.`,
      ]),
      [{ HANDOVER_DIR: '/no/such' }, 'HANDOVER_DIR /no/such is not a directory.'],
    ];
    for (const [env, message] of cases) {
      const { status, stdout, stderr } = await start({ shell, directory, env }).result;
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `backup-database: ${message}\n` });
    }
    const one = await new Run(shell, TEXT, 'backup-database', [DUMP], { env: settings(directory) }).result;
    expect(one).toMatchObject({ status: 2, stderr: 'backup-database: got 1 arguments, needs 2 or 3: DUMP VERIFY INVENTORY.\n' });
    const empty = await start({ shell, directory, verify: '' }).result;
    expect(empty).toMatchObject({ status: 2, stderr: 'backup-database: DUMP and VERIFY must not be empty.\n' });
    expect(readTraces(directory)).toEqual(before);
  });
});
