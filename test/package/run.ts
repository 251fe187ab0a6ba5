import { strict as assert } from 'assert';
import { execFileSync, spawnSync } from 'child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/*
 * Packs the library, installs the tarball with the newest peers into a fresh app outside this repository, checks the app's types
 * against it, synthesizes it and checks what came out with the packed command. Then the tests of the checks in an app, of the plugin and
 * of the matcher run once more, on what is installed there instead of the sources. Run after `npm run compile`; options go to jest.
 */

const root = join(__dirname, '..', '..');
const app = mkdtempSync(join(tmpdir(), 'packed-'));
const run = (command: string, args: string[], cwd = app) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Runs tests with what the app has installed in place of the sources and of the peers of this repository. */
function testPacked(): void {
  const installed = join(app, 'node_modules');
  const config = join(app, 'jest.config.json');
  writeFileSync(
    config,
    JSON.stringify({
      ...(JSON.parse(readFileSync(join(root, 'jest.config.json'), 'utf8')) as object),
      rootDir: root,
      testMatch: ['<rootDir>/test/validation/**/*.test.ts', '<rootDir>/test/jest.test.ts'],
      moduleNameMapper: {
        '^cdk8s-storage$': join(installed, 'cdk8s-storage'),
        '^(?:\\.\\./)+src/(.*)$': join(installed, 'cdk8s-storage', 'lib', '$1'),
        '^(cdk8s|cdk8s-plus-27|constructs)$': join(installed, '$1'),
      },
    }),
  );
  const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci', '--config', config, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, jest, { cwd: root, env: { ...process.env, PACKED_APP: app }, stdio: 'inherit' });
  assert.equal(status, 0, 'tests of the packed files fail');
}

/** Whoever reads the pages where they are installed gets to where they lead. */
function checkLinks(installed: string): void {
  const pages = [
    'README.md',
    ...readdirSync(join(installed, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
  ];
  const dead = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\(([^)\s#]+)/g)]
        .map(([, link]) => link)
        .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(installed, dirname(page), link)))
        .map((link) => `${page}: ${link}`),
    );
  assert.deepEqual(dead, [], 'links to files that are not in the tarball');
}

try {
  const packed = join(root, 'dist', 'js');
  rmSync(packed, { recursive: true, force: true });
  run('npx', ['jsii-pacmak', '--target', 'js'], root);
  const [tarball] = readdirSync(packed).map((file) => join(packed, file));

  const listed = run('tar', ['tzf', tarball]).trim().split('\n');
  const strays = listed.filter(
    (file) =>
      !/^package\/(lib\/|docs\/|examples\/[^/]+\/|schemas\/|templates\/|node_modules\/(js-yaml|argparse|yaml)\/|package\.json$|README\.md$|API\.md$|CHANGELOG\.md$|LICENSE$|\.jsii$)/.test(
        file,
      ),
  );
  assert.deepEqual(strays, [], 'files that users do not need are in the tarball');
  const useless = listed.filter((file) => /js-yaml\/dist\/(.*\.map|browser\/.*)$|^package\/examples\/.*(\.test\.|\.snap$)/.test(file));
  assert.deepEqual(useless, [], 'source maps, builds for browsers and tests are in the tarball');

  const { exports } = JSON.parse(run('tar', ['xzOf', tarball, 'package/package.json'])) as { readonly exports: Record<string, string> };
  const dangling = Object.values(exports).filter((path) => !listed.includes(path.replace('.', 'package')));
  assert.deepEqual(dangling, [], 'exports that are not in the tarball');

  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'fresh', version: '1.0.0', private: true }));
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    tarball,
    'cdk8s',
    'cdk8s-cli',
    'cdk8s-plus-27',
    'constructs',
    'typescript@~6.0.0',
    '@types/node@^20',
  ]);
  copyFileSync(join(__dirname, 'main.ts'), join(app, 'main.ts'));
  run('npx', ['tsc', '--strict', '--module', 'node16', '--target', 'es2022', '--types', 'node', '--skipLibCheck', 'main.ts']);
  run('node', ['main.js']);

  const manifest = readFileSync(join(app, 'dist', 'packed.k8s.yaml'), 'utf8');
  assert.match(manifest, /kind: Pod\n/);
  assert.match(manifest, /mv -T /, 'the seeding script is in the package');
  run('npx', ['cdk8s-storage', 'check', '--fail-on', 'info', 'dist']);
  checkLinks(join(app, 'node_modules', 'cdk8s-storage'));
  // What `fix` reads YAML with is in the package.
  writeFileSync(join(app, 'wrong.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web, labels: { version: 1.10 } } # kept\n');
  run('npx', ['cdk8s-storage', 'fix', 'wrong.yaml']);
  assert.match(readFileSync(join(app, 'wrong.yaml'), 'utf8'), /version: "1\.10" \} \} # kept\n$/);
  assert.equal(run('node', ['-p', 'typeof require("cdk8s-storage/jest")']).trim(), 'object');
  testPacked();

  const versions = Object.entries(
    JSON.parse(run('npm', ['ls', '--json', '--depth=0'])).dependencies as Record<string, { version: string }>,
  );
  process.stdout.write(
    `${listed.length} files packed; works with ${versions.map(([name, { version }]) => `${name} ${version}`).join(', ')}\n`,
  );
} finally {
  rmSync(app, { recursive: true, force: true });
}
