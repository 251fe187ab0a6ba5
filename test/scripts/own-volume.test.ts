import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { Shell, shellsUnderTest, testArea } from './shells';

jest.setTimeout(120_000);

const TEXT = loadScript('own-volume');
const shells = shellsUnderTest();
const area = testArea();
const OWNER = [10001, 10002] as const;

/** Only root gives files away. */
const asRoot = process.getuid?.() === 0 ? test : test.skip;

/** Files of root, with names that break careless scripts. */
function volume(name: string, count = 0): string {
  const root = join(area, name);
  mkdirSync(join(root, '-rf', 'new\nline'), { recursive: true });
  for (const file of ['plain', ' with space ', '*', '-R', join('-rf', 'new\nline', 'ü')]) writeFileSync(join(root, file), 'x');
  writeFileSync(join(area, `${name}-outside`), 'not mine');
  symlinkSync(join('..', `${name}-outside`), join(root, 'link'));
  for (let index = 0; index < count; index++) writeFileSync(join(root, `file ${index}`), '');
  return root;
}

/** Runs it, with a `chown` of its own in front of the others where one is given. */
function run(shell: Shell, root: string, tools = shell.path) {
  const [command, ...args] = shell.command;
  return spawnSync(command, [...args, '-c', TEXT, 'own-volume', root, ...OWNER.map(String)], {
    encoding: 'utf8',
    env: { PATH: tools },
  });
}

const ownersOf = (root: string) =>
  new Set([root, ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path))].map(ownerOf));

const ownerOf = (path: string): string => {
  const { uid, gid } = lstatSync(path);
  return `${uid}:${gid}`;
};

describe.each(shells.map((shell) => [shell.name, shell] as const))('%s', (name, shell) => {
  const named = (what: string) => `${what}-${name.replace(' ', '-')}`;

  asRoot('gives all that is there, links themselves and not what they lead to', () => {
    const root = volume(named('all'));
    const { status, stderr } = run(shell, root);
    expect([status, stderr]).toEqual([0, '']);
    expect(ownersOf(root)).toEqual(new Set(['10001:10002']));
    expect(ownerOf(`${root}-outside`)).toBe('0:0');
    // What is made in it belongs to the group.
    expect(lstatSync(root).mode & 0o2070).toBe(0o2070);
  });

  asRoot('looks at one directory once it is done, and walks nothing', () => {
    const root = volume(named('once'));
    run(shell, root);
    chownSync(join(root, 'plain'), 0, 0);
    expect(run(shell, root)).toMatchObject({ status: 0, stdout: `own-volume: ${root} belongs to 10001:10002\n` });
    expect(ownerOf(join(root, 'plain'))).toBe('0:0');
  });

  asRoot('killed half-way, the next start goes on', () => {
    const root = volume(named('killed'), 200);
    const tools = join(area, named('tools'));
    mkdirSync(tools);
    // It gives some of the files away and is killed with its shell, as a Pod is.
    const killing = `#!/bin/sh\nn=0\nshift\nowner=$1\nshift\nfor file in "$@"; do\n  n=$((n + 1))\n  [ $n -gt 50 ] && kill -9 0\n  /bin/chown -h "$owner" "$file"\ndone\n`;
    writeFileSync(join(tools, 'chown'), killing, { mode: 0o755 });
    const [command, ...args] = shell.command;
    const killed = spawnSync(command, [...args, '-c', TEXT, 'own-volume', root, ...OWNER.map(String)], {
      encoding: 'utf8',
      env: { PATH: `${tools}:${shell.path}` },
      // A group of its own, which is killed as a whole.
      ...{ detached: true },
    });
    // busybox has a chown of its own, which no PATH replaces.
    if (killed.status !== 0) {
      expect(ownerOf(root)).toBe('0:0');
      expect(ownersOf(root).size).toBe(2);
    } else lchownSync(root, 0, 0);
    expect(run(shell, root).status).toBe(0);
    expect(ownersOf(root)).toEqual(new Set(['10001:10002']));
  });

  test('ends where the directory is not there', () => {
    const { status } = run(shell, join(area, 'nowhere'));
    expect(status).not.toBe(0);
  });
});
