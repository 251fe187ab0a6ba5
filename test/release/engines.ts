import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { installOnce, makeApp, ROOT, run } from '../matrix/fresh-apps';
import { VERSIONS } from '../languages/bindings';
import { compareVersions } from './changelog';

/*
 * The package runs on the oldest Node that it says it runs on, and on the newest that there is. npm serves both, as packages of one program.
 */

const PACKAGE = `node-${platform() === 'win32' ? 'win' : platform()}-${arch()}`;

/** Where the least version of Node is told to people. */
const TOLD = ['README.md', 'docs/languages.md', 'docs/versioning.md', 'CONTRIBUTING.md'];

function oldest(): string {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly engines: { readonly node: string } };
  const found = /^>= (\d+\.\d+\.\d+)$/.exec(engines.node);
  assert.ok(found, `engines.node of package.json: "${engines.node}" is no least version`);
  const short = found[1].replace(/\.0$/, '');
  for (const file of TOLD) {
    const told = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\b(2\d\.\d+) (?:or|and) newer/g)].map(([, version]) => version);
    assert.deepEqual([...new Set(told)], [short], `${file} tells another least version of Node than package.json`);
  }
  return found[1];
}

async function newest(): Promise<string> {
  const versions = JSON.parse(await run(ROOT, 'npm', ['view', PACKAGE, 'versions', '--json'])) as readonly string[];
  const [last] = versions
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version))
    .sort(compareVersions)
    .reverse();
  return last;
}

export async function checkEngines(tarball: string): Promise<string> {
  const app = await makeApp(VERSIONS, tarball);
  const source = readFileSync(join(__dirname, '..', 'package', 'main.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(join(app, 'main.js'), outputText);
  const command = join(app, 'node_modules', 'cdk8s-storage', 'lib', 'cli', 'main.js');
  const outcomes: string[] = [];
  const versions = [oldest(), await newest()];
  for (const version of versions) {
    const node = join(await installOnce({ [PACKAGE]: version }), 'node_modules', PACKAGE, 'bin', 'node');
    assert.ok(existsSync(node), `${PACKAGE} ${version} has no bin/node`);
    assert.equal((await run(app, node, ['--version'])).trim(), `v${version}`);
    const outdir = join(app, `dist-${version}`);
    await run(app, node, ['main.js'], { CDK8S_OUTDIR: outdir });
    const checked = await run(app, node, [command, 'check', '--fail-on', 'info', outdir]);
    const planned = await run(app, node, [command, 'plan', outdir, outdir]);
    outcomes.push(readFileSync(join(outdir, 'packed.k8s.yaml'), 'utf8') + checked.replaceAll(version, '') + planned);
  }
  assert.equal(outcomes[0], outcomes[1], `Node ${versions.join(' and ')} do not make the same of a program`);
  return `the same manifests, checks and plan on Node ${versions.join(' and ')}`;
}
