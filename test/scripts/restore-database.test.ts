import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { Result, Run, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';

const TEXT = loadScript('restore-database');
const area = testArea();
const shells = shellsUnderTest();

const VERIFY = '[ "$(tail -n 1 "$1")" = end ]';
const WORDS = 'overwrite existing data';

let sites = 0;

/** A directory of backups, and a file that stands for the database. */
class Site {
  public readonly directory = writableDirectory(join(area, `site ${sites}`));
  public readonly database = join(writableDirectory(join(area, `database ${sites++}`)), 'contents');

  public constructor(private readonly shell: Shell) {}

  public put(time: string, content = `from ${time}\nend\n`): string {
    const file = `orders-${time}Z.dump`;
    writeFileSync(join(this.directory, file), content);
    writeFileSync(join(this.directory, `${file}.sha256`), execFileSync('sha256sum', [file], { cwd: this.directory }));
    return file;
  }

  public async restore(
    env: Record<string, string> = {},
    texts: Partial<Record<'ready' | 'contents' | 'restore', string>> = {},
  ): Promise<Result> {
    const { ready = '', contents = 'cat "$DATABASE" 2>/dev/null || :', restore = 'cat "$1" >"$DATABASE"; echo "mode $2"' } = texts;
    return new Run(this.shell, TEXT, 'restore-database', [ready, contents, VERIFY, restore], {
      env: { BACKUP_DIR: this.directory, BACKUP_NAME: 'orders', BACKUP_SUFFIX: '.dump', DATABASE: this.database, ...env },
    }).result;
  }

  public get held(): string | undefined {
    return existsSync(this.database) ? readFileSync(this.database, 'utf8') : undefined;
  }
}

describe.each(shells)('restore-database under $name', (shell) => {
  test('restores the latest backup into an empty database', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    const file = site.put('20240301T000000');
    site.put('20240201T000000');
    expect(await site.restore()).toEqual({
      status: 0,
      signal: null,
      stdout: `restore-database: restoring ${file}.\nmode empty\nrestore-database: ${file} is restored.\n`,
      stderr: '',
    });
    expect(site.held).toBe('from 20240301T000000\nend\n');
  });

  test('restores the one that is named, also one that was copied here under another name', async () => {
    const site = new Site(shell);
    const file = site.put('20240101T000000');
    site.put('20240301T000000');
    execFileSync('sh', ['-c', 'cp "$0" copy.bin && cp "$0.sha256" copy.bin.sha256', file], { cwd: site.directory });
    expect(await site.restore({ RESTORE_FILE: 'copy.bin' })).toMatchObject({ status: 0, stderr: '' });
    expect(site.held).toBe('from 20240101T000000\nend\n');
  });

  test('skips what is damaged, cut or without a checksum, and says why', async () => {
    const site = new Site(shell);
    const good = site.put('20240101T000000');
    const flipped = site.put('20240401T000000');
    writeFileSync(join(site.directory, flipped), 'from 20240401T000001\nend\n');
    const cut = site.put('20240301T000000', 'from');
    const alone = site.put('20240201T000000');
    rmSync(join(site.directory, `${alone}.sha256`));
    const { status, stderr } = await site.restore();
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: [
        `${flipped} differs from its checksum: it is damaged.`,
        `skipping ${flipped}.`,
        `${cut} cannot be read to its end.`,
        `skipping ${cut}.`,
        `${alone} has no checksum ${alone}.sha256 beside it.`,
        `skipping ${alone}.`,
        '',
      ]
        .map((line) => line && `restore-database: ${line}`)
        .join('\n'),
    });
    expect(site.held).toContain('20240101T000000');
    for (const file of [flipped, cut, alone]) {
      const refused = await site.restore({ RESTORE_FILE: file, RESTORE_OVERWRITE: WORDS });
      expect(refused.status).toBe(3);
      expect(refused.stderr).toContain(`restore-database: ${file} is not a good backup, see above. Nothing was changed.\n`);
    }
    rmSync(join(site.directory, good));
    const none = await site.restore({ RESTORE_OVERWRITE: WORDS });
    expect(none.status).toBe(3);
    expect(none.stderr).toContain(`restore-database: there is no good backup named orders in ${site.directory}. Nothing was changed.\n`);
  });

  test('refuses a database that holds something, names it, and takes nothing but the words for consent', async () => {
    const site = new Site(shell);
    const file = site.put('20240101T000000');
    writeFileSync(site.database, 'table customers');
    execFileSync('chmod', ['a+w', site.database]);
    const expected = {
      status: 3,
      stdout: '',
      stderr:
        'restore-database: the database is not empty. It holds:\ntable customers\n' +
        `restore-database: refused, nothing was changed. To drop what it holds, set RESTORE_OVERWRITE to '${WORDS}'.\n`,
    };
    expect(await site.restore()).toMatchObject(expected);
    expect(await site.restore({ RESTORE_FILE: file })).toMatchObject(expected);
    for (const consent of ['true', 'yes', 'Overwrite existing data', `${WORDS} `]) {
      expect(await site.restore({ RESTORE_OVERWRITE: consent })).toMatchObject({
        status: 2,
        stderr: `restore-database: RESTORE_OVERWRITE is '${consent}', must be '${WORDS}', or not be set.\n`,
      });
    }
    expect(site.held).toBe('table customers');
    const { status, stdout } = await site.restore({ RESTORE_OVERWRITE: WORDS });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `restore-database: restoring ${file}.\nmode replace\nrestore-database: ${file} is restored.\n`,
    });
  });

  test('a database that cannot be looked at is not taken for an empty one', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    expect(await site.restore({}, { contents: 'echo "no connection" >&2; exit 5' })).toMatchObject({
      status: 1,
      stderr: 'no connection\nrestore-database: cannot see what the database holds, see above. Nothing was changed.\n',
    });
    const unknown = await site.restore({}, { contents: '' });
    expect(unknown.status).toBe(3);
    expect(unknown.stderr).toContain('It holds:\nsomething, as far as anybody can tell\n');
    expect(site.held).toBeUndefined();
    expect(await site.restore({ RESTORE_OVERWRITE: WORDS }, { contents: '' })).toMatchObject({ status: 0 });
  });

  test('waits for the server, but not for ever', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    const after = `n=$(cat "$DATABASE.n" 2>/dev/null || echo 0); echo $((n + 1)) >"$DATABASE.n"; [ "$n" -ge 1 ]`;
    expect(await site.restore({}, { ready: after })).toMatchObject({ status: 0 });
    const late = new Site(shell);
    late.put('20240101T000000');
    expect(await late.restore({ RESTORE_WAIT: '1' }, { ready: 'exit 1' })).toMatchObject({
      status: 1,
      stderr: 'restore-database: the server did not take connections within 1 seconds. Nothing was changed.\n',
    });
    expect(late.held).toBeUndefined();
  });

  test('says that a restore failed', async () => {
    const site = new Site(shell);
    const file = site.put('20240101T000000');
    expect(await site.restore({}, { restore: 'exit 9' })).toMatchObject({
      status: 1,
      stderr: `restore-database: the restore of ${file} failed with status 9, see above.\n`,
    });
  });

  test('refuses wrong settings by name', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    const cases: readonly [Record<string, string>, number, string][] = [
      [{ BACKUP_DIR: 'backups' }, 2, "BACKUP_DIR is 'backups', not an absolute path."],
      [{ BACKUP_DIR: '/no/such' }, 2, 'BACKUP_DIR /no/such is not a directory. Is the volume mounted there?'],
      [{ BACKUP_NAME: '*' }, 2, "BACKUP_NAME is '*': use a-z 0-9 . -, a letter or digit first."],
      [{ BACKUP_SUFFIX: 'dump' }, 2, "BACKUP_SUFFIX is 'dump', must begin with a dot."],
      [{ BACKUP_SUFFIX: '.*' }, 2, "BACKUP_SUFFIX is '.*': use a dot, then A-Z a-z 0-9 . _ -."],
      [{ RESTORE_FILE: '../x' }, 2, `RESTORE_FILE is '../x': give the name of a file in ${site.directory}, without a path.`],
      [{ RESTORE_FILE: 'missing' }, 3, `there is no file missing in ${site.directory}. Nothing was changed.`],
      [{ RESTORE_WAIT: 'long' }, 2, "RESTORE_WAIT is 'long', must be a number of seconds."],
      [{ BACKUP_NAME: 'other' }, 3, `there is no good backup named other in ${site.directory}. Nothing was changed.`],
    ];
    for (const [env, status, message] of cases) {
      expect(await site.restore(env)).toEqual({ status, signal: null, stdout: '', stderr: `restore-database: ${message}\n` });
    }
    const few = await new Run(shell, TEXT, 'restore-database', ['']).result;
    expect(few).toMatchObject({ status: 2, stderr: 'restore-database: got 1 arguments, needs 4: READY CONTENTS VERIFY RESTORE.\n' });
    const none = await site.restore({}, { restore: '' });
    expect(none).toMatchObject({ status: 2, stderr: 'restore-database: VERIFY and RESTORE must not be empty.\n' });
    expect(site.held).toBeUndefined();
  });
});
