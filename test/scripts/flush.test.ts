import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canLoop, onThinDisk } from './disks';
import { Run, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';

/* What the scripts rely on where they say that something is done: that it is on the disk. */

const area = testArea();
const shells = shellsUnderTest();
const part = (name: string): string => readFileSync(join(__dirname, `../../src/scripts/parts/${name}.sh`), 'utf8');
const TEXT = ['set -eu', 'me=script', part('say'), part('fail'), part('flush'), 'flush "$@"', 'say done'].join('\n');

let tools = 0;

describe.each(shells)('flush under $name', (shell) => {
  const flush = (places: readonly string[], other: Shell = shell) => new Run(other, TEXT, 'flush', places).result;

  /** The shell with a `sync` that does what a text says, and notes what it was told. */
  function withSync(text: string): { shell: Shell; told: () => readonly string[] } {
    const directory = writableDirectory(join(area, `tools-${tools++}`));
    writeFileSync(join(directory, 'sync'), `#!/bin/sh\necho "sync $*" >>'${directory}/told'\n${text}\n`, { mode: 0o755 });
    return {
      shell: { ...shell, path: [directory, shell.path].join(delimiter) },
      told: () => readFileSync(join(directory, 'told'), 'utf8').trim().split('\n'),
    };
  }

  test('with the tools that are there', async () => {
    const place = writableDirectory(join(area, `with ${shell.name}`));
    expect(await flush([place, place])).toEqual({ status: 0, signal: null, stdout: 'script: done\n', stderr: '' });
  });

  test('what cannot be written is told, and not forgotten by asking again', async () => {
    const { shell: other, told } = withSync(
      `[ "$2" != /one ] || exit 0; [ "$2" != /proc ] || exit 0; echo "sync: $2: I/O error" >&2; exit 1`,
    );
    expect(await flush(['/one', '/two', '/three'], other)).toEqual({
      status: 1,
      signal: null,
      stdout: '',
      stderr: 'script: cannot bring /two to the disk: sync: /two: I/O error.\n',
    });
    expect(told()).toEqual(['sync -f /one', 'sync -f /two', 'sync -f /proc']);
  });

  test('where sync knows no file systems, all of them are written, and what goes wrong is told', async () => {
    const old = withSync('[ $# -eq 0 ] || { echo "sync: invalid option" >&2; exit 1; }');
    expect(await flush(['/one'], old.shell)).toMatchObject({ status: 0, stderr: '' });
    expect(old.told()).toEqual(['sync -f /one', 'sync -f /proc', 'sync']);
    const silent = withSync('exit 1');
    expect(await flush(['/one'], silent.shell)).toMatchObject({
      status: 1,
      stderr: 'script: cannot bring /one to the disk: sync failed.\n',
    });
    const missing = withSync('');
    const nothing = { ...missing.shell, path: join(area, 'no tools') };
    mkdirSync(nothing.path, { recursive: true });
    const { status, stderr } = await flush(['/one'], nothing);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^script: cannot bring \/one to the disk: .*sync.*not found\.\n$/);
  });

  // busybox asks the file system, and does not look at the answer.
  const tells = canLoop && !shell.name.startsWith('busybox');
  (tells ? test : test.skip)('a disk that took more than it has, and lost it', async () => {
    const disk = join(area, `thin ${shell.name}`);
    await onThinDisk(disk, '64m', '6m', async () => {
      writeFileSync(join(disk, 'file'), randomBytes(16 << 20));
      const { status, stdout, stderr } = await flush([disk]);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^script: cannot bring ${disk} to the disk: sync: .*Input/output error\\.\\n$`));
    });
  });
});
