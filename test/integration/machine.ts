import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Chart } from 'cdk8s';
import { findNamed } from '../patterns/database/support';
import { Manifest, manifests } from '../support';

/*
 * Runs the containers of manifests, with their commands, arguments and variables, on real servers: paths of mounts become directories of a temporary one, and Services become
 * the loopback address.
 */

export const PASSWORD = `it's a "pass" $word`;

/** Servers refuse to run as root; nobody has an entry in passwd everywhere. */
export const ID = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const MOUNTS = ['/pgdata', '/pgwal', '/data', '/etc/database-init', '/etc/database', '/run/secrets/database', '/backups', '/scratch'];

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

interface VariableJson {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

/** A node with the volumes of one database. */
export class Machine {
  readonly root: string;
  private server?: ChildProcess;

  constructor(
    private readonly chart: Chart,
    private readonly port: number,
    /** Where programs are looked for. */
    private readonly search: string,
  ) {
    this.root = mkdtempSync(join('/tmp', 'database-'));
    this.give(this.root);
    for (const path of [...MOUNTS, '/tmp']) {
      mkdirSync(join(this.root, path), { recursive: true });
      this.give(join(this.root, path));
    }
    // A disk that has been formatted.
    mkdirSync(join(this.root, '/pgdata/lost+found'));
    mkdirSync(join(this.root, '/data/lost+found'));
    this.write('/run/secrets/database/username', 'app');
    this.write('/run/secrets/database/password', `${PASSWORD}\n`);
    for (const { kind, metadata, data } of manifests(chart)) {
      if (kind !== 'ConfigMap') continue;
      const directory = (metadata.name as string).endsWith('-init') ? '/etc/database-init' : '/etc/database';
      for (const [name, text] of Object.entries(data as Record<string, string>)) this.write(join(directory, name), this.local(text));
    }
  }

  container(kind: string, name: string): Manifest {
    const { spec } = findNamed(this.chart, kind, name);
    return (spec.jobTemplate?.spec ?? spec).template.spec;
  }

  run(container: Manifest): Outcome {
    return this.execute([...container.command, ...(container.args ?? [])] as string[], container);
  }

  /** Runs a probe, a hook or a client of a container. */
  execute(command: readonly string[], container: Manifest, more: Record<string, string> = {}): Outcome {
    const [program, ...args] = command.map((text) => this.local(text));
    const { status, stdout, stderr } = spawnSync(program, args, {
      ...ID,
      cwd: this.root,
      encoding: 'utf8',
      env: { ...this.env(container), ...more },
    });
    return { status, output: `${stdout}${stderr}` };
  }

  start(container: Manifest, more: readonly string[]): void {
    const [program, ...args] = [...container.command, ...(container.args ?? []), ...more].map((text: string) => this.local(text));
    this.server = spawn(program, args, { ...ID, cwd: this.root, env: this.env(container), stdio: 'ignore' });
  }

  /** Sends SIGTERM, as the kubelet does, and waits for the end. */
  async stop(): Promise<number | null> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null) return server?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    return ended;
  }

  remove(): void {
    this.server?.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  }

  private env(container: Manifest): Record<string, string> {
    const variables = ((container.env ?? []) as VariableJson[]).map(({ name, value, valueFrom }) => [
      name,
      // What the kubelet says of the Pod: its address, and of which Job it is.
      this.local(value ?? (valueFrom?.fieldRef.fieldPath === 'status.podIP' ? '127.0.0.1' : 'a-uid')),
    ]);
    return {
      PATH: this.search,
      TMPDIR: join(this.root, 'tmp'),
      LC_ALL: 'C.UTF-8',
      ...(Object.fromEntries(variables) as Record<string, string>),
      DB_HOST: '127.0.0.1',
      DB_PORT: String(this.port),
    };
  }

  private local(text: string): string {
    return text.replace(new RegExp(`(?<![\\w.-])(${MOUNTS.join('|')})(?![\\w-])`, 'g'), (path) => join(this.root, path));
  }

  private write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o440);
    this.give(file);
  }

  private give(path: string): void {
    if (ID.uid !== undefined) chownSync(path, ID.uid, ID.gid);
  }
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export async function until(ready: () => boolean): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the server never became ready');
}
