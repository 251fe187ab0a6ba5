import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATTERNS } from '../../../src/cli/new/patterns';

const ROOT = join(__dirname, '..', '..', '..');

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
  /** The same, as Yarn and pnpm call it. */
  readonly resolutions?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
}

const readPackage = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path, 'package.json'), 'utf8')) as Package;
const own = readPackage();
const made = readPackage('templates', 'app');

test('the versions in what is made are those that this repository is tested with', () => {
  const known = { ...own.devDependencies, ...own.peerDependencies };
  const { 'cdk8s-storage': library, ...dependencies } = { ...made.dependencies, ...made.devDependencies };
  expect(library).toBe('0.0.0-template');
  for (const [name, range] of Object.entries(dependencies)) expect({ [name]: range }).toEqual({ [name]: known[name] });
});

test('what is made overrides what this repository does, without which its npm ci would fail, and runs where the library runs', () => {
  expect(made.overrides).toEqual(own.overrides);
  expect(made.resolutions).toEqual(own.overrides);
  expect(made.engines).toEqual(own.engines);
});

test('each folder of templates is a pattern, and each pattern a folder', () => {
  expect(readdirSync(join(ROOT, 'templates', 'patterns')).sort()).toEqual(Object.keys(PATTERNS).sort());
});
