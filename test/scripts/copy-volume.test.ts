import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { KillingTools, readTree, Result, Run, Shell, shellsUnderTest, testArea, USER, writableDirectory } from './shells';

jest.setTimeout(180_000);

const TEXT = loadScript('copy-volume');
const shells = shellsUnderTest();
const area = testArea();
let places = 0;

/** Two volumes: one with files whose names and modes break careless scripts, one that is empty but for what every file system has. */
class Volumes {
  readonly from = writableDirectory(join(area, `from ${places}`));
  readonly to = writableDirectory(join(area, `to ${places++}`));

  constructor(readonly shell: Shell) {
    for (const [name, text] of Object.entries({
      '-rf': 'a',
      '..x': 'b',
      '.hidden': 'c',
      'two words/*': 'd',
      'line\nbreak': 'e',
      empty: '',
    })) {
      const path = join(this.from, name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
    }
    symlinkSync('nowhere', join(this.from, 'dangling'));
    mkdirSync(join(this.from, 'closed'));
    writeFileSync(join(this.from, 'closed', 'file'), 'f');
    chmodSync(join(this.from, 'closed'), 0o555);
    for (const volume of [this.from, this.to]) mkdirSync(join(volume, 'lost+found'));
    if (USER.uid !== undefined) execFileSync('chown', ['-R', `${USER.uid}:${USER.gid}`, this.from, this.to]);
  }

  get env(): Record<string, string> {
    return { FROM_DIR: this.from, TO_DIR: this.to };
  }

  run(): Promise<Result> {
    return new Run(this.shell, TEXT, 'copy-volume', [], { env: this.env }).result;
  }
}

describe.each(shells.map((shell) => [shell.name, shell] as const))('in %s', (_name, shell) => {
  test('the copy is as the volume, and has no mark left', async () => {
    const volumes = new Volumes(shell);
    const { status, stderr } = await volumes.run();
    expect([status, stderr]).toEqual([0, expect.stringContaining('copied and compared')]);
    expect(readTree(volumes.to)).toEqual(readTree(volumes.from));
  });

  test('a copy that is whole is not made again, and not somebody else’s', async () => {
    const volumes = new Volumes(shell);
    await volumes.run();
    const { status, stderr } = await volumes.run();
    expect([status, stderr]).toEqual([0, expect.stringContaining('was copied before, and compared again')]);
    writeFileSync(join(volumes.to, 'empty'), 'not the same');
    expect(await volumes.run()).toMatchObject({ status: 1, stderr: expect.stringContaining('It belongs to somebody.') });
    expect(readTree(volumes.to).empty).toMatch(/not the same$/);
  });

  test('what is somebody else’s is left alone', async () => {
    const volumes = new Volumes(shell);
    writeFileSync(join(volumes.to, 'precious'), 'x');
    expect(await volumes.run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not empty: there is ./precious. It belongs to somebody.'),
    });
    expect(Object.keys(readTree(volumes.to))).toEqual(expect.arrayContaining(['precious']));
    expect(existsSync(join(volumes.to, '-rf'))).toBe(false);
  });

  test('an empty volume is one that is not mounted', async () => {
    const volumes = new Volumes(shell);
    execFileSync('sh', ['-c', 'chmod -R u+w "$1" && find "$1" -mindepth 1 -delete', 'sh', volumes.from]);
    expect(await volumes.run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('holds nothing. Is the volume mounted there?'),
    });
  });

  test('killed at any program, it is run again and comes out the same', async () => {
    const volumes = new Volumes(shell);
    const tools = new KillingTools(shell, join(area, `tools of ${shell.name}`), 'tar find sort rm chmod cmp sync mktemp'.split(' '));
    let kills = 0;
    for (let point = 1; ; point += 1) {
      const { status, stderr } = await tools.run(TEXT, 'copy-volume', [], point, volumes.env).result;
      if (status !== null) {
        expect([status, stderr]).toEqual([0, expect.any(String)]);
        break;
      }
      kills += 1;
      expect(kills).toBeLessThan(80);
    }
    expect(kills).toBeGreaterThan(5);
    expect(readTree(volumes.to)).toEqual(readTree(volumes.from));
  });
});
