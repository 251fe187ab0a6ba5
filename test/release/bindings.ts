import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../matrix/fresh-apps';
import { bindOwn } from '../languages/bindings';

/*
 * What other registries than npm get: names, version, licence, address. That programs run with it is shown by test/languages.
 */

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: { readonly url: string };
  readonly jsii: {
    readonly targets: {
      readonly python: { readonly distName: string };
      readonly java: { readonly maven: { readonly groupId: string; readonly artifactId: string } };
      readonly go: { readonly moduleName: string; readonly packageName: string };
    };
  };
}

const described = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
const home = described.repository.url.replace(/\.git$/, '');

const has = (text: string, wanted: readonly string[], what: string): void => {
  for (const words of wanted) assert.ok(text.includes(words), `${what} does not have: ${words}`);
};

/** A wheel and a source distribution. */
export async function checkPython(work: string): Promise<string> {
  const directory = await bindOwn('python', mkdir(work, 'python'));
  const files = readdirSync(directory);
  const wheel = files.find((file) => file.endsWith('.whl'));
  assert.ok(
    wheel !== undefined && files.some((file) => file.endsWith('.tar.gz')),
    `of a wheel and a source distribution there is ${files.join()}`,
  );
  const unpacked = mkdir(work, 'wheel');
  execFileSync('python3', ['-m', 'zipfile', '-e', join(directory, wheel), unpacked]);
  const info = readdirSync(unpacked).find((name) => name.endsWith('.dist-info'))!;
  const metadata = readFileSync(join(unpacked, info, 'METADATA'), 'utf8');
  const { distName } = described.jsii.targets.python;
  has(metadata, [`Name: ${distName}`, `Version: ${described.version}`, described.license, home], 'METADATA of the wheel');
  const relative = [...metadata.matchAll(/\]\(([^)\s]+)\)/g)].filter(([, link]) => !/^(https:|#)/.test(link));
  assert.deepEqual(
    relative.map(([, link]) => link),
    [],
    'links of the description lead nowhere on PyPI',
  );
  return wheel;
}

/** The source of the Go module, as its repository gets it. */
export async function checkGo(work: string): Promise<string> {
  const { moduleName, packageName } = described.jsii.targets.go;
  const module = join(await bindOwn('go', mkdir(work, 'go')), packageName);
  has(readFileSync(join(module, 'go.mod'), 'utf8'), [`module ${moduleName}/${packageName}\n`], 'go.mod');
  assert.equal(readFileSync(join(module, 'version'), 'utf8').trim(), described.version);
  has(readFileSync(join(module, 'LICENSE'), 'utf8'), ['Apache License'], 'LICENSE of the Go module');
  return `${moduleName}/${packageName}`;
}

/** The source of the Java package: it is compiled by test/languages, with the modules that it needs. */
export async function checkJava(work: string): Promise<string> {
  const directory = await bindOwn('java', mkdir(work, 'java'));
  const { groupId, artifactId } = described.jsii.targets.java.maven;
  const pom = readFileSync(join(directory, 'pom.xml'), 'utf8');
  const wanted = [`<groupId>${groupId}</groupId>`, `<artifactId>${artifactId}</artifactId>`, `<version>${described.version}</version>`];
  has(pom, [...wanted, 'Apache License 2.0', `<url>${home}`], 'pom.xml');
  return `${groupId}:${artifactId}`;
}

/** The project type, of one version with the library. */
export async function checkProjen(work: string): Promise<string> {
  const directory = mkdir(work, 'projen');
  await run(ROOT, 'npx', ['tsx', join('packages', 'cdk8s-storage-projen', 'build.ts'), directory]);
  const [tarball] = readdirSync(directory);
  const listed = execFileSync('tar', ['tzf', join(directory, tarball)], { encoding: 'utf8' });
  has(listed, ['package/LICENSE', 'package/README.md', 'package/.jsii', 'package/lib/index.js'], tarball);
  const manifest = execFileSync('tar', ['xzOf', join(directory, tarball), 'package/package.json'], { encoding: 'utf8' });
  const { version, peerDependencies } = JSON.parse(manifest) as { version: string; peerDependencies: Record<string, string> };
  assert.deepEqual([version, peerDependencies['cdk8s-storage']], [described.version, `^${described.version}`]);
  return tarball;
}

function mkdir(work: string, name: string): string {
  const directory = join(work, name);
  mkdirSync(directory);
  return directory;
}
