import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { KillingTools, readTraces, Result, Run, Shell, shellsUnderTest, testArea, USER, writableDirectory } from './shells';

jest.setTimeout(120_000);

const TEXT = loadScript('rehearse-database');
const area = testArea();
const shells = shellsUnderTest();

/* A server whose data is one file, of which each line is a thing: real ones are in the integration tests. */
const PARTS = {
  init: 'mkdir "$DATA_DIR"; echo "options $*" >"$DATA_DIR/options"',
  // What a shell starts beside itself ignores SIGQUIT; servers, and node, do not.
  server: `echo $$ >>"$TRACE"; : >"$RUN_DIR/up"; exec '${process.execPath}' -e 'setTimeout(() => {}, 600_000)'`,
  ready: '[ -e "$RUN_DIR/up" ]',
  verify: '[ "$(tail -n 1 "$1")" = end ]',
  prepare: ': >"$DATA_DIR/prepared"',
  ask: '[ "$2" = empty ]',
  restore: '[ -e "$DATA_DIR/prepared" ] && grep -v "^end$" "$1" >"$DATA_DIR/held"',
  inventory: 'cat "$DATA_DIR/held"',
  query: 'eval "$1"',
};
type Part = keyof typeof PARTS;

interface Given {
  readonly env?: Record<string, string>;
  readonly parts?: Partial<Record<Part, string>>;
  readonly questions?: readonly string[];
  readonly options?: readonly string[];
}

/** What was killed with its parent may wait for somebody who asks how it ended. */
function isAlive(pid: string): boolean {
  try {
    return !/^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, ''));
  } catch {
    return false;
  }
}

let sites = 0;

/** A directory of backups, and one for the scratch server. */
class Site {
  readonly backups = writableDirectory(join(area, `backups ${sites}`));
  readonly scratch = writableDirectory(join(area, `scratch ${sites}`));
  private readonly other = writableDirectory(join(area, `other ${sites++}`));
  private readonly trace = join(this.other, 'servers');

  constructor(private readonly shell: Shell) {}

  /** A backup of things, and the record of what has to be in it. */
  put(time: string, things: readonly string[], record: readonly string[] | undefined = things): string {
    const file = `orders-${time}Z.dump`;
    this.write(file, [...things, 'end', ''].join('\n'));
    this.write(`${file}.sha256`, execFileSync('sha256sum', [file], { cwd: this.backups, encoding: 'utf8' }));
    if (record !== undefined) this.write(`${file}.contents`, record.map((thing) => `${thing}\n`).join(''));
    return file;
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.backups, file), text);
    chmodSync(join(this.backups, file), 0o666);
  }

  get settings(): Record<string, string> {
    return {
      BACKUP_DIR: this.backups,
      BACKUP_NAME: 'orders',
      BACKUP_SUFFIX: '.dump',
      SCRATCH_DIR: this.scratch,
      DB_NAME: 'orders',
      DB_PORT: '5432',
      TMPDIR: this.other,
      TRACE: this.trace,
    };
  }

  args({ parts = {}, questions = [], options = [] }: Given): readonly string[] {
    const { init, server, ready, verify, prepare, ask, restore, inventory, query } = { ...PARTS, ...parts };
    return [init, server, ready, verify, prepare, ask, restore, inventory, query, ...questions, '--', ...options];
  }

  start(given: Given = {}): Run {
    return new Run(this.shell, TEXT, 'rehearse-database', this.args(given), { env: { ...this.settings, ...given.env } });
  }

  /** To its end: the server is gone then, with all that it had, and the backups are as they were. */
  async rehearse(given: Given = {}): Promise<Result> {
    const before = readTraces(this.backups);
    const result = await this.start(given).result;
    expect(readTraces(this.backups)).toEqual(before);
    this.expectNothingLeft();
    return result;
  }

  expectNothingLeft(): void {
    expect(readdirSync(this.scratch)).toEqual([]);
    expect(readdirSync(this.other).filter((name) => name !== 'servers')).toEqual([]);
    for (const pid of this.servers) expect(isAlive(pid)).toBe(false);
  }

  get servers(): readonly string[] {
    return existsSync(this.trace) ? readFileSync(this.trace, 'utf8').trim().split('\n') : [];
  }
}

/** The status, and what it says last: what the status of a Pod shows. */
const verdict = ({ status, stderr }: Result): readonly [number | null, string] => [
  status,
  stderr
    .trimEnd()
    .split('\n')
    .at(-1)!
    .replace(/^rehearse-database: /, ''),
];

describe.each(shells)('rehearse-database under $name', (shell) => {
  test('restores the latest backup, looks into it, and throws it away', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', ['table old']);
    const file = site.put('20240102T000000', ['table a', 'table b'], ['table a']);
    const questions = ['cat "$DATA_DIR/options"', 'options --one two  words', 'grep -c table "$DATA_DIR/held"', '2', 'echo', ''];
    const { status, stdout, stderr } = await site.rehearse({ questions, options: ['--one', 'two  words'] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.replace(/\d+ hours/, 'N hours')).toBe(
      [
        `rehearse-database: restoring ${file} into a scratch server.`,
        `rehearse-database: ${file} is good: it was restored, all 1 things of its record are in there, 3 statements had their answers. It is N hours old.`,
        '',
      ].join('\n'),
    );
    expect(site.servers).toHaveLength(1);
  });

  test('the server has a user and a password that were made up, and nothing of the real one', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', ['table a']);
    const questions = [
      'wc -c <"$DB_PASSWORD_FILE" | tr -d " "; cat "$DB_USERNAME_FILE"; echo "$DB_HOST ${WAL_DIR:-none} ${RESTORE_OWNERS:-none}"',
      '48\nrehearsal\n127.0.0.1 none none',
    ];
    const env = {
      DB_HOST: 'orders-db.shop.svc',
      DB_PASSWORD_FILE: '/run/secrets/database/password',
      WAL_DIR: '/pgwal/x',
      RESTORE_OWNERS: 'user',
    };
    expect(await site.rehearse({ questions, env })).toMatchObject({ status: 0, stderr: '' });
  });

  test('words of any kind arrive as they are', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', [`table "a b" 'c' $d \\e`]);
    const text = `it's "a" $HOME \`date\` \\n\n  two `;
    expect(await site.rehearse({ parts: { query: 'printf "%s\\n" "$1"' }, questions: [text, text] })).toMatchObject({ status: 0 });
  });

  describe('says of a backup', () => {
    test('that there is none', async () => {
      const site = new Site(shell);
      writeFileSync(join(site.backups, 'orders-2-20240101T000000Z.dump'), 'of another backup');
      expect(verdict(await site.rehearse())).toEqual([3, `there is no backup named orders in ${site.backups}.`]);
      expect(site.servers).toEqual([]);
    });

    test('that it is too old, or from the future', async () => {
      const site = new Site(shell);
      const [old, now] = [new Date(Date.now() - 3 * 3600e3), new Date()].map((date) => date.toISOString().replace(/[-:]|\..*/g, ''));
      const file = site.put(old, ['table a']);
      expect(verdict(await site.rehearse({ env: { REHEARSAL_MAX_AGE: '7000' } }))).toEqual([
        4,
        `${file} is the latest backup, and is 3 hours old; allowed are 116 minutes. Look why no newer one was made.`,
      ]);
      expect(await site.rehearse({ env: { REHEARSAL_MAX_AGE: '12000' } })).toMatchObject({ status: 0 });
      site.put(now, ['table a']);
      expect(await site.rehearse({ env: { REHEARSAL_MAX_AGE: '600' } })).toMatchObject({ status: 0 });
      const ahead = site.put('29990101T000000', ['table a']);
      expect(verdict(await site.rehearse())).toEqual([
        4,
        expect.stringMatching(
          `^${ahead} would be the latest, but is from the future: a clock was wrong, or is \\(here it is \\d{8}T\\d{6}Z\\)\\.$`,
        ),
      ]);
    });

    test('that it is damaged', async () => {
      const site = new Site(shell);
      const file = site.put('20240101T000000', ['table a']);
      site.write(file, 'table b\nend\n');
      expect(verdict(await site.rehearse())).toEqual([5, `${file} is not what was written: it is damaged, see above.`]);
      site.put('20240101T000000', ['table a']);
      rmSync(join(site.backups, `${file}.sha256`));
      expect(verdict(await site.rehearse())[0]).toBe(5);
      site.put('20240101T000000', ['table a']);
      expect(verdict(await site.rehearse({ parts: { verify: 'exit 1' } }))).toEqual([
        5,
        `${file} cannot be read to its end: it is damaged, see above.`,
      ]);
      expect(site.servers).toEqual([]);
    });

    test('that it is for another server', async () => {
      const site = new Site(shell);
      const file = site.put('20240101T000000', ['table a']);
      expect(verdict(await site.rehearse({ parts: { verify: 'exit 3' } }))).toEqual([6, `${file} is not for this image, see above.`]);
      expect(verdict(await site.rehearse({ parts: { ask: 'exit 3' } }))).toEqual([
        6,
        `${file}: a new server of this image would refuse it, see above.`,
      ]);
    });

    test('that it cannot be restored', async () => {
      const site = new Site(shell);
      const file = site.put('20240101T000000', ['table a']);
      const restore = 'echo "syntax error" >&2; exit 1';
      const result = await site.rehearse({ parts: { restore } });
      expect(verdict(result)).toEqual([7, `${file} cannot be restored, see above.`]);
      expect(result.stderr).toContain('syntax error');
      expect(verdict(await site.rehearse({ parts: { prepare: 'exit 1' } }))).toEqual([
        7,
        `${file}: a scratch server cannot be prepared for it, see above.`,
      ]);
    });

    test('that something is missing in it, and what', async () => {
      const site = new Site(shell);
      const things = Array.from({ length: 30 }, (_, index) => `table ${String(index).padStart(2, '0')}`);
      const file = site.put('20240101T000000', things.slice(5), things);
      const result = await site.rehearse();
      expect(verdict(result)).toEqual([8, `${file} can be restored, but lacks 5 of what was there when it was made, see above.`]);
      for (const thing of things.slice(0, 5)) expect(result.stderr).toContain(`${thing}\n`);
      expect(result.stderr).not.toContain('table 05');
    });

    test('that nobody recorded what has to be in it', async () => {
      const site = new Site(shell);
      const file = site.put('20240101T000000', ['table a']);
      rmSync(join(site.backups, `${file}.contents`));
      const { status, stdout } = await site.rehearse();
      expect(status).toBe(0);
      expect(stdout).toContain('it was restored, it has no record of what has to be in it, and no such thing was compared. It is');
    });

    test('that it has other answers, or none', async () => {
      const site = new Site(shell);
      const file = site.put('20240101T000000', ['table a']);
      expect(verdict(await site.rehearse({ questions: ['echo 1', '1', 'echo 2', '3'] }))).toEqual([
        9,
        `${file} can be restored, but the answer to statement 2 (echo 2) is '2', not '3'.`,
      ]);
      expect(verdict(await site.rehearse({ questions: ['false', ''] }))).toEqual([
        9,
        `${file} can be restored, but the server has no answer to statement 1 (false), see above.`,
      ]);
    });
  });

  describe('does not say of a backup', () => {
    test('what is the fault of the scratch server', async () => {
      const site = new Site(shell);
      site.put('20240101T000000', ['table a']);
      const of = async (parts: Partial<Record<Part, string>>, env: Record<string, string> = {}) =>
        verdict(await site.rehearse({ parts, env }));
      expect(await of({ init: 'echo no such locale; exit 1' })).toEqual([1, 'cannot make a scratch server, see above.']);
      expect(await of({ server: 'echo no memory >&2; exit 1' })).toEqual([1, 'the scratch server did not start, see above.']);
      expect(await of({ ready: 'echo no answer; exit 1' }, { REHEARSAL_WAIT: '1' })).toEqual([
        1,
        'the scratch server did not take connections within 1 seconds: no answer.',
      ]);
      // What kills a server takes its time.
      const dies = '{ sleep 0.5; kill -s KILL "$(tail -n 1 "$TRACE")"; } >/dev/null 2>&1 3>&- & rm "$RUN_DIR/up"; exit 1';
      for (const part of ['prepare', 'restore'] as const) {
        expect(await of({ [part]: dies })).toEqual([
          1,
          'the scratch server ended while orders-20240101T000000Z.dump was looked at, see above. Had it enough memory?',
        ]);
      }
      expect(await of({ inventory: 'exit 1' })).toEqual([1, 'cannot see what the scratch server holds, see above.']);
    });

    test('that this user may not read it, or that the scratch volume is full', async () => {
      const site = new Site(shell);
      const file = site.put('20240101T000000', ['table a']);
      for (const words of ['No space left on device', 'Errcode: 28 "No space"', 'errno: 28', "The table 'a' is full"]) {
        const restore = `echo ${JSON.stringify(words)} >&2; exit 1`;
        expect(verdict(await site.rehearse({ parts: { restore } }))).toEqual([
          1,
          `${file}: ${site.scratch} has no room for it, see above. Give the rehearsal a larger size.`,
        ]);
      }
      if (USER.uid === undefined) return;
      for (const end of ['', '.sha256', '.contents']) {
        chmodSync(join(site.backups, `${file}${end}`), 0);
        expect(verdict(await site.start().result)).toEqual([
          1,
          `this user may not read ${file}${end}. Is it another user's? Give the rehearsal the group that the backups have.`,
        ]);
        chmodSync(join(site.backups, `${file}${end}`), 0o644);
      }
    });
  });

  test('a full disk, at every step of it, leaves the backups and no scratch', async () => {
    const site = new Site(shell);
    site.put(
      '20240101T000000',
      Array.from({ length: 3000 }, (_, index) => `table ${index}`),
    );
    for (const part of ['init', 'restore', 'inventory'] as const) {
      const full = `printf x | cat >/dev/full || exit 1; ${PARTS[part]}`;
      const { status, stderr } = await site.rehearse({ parts: { [part]: full } });
      expect([status, stderr]).toEqual([1, expect.stringContaining('No space left on device')]);
    }
  });

  test('a backup that goes while it is read makes room for the one that is there then', async () => {
    const site = new Site(shell);
    const [older, newer] = ['20240101T000000', '20240102T000000'].map((time) => site.put(time, ['table a']));
    const gone = 'case $1 in *20240102*) rm "$1"; exit 1 ;; esac; ';
    for (const part of ['verify', 'prepare', 'restore'] as const) {
      const { status, stdout } = await site.start({ parts: { [part]: `${gone}${PARTS[part]}` } }).result;
      expect(status).toBe(0);
      expect(stdout).toContain(`${newer} was removed while it was read: taking the latest that is there now.`);
      expect(stdout).toContain(`${older} is good`);
      site.expectNothingLeft();
      site.put('20240102T000000', ['table a']);
    }
    const { status, stderr } = await site.start({ parts: { verify: 'rm "$1"; exit 1' } }).result;
    expect([status, stderr]).toEqual([3, expect.stringContaining('there is no backup named orders')]);
  });

  test('backups are made and pruned meanwhile', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', ['table a']);
    const backup = async () =>
      new Run(shell, loadScript('backup-database'), 'backup-database', ['printf "table a\\nend\\n" >"$1"', PARTS.verify, 'echo table a'], {
        env: { ...site.settings, BACKUP_KEEP: '1' },
      }).result;
    // Each may take the file that is read, so they come to an end.
    for (let count = 0; count < 8; count += 1) {
      const { result } = site.start();
      for (let made = 0; made < 2; made += 1) expect(await backup()).toMatchObject({ status: 0 });
      expect(await result).toMatchObject({ status: 0 });
    }
    site.expectNothingLeft();
  });

  test('killed at any point, it leaves the backups, and the next run begins anew', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', ['table a']);
    const before = readTraces(site.backups);
    const tools = new KillingTools(shell, join(area, `rehearsal tools of ${shell.name}`), [
      'mktemp',
      'mkdir',
      'sha256sum',
      'sort',
      'uniq',
      'rm',
    ]);
    const run = (killAt: number): Run =>
      tools.run(TEXT, 'rehearse-database', site.args({ questions: ['echo 1', '1'] }), killAt, site.settings);
    expect(await run(0).result).toMatchObject({ status: 0 });
    const points = tools.points();
    expect(points).toEqual(expect.arrayContaining(['mktemp', 'mkdir', 'sha256sum', 'sort', 'uniq', 'rm']));
    for (const index of points.keys()) {
      expect(await run(index + 1).result).toMatchObject({ signal: 'SIGKILL' });
      expect(readTraces(site.backups)).toEqual(before);
      for (const pid of site.servers) expect(isAlive(pid)).toBe(false);
      expect(await site.start().result).toMatchObject({ status: 0 });
      expect(readdirSync(site.scratch)).toEqual([]);
    }
  });

  test('told to stop, it stops the server and clears up', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', ['table a']);
    const run = site.start({ parts: { restore: 'sleep 1' } });
    while (site.servers.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    run.terminate();
    expect(await run.result).toMatchObject({ status: 143 });
    site.expectNothingLeft();
  });

  test('settings that are wrong are named, and nothing is begun', async () => {
    const site = new Site(shell);
    site.put('20240101T000000', ['table a']);
    const cases: Array<readonly [Record<string, string>, string]> = [
      [{ BACKUP_DIR: 'backups' }, "BACKUP_DIR is 'backups', not an absolute path."],
      [{ SCRATCH_DIR: '' }, "SCRATCH_DIR is '', not an absolute path."],
      [{ SCRATCH_DIR: '/nowhere' }, 'SCRATCH_DIR /nowhere is not a directory. Is the volume mounted there?'],
      [{ DB_NAME: '' }, 'DB_NAME is not set.'],
      [{ REHEARSAL_MAX_AGE: '1h' }, "REHEARSAL_MAX_AGE is '1h', must be a number of seconds."],
      [{ REHEARSAL_WAIT: '1234567890' }, "REHEARSAL_WAIT is '1234567890', must be a number of seconds."],
    ];
    for (const [env, message] of cases) {
      expect(await site.rehearse({ env })).toMatchObject({ status: 2, stdout: '', stderr: `rehearse-database: ${message}\n` });
    }
    expect(verdict(await site.rehearse({ questions: ['SELECT 1'] }))).toEqual([
      2,
      'there must be an answer to each statement, and -- after the last one.',
    ]);
    const few = new Run(shell, TEXT, 'rehearse-database', ['init'], { env: site.settings });
    expect(verdict(await few.result)).toEqual([
      2,
      'got 1 arguments, needs 10 at least: INIT SERVER READY VERIFY PREPARE ASK RESTORE INVENTORY QUERY --.',
    ]);
    expect(site.servers).toEqual([]);
  });
});
