import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { readlinkSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isFull } from '../full';

/*
 * Runs shell scripts as the programs that they are, and kills them on the way. Environment:
 *   SCRIPT_SHELLS  shells to test, such as "busybox sh,dash"; one that is missing fails the run
 *   SCRIPT_KILLS   how many random kills per shell; few without it, many with FULL=1
 */

/** How many random kills a test of interruption makes per shell. */
export const KILLS = Number(process.env.SCRIPT_KILLS || (isFull ? 150 : 10));

/** Containers run as a user without privileges; for root, modes would mean nothing. */
export const USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A shell, with the tools that its scripts find. */
export interface Shell {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly path: string;
}

/** A directory for the tests of one file, removed after them. */
export function testArea(): string {
  const area = realpathSync(mkdtempSync(join(tmpdir(), 'scripts-')));
  chmodSync(area, 0o755);
  afterAll(() => {
    // Without write permission on its directories a tree cannot be removed.
    execFileSync('chmod', ['-R', 'u+rwx', area]);
    rmSync(area, { recursive: true });
  });
  return area;
}

/** A directory that the user of the scripts may write in, as a mounted volume is. */
export function writableDirectory(path: string): string {
  mkdirSync(path, { recursive: true });
  if (USER.uid !== undefined) chownSync(path, USER.uid, USER.gid);
  return path;
}

/** The shells to test with: those of SCRIPT_SHELLS, which must be there; in a quick run the machine's `sh`. */
export function shellsUnderTest(): readonly Shell[] {
  const found = (process.env.SCRIPT_SHELLS || 'sh').split(',').map((name) => {
    const [program, ...args] = name.trim().split(/\s+/);
    const file = findProgram(program);
    if (file === undefined) {
      throw new Error(`SCRIPT_SHELLS asks for '${name}', but there is no '${program}' on PATH. Install the package ${program}.`);
    }
    return { name, program, args, file };
  });
  return found.map(({ name, program, args, file }) => {
    const path = program === 'busybox' ? busyboxTools(file) : process.env.PATH!;
    return { name, command: [file, ...args], path };
  });
}

/** The shell with its own tar and, where there is busybox, with that one's. */
export function withTars(shell: Shell): readonly Shell[] {
  const busybox = findProgram('busybox');
  if (busybox === undefined || shell.command[0] === busybox) return [shell];
  const directory = testArea();
  symlinkSync(busybox, join(directory, 'tar'));
  return [shell, { ...shell, name: `${shell.name} with tar of busybox`, path: [directory, shell.path].join(delimiter) }];
}

function findProgram(name: string): string | undefined {
  return process.env
    .PATH!.split(delimiter)
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** Only busybox's own tools, as in its image: some builds of its shell take the system's instead. */
function busyboxTools(busybox: string): string {
  const directory = testArea();
  const tools = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const tool of tools) symlinkSync(busybox, join(directory, tool));
  return directory;
}

/** What a finished run left to say. */
export interface Result {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** A command that is put before the shell's. */
  readonly prefix?: readonly string[];
  readonly env?: Record<string, string>;
  /** Who runs it instead of USER. */
  readonly user?: { readonly uid?: number; readonly gid?: number };
}

/** Settles when no process of a killed group is left but for dead ones that nobody has looked after, which hold nothing any more. */
async function groupIsGone(group: number): Promise<void> {
  const isLeft = (): boolean => {
    try {
      process.kill(-group, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
      throw error;
    }
    const states = execFileSync('ps', ['-e', '-o', 'pgid=,state='], { encoding: 'utf8' }).trim().split('\n');
    return states.map((line) => line.trim().split(/\s+/)).some(([pgid, state]) => Number(pgid) === group && !/^[ZX]/.test(state));
  };
  while (isLeft()) await sleep(5);
}

/** A script that runs. */
export class Run {
  /** Settles when the script and everything that it started are gone. */
  public readonly result: Promise<Result>;
  /** Settles when the script itself is gone, with its status: what it started may live on, where no container ends with it. */
  public readonly exit: Promise<number | null>;
  /** What it has said so far. */
  public readonly output = { stdout: '', stderr: '' };
  private readonly child: ChildProcess;

  /** As Kubernetes runs it: `sh -c TEXT NAME ARGS...`. */
  public constructor(shell: Shell, text: string, name: string, args: readonly string[], options: RunOptions = {}) {
    const [program, ...rest] = [...(options.prefix ?? []), ...shell.command, '-c', text, name, ...args];
    // Detached, so that it leads a process group and can be killed with all its tools.
    this.child = spawn(program, rest, {
      ...(options.user ?? USER),
      detached: true,
      env: { PATH: shell.path, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { output } = this;
    this.child.stdout!.setEncoding('utf8').on('data', (data: string) => (output.stdout += data));
    this.child.stderr!.setEncoding('utf8').on('data', (data: string) => (output.stderr += data));
    this.exit = new Promise((resolve) => this.child.on('exit', (status) => resolve(status)));
    this.result = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      // Not 'exit': the pipes close when the last process that holds them is gone.
      this.child.on('close', (status, signal) => {
        const result = { status, signal, ...output };
        // What was killed with the script and holds none of its pipes, as in $(mktemp 2>&1), may take longer to go, and has its locks.
        if (signal === 'SIGKILL') void groupIsGone(this.child.pid!).then(() => resolve(result), reject);
        else resolve(result);
      });
    });
  }

  /** SIGTERM for the script alone, as the kubelet sends it to process 1. */
  public terminate(): void {
    process.kill(this.child.pid!, 'SIGTERM');
  }

  /** SIGKILL for the script and its tools at once, as the end of a container does; or another signal. */
  public kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.child.pid!, signal);
  }

  /** SIGKILL for what a script that has just ended may have left running. */
  public killRest(): void {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch (error) {
      // Nothing is left.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/**
 * Kills runs at moments that are spread over the time that a run takes, until enough were hit. A run that ends before its kill shows that
 * runs take less than was thought: a machine that is busy for a while makes a test longer, and not fail.
 */
export class RandomKills {
  private hits = 0;
  private made = 0;

  /** @param duration Milliseconds that a run takes, as far as it is known. */
  public constructor(
    private readonly wanted: number,
    private duration: number,
  ) {}

  public get areDone(): boolean {
    return this.hits >= this.wanted;
  }

  public get counts(): string {
    return `${this.hits} of ${this.made}`;
  }

  /** Kills a run, unless it ends before; answers whichever it was. */
  public async strike(run: Run, watch = () => run.result): Promise<Result> {
    const begin = performance.now();
    const moment = (this.duration * ((this.made % this.wanted) + Math.random())) / this.wanted;
    const timer = setTimeout(() => run.kill(), moment);
    const result = await watch();
    clearTimeout(timer);
    this.made += 1;
    if (result.signal === 'SIGKILL') this.hits += 1;
    else this.duration = Math.min(this.duration, performance.now() - begin);
    return result;
  }
}

/** Calls `check` over and over until the run has ended, then once more; answers the run's result. */
export async function watchRun(run: Run, check: () => void): Promise<Result> {
  let ended = false;
  const result = run.result.finally(() => (ended = true));
  while (!ended) {
    check();
    await nextTurn();
  }
  check();
  return result;
}

/**
 * Makes a shell's tools kill the script's whole process group at one point: points are numbered from 1, two for each
 * tool that the script starts, just before and just after the tool does its work. Two tools of a pipe may reach theirs at
 * once and find the number passed: they kill then, too.
 */
export class KillingTools {
  private readonly counter: string;

  public constructor(
    private readonly shell: Shell,
    private readonly directory: string,
    tools: readonly string[],
  ) {
    writableDirectory(directory);
    this.counter = join(directory, '.points');
    for (const tool of tools) {
      const wrapper = [
        '#!/bin/sh',
        'PATH=$REAL_PATH',
        `reach() { echo ${tool} >>"$COUNTER"; if [ "$KILL_AT" -gt 0 ] && [ "$(wc -l <"$COUNTER")" -ge "$KILL_AT" ]; then kill -s KILL 0; fi; }`,
        'reach',
        `${tool} "$@"`,
        'status=$?',
        'reach',
        'exit $status',
        '',
      ].join('\n');
      writeFileSync(join(directory, tool), wrapper, { mode: 0o755 });
    }
  }

  /** The shell that finds the killing tools first; 0 kills at no point. */
  public run(text: string, name: string, args: readonly string[], killAt: number, extraEnv: Record<string, string> = {}): Run {
    rmSync(this.counter, { force: true });
    const env = {
      ...extraEnv,
      PATH: [this.directory, this.shell.path].join(delimiter),
      REAL_PATH: this.shell.path,
      COUNTER: this.counter,
      KILL_AT: String(killAt),
    };
    return new Run(this.shell, text, name, args, { env });
  }

  /** The tool of each point that the last run reached. */
  public points(): readonly string[] {
    return readFileSync(this.counter, 'utf8').trim().split('\n');
  }
}

/** Everything under a directory: type, mode, content. Equal trees give equal records. */
export function readTree(root: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    entries[path.slice(root.length + 1)] = describeEntry(path);
  }
  return entries;
}

function describeEntry(path: string): string {
  const stat = lstatSync(path);
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (stat.isDirectory()) return `directory ${mode}`;
  return `file ${mode} ${readFileSync(path, 'latin1')}`;
}

/** As readTree, and what any write would change: inodes and times. */
export function readTraces(root: string): Record<string, string> {
  return Object.fromEntries(
    ['.', ...Object.keys(readTree(root))].map((name) => {
      const { ino, mtimeNs, ctimeNs } = lstatSync(join(root, name), { bigint: true });
      return [name, `${ino} ${mtimeNs} ${ctimeNs}`];
    }),
  );
}
