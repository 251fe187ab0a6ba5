import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canInstall } from './servers';

/**
 * A locale of glibc that the machine does not have, de_DE.UTF-8: programs find it only where the answer leads.
 *
 * @param from The definition that it is made of: that of another language sorts otherwise, as another C library may.
 */
export function foreignLocale(area: string, from = 'de_DE'): Record<string, string> {
  const place = join(area, `locales-${from}`);
  if (!existsSync(place)) {
    if (!existsSync('/usr/share/i18n/locales') && canInstall()) aptInstall('locales');
    mkdirSync(place);
    execFileSync('localedef', ['-i', from, '-f', 'UTF-8', join(place, 'de_DE.UTF-8')]);
    execFileSync('chmod', ['-R', 'a+rX', place]);
  }
  return { LOCPATH: place };
}
