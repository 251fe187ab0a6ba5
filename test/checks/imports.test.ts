import { readdirSync, readFileSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';

/*
 * The checks run in pipelines, on manifests of anybody: they start quickly, and have no use for constructs. So neither they nor what
 * they import may load cdk8s, cdk8s-plus or constructs.
 */

const SOURCES = join(__dirname, '..', '..', 'src');
const ALLOWED = /^(js-yaml|node:[a-z]+(\/[a-z]+)?)$/;

function importsOf(file: string): string[] {
  const code = readFileSync(file, 'utf8');
  return [...code.matchAll(/^(?:import|export)(?! type)[^;]*? from '([^']+)'/gm)].map(([, name]) => name);
}

/** All that is loaded with a file: files of ours, and packages. */
function closure(file: string, files = new Set<string>(), packages = new Map<string, string>()) {
  if (files.has(file)) return { files, packages };
  files.add(file);
  for (const name of importsOf(file)) {
    if (name.startsWith('.')) closure(resolveFile(resolve(dirname(file), name)), files, packages);
    else packages.set(name, relative(SOURCES, file));
  }
  return { files, packages };
}

function resolveFile(path: string): string {
  const names = readdirSync(dirname(path));
  const base = path.slice(dirname(path).length + 1);
  return names.includes(`${base}.ts`) ? `${path}.ts` : join(path, 'index.ts');
}

test('the engine loads a YAML reader and nothing else', () => {
  const { files, packages } = closure(join(SOURCES, 'checks', 'index.ts'));
  expect(files.size).toBeGreaterThan(60);
  expect([...packages].filter(([name]) => !ALLOWED.test(name))).toEqual([]);
  const folders = new Set([...files].map((file) => relative(SOURCES, file).split('/')[0]));
  expect([...folders].sort()).toEqual(['checks', 'facts', 'util']);
});

test('every file of a rule has the name of its id', () => {
  const rules = join(SOURCES, 'checks', 'rules');
  for (const file of readdirSync(rules).filter((name) => name !== 'index.ts')) {
    expect(readFileSync(join(rules, file), 'utf8')).toContain(`  id: '${file.replace(/\.ts$/, '')}',`);
  }
});
