import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory } from '../cluster/binaries';
import { isFull } from '../full';
import { Shell } from '../scripts/shells';
import { unpackDebian } from './debian';
import { canInstall } from './servers';

/*
 * A real MySQL, which stable Debian does not have: that of sid, with the C library that it was built for, kept in the cache.
 */

const PROGRAMS = ['sbin/mysqld', 'bin/mysql', 'bin/mysqladmin', 'bin/mysqldump'];
const LIBRARIES = 'lib/x86_64-linux-gnu';

/**
 * The directory of MySQL's programs, made in `area`; MYSQL_BIN names another. Undefined where it cannot be had, which fails with FULL=1:
 * sid may have none for a while.
 */
export function mysqlPrograms(area: string): string | undefined {
  if (process.env.MYSQL_BIN) return process.env.MYSQL_BIN;
  try {
    if (!canInstall()) throw new Error('this is no Debian, or not root');
    const kept = join(cacheDirectory(), 'programs', 'mysql-of-sid');
    if (!existsSync(kept)) fetchPrograms(kept);
    return wrapped(kept, area);
  } catch (error) {
    const why = (error as { readonly stderr?: Buffer }).stderr?.toString().trim() || String(error);
    const message = `There is no MySQL: ${why}. Set MYSQL_BIN to the directory of mysqld, mysql, mysqladmin and mysqldump.`;
    if (isFull) throw new Error(message, { cause: error });
    process.stdout.write(`${message} Its tests are left out.\n`);
    return undefined;
  }
}

function fetchPrograms(target: string): void {
  mkdirSync(join(cacheDirectory(), 'programs'), { recursive: true });
  const work = mkdtempSync(join(cacheDirectory(), 'programs', '.mysql-'));
  try {
    const tree = unpackDebian('sid', ['mysql-server-core+', 'mysql-client-core+'], work);
    if (tree === undefined) throw new Error('no mirror of Debian is known');
    const chosen = join(work, 'chosen');
    for (const part of [...PROGRAMS, LIBRARIES, 'share/mysql']) {
      cpSync(join(tree, 'usr', part), join(chosen, part), { recursive: true, verbatimSymlinks: true });
    }
    renameSync(chosen, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Each starts by the loader that belongs to it, from a place that the user of the tests may read. */
function wrapped(kept: string, area: string): string {
  const own = join(area, 'mysql');
  execFileSync('cp', ['-a', kept, own]);
  execFileSync('chmod', ['-R', 'a+rX', own]);
  const directory = join(area, 'mysql programs');
  mkdirSync(directory);
  const libraries = join(own, LIBRARIES);
  const paths = [libraries, join(libraries, 'mysql/private')].join(':');
  for (const program of PROGRAMS) {
    const name = program.slice(program.indexOf('/') + 1);
    // These are found beside the program, whose name is that of the loader now; and a directory of the distribution's is not there.
    const places = ` --basedir='${own}' --character-sets-dir='${own}/share/mysql/charsets' --lc-messages-dir='${own}/share/mysql' --secure-file-priv=NULL`;
    const start = `exec '${libraries}/ld-linux-x86-64.so.2' --library-path '${paths}' '${join(own, program)}' "$@"`;
    writeFileSync(join(directory, name), `#!/bin/sh\n${start}${name === 'mysqld' ? places : ''}\n`, { mode: 0o755 });
  }
  execFileSync(join(directory, 'mysqld'), ['--version'], { stdio: 'pipe' });
  return directory;
}

/** Shells that see no MariaDB, as in the image of MySQL: scripts tell the one from the other by its programs. */
export function withoutMariadb(shells: readonly Shell[], area: string): readonly Shell[] {
  return shells.map((shell, index) => {
    const directory = join(area, `tools-${index}`);
    mkdirSync(directory);
    const seen = new Set<string>();
    for (const place of shell.path.split(delimiter).filter((path) => existsSync(path))) {
      for (const name of readdirSync(place)) {
        if (seen.has(name) || /^(maria|my|aria)/.test(name)) continue;
        seen.add(name);
        symlinkSync(join(place, name), join(directory, name));
      }
    }
    return { ...shell, path: directory };
  });
}
