import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/*
 * Finds the real database servers that the scripts are tested against, or installs them where that is possible: as root on
 * Debian. Nothing of theirs is started, no cluster is made. Environment:
 *   POSTGRES_BIN  directory with initdb, postgres, psql, pg_dump, ...
 *   MARIADB_BIN   directory with mariadbd, mariadb, mariadb-dump, ...
 */

/** The directory of PostgreSQL's programs: Debian's psql on PATH is another program, which guesses the server. */
export function postgresPrograms(): string {
  const find = (): string | undefined => {
    const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
    const packaged = versions.sort((one, other) => Number(other) - Number(one)).map((version) => `/usr/lib/postgresql/${version}/bin`);
    return findDirectory(['initdb', 'postgres', 'psql', 'pg_dump', 'pg_restore'], [process.env.POSTGRES_BIN, ...packaged, ...searchPath()]);
  };
  return findOrInstall('PostgreSQL', 'POSTGRES_BIN', 'postgresql', find, () => {
    // Its packages make a cluster and start it, unless told otherwise beforehand.
    aptInstall('postgresql-common');
    mkdirSync('/etc/postgresql-common/createcluster.d', { recursive: true });
    writeFileSync('/etc/postgresql-common/createcluster.d/no-main-cluster.conf', 'create_main_cluster = false\n');
    aptInstall('postgresql', 'libnss-wrapper');
  });
}

const MARIADB_PROGRAMS = ['mariadb', 'mariadb-admin', 'mariadb-dump', 'mariadb-install-db'];

/** A directory, made in `area`, with MariaDB's programs alone: Debian has them among all others. */
export function mariadbPrograms(area: string): string {
  const places = [process.env.MARIADB_BIN, ...searchPath(), '/usr/sbin', '/usr/libexec'];
  const find = (): readonly string[] | undefined => {
    const client = findDirectory(MARIADB_PROGRAMS, places);
    const server = findDirectory(['mariadbd'], places);
    if (client === undefined || server === undefined) return undefined;
    return [...MARIADB_PROGRAMS.map((program) => join(client, program)), join(server, 'mariadbd')];
  };
  // These packages hold no service.
  const packages = ['mariadb-server-core', 'mariadb-client'];
  const files = findOrInstall('MariaDB', 'MARIADB_BIN', packages.join(' '), find, () => aptInstall(...packages));
  const directory = join(area, 'mariadb programs');
  mkdirSync(directory);
  for (const file of files) symlinkSync(file, join(directory, file.slice(file.lastIndexOf('/') + 1)));
  return directory;
}

function findOrInstall<T>(name: string, variable: string, packages: string, find: () => T | undefined, install: () => void): T {
  const found = find();
  if (found !== undefined) return found;
  if (!canInstall()) {
    throw new Error(
      `The integration tests need ${name}, client and server. Install it (on Debian: apt-get install --no-install-recommends ${packages}),` +
        ` or set ${variable} to the directory of its programs.`,
    );
  }
  install();
  const installed = find();
  if (installed === undefined) throw new Error(`${packages} installed, but the programs of ${name} are not there. Set ${variable}.`);
  return installed;
}

/** Whether Debian's packages can be had. */
export const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs packages of Debian, or does what the options say instead. */
export function aptInstall(...packages: readonly string[]): void {
  // Two test files may want to install at the same time.
  const wait = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'pipe' } as const;
  execFileSync('apt-get', [...wait, 'update'], options);
  execFileSync('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...packages], options);
}

const searchPath = (): readonly string[] => (process.env.PATH ?? '').split(delimiter);

function findDirectory(programs: readonly string[], places: readonly (string | undefined)[]): string | undefined {
  return places.find((place) => place && programs.every((program) => isExecutable(join(place, program))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve((address as { port: number }).port));
    });
  });
}
