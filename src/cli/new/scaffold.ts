import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capital } from '../../util/capital';
import { packageVersion } from '../version';
import type { Values } from './answers';
import { PACKAGE_MANAGERS, PackageManager } from './package-managers';
import { quoted, substitute, Substitutions } from './substitute';

/** Files by their path, with slashes, below the directory of the app. */
export type Files = ReadonlyMap<string, string>;

const TEMPLATES = join(__dirname, '..', '..', '..', 'templates');

/** What stands in place of what a pattern says about itself. */
const ABOUT = '<!-- about -->\n';

/** All files of a new app. */
export function scaffoldApp(pattern: string, values: Values, packageManager: PackageManager): Files {
  const about = readFileSync(join(TEMPLATES, 'patterns', pattern, 'README.md'), 'utf8');
  const names: Readonly<Record<string, string>> = {
    'README.md': 'README.md',
    'cdk8s.yaml': 'cdk8s.yaml',
    // npm leaves files out that are called .gitignore.
    gitignore: '.gitignore',
    'jest.config.json': 'jest.config.json',
    'package.json': 'package.json',
    'tsconfig.json': 'tsconfig.json',
    'workflows/manifests.yml': '.github/workflows/manifests.yml',
  };
  const substitutions = { ...substitutionsOf(values), ...packageSubstitutions(values.name) };
  const common = Object.entries(names).map(([file, path]) => {
    const text = readFileSync(join(TEMPLATES, 'app', file), 'utf8').replace(ABOUT, () => about);
    // Its scripts call programs, whoever calls them.
    const spoken = path === 'package.json' ? {} : PACKAGE_MANAGERS[packageManager];
    return [path, substitute(text, { ...substitutions, ...spoken })] as const;
  });
  const own = readPattern(pattern).map(([path, text]) => [substitute(path, substitutions), substitute(text, substitutions)] as const);
  return new Map([...common, ...own].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The files that add a pattern to an app. */
export function scaffoldChart(pattern: string, values: Values): Files {
  const files = readPattern(pattern).filter(([path]) => path !== 'main.ts');
  const substitutions = substitutionsOf(values);
  return new Map(files.map(([path, text]) => [substitute(path, substitutions), substitute(text, substitutions)]));
}

/** The name of a chart's class: a service may begin with a digit, and a class may not. */
export function classNameOf(name: string): string {
  return `${pascalCase(name)}Chart`;
}

function pascalCase(name: string): string {
  const words = name.split('-').map(capital);
  return `${/^[0-9]/.test(name) ? 'Service' : ''}${words.join('')}`;
}

/** What a pattern has of its own, as it stands in the template. */
function readPattern(pattern: string): Array<readonly [path: string, text: string]> {
  const directory = join(TEMPLATES, 'patterns', pattern);
  return FOLDERS.flatMap((folder) => listFiles(directory, folder))
    .filter((path) => path !== 'README.md')
    .map((path) => [path, readFileSync(join(directory, ...path.split('/')), 'utf8')] as const);
}

const FOLDERS = ['', 'charts', 'config/template-service', 'config/site', 'test'];

function listFiles(directory: string, folder: string): string[] {
  const path = join(directory, folder);
  if (!existsSync(path)) return [];
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
}

function substitutionsOf(values: Values): Substitutions {
  const { name, namespace, image, engine, size, driver, zones, server, path, store } = values;
  return {
    'template-service': name,
    TemplateService: pascalCase(name),
    'template-namespace': namespace,
    'registry.example.com/template-image:1.0.0': image,
    "DatabaseEngine.postgres({ version: '18.6' })": engine.code,
    'Size.gibibytes(7)': size.code,
    'StorageDriver.awsEbs()': driver.code,
    "['template-zone']": zones.value === undefined ? undefined : zones.code,
    "'template-server.example.com'": quoted(server),
    "'/template/export'": quoted(path),
    "BackupStore.s3({ path: 's3://template-bucket', secretName: 'template-service-store' })": store.code,
  };
}

function packageSubstitutions(name: string): Substitutions {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(TEMPLATES, 'app', 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  // A package cannot depend on one of its own name.
  const packageName = name in { ...dependencies, ...devDependencies } ? `${name}-app` : name;
  const version = packageVersion();
  return {
    '"name": "template-service"': `"name": "${packageName}"`,
    '"cdk8s-storage": "0.0.0-template"': `"cdk8s-storage": "^${version}"`,
    '0.0.0-template': version,
  };
}
