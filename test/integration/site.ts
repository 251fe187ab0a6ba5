import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadScript } from '../../src/scripts/load-script';
import { Result, Run, RunOptions, Shell, USER, writableDirectory } from '../scripts/shells';
import { freePort } from './servers';

type ScriptName = Parameters<typeof loadScript>[0];

/** What the engines do differently. */
export interface Engine {
  /** Its scripts are named init-<name>, dump-<name>, ... */
  readonly name: 'postgres' | 'mysql';
  readonly title: string;
  readonly suffix: string;
  /** A name that has to be quoted with care. */
  readonly database: string;
  /** Directory of its programs. */
  readonly programs: string;
  readonly sample: string;
  /** An init file that makes the table `filled` with 500 rows, one that gives it another column, and the tools by which init writes. */
  readonly fill: string;
  readonly script: string;
  readonly writers: readonly string[];
  /** Options that the server and the init script get. */
  readonly options: readonly string[];
  readonly initSettings: (site: Site) => Record<string, string>;
  readonly serverCommand: (site: Site) => readonly string[];
  /** The socket that the server makes when it has its port. */
  readonly socket: (site: Site) => string;
  /** A command that reads SQL from its input, as the user, over TCP. */
  readonly client: (site: Site) => readonly string[];
  /** A command that prints all that the database holds. */
  readonly describe: (site: Site) => readonly string[];
  readonly passwordVariable: string;
  /** How it shuts down at once, clients or not. */
  readonly stopSignal: NodeJS.Signals;
}

export const PASSWORD = `it's "a" \\ $pass#word; -- %`;
const sites: Site[] = [];

afterAll(async () => {
  for (const site of sites) await site.kill();
});

/** All that one database has: volumes, a Secret, a server on a free port, backups. */
export class Site {
  private static count = 0;

  public static async make(engine: Engine, shell: Shell, area: string, options: { readonly sample?: boolean } = {}): Promise<Site> {
    const directory = writableDirectory(join(area, `site-${Site.count++}`));
    for (const part of ['data', 'wal', 'tmp', 'secret', 'init', 'backups', 'handover']) writableDirectory(join(directory, part));
    writeFileSync(join(directory, 'secret/username'), 'shop');
    // As echo writes it: with the end of a line.
    writeFileSync(join(directory, 'secret/password'), `${PASSWORD}\n`);
    if (options.sample) copyFileSync(join(__dirname, engine.sample), join(directory, 'init/10-sample.sql'));
    const site = new Site(engine, { ...shell, path: [engine.programs, shell.path].join(delimiter) }, directory, await freePort());
    sites.push(site);
    return site;
  }

  private server?: Run;

  private constructor(
    public readonly engine: Engine,
    public readonly shell: Shell,
    public readonly directory: string,
    /** Another one after a start that found it taken. */
    public port: number,
  ) {}

  /** Where the finished data directory is. */
  public get data(): string {
    return join(this.directory, 'data/db');
  }

  public get backups(): string {
    return join(this.directory, 'backups');
  }

  /** The settings of all scripts. */
  public get settings(): Record<string, string> {
    return {
      TMPDIR: join(this.directory, 'tmp'),
      DB_PORT: String(this.port),
      DB_NAME: this.engine.database,
      DB_USERNAME_FILE: join(this.directory, 'secret/username'),
      DB_PASSWORD_FILE: join(this.directory, 'secret/password'),
      BACKUP_DIR: this.backups,
      BACKUP_NAME: 'orders',
      BACKUP_SUFFIX: this.engine.suffix,
      BACKUP_KEEP: '3',
      INIT_FILES_DIR: join(this.directory, 'init'),
      ...this.engine.initSettings(this),
    };
  }

  public run(name: ScriptName, args: readonly string[] = [], env: Record<string, string> = {}, options: RunOptions = {}): Run {
    return new Run(this.shell, loadScript(name), name, args, { ...options, env: { ...this.settings, ...env } });
  }

  public initialise(env?: Record<string, string>): Run {
    return this.run(`init-${this.engine.name}`, this.engine.options, env);
  }

  public backup(env?: Record<string, string>, dump = this.dumpText, options?: RunOptions): Run {
    return this.run('backup-database', [dump, loadScript(`verify-${this.engine.name}`)], env, options);
  }

  public get dumpText(): string {
    return loadScript(`dump-${this.engine.name}`);
  }

  public get restoreArguments(): readonly string[] {
    const texts = (['ready', 'contents', 'verify', 'restore', 'ask'] as const).map((part) => loadScript(`${part}-${this.engine.name}`));
    return this.engine.name === 'postgres' ? texts : [...texts, this.dumpText];
  }

  public restore(env?: Record<string, string>, options?: RunOptions): Run {
    return this.run('restore-database', this.restoreArguments, { RESTORE_WAIT: '30', RESTORE_PATIENCE: '2', ...env }, options);
  }

  /** Starts the server of a data directory and waits until it takes connections, if asked to. */
  public async start(wait = true, env: Record<string, string> = {}): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const socket = this.engine.socket(this);
      // Of a server that was killed.
      rmSync(socket, { force: true });
      const server = new Run(this.shell, 'exec "$@"', 'server', this.engine.serverCommand(this), { env: { ...this.settings, ...env } });
      this.server = server;
      if (!wait) return;
      let ended: Result | undefined;
      void server.result.then((result) => (ended = result));
      // Whoever took the port since it was free answers there, too, with the same user where it is a server of another run of these tests:
      // its socket is there only once the port is its own.
      const isReady = async () => existsSync(socket) && (await this.run(`ready-${this.engine.name}`).result).status === 0;
      await this.waitFor(async () => ended !== undefined || isReady());
      if (ended === undefined) return;
      this.server = undefined;
      const said = `${ended.stdout}${ended.stderr}`;
      if (attempt === 5 || !/address already in use/i.test(said)) throw new Error(`the server ended with status ${ended.status}: ${said}`);
      this.port = await freePort();
    }
  }

  public async waitFor(condition: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 60_000;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`waited too long for ${condition.toString()}`);
      await sleep(50);
    }
  }

  public signal(signal: NodeJS.Signals): void {
    this.server!.kill(signal);
  }

  /** What the server left behind; settles when all of its processes are gone. */
  public async stopped(): Promise<Result> {
    const result = await this.server!.result;
    this.server = undefined;
    return result;
  }

  public async stop(): Promise<Result> {
    this.signal(this.engine.stopSignal);
    return this.stopped();
  }

  public async kill(): Promise<void> {
    if (this.server === undefined) return;
    this.signal('SIGCONT');
    this.signal('SIGKILL');
    await this.stopped();
  }

  public sql(statement: string): string {
    const [program, ...args] = this.engine.client(this);
    return execFileSync(program, args, { ...this.clientOptions(), input: statement }).trim();
  }

  /** Everything that the database holds, as text. */
  public contents(): string {
    const [program, ...args] = this.engine.describe(this);
    const text = execFileSync(program, args, this.clientOptions());
    // Random, or the time.
    return text.replace(/^\\(un)?restrict .*$/gm, '').replace(/^-- (Dump completed|Host:).*$/gm, '');
  }

  private clientOptions(): { env: Record<string, string>; encoding: 'utf8'; maxBuffer: number; stdio: 'pipe'; uid?: number; gid?: number } {
    const env = { PATH: this.shell.path, HOME: this.directory, [this.engine.passwordVariable]: PASSWORD };
    return { ...USER, env, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' };
  }

  /** Frees the space of a site whose server is stopped. */
  public remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
