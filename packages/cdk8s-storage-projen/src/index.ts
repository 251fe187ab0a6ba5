import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { DependencyType, javascript, SampleFile } from 'projen';

/**
 * Options of a `StorageApp`.
 */
export interface StorageAppOptions extends javascript.NodeProjectOptions {
  /**
   * What the app starts with: one of the patterns that `cdk8s-storage new --help` lists.
   *
   * @default 'app'
   */
  readonly pattern?: string;

  /**
   * Name of the service: a DNS label.
   *
   * @default - the name of the project
   */
  readonly service?: string;

  /**
   * Namespace of the service.
   *
   * @default - the name of the service
   */
  readonly namespace?: string;

  /**
   * Image with a tag; for a database one that `cdk8s-storage new --help` names.
   *
   * @default - a web server, or postgres
   */
  readonly image?: string;

  /**
   * Size of the storage, such as 20Gi.
   *
   * @default - what the pattern proposes
   */
  readonly size?: string;

  /**
   * Driver of the storage class: one that `cdk8s-storage new --help` lists, or the name of a CSI driver.
   *
   * @default 'aws-ebs'
   */
  readonly classDriver?: string;

  /**
   * Zones of its volumes, separated by commas.
   *
   * @default - where the first Pod runs
   */
  readonly zones?: string;

  /**
   * NFS server.
   *
   * @default 'nfs.example.com'
   */
  readonly nfsServer?: string;

  /**
   * Path that the NFS server exports.
   *
   * @default - /exports/ and the name of the service
   */
  readonly nfsPath?: string;
}

/**
 * A cdk8s app with constructs of cdk8s-storage, its tests, its checks and its pipeline, as `cdk8s-storage new` makes it.
 *
 * projen keeps package.json, .gitignore and the tasks; the rest is written once, and yours from then on.
 *
 * @pjid storage-app
 */
export class StorageApp extends javascript.NodeProject {
  public constructor(options: StorageAppOptions) {
    const files = makeFiles(options);
    super({
      jest: false,
      github: false,
      buildWorkflow: false,
      release: false,
      depsUpgrade: false,
      // An app is deployed and not published.
      package: false,
      npmignoreEnabled: false,
      licensed: false,
      entrypoint: '',
      ...options,
      packageManager: options.packageManager ?? javascript.NodePackageManager.NPM,
      readme: options.readme ?? { contents: files.get('README.md')! },
    });
    const made = JSON.parse(files.get('package.json')!) as MadePackage;
    this.package.addField('private', true);
    // projen takes it for a tool; here it is part of the app.
    this.deps.removeDependency('constructs', DependencyType.BUILD);
    this.addDeps(...specs(made.dependencies));
    this.addDevDeps(...specs(made.devDependencies));
    for (const spec of specs(made.overrides)) this.package.addPackageResolutions(spec);
    this.addTasks(made.scripts);
    for (const line of files.get('.gitignore')!.trim().split('\n')) this.gitignore.addPatterns(line);
    for (const [path, contents] of files) {
      if (!OWNED.includes(path)) new SampleFile(this, path, { contents });
    }
  }

  private addTasks(scripts: Readonly<Record<string, string>>): void {
    for (const [name, command] of Object.entries(scripts)) {
      const task = this.tasks.tryFind(name) ?? this.addTask(name, { receiveArgs: true });
      task.reset(command, { receiveArgs: true });
    }
  }
}

/** What projen writes itself. */
const OWNED = ['.gitignore', 'README.md', 'package.json'];

interface MadePackage {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

function specs(versions: Readonly<Record<string, string>>): string[] {
  return Object.entries(versions).map(([name, version]) => `${name}@${version}`);
}

/** The files of the app, made by the command of cdk8s-storage in a directory that is thrown away. */
function makeFiles(options: StorageAppOptions): ReadonlyMap<string, string> {
  const { pattern = 'app', service, namespace, image, size, classDriver, zones, nfsServer, nfsPath, packageManager } = options;
  const command = join(dirname(require.resolve('cdk8s-storage/package.json')), 'lib', 'cli', 'main.js');
  const given: Readonly<Record<string, string | undefined>> = {
    name: service ?? options.name,
    namespace,
    image,
    size,
    'class-driver': classDriver,
    zones,
    'nfs-server': nfsServer,
    'nfs-path': nfsPath,
    'package-manager': managerOf(packageManager),
  };
  const flags = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  const directory = mkdtempSync(join(tmpdir(), 'storage-app-'));
  try {
    execFileSync(process.execPath, [command, 'new', pattern, directory, '--yes', ...flags], { stdio: 'pipe', encoding: 'utf8' });
    return readFiles(directory);
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    throw stderr === undefined || stderr === '' ? error : new Error(stderr.trim());
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The command knows npm, pnpm and yarn; projen knows variants of each, and more. */
function managerOf(manager: javascript.NodePackageManager | undefined): string {
  const { PNPM, YARN, YARN_CLASSIC, YARN_BERRY } = javascript.NodePackageManager;
  if (manager === PNPM) return 'pnpm';
  return manager !== undefined && [YARN, YARN_CLASSIC, YARN_BERRY].includes(manager) ? 'yarn' : 'npm';
}

function readFiles(directory: string): ReadonlyMap<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(directory, file).split(sep).join('/'), readFileSync(file, 'utf8')];
    }),
  );
}
