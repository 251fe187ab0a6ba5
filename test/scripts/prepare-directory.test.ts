import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { shellsUnderTest, testArea } from './shells';

const TEXT = loadScript('prepare-directory');
const area = testArea();
const isRoot = process.getuid!() === 0;
let places = 0;

/** A directory as the kubelet makes one. */
function made(): string {
  const path = join(area, `made ${places++}`);
  mkdirSync(path);
  chmodSync(path, 0o755);
  return path;
}

const ownerOf = (path: string) => {
  const { uid, gid, mode } = statSync(path);
  return [uid, gid, mode & 0o7777];
};

describe.each(shellsUnderTest().map((shell) => [shell.name, shell] as const))('%s', (_, { command: [shell, ...args], path }) => {
  const run = (...given: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(shell, [...args, '-c', TEXT, 'prepare-directory', ...given], {
      env: { PATH: path },
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };

  test('a new directory becomes that of the user, and of nobody else to read', () => {
    const directory = made();
    const { status, said } = run(directory, '10001', '10002');
    if (!isRoot) {
      // Only root gives anything away: it says so, and succeeds in nothing.
      expect(status).not.toBe(0);
      return;
    }
    expect([status, said]).toEqual([0, `prepare-directory: ${directory} belongs to 10001:10002 now.\n`]);
    expect(ownerOf(directory)).toEqual([10001, 10002, 0o750]);
    // Again, with what the agent has written.
    writeFileSync(join(directory, 'position'), '7');
    chmodSync(directory, 0o700);
    expect(run(directory, '10001', '10002')).toEqual({ status: 0, said: '' });
    expect(ownerOf(directory)).toEqual([10001, 10002, 0o700]);
  });

  test('killed after the first of two steps, the next run does the other', () => {
    const directory = made();
    chmodSync(directory, 0o750);
    const { status } = run(directory, '10001', '10002');
    expect(status === 0).toBe(isRoot);
    if (isRoot) expect(ownerOf(directory)).toEqual([10001, 10002, 0o750]);
  });

  test('an empty directory of an earlier user is handed on', () => {
    const directory = made();
    if (isRoot) chownSync(directory, 20000, 20000);
    expect(run(directory, '10001', '10001').status === 0).toBe(isRoot);
  });

  test.each(['data', '.hidden', '..odd', '*'])('files of somebody else stay as they are: %s', (name) => {
    const directory = made();
    writeFileSync(join(directory, name), 'x');
    const before = ownerOf(directory);
    const { status, said } = run(directory, '10001', '10001');
    expect(status).toBe(1);
    expect(said).toBe(
      `prepare-directory: ${directory} belongs to ${before[0]}:${before[1]}, and has files already. Nothing was changed. If they are the agent's, run on the node: chown -R 10001:10001 THE_DIRECTORY; else give another path.\n`,
    );
    expect(ownerOf(directory)).toEqual(before);
  });

  test('what is no directory is told', () => {
    expect(run(join(area, 'nowhere'), '1', '1')).toEqual({
      status: 1,
      said: `prepare-directory: ${join(area, 'nowhere')} is no directory.\n`,
    });
    expect(run('x')).toEqual({ status: 1, said: 'prepare-directory: got 1 arguments, needs 3: DIRECTORY USER GROUP.\n' });
  });
});
