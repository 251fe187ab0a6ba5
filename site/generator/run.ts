import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HOME } from '../../src/checks/rule-page';
import { RULE_IDS } from '../../src/checks/rules';
import { LANGUAGES } from './api-json';
import { apiPages } from './api-pages';
import { contents, Item } from './contents';
import { pageOf, placeOf, sources } from './docs-pages';

/*
 * Makes the site, in dist/site: the pages of the repository, and those of the API by jsii-docgen, through VitePress. It wants what `npm run compile` writes,
 * and installs what it needs beside it. Nothing is fetched to build a site nor by whoever reads it.
 *
 *   tsx site/generator/run.ts [--pages]     with --pages, only the pages are written
 */

const root = resolve(__dirname, '../..');
const site = join(root, 'site');
const pages = join(site, 'pages');

/** Packages of the site are its own, so that those of the library stay few. */
function install(): void {
  const [wanted, installed] = [join(site, 'package-lock.json'), join(site, 'node_modules', '.package-lock.json')];
  interface Lock {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
  }
  const read = (path: string): Lock['packages'] => (JSON.parse(readFileSync(path, 'utf8')) as Lock).packages;
  const current =
    existsSync(installed) &&
    // Those for other platforms are not there.
    Object.entries(read(wanted)).every(
      ([name, { version, optional }]) => name === '' || optional === true || read(installed)[name]?.version === version,
    );
  if (!current) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: site, stdio: ['ignore', 'inherit', 'inherit'] });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/**
 * What jsii-docgen says of the API. Pieces of code are said in the other languages before, by jsii-rosetta, which compiles each; what it writes beside the
 * assembly is found there.
 */
function readApi(): ReturnType<typeof apiPages> {
  if (!existsSync(join(root, '.jsii'))) throw new Error('There is no .jsii, which "npm run compile" writes.');
  const directory = mkdtempSync(join(tmpdir(), 'site-api-'));
  try {
    const { resolve: find } = createRequire(join(root, 'package.json'));
    const copy = join(directory, 'package');
    mkdirSync(copy);
    for (const name of ['.jsii', 'package.json', 'README.md', 'rosetta']) cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    // They are compiled in the directory around, as in an app that has the package.
    const installed = join(directory, 'node_modules');
    mkdirSync(installed);
    symlinkSync(root, join(installed, 'cdk8s-storage'));
    for (const name of ['cdk8s', 'cdk8s-plus-27', 'constructs']) symlinkSync(join(root, 'node_modules', name), join(installed, name));
    const call = (name: string, args: readonly string[]): void => {
      const program = join(dirname(find(`${name}/package.json`)), 'bin', name);
      execFileSync(process.execPath, [program, ...args], { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
    };
    call('jsii-rosetta', ['extract', '--strict', '--directory', directory]);
    const languages = LANGUAGES.flatMap((language) => ['-l', language]);
    call('jsii-docgen', ['-f', 'json', ...languages, '-o', join(directory, 'api')]);
    return apiPages(root, directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function writePages(): void {
  rmSync(pages, { recursive: true, force: true });
  const api = readApi();
  const from = sources(root);
  for (const path of from) {
    const target = join(pages, placeOf(path)!);
    if (path.endsWith('.md')) write(target, pageOf(root, path));
    else cpSync(join(root, path), target);
  }
  for (const [name, text] of api.pages) write(join(pages, 'api', name), text);

  const apiItems: Item[] = api.areas.map(({ title, types }) => ({
    text: title,
    collapsed: true,
    items: types.map((name) => ({ text: name, link: `/api/${name}` })),
  }));
  const reference = { text: 'API', link: '/api/' };
  const main = contents(root, from).map((section) =>
    section.text === 'Reference' ? { ...section, items: [reference, ...(section.items ?? [])] } : section,
  );
  const back = { text: '← All pages', link: '/documentation' };
  const data = {
    home: HOME,
    sidebar: {
      '/api/': [back, { text: 'API', link: '/api/', items: apiItems }],
      '/rules/': [back, { text: 'Rules', link: '/rules/', items: RULE_IDS.map((id) => ({ text: id, link: `/rules/${id}` })) }],
      '/': main,
    },
    names: Object.fromEntries(api.names),
  };
  write(join(pages, 'site.json'), JSON.stringify(data));
}

install();
writePages();
if (!process.argv.includes('--pages')) {
  const vitepress = join(site, 'node_modules', 'vitepress', 'bin', 'vitepress.js');
  execFileSync(process.execPath, [vitepress, 'build', '.'], { cwd: site, stdio: ['ignore', 'inherit', 'inherit'] });
}
