import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import {
  KillingTools,
  KILLS,
  RandomKills,
  readTraces,
  readTree,
  Result,
  Run,
  RunOptions,
  Shell,
  shellsUnderTest,
  testArea,
  watchRun,
  writableDirectory,
} from './shells';

jest.setTimeout(120_000 + KILLS * 10_000);

const TEXT = loadScript('seed-scratch');
const MARKER = '.seed-scratch-version';
// First, since it throws if one is missing, and nothing removes the area then.
const shells = shellsUnderTest();
const area = testArea();

/** Names and modes that break careless scripts. */
const small = makeSource('small', {
  'plain.txt': 'plain',
  '.dotfile': 'hidden',
  '..two-dots': 'hidden too',
  '-rf': 'not an option',
  'with space/ leading and trailing ': 'spaces',
  'new\nline/a\nb': 'newlines',
  '*': 'no pattern',
  'ü/é': 'not ASCII',
  'it\'s "quoted" $HOME': 'not expanded',
  'bin/run': '#!/bin/sh\n',
  'read-only/deep/file': 'cannot be removed without chmod',
  'group-writable': 'modes do not depend on the umask',
  empty: '',
});
mkdirSync(join(small, 'empty directory'));
symlinkSync('../plain.txt', join(small, 'bin/relative'));
symlinkSync('/nowhere/to be found', join(small, 'dangling'));
symlinkSync('read-only', join(small, 'directory link'));
chmodSync(join(small, 'bin/run'), 0o755);
chmodSync(join(small, 'group-writable'), 0o666);
chmodSync(join(small, 'read-only/deep/file'), 0o444);
for (const name of ['read-only/deep', 'read-only', '']) chmodSync(join(small, name), 0o555);

/** Large enough for kills to land half-way. */
const large = makeSource(
  'large',
  Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`d${i % 5}/e${i % 7}/file ${i}`, `${i} `.repeat(i * 5)])),
);

const unreadable = makeSource('unreadable', { readable: 'x', secret: 'x' });
chmodSync(join(unreadable, 'secret'), 0);

function makeSource(name: string, files: Record<string, string>): string {
  const source = join(area, 'image', name);
  for (const [path, content] of Object.entries(files)) put(join(source, path), content);
  return source;
}

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

let mounts = 0;

/** A mount point; TARGET is in it, since a mount point cannot be renamed. */
function newMount(): string {
  return writableDirectory(join(area, `mount-${mounts++}`));
}

/** A mount point with the same content, owners included. */
function copyMount(original: string): string {
  const copy = join(area, `mount-${mounts++}`);
  execFileSync('cp', ['-a', original, copy]);
  return copy;
}

function start(shell: Shell, source: string, target: string, version: string, options?: RunOptions): Run {
  return new Run(shell, TEXT, 'seed-scratch', [source, target, version], options);
}

async function seed(shell: Shell, source: string, target: string, version: string): Promise<void> {
  expect(await start(shell, source, target, version).result).toMatchObject({ status: 0, stderr: '' });
}

/** Puts a tool of our own in place of one that the script uses. */
function withTool(shell: Shell, tool: string, body: string): RunOptions {
  const directory = join(area, `${tool} for ${shell.name}`);
  put(join(directory, tool), `#!/bin/sh\n${body}\n`);
  chmodSync(join(directory, tool), 0o755);
  return { env: { PATH: `${directory}:${shell.path}` } };
}

/** What a version holds, without the marker. */
function readCopy(target: string, version: string): Record<string, string> {
  const copy = readTree(join(target, 'versions', version));
  delete copy[MARKER];
  return copy;
}

function leftovers(target: string): readonly string[] {
  return readdirSync(target).filter((name) => name.startsWith('.seed-scratch-tmp.'));
}

/** A mount with version v1, and with what its user did to v1 and beside it. */
async function usedMount(shell: Shell): Promise<string> {
  const mount = newMount();
  const target = join(mount, 'data');
  await seed(shell, small, target, 'v1');
  writeFileSync(join(target, 'versions/v1/plain.txt'), 'changed by the user');
  rmSync(join(target, 'versions/v1/.dotfile'));
  for (const file of ['data/versions/v1/added', 'data/mine', 'data/versions/mine/file', 'mine', 'current', 'versions/v2/file']) {
    put(join(mount, file), `the user's ${file}`);
  }
  return mount;
}

/** Looks at a mount while v2 is seeded from `source`, and notes whatever no consumer may ever see. */
class Witness {
  public readonly violations: string[] = [];
  private readonly before: Record<string, string>;
  private readonly expected: Record<string, string>;
  private readonly link: string | undefined;
  private seen = false;

  public constructor(
    private readonly mount: string,
    source: string,
  ) {
    this.before = usersPart(mount);
    this.link = linkOf(join(mount, 'data'));
    this.expected = readTree(source);
  }

  /** Cheap, to be called over and over: a tree is compared when it is first seen. */
  public look(): void {
    const target = join(this.mount, 'data');
    // The link first: it may be switched while we look.
    const link = linkOf(target);
    if (!this.seen && existsSync(join(target, 'versions/v2'))) {
      this.seen = true;
      this.compare('v2 when it was first seen', readCopy(target, 'v2'), this.expected);
    }
    if (link !== this.link && !(link === 'versions/v2' && this.seen)) this.violations.push(`current leads to ${link}`);
  }

  public lookClosely(): void {
    this.look();
    if (this.seen) this.compare('v2', readCopy(join(this.mount, 'data'), 'v2'), this.expected);
    this.compare("the user's files", usersPart(this.mount), this.before);
  }

  private compare(what: string, actual: Record<string, string>, expected: Record<string, string>): void {
    const names = Object.keys({ ...actual, ...expected }).filter((name) => actual[name] !== expected[name]);
    if (names.length > 0) this.violations.push(`${what}: ${names.length} entries differ, such as ${names[0]}`);
  }
}

function linkOf(target: string): string | undefined {
  try {
    return readlinkSync(join(target, 'current'));
  } catch {
    return undefined;
  }
}

/** All of a mount that seeding v2 must leave alone. */
function usersPart(mount: string): Record<string, string> {
  const own = /^data($|\/versions$|\/current$|\/versions\/v2(\/|$)|\/\.seed-scratch-tmp\.)/;
  return Object.fromEntries(Object.entries(readTree(mount)).filter(([name]) => !own.test(name)));
}

describe.each(shells)('seed-scratch under $name', (shell) => {
  test('copies everything into an empty volume: dotfiles, links, modes, empty directories, names of any kind', async () => {
    const target = join(newMount(), 'data');
    const { status, stdout, stderr } = await start(shell, small, target, 'v1').result;
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `seed-scratch: ${target}/current is now versions/v1, a copy of ${small}.\n`,
      stderr: '',
    });
    expect(readCopy(target, 'v1')).toEqual(readTree(small));
    expect(readlinkSync(join(target, 'current'))).toBe('versions/v1');
    expect(readdirSync(target).sort()).toEqual(['current', 'versions']);
  });

  test('accepts a mount point itself as target, since it renames only what is in there', async () => {
    const target = newMount();
    await seed(shell, small, target, 'v1');
    expect(readCopy(target, 'v1')).toEqual(readTree(small));
  });

  test('changes nothing when it runs again, down to inodes and times, because init containers run again after a reboot', async () => {
    const mount = await usedMount(shell);
    const before = readTraces(mount);
    const { status, stdout } = await start(shell, small, join(mount, 'data'), 'v1').result;
    expect({ status, stdout }).toEqual({ status: 0, stdout: `seed-scratch: ${mount}/data/versions/v1 is complete, nothing to do.\n` });
    expect(readTraces(mount)).toEqual(before);
  });

  test('switches to a new version and keeps the old one with its changes, because somebody may still use it', async () => {
    const mount = await usedMount(shell);
    const target = join(mount, 'data');
    const witness = new Witness(mount, large);
    const run = start(shell, large, target, 'v2');
    expect(await watchRun(run, () => witness.look())).toMatchObject({ status: 0 });
    witness.lookClosely();
    expect(witness.violations).toEqual([]);
    expect(readlinkSync(join(target, 'current'))).toBe('versions/v2');
  });

  test('switches back to an old version without writing in it, because its user may have changed it', async () => {
    const mount = await usedMount(shell);
    const target = join(mount, 'data');
    const before = readTraces(join(target, 'versions/v1'));
    await seed(shell, large, target, 'v2');
    await seed(shell, small, target, 'v1');
    expect(readlinkSync(join(target, 'current'))).toBe('versions/v1');
    expect(readTraces(join(target, 'versions/v1'))).toEqual(before);
  });

  test('makes the link anew when only the link is missing, because a run may be killed just before it', async () => {
    const mount = await usedMount(shell);
    const target = join(mount, 'data');
    const before = readTraces(join(target, 'versions/v1'));
    rmSync(join(target, 'current'));
    await seed(shell, small, target, 'v1');
    expect(readlinkSync(join(target, 'current'))).toBe('versions/v1');
    expect(readTraces(join(target, 'versions/v1'))).toEqual(before);
  });

  describe('killed', () => {
    test('at random moments and run again, it ends complete, and nobody ever saw half a copy', async () => {
      const original = await usedMount(shell);
      const begin = performance.now();
      await seed(shell, large, join(copyMount(original), 'data'), 'v2');
      const kills = new RandomKills(KILLS, performance.now() - begin);
      const total = Object.keys(readTree(large)).length;
      let halfCopies = 0;
      // Without half copies the test would show nothing.
      while (!kills.areDone || halfCopies < KILLS / 10) {
        const mount = copyMount(original);
        const target = join(mount, 'data');
        const witness = new Witness(mount, large);
        const run = start(shell, large, target, 'v2');
        await kills.strike(run, () => watchRun(run, () => witness.look()));
        witness.lookClosely();
        const copied = leftovers(target)
          .map((name) => join(target, name, 'tree'))
          .filter((tree) => existsSync(tree));
        if (copied.some((tree) => Object.keys(readTree(tree)).length < total)) halfCopies++;

        expect(await watchRun(start(shell, large, target, 'v2'), () => witness.look())).toMatchObject({ status: 0, stderr: '' });
        witness.lookClosely();
        expect(witness.violations).toEqual([]);
        expect(readlinkSync(join(target, 'current'))).toBe('versions/v2');
        expect(leftovers(target)).toEqual([]);
        execFileSync('chmod', ['-R', 'u+w', mount]);
        rmSync(mount, { recursive: true });
      }
    });

    // Kills in the removal of leftovers too: the second start is what a run killed just after cp left.
    test.each([
      [
        'an empty volume',
        async () => Promise.resolve(newMount()),
        /^mkdir mkdir mktemp mkdir cp( sync)+ cat mv ln mv( sync)+ mv chmod rm$/,
      ],
      [
        'a volume in use',
        async () => killAfterCopy(await usedMount(shell)),
        /^readlink mv chmod rm mktemp mkdir cp( sync)+ cat mv ln mv( sync)+ mv chmod rm$/,
      ],
    ])('just before and just after each tool, on %s, it ends complete, and nobody ever saw half a copy', async (_, prepare, steps) => {
      const original = await prepare();
      await startAndKill(copyMount(original), 0).result;
      const points = tools.points();
      // Two points for each tool. On disk first, then the new name, then the link.
      expect(points.filter((_tool, index) => index % 2 === 0).join(' ')).toMatch(steps);

      for (const point of points.keys()) {
        const mount = copyMount(original);
        const witness = new Witness(mount, small);
        const killed = await watchRun(startAndKill(mount, point + 1), () => witness.look());
        witness.lookClosely();
        expect(killed).toMatchObject({ signal: 'SIGKILL' });
        expect(tools.points()).toEqual(points.slice(0, point + 1));

        await seed(shell, small, join(mount, 'data'), 'v2');
        witness.lookClosely();
        expect(witness.violations).toEqual([]);
        expect(readlinkSync(join(mount, 'data/current'))).toBe('versions/v2');
        expect(leftovers(join(mount, 'data'))).toEqual([]);
      }
    });

    const tools = new KillingTools(
      shell,
      join(area, `tools of ${shell.name}`),
      'cat chmod cp ln mkdir mktemp mv readlink rm sync'.split(' '),
    );

    function startAndKill(mount: string, killAt: number): Run {
      return tools.run(TEXT, 'seed-scratch', [small, join(mount, 'data'), 'v2'], killAt);
    }

    async function killAfterCopy(mount: string): Promise<string> {
      await startAndKill(copyMount(mount), 0).result;
      await startAndKill(mount, tools.points().lastIndexOf('cp') + 1).result;
      expect(leftovers(join(mount, 'data'))).toHaveLength(1);
      return mount;
    }
  });

  test('two at once, on a volume that two Pods share: one may fail, but nobody sees half a copy', async () => {
    const original = await usedMount(shell);
    let met = 0;
    // Five times, or until they have met once.
    for (let i = 0; i < 5 || met === 0; i++) {
      const mount = copyMount(original);
      const target = join(mount, 'data');
      const witness = new Witness(mount, large);
      const first = start(shell, large, target, 'v2');
      let second: Run | undefined;
      await watchRun(first, () => {
        witness.look();
        if (leftovers(target).some((name) => existsSync(join(target, name, 'tree')))) second ??= start(shell, large, target, 'v2');
      });
      if (second) {
        met++;
        await watchRun(second, () => witness.look());
      }
      await seed(shell, large, target, 'v2');
      witness.lookClosely();
      expect(witness.violations).toEqual([]);
      expect(readlinkSync(join(target, 'current'))).toBe('versions/v2');
    }
  });

  describe('on a full disk', () => {
    // No file may grow beyond this many blocks, while names can still be made: as on a full disk, and needs no mount.
    const limit = (blocks: number): RunOptions => ({ prefix: ['/bin/sh', '-c', `ulimit -f ${blocks}; trap '' XFSZ; exec "$@"`, 'limit'] });

    async function failFirst(source: string, blocks: number): Promise<Result> {
      const mount = await usedMount(shell);
      const target = join(mount, 'data');
      const witness = new Witness(mount, source);
      const failed = await watchRun(start(shell, source, target, 'v2', limit(blocks)), () => witness.look());
      expect(existsSync(join(target, 'versions/v2'))).toBe(false);
      expect(readlinkSync(join(target, 'current'))).toBe('versions/v1');
      expect(leftovers(target)).toEqual([]);

      await seed(shell, source, target, 'v2');
      witness.lookClosely();
      expect(witness.violations).toEqual([]);
      expect(readlinkSync(join(target, 'current'))).toBe('versions/v2');
      return { ...failed, stderr: failed.stderr.replaceAll(target, 'TARGET') };
    }

    test('fails when a file does not fit, shows nothing, gives the space back, and completes once there is room', async () => {
      const source = makeSource('one-big-file', { 'a small one': 'x', big: 'x'.repeat(200_000) });
      const failed = await failFirst(source, 16);
      expect(failed).toMatchObject({ status: 1, stdout: '' });
      expect(failed.stderr).toContain(`seed-scratch: cannot copy ${source} to TARGET, see above. Nothing was seeded.\n`);
    });

    test('fails when only the marker does not fit, because names can be made where content cannot', async () => {
      const source = join(area, 'image/no-content');
      mkdirSync(join(source, 'directory'), { recursive: true });
      const failed = await failFirst(source, 0);
      expect(failed).toMatchObject({ status: 1, stdout: '' });
      expect(failed.stderr).toMatch(
        /seed-scratch: cannot write TARGET\/\.seed-scratch-tmp\.\w+\/tree\/\.seed-scratch-version\. Nothing was seeded\. Is the volume full\?\n/,
      );
    });
  });

  test('fails when a file cannot be read, because a copy without it would look complete', async () => {
    const target = join(newMount(), 'data');
    const { status, stderr } = await start(shell, unreadable, target, 'v1').result;
    expect(status).toBe(1);
    expect(stderr).toContain('/secret');
    expect(stderr).toContain(`seed-scratch: cannot copy ${unreadable} to ${target}, see above. Nothing was seeded.\n`);
    expect(readTree(target)).toEqual({ versions: expect.stringMatching(/^directory/) as string });
  });

  describe('refuses and changes nothing', () => {
    const nothing = (): void => {};
    const again = 'Nothing was changed. Move it away, then start the Pod again.';
    const cases: readonly [string, (target: string) => void, { source?: string; target?: string; version?: string }, string][] = [
      ['a missing source', nothing, { source: '/no/such' }, '/no/such does not exist in this image. Give a directory that does.'],
      [
        'a source that is a file',
        nothing,
        { source: `${small}/plain.txt` },
        `${small}/plain.txt is not a directory. Give the directory that holds it.`,
      ],
      [
        'an empty source, because a volume mounted over it hides what the image has',
        nothing,
        { source: `${small}/empty directory` },
        `${small}/empty directory is empty, there is nothing to seed. Is another volume mounted over it?`,
      ],
      [
        'a source that cannot be read',
        () => mkdirSync(join(area, 'image/locked'), { recursive: true, mode: 0 }),
        { source: join(area, 'image/locked') },
        `${join(area, 'image/locked')} cannot be read by this user. Make it readable in the image.`,
      ],
      [
        'a source with a file where the marker goes',
        nothing,
        { source: makeSource('with-marker', { [MARKER]: 'v1' }) },
        `${join(area, 'image/with-marker', MARKER)} has the name that the marker needs. Give it another name.`,
      ],
      ['a relative source', nothing, { source: 'etc' }, "'etc' is not an absolute path."],
      ['a relative target', nothing, { target: 'data' }, "'data' is not an absolute path."],
      ...['', '.', '..', '.hidden', 'a/b', 'a b', 'ü'].map((version): (typeof cases)[number] => [
        `the version '${version}', because it becomes a directory's name`,
        nothing,
        { version },
        `'${version}' is no version: use A-Z a-z 0-9 . _ -, no leading dot.`,
      ]),
      ['a file as target', (target) => put(target, 'mine'), {}, `TARGET is a file, but should be a directory. ${again}`],
      [
        'a dangling link as target',
        (target) => symlinkSync('nowhere', target),
        {},
        `TARGET is a link to nowhere, but should be a directory. ${again}`,
      ],
      [
        'a file where the versions go',
        (target) => put(join(target, 'versions'), 'mine'),
        {},
        `TARGET/versions is a file, but should be a directory. ${again}`,
      ],
      [
        'a link where the versions go, because a rename into another file system is a copy',
        (target) => {
          mkdirSync(join(target, 'elsewhere'), { recursive: true });
          symlinkSync('elsewhere', join(target, 'versions'));
        },
        {},
        `TARGET/versions is a link to elsewhere, but should be a directory. ${again}`,
      ],
      ...['', 'v', 'v10', 'v2'].map((content): (typeof cases)[number] => [
        `a directory in place of the version, with the marker '${content}'`,
        (target) => put(join(target, 'versions/v1', MARKER), content),
        {},
        `TARGET/versions/v1 is a directory, but should be a complete copy of this version with its marker ${MARKER}. ${again}`,
      ]),
      [
        'an empty directory in place of the version, which a rename would replace',
        (target) => mkdirSync(join(target, 'versions/v1'), { recursive: true }),
        {},
        `TARGET/versions/v1 is a directory, but should be a complete copy of this version with its marker ${MARKER}. ${again}`,
      ],
      [
        'a directory in place of the link',
        (target) => put(join(target, 'current/file'), 'mine'),
        {},
        `TARGET/current is a directory, but should be a link to versions/.... ${again}`,
      ],
      [
        'a file in place of the link',
        (target) => put(join(target, 'current'), 'mine'),
        {},
        `TARGET/current is a file, but should be a link to versions/.... ${again}`,
      ],
      [
        "a link of the user's own in place of the link",
        (target) => {
          mkdirSync(target);
          symlinkSync('/somewhere/else', join(target, 'current'));
        },
        {},
        `TARGET/current is a link to /somewhere/else, but should be a link to versions/.... ${again}`,
      ],
    ];

    test.each(cases)('%s', async (_, prepare, args, message) => {
      const mount = newMount();
      const target = join(mount, 'data');
      prepare(target);
      const before = readTraces(mount);
      const run = start(shell, args.source ?? small, args.target ?? target, args.version ?? 'v1');
      const { status, stdout, stderr } = await run.result;
      expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `seed-scratch: ${message.replace('TARGET', target)}\n` });
      expect(readTraces(mount)).toEqual(before);
    });

    test('a wrong number of arguments', async () => {
      const { status, stderr } = await new Run(shell, TEXT, 'seed-scratch', [small]).result;
      expect({ status, stderr }).toEqual({ status: 1, stderr: 'seed-scratch: got 1 arguments, needs 3: SOURCE TARGET VERSION.\n' });
    });
  });

  test('a target whose parent is missing fails, because the volume is not mounted there', async () => {
    const mount = newMount();
    expect(await start(shell, small, join(mount, 'not/there'), 'v1').result).toMatchObject({ status: 1 });
    expect(readTree(mount)).toEqual({});
  });

  test('a temporary directory that cannot be removed does not stop the seeding: it only takes space', async () => {
    const target = join(newMount(), 'data');
    put(join(target, '.seed-scratch-tmp.abcdef/file'), 'x');
    execFileSync('chmod', ['-R', 'a+rwx', target]);
    const { status, stderr } = await start(shell, small, target, 'v1', withTool(shell, 'rm', 'exit 1')).result;
    expect(status).toBe(0);
    expect(stderr).toMatch(/^(.*\n)*seed-scratch: cannot remove the temporary directory .*abcdef\.\n/);
    expect(readCopy(target, 'v1')).toEqual(readTree(small));
  });

  test('does not move the copy into a directory of the same name that appears meanwhile', async () => {
    const target = join(newMount(), 'data');
    const sync = withTool(shell, 'sync', `mkdir '${target}/versions/v1'; echo mine >'${target}/versions/v1/file'`);
    expect(await start(shell, small, target, 'v1', sync).result).toMatchObject({ status: 1 });
    expect(Object.keys(readTree(target))).toEqual(['versions', 'versions/v1', 'versions/v1/file']);
  });
});
