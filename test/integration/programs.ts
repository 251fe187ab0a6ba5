import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cluster/binaries';
import { aptInstall, canInstall } from './servers';

/** Packages of Debian with programs that people reload by a signal. */
const PACKAGES = ['nginx', 'php8.2-fpm', 'openssh-server'];

/**
 * A tree with nginx, php-fpm and sshd, as Debian packs them: unpacked only, since an installation would start them. Made once, in the cache.
 */
export function reloadablePrograms(): string {
  const target = join(cacheDirectory(), 'programs', PACKAGES.join('-'));
  if (existsSync(target)) return target;
  if (!canInstall()) {
    throw new Error(`The test of reloads by a signal needs ${PACKAGES.join(', ')} in its cache, which it makes as root on Debian.`);
  }
  mkdirSync(join(cacheDirectory(), 'programs'), { recursive: true });
  const work = mkdtempSync(join(cacheDirectory(), 'programs', '.unpack-'));
  try {
    const archives = join(work, 'archives');
    mkdirSync(join(archives, 'partial'), { recursive: true });
    aptInstall('--download-only', '-o', `Dir::Cache::archives=${archives}`, ...PACKAGES);
    for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      execFileSync('dpkg-deb', ['-x', join(archives, archive), join(work, 'tree')]);
    }
    renameSync(join(work, 'tree'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}
