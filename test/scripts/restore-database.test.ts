import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { KillingTools, Result, Run, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';

jest.setTimeout(120_000);

const TEXT = loadScript('restore-database');
const area = testArea();
const shells = shellsUnderTest();

const VERIFY = '[ "$(tail -n 1 "$1")" = end ]';
const WORDS = 'overwrite existing data';

type Part = 'ready' | 'contents' | 'verify' | 'restore' | 'ask' | 'dump';

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

  public async restore(env: Record<string, string> = {}, texts: Partial<Record<Part, string>> = {}): Promise<Result> {
    return new Run(this.shell, TEXT, 'restore-database', this.texts(texts), { env: { ...this.settings, ...env } }).result;
  }

  public get settings(): Record<string, string> {
    return { BACKUP_DIR: this.directory, BACKUP_NAME: 'orders', BACKUP_SUFFIX: '.dump', DATABASE: this.database };
  }

  public texts(texts: Partial<Record<Part, string>>): readonly string[] {
    const {
      ready = '',
      contents = 'cat "$DATABASE" 2>/dev/null || :',
      verify = VERIFY,
      restore = 'cat "$1" >"$DATABASE"; echo "mode $2"',
    } = texts;
    return [ready, contents, verify, restore, texts.ask ?? '', texts.dump ?? ''];
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
        `restore-database: refused, nothing was changed. Where that may be lost, say so by the prop overwrite: '${WORDS}' (RESTORE_OVERWRITE).\n`,
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

  test('does not take a backup from the future for the latest; by its name it does, and says so', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    const future = site.put('29990101T000000');
    const { status, stderr } = await site.restore({ RESTORE_OVERWRITE: WORDS });
    expect(status).toBe(3);
    expect(stderr).toMatch(
      new RegExp(
        `^restore-database: ${future} would be the latest, but is from the future: a clock was wrong, or is \\(here it is \\d{8}T\\d{6}Z\\)\\.` +
          ' Nothing was changed\\. Name the file that is meant, by the prop file \\(RESTORE_FILE\\)\\.\n$',
      ),
    );
    expect(site.held).toBeUndefined();
    expect(await site.restore({ RESTORE_FILE: future })).toMatchObject({
      status: 0,
      stderr: `restore-database: by its name, ${future} is from the future: a clock was wrong, or is.\n`,
    });
  });

  test('takes no older one where the latest is for another image', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    const file = site.put('20240201T000000');
    const { status, stderr } = await site.restore({}, { verify: `case $1 in *${file}) exit 3 ;; esac` });
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: `restore-database: ${file} is not for this image, see above. Nothing was changed.\n`,
    });
    expect(site.held).toBeUndefined();
  });

  test('asks before it restores, and with what it would do', async () => {
    const site = new Site(shell);
    site.put('20240101T000000');
    const refused = await site.restore({}, { ask: 'echo "$2: no" >&2; exit 3' });
    expect(refused).toMatchObject({
      status: 3,
      stdout: '',
      stderr: 'empty: no\nrestore-database: refused, for what is said above. Nothing was changed.\n',
    });
    const failed = await site.restore({}, { ask: 'exit 7' });
    expect(failed).toMatchObject({
      status: 1,
      stderr: 'restore-database: cannot ask the server, see above (status 7). Nothing was changed.\n',
    });
    expect(site.held).toBeUndefined();
    expect(await site.restore({}, { ask: '[ -s "$1" ] && [ "$2" = empty ]' })).toMatchObject({ status: 0 });
  });

  describe('where what is there is dropped first', () => {
    const dump = 'cat "$DATABASE" >"$1" && echo end >>"$1"';
    const half = 'echo half >"$DATABASE"; case $1 in *_before-*) grep -v end "$1" >"$DATABASE" ;; *) exit 5 ;; esac';
    const full = (): Site => {
      const site = new Site(shell);
      site.put('20240101T000000');
      writeFileSync(site.database, 'table customers\n');
      execFileSync('chmod', ['a+w', site.database]);
      return site;
    };
    const env = { RESTORE_OVERWRITE: WORDS, RESTORE_ID: 'job-1' };
    const copies = (site: Site): readonly string[] => readdirSync(site.directory).filter((file) => !file.startsWith('orders-'));

    test('a copy is kept until it has ended well', async () => {
      const site = full();
      const { status, stdout } = await site.restore(env, { dump, restore: 'ls "$BACKUP_DIR"; cat "$1" >"$DATABASE"' });
      expect(status).toBe(0);
      expect(stdout).toContain('what is there is kept in orders_before-job-1.dump until the restore has ended well.\n');
      expect(stdout).toContain('\norders_before-job-1.dump\norders_before-job-1.dump.sha256\n');
      expect(copies(site)).toEqual([]);
      expect(site.held).toBe('from 20240101T000000\nend\n');
    });

    test('what was there is put back where it fails; where that fails too, it can be had from the copy', async () => {
      const site = full();
      const { status, stderr } = await site.restore(env, { dump, restore: half });
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr:
          'restore-database: the restore of orders-20240101T000000Z.dump failed with status 5, see above. Putting back what was there.\n' +
          'restore-database: the restore of orders-20240101T000000Z.dump failed, see above. The database is as it was.\n',
      });
      expect(site.held).toBe('table customers\n');
      expect(copies(site)).toEqual([]);
      const stuck = await site.restore(env, { dump, restore: 'echo half >"$DATABASE"; exit 5' });
      expect(stuck.stderr).toContain(
        'what was there cannot be put back either, see above. It is in orders_before-job-1.dump: restore that by the prop file (RESTORE_FILE).\n',
      );
      expect(copies(site)).toEqual(['orders_before-job-1.dump', 'orders_before-job-1.dump.sha256']);
      const back = await site.restore({ ...env, RESTORE_ID: 'job-2', RESTORE_FILE: 'orders_before-job-1.dump' });
      expect(back).toMatchObject({ status: 0 });
      expect(site.held).toBe('table customers\nend\n');
    });

    test.each([
      ['fails', 'exit 1'],
      ['is cut', 'echo begin >"$1"'],
    ])('nothing is touched where a copy of it %s', async (_, broken) => {
      const site = full();
      const { status, stderr } = await site.restore(env, { dump: broken });
      expect(status).toBe(3);
      expect(stderr).toContain('cannot keep a copy of what is there, see above. Nothing was changed.');
      expect(site.held).toBe('table customers\n');
      expect(copies(site)).toEqual([]);
      expect(await site.restore({ ...env, RESTORE_COPY: 'none' }, { dump: broken })).toMatchObject({ status: 0 });
    });

    test('killed just before and just after each tool: what was there is there, or in the copy, or the backup is', async () => {
      const tools = new KillingTools(shell, join(area, `tools of ${shell.name}`), ['mktemp', 'sync', 'sha256sum', 'mv', 'rm', 'sh']);
      const run = (site: Site, killAt: number): Run =>
        tools.run(TEXT, 'restore-database', site.texts({ dump }), killAt, { ...site.settings, ...env });
      await run(full(), 0).result;
      const points = tools.points();
      expect(points).toEqual(expect.arrayContaining(['mktemp', 'sync', 'sha256sum', 'mv', 'rm', 'sh']));
      for (const index of points.keys()) {
        const site = full();
        expect(await run(site, index + 1).result).toMatchObject({ signal: 'SIGKILL' });
        const copy = join(site.directory, 'orders_before-job-1.dump');
        const held = [site.held, existsSync(copy) ? readFileSync(copy, 'utf8') : undefined].map((text) => text?.split('\n')[0]);
        expect(held.some((text) => text === 'table customers' || text === 'from 20240101T000000')).toBe(true);
        expect(
          await new Run(shell, TEXT, 'restore-database', site.texts({ dump }), { env: { ...site.settings, ...env } }).result,
        ).toMatchObject({
          status: 0,
        });
        expect(site.held).toBe('from 20240101T000000\nend\n');
        expect(copies(site)).toEqual([]);
      }
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
      [{ BACKUP_SUFFIX: '.*' }, 2, "BACKUP_SUFFIX is '.*': use a dot, then A-Z a-z 0-9 . _ -, and not .sha256."],
      [{ RESTORE_FILE: '../x' }, 2, `RESTORE_FILE is '../x': give the name of a file in ${site.directory}, without a path.`],
      [{ RESTORE_FILE: 'missing' }, 3, `there is no file missing in ${site.directory}. Nothing was changed.`],
      [{ RESTORE_ID: "x' OR '" }, 2, "RESTORE_ID is 'x' OR '': use A-Z a-z 0-9 -."],
      [{ RESTORE_WAIT: 'long' }, 2, "RESTORE_WAIT is 'long', must be a number of seconds."],
      [{ BACKUP_NAME: 'other' }, 3, `there is no good backup named other in ${site.directory}. Nothing was changed.`],
    ];
    for (const [env, status, message] of cases) {
      expect(await site.restore(env)).toEqual({ status, signal: null, stdout: '', stderr: `restore-database: ${message}\n` });
    }
    const few = await new Run(shell, TEXT, 'restore-database', ['']).result;
    expect(few).toMatchObject({
      status: 2,
      stderr: 'restore-database: got 1 arguments, needs 4 to 6: READY CONTENTS VERIFY RESTORE ASK DUMP.\n',
    });
    const none = await site.restore({}, { restore: '' });
    expect(none).toMatchObject({ status: 2, stderr: 'restore-database: VERIFY and RESTORE must not be empty.\n' });
    expect(site.held).toBeUndefined();
  });
});
