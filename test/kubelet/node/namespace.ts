import { ChildProcess, execFile, spawn, SpawnOptions } from 'child_process';
import { readFileSync } from 'fs';
import { promisify } from 'util';
import { poll } from '../../cluster/client';

const run = promisify(execFile);

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Namespaces that last as long as one process in them, their process 1: all others in there end with it, whatever they are, and what is
 * mounted in there is gone.
 */
export class Namespace {
  /** `kinds` are options of unshare; the command becomes process 1 once its name begins with `program`. */
  static async start(kinds: readonly string[], command: readonly string[], program: string): Promise<Namespace> {
    let complaint = '';
    // What it holds ends with this process too, however that ends.
    const holder = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', '--', 'unshare', ...kinds, '--mount', '--pid', '--fork', '--kill-child', '--', ...command],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    holder.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    const first = await poll('a namespace of its own is there', 60, () => {
      if (holder.exitCode !== null) throw new Error(complaint);
      const children = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim();
      return children !== '' && readFileSync(`/proc/${children}/comm`, 'utf8').startsWith(program) && Number(children);
    }).catch((error: Error) => {
      holder.kill('SIGKILL');
      throw error;
    });
    return new Namespace(kinds, holder, first);
  }

  private constructor(
    private readonly kinds: readonly string[],
    private readonly holder: ChildProcess,
    readonly first: number,
  ) {}

  /** A path in there, as it is reached from here. */
  path(inside: string): string {
    return `/proc/${this.first}/root${inside}`;
  }

  spawn(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn('nsenter', [...this.entry(), ...command], options);
  }

  /** Runs a command to its end; rejects with its output where it fails. */
  run(command: readonly string[], env: Readonly<Record<string, string>> = PATHS): Promise<Output> {
    return run('nsenter', [...this.entry(), ...command], { env: { ...env }, maxBuffer: 1 << 26 });
  }

  /** As if the power was switched off, but that files of a disk are not lost. */
  async end(): Promise<void> {
    const over = new Promise<void>((resolve) => {
      if (this.holder.exitCode !== null || this.holder.signalCode !== null) resolve();
      else this.holder.once('exit', () => resolve());
    });
    try {
      process.kill(this.first, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await over;
  }

  private entry(): string[] {
    return ['--target', String(this.first), '--mount', '--pid', ...this.kinds, '--'];
  }
}

/** Where a node has its programs. */
export const PATHS = { PATH: '/opt/kubernetes:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
