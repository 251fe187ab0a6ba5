import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * What is bundled goes with all that it published, whatever .npmignore says: source maps, which nobody reads, and builds for browsers, in which
 * nothing here runs. They go, and so does what leads to them. Without a dependency: npm runs this before anything is installed, too.
 */

const MODULES = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');
const home = join(MODULES, 'js-yaml');

/** Without what leads to files that are not there. */
function present(target) {
  if (typeof target === 'string') return existsSync(join(home, target)) ? target : undefined;
  const kept = Object.entries(target).flatMap(([key, inner]) => (present(inner) === undefined ? [] : [[key, present(inner)]]));
  // Types alone are no module.
  return kept.some(([key]) => key !== 'types') ? Object.fromEntries(kept) : undefined;
}

if (existsSync(home)) {
  const dist = join(home, 'dist');
  rmSync(join(dist, 'browser'), { recursive: true, force: true });
  for (const name of readdirSync(dist)) {
    const file = join(dist, name);
    if (name.endsWith('.map')) rmSync(file);
    else writeFileSync(file, readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?/gm, ''));
  }
  const manifest = join(home, 'package.json');
  const text = readFileSync(manifest, 'utf8');
  const described = JSON.parse(text);
  const left = JSON.stringify({ ...described, exports: present(described.exports) }, null, 2);
  if (JSON.stringify(described, null, 2) !== left) writeFileSync(manifest, `${left}\n`);
}
