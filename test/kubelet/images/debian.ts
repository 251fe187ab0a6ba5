import { ChildProcess, execFile } from 'child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { cacheDirectory, MissingPrograms } from '../../cluster/binaries';
import { digest } from './digest';

const run = promisify(execFile);

/** What mounts something, or starts processes of its own: all of it ends with the program, and that with this process. */
const CONTAINED = ['setpriv', '--pdeathsig', 'KILL', '--', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];

const building = new Set<ChildProcess>();

async function contained(command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [program, ...args] = [...CONTAINED, ...command];
  const running = run(program, args, { env, maxBuffer: 1 << 26 });
  building.add(running.child);
  await running.finally(() => building.delete(running.child));
}

/** The one that has what a kubelet of today wants: containerd 1.7. It is the same on every machine. */
const SUITE = 'trixie';

/** Another one, for programs of an older series. */
export const OLDER_SUITE = 'bookworm';

/** Packages that are unpacked into a directory of their own, configured there, and never on the machine. */
export interface TreeOptions {
  readonly name: string;
  readonly packages: readonly string[];
  readonly suite?: typeof SUITE | typeof OLDER_SUITE;
  /** A suite with packages that the other one does not have. */
  readonly alsoFrom?: typeof OLDER_SUITE;
  /** What else is done in there, as its root. */
  readonly script?: string;
}

/** Where directories are kept that take a minute to make. */
export const treeCache = (): string => join(cacheDirectory(), 'node');

/** A Debian with these packages, in the cache. */
export async function cachedTree(options: TreeOptions): Promise<string> {
  const target = join(treeCache(), `${options.name}-${digest([SUITE, options])}`);
  if (existsSync(target)) return target;
  return withBuildDirectory(async (work) => {
    const tree = await makeTree(options, work);
    renameSync(tree, target);
    return target;
  });
}

/** A Debian with these packages, in a directory that its maker removes. */
export async function makeTree({ name, packages, suite = SUITE, alsoFrom, script }: TreeOptions, work: string): Promise<string> {
  const start = Date.now();
  const base = await minimalDebian(suite);
  const tree = join(work, 'tree');
  await run('cp', ['-a', base, tree]);
  const inside = (...command: string[]) =>
    contained(['chroot', tree, ...command], {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      DEBIAN_FRONTEND: 'noninteractive',
      LC_ALL: 'C.UTF-8',
      http_proxy: process.env.http_proxy,
    });
  // No package starts its service while it is configured.
  writeFileSync(join(tree, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  copyFileSync('/etc/resolv.conf', join(tree, 'etc/resolv.conf'));
  if (alsoFrom !== undefined) {
    const sources = readFileSync(join(tree, 'etc/apt/sources.list'), 'utf8');
    writeFileSync(join(tree, 'etc/apt/sources.list'), `${sources}${sources.replaceAll(` ${suite} `, ` ${alsoFrom} `)}`);
  }
  await fetched(packages.join(' '), async () => {
    await inside('apt-get', '-q', 'update');
    await inside('apt-get', '-q', 'install', '-y', '--no-install-recommends', ...packages);
  });
  if (script !== undefined) await inside('sh', '-euc', script);
  await inside('apt-get', '-q', 'clean');
  for (const directory of ['var/lib/apt/lists', 'usr/share/doc', 'usr/share/man']) {
    rmSync(join(tree, directory), { recursive: true, force: true });
  }
  process.stdout.write(`unpacked ${name} in ${Math.round((Date.now() - start) / 1000)} s: ${packages.join(', ')}\n`);
  return tree;
}

/** Debian's own programs and nothing else: what all trees begin with. */
async function minimalDebian(suite: string): Promise<string> {
  const target = join(treeCache(), `debian-${digest(suite)}`);
  if (existsSync(target)) return target;
  return withBuildDirectory(async (work) => {
    const tools = join(work, 'tools');
    mkdirSync(tools);
    // Only downloaded: nothing is installed on the machine.
    await fetched('debootstrap', async () => {
      await run('apt-get', ['-q', 'update']);
      await run('apt-get', ['-q', 'download', 'debootstrap', 'debian-archive-keyring'], { cwd: tools });
    });
    for (const file of readdirSync(tools).filter((name) => name.endsWith('.deb'))) await run('dpkg-deb', ['-x', file, '.'], { cwd: tools });
    const keyring = join(tools, 'usr/share/keyrings/debian-archive-keyring.gpg');
    const tree = join(work, 'tree');
    const env = { ...process.env, DEBOOTSTRAP_DIR: join(tools, 'usr/share/debootstrap') };
    const command = join(tools, 'usr/sbin/debootstrap');
    await fetched(suite, () => contained([command, '--variant=minbase', `--keyring=${keyring}`, suite, tree], env));
    renameSync(tree, target);
    return target;
  });
}

/** Packages that a machine cannot get are missing, as a compiler is. */
async function fetched(what: string, get: () => Promise<unknown>): Promise<void> {
  try {
    await get();
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { readonly stdout?: string; readonly stderr?: string };
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
    throw new MissingPrograms(`A kubelet is not run: Debian's packages cannot be had: ${what}\n${said === '' ? message : said}`);
  }
}

/** Removes what builds that were killed have left. */
export function sweepBuilds(): void {
  for (const name of existsSync(treeCache()) ? readdirSync(treeCache()) : []) {
    const [, pid] = /^\.build-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(treeCache(), name), { recursive: true, force: true });
  }
}

/** Made aside and renamed, so that what is in the cache is whole, whatever ends this. */
export async function withBuildDirectory<T>(build: (work: string) => Promise<T>): Promise<T> {
  mkdirSync(treeCache(), { recursive: true });
  const work = mkdtempSync(join(treeCache(), `.build-${process.pid}-`));
  const remove = () => rmSync(work, { recursive: true, force: true });
  const abandon = () => {
    for (const child of building) child.kill('SIGKILL');
    // What was writing there takes a moment to end.
    rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  process.once('exit', abandon);
  try {
    return await build(work);
  } finally {
    remove();
    process.off('exit', abandon);
  }
}
