import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/*
 * Compiles this package with the tools of the repository, and packs it into dist/js or the directory that is named. Run after the library is
 * compiled: jsii reads its assembly, and finds it as an installed package. Its version is that of the library, which it depends on.
 */

const ROOT = join(__dirname, '..', '..');
const DIST = process.argv[2] === undefined ? join(__dirname, 'dist', 'js') : resolve(process.argv[2]);
const MANIFEST = join(__dirname, 'package.json');

/** Has this package find another where it is, without an installation of its own. */
function link(name: string, directory: string): void {
  const place = join(__dirname, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { recursive: true, force: true });
  symlinkSync(directory, place, 'dir');
}

const projen = dirname(require.resolve('projen/package.json', { paths: [ROOT] }));
link('cdk8s-storage', ROOT);
// projen wants a newer one than the oldest that the library supports.
link('constructs', dirname(require.resolve('constructs/package.json', { paths: [projen] })));
copyFileSync(join(ROOT, 'LICENSE'), join(__dirname, 'LICENSE'));

const committed = readFileSync(MANIFEST, 'utf8');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: __dirname, stdio: 'inherit' });
try {
  // A release gives the library its version for as long as it builds.
  writeFileSync(MANIFEST, committed.replaceAll('"0.0.0"', `"${version}"`).replaceAll('"^0.0.0"', `"^${version}"`));
  run(
    join(ROOT, 'node_modules', '.bin', 'jsii'),
    '--silence-warnings=reserved-word',
    '--silence-warnings=missing-dev-dependency',
    '--generate-tsconfig=tsconfig.jsii.json',
  );
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  // Not by jsii-pacmak: it reads all that the library depends on too, which has another version of constructs.
  run('npm', 'pack', '--silent', '--pack-destination', DIST);
} finally {
  writeFileSync(MANIFEST, committed);
}
