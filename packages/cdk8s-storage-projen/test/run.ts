import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Makes a project by `projen new --from` the packed tarball, in which it tests and synthesizes, as a user does. Run after `build.ts`; it
 * packs the library, which is compiled.
 */

const ROOT = join(__dirname, '..', '..', '..');
const work = mkdtempSync(join(tmpdir(), 'projen-'));
const project = join(work, 'orders');

/** Whoever makes a project sits at a terminal: in a pipeline projen wants a lock file, which a new project does not have. */
const atTerminal = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'CI'));

function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', env: atTerminal, stdio: ['ignore', 'pipe', 'inherit'] });
}

function only(directory: string): string {
  const [file] = readdirSync(directory);
  return join(directory, file);
}

const read = (path: string) => readFileSync(join(project, path), 'utf8');

try {
  run(ROOT, 'npx', 'jsii-pacmak', '--target', 'js', '--outdir', join(work, 'packed'));
  const library = only(join(work, 'packed', 'js'));
  const type = only(join(__dirname, '..', 'dist', 'js'));
  mkdirSync(project);
  // The library of this checkout stands for the one that the registry will have.
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'orders', version: '0.0.0', private: true }));
  run(project, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', library, 'projen');
  const options = ['--pattern', 'stateful-database', '--size', '80Gi', '--zones', 'eu-central-1a', '--namespace', 'shop'];
  run(project, 'npx', 'projen', 'new', '--from', type, 'storage-app', '--no-git', '--no-post', ...options);
  // projen takes the path of a tarball for the name of a package; and the library is not in the registry yet.
  const definition = read('.projenrc.js').replace(type, `cdk8s-storage-projen@file:${type}`);
  const dependency = JSON.stringify(`cdk8s-storage@file:${library}`);
  writeFileSync(join(project, '.projenrc.js'), definition.replace('project.synth();', `project.addDeps(${dependency});\nproject.synth();`));
  run(project, 'npx', 'projen');

  const chart = read('charts/orders.ts');
  for (const part of ["namespace: 'shop'", 'Size.gibibytes(80)', "zones: ['eu-central-1a']"]) assert.ok(chart.includes(part), chart);
  for (const file of ['main.ts', 'cdk8s.yaml', 'tsconfig.json', 'jest.config.json', '.github/workflows/manifests.yml', '.projenrc.js']) {
    assert.ok(existsSync(join(project, file)), `${file} is missing`);
  }
  assert.match(read('.gitignore'), /^dist\/$/m);
  const made = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  assert.equal(made.private, true);
  assert.deepEqual(
    Object.keys(made.devDependencies).filter((name) => name in made.dependencies),
    [],
  );
  run(project, 'npm', 'test');
  run(project, 'npm', 'run', 'test:ci');
  run(project, 'npm', 'run', 'synth');
  assert.match(read('dist/orders.k8s.yaml'), /kind: StatefulSet\n/);

  // What was written once belongs to the user.
  writeFileSync(join(project, 'charts', 'orders.ts'), chart.replace('80', '90'));
  run(project, 'npx', 'projen');
  assert.ok(read('charts/orders.ts').includes('Size.gibibytes(90)'));
  process.stdout.write('a project was made, tested, synthesized and synthesized again by projen\n');
} finally {
  rmSync(work, { recursive: true, force: true });
}
