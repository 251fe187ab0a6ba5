import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { pathToFileURL } from 'url';
import { endFor } from '../wrong-arguments';
import { ensurePrograms, MissingPrograms } from '../cluster/binaries';
import { VERSIONS } from '../cluster/versions';
import { cachedTree, sweepBuilds, treeCache } from './images/debian';
import { prepareImages } from './images/catalogue';
import { NODE_TOOLS } from './images/software';
import { differences, globalSettings, Inventory, namespacesBelow, processesIn, processesOf, takeInventory } from './leftovers';
import { makeCgroup, removeCgroup } from './node/cgroups';
import { Namespace } from './node/namespace';
import { pauseProgram } from './node/pause';
import { NODE } from './node/programs';
import { chosen, Options, parseOptions } from './options';
import { writePages } from './pages';
import { notRun, requirements } from './requirements';
import { SessionResults, SessionSettings } from './session';
import { table } from './table';

/*
 * Runs examples and small apps on a real kubelet, kills what is running, and measures what the docs promise.
 *
 *   tsx test/kubelet/run.ts [--if-available] [--full] [--only PATTERN] [--write]
 *
 * All is built from Go modules and Debian's packages, which are unpacked and not installed, and kept in a cache. The cluster lives in
 * namespaces of its own; at the end the machine is compared with what it was before.
 */

/** What there is of a run outside of its namespaces, and how it is removed. */
class Run {
  readonly directory: string;
  readonly cgroup = cgroupOf(process.pid);
  private readonly before: Inventory;
  private readonly settings = globalSettings();
  private readonly namespaces = new Set<string>();
  private world?: Namespace;

  constructor() {
    this.before = takeInventory(this.cgroup);
    mkdirSync(treeCache(), { recursive: true });
    this.directory = mkdtempSync(join(treeCache(), `run-${process.pid}-`));
    writeFileSync(join(this.directory, 'kernel.json'), JSON.stringify(this.settings));
    makeCgroup(this.cgroup);
  }

  /** Removes what is there of runs that were killed themselves: their processes have ended with them. */
  static sweep(): void {
    for (const name of existsSync(treeCache()) ? readdirSync(treeCache()) : []) {
      const [, pid] = /^run-(\d+)-/.exec(name) ?? [];
      if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
      const directory = join(treeCache(), name);
      if (existsSync(join(directory, 'kernel.json'))) {
        setKernel(JSON.parse(readFileSync(join(directory, 'kernel.json'), 'utf8')) as Record<string, string>);
      }
      removeCgroup(cgroupOf(pid));
      rmSync(directory, { recursive: true, force: true });
    }
  }

  async session(settings: Omit<SessionSettings, 'run' | 'cgroup' | 'results'>, pause: string): Promise<SessionResults | undefined> {
    const results = join(this.directory, 'results.json');
    const file = join(this.directory, 'settings.json');
    const whole: SessionSettings = { ...settings, run: this.directory, cgroup: this.cgroup, results };
    writeFileSync(file, JSON.stringify(whole));
    this.world = await Namespace.start(['--net', '--ipc', '--uts'], ['sh', '-c', `mount -t proc proc /proc && exec '${pause}'`], 'pause');
    // By its address: a process that enters a namespace of mounts is at its root.
    const command = [process.execPath, '--import', pathToFileURL(require.resolve('tsx')).href, join(__dirname, 'session.ts'), file];
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(__dirname, '..', 'tsconfig.json') };
    const child = this.world.spawn(command, { stdio: 'inherit', env });
    await new Promise((resolve) => child.once('exit', resolve));
    this.remember();
    return existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as SessionResults) : undefined;
  }

  /** Ends and removes everything, and says what is left all the same. */
  async end(): Promise<string[]> {
    this.remember();
    await this.world?.end();
    setKernel(this.settings);
    let left: string[] = [];
    // The kernel takes its time with the last of them.
    for (let tries = 0; tries < 120; tries++) {
      removeCgroup(this.cgroup);
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
      left = [
        ...differences(this.before, takeInventory(this.cgroup), this.directory),
        ...processesIn(this.namespaces).map((item) => `process in a namespace of the run: ${item}`),
        ...processesOf(this.directory).map((item) => `process: ${item}`),
        ...(existsSync(this.directory) ? [`directory: ${this.directory}`] : []),
      ];
      if (left.length === 0) break;
      await sleep(500);
    }
    return left;
  }

  private remember(): void {
    if (this.world !== undefined) for (const namespace of namespacesBelow(this.world.first)) this.namespaces.add(namespace);
  }
}

/** Runs of this machine go one after the other: each puts the kernel's settings back to what they were before it. */
async function othersEnd(): Promise<void> {
  const others = () =>
    existsSync(treeCache())
      ? readdirSync(treeCache()).filter((name) => existsSync(`/proc/${/^run-(\d+)-/.exec(name)?.[1] ?? 'none'}`))
      : [];
  if (others().length > 0) process.stdout.write('waiting for another run on this machine\n');
  while (others().length > 0) await sleep(1000);
}

const cgroupOf = (pid: number | string): string => `cdk8s-storage-${pid}`;

function setKernel(settings: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(settings)) writeFileSync(join('/proc/sys', name), value);
}

/** What an interrupt does: while things are built it ends this process, and their builders with it. */
let interrupted = (): void => process.exit(1);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    process.stderr.write(`ended by ${signal}\n`);
    interrupted();
  });
}

async function runAll(options: Options): Promise<boolean> {
  requirements();
  sweepBuilds();
  const experiments = chosen(options);
  const set = options.isFull ? 'all experiments' : 'a small set of experiments; KUBELET=full runs all';
  process.stdout.write(`${options.only === undefined ? set : `${experiments.length} of all experiments`}\n`);
  const controlPlanes = [await ensurePrograms(VERSIONS[0], 'control-plane')];
  const kubernetes = await ensurePrograms(NODE, 'node');
  const tools = await cachedTree(NODE_TOOLS);
  const pause = await pauseProgram();
  await prepareImages(experiments.flatMap(({ images }) => images));
  // There is no network where experiments run.
  for (const { prepare } of experiments) await prepare?.();

  await othersEnd();
  Run.sweep();
  const run = new Run();
  let cleaning: Promise<readonly string[]> | undefined;
  const clean = () => (cleaning ??= run.end());
  interrupted = () => void clean();
  let results: SessionResults | undefined;
  let left: readonly string[];
  try {
    results = await run.session({ controlPlanes, kubernetes, tools, pause, only: options.only?.source, isFull: options.isFull }, pause);
  } finally {
    left = await clean();
    process.stdout.write(left.length === 0 ? 'nothing is left on the machine\n' : `LEFT ON THE MACHINE:\n${left.join('\n')}\n`);
  }
  if (results === undefined) return false;
  process.stdout.write(
    `\n${table(results)}\n\n${results.notes.join('\n')}\n${notRun()}\n\n${results.passed} passed, ${results.failed} failed\n`,
  );
  if (options.write && results.failed === 0) {
    writePages({ ...results, experiments: experiments.map(({ name }) => name) }, VERSIONS[0].title);
  }
  return results.passed === experiments.length && left.length === 0;
}

async function start(): Promise<boolean> {
  const options = parseOptions(process.argv.slice(2), process.env);
  return runAll(options).catch((error: unknown) => {
    if (!(error instanceof MissingPrograms)) throw error;
    process.stderr.write(`${error.message}\n`);
    return options.ifAvailable;
  });
}

start().then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    endFor(error);
    // What still runs for a run that failed is not waited for.
    process.exit();
  },
);
