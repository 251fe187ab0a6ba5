import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The user of all containers, as our Pods have it. */
const USER = 10001;

export interface ContainerOfPod {
  readonly command: readonly [string, ...string[]];
  /** Directories that are bound into its root, by their paths there. */
  readonly mounts: Readonly<Record<string, string>>;
}

/**
 * Processes as a Pod has them that shares its process namespace: one that is process 1, and those of each container, which have no parent
 * there, a root directory of their own, and the same user without rights. Namespaces of its own: nothing is mounted on the machine, and all
 * of it ends with process 1. Wants root.
 */
export class SharedProcesses {
  public static async start(area: string): Promise<SharedProcesses> {
    const holder = spawn('unshare', ['--pid', '--fork', '--kill-child', '--', 'sleep', 'infinity'], { stdio: 'ignore' });
    for (;;) {
      const children = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim();
      if (children !== '') return new SharedProcesses(area, holder, children);
      if (holder.exitCode !== null) throw new Error('There can be no namespace of processes: the test has to run as root.');
      await sleep(10);
    }
  }

  private count = 0;

  private constructor(
    private readonly area: string,
    private readonly holder: ChildProcess,
    private readonly first: string,
  ) {}

  /** Starts a container; its root has the machine's programs, and /tmp to write to. */
  public run({ command, mounts }: ContainerOfPod): RunningContainer {
    const root = join(this.area, `root-${this.count++}`);
    const steps = ['set -e'];
    const bind = (from: string, to: string) => {
      mkdirSync(join(root, to), { recursive: true });
      steps.push(`mount --bind '${from}' '${join(root, to)}'`);
    };
    for (const directory of ['usr', 'bin', 'sbin', 'lib', 'lib64']) if (existsSync(`/${directory}`)) bind(`/${directory}`, directory);
    for (const [path, directory] of Object.entries(mounts)) bind(directory, path);
    for (const directory of ['dev/shm', 'etc', 'proc', 'tmp']) mkdirSync(join(root, directory), { recursive: true });
    for (const directory of ['dev/shm', 'tmp']) chmodSync(join(root, directory), 0o1777);
    writeFileSync(join(root, 'etc/passwd'), `root:x:0:0::/:/bin/sh\napp:x:${USER}:${USER}::/tmp:/bin/sh\nsshd:x:74:74::/tmp:/bin/sh\n`);
    writeFileSync(join(root, 'etc/group'), `root:x:0:\napp:x:${USER}:\n`);
    for (const device of ['null', 'zero', 'urandom']) {
      steps.push(`touch '${root}/dev/${device}'`, `mount --bind /dev/${device} '${root}/dev/${device}'`);
    }
    // Everybody may write it, as the kubelet makes it.
    writeFileSync(join(root, 'dev/termination-log'), '');
    chmodSync(join(root, 'dev/termination-log'), 0o666);
    steps.push(
      `mount -t proc proc '${root}/proc'`,
      `exec chroot '${root}' /usr/bin/setpriv --reuid ${USER} --regid ${USER} --clear-groups --no-new-privs --bounding-set=-all "$@"`,
    );
    const args = [
      '--target',
      this.first,
      '--pid',
      '--',
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      steps.join('\n'),
      'sh',
    ];
    const child = spawn('nsenter', [...args, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    return new RunningContainer(root, child);
  }

  public stop(): void {
    execFileSync('kill', ['-KILL', this.first]);
    this.holder.kill('SIGKILL');
  }
}

export class RunningContainer {
  /** What it has said so far, on either stream. */
  public output = '';

  public constructor(
    public readonly root: string,
    public readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (data: string) => (this.output += data));
  }
}
