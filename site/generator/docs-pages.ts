import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { HOME } from '../../src/checks/rule-page';

/*
 * The pages of the repository as those of the site: README is where it begins, a folder's README its index, and what is in the repository and no page
 * has its address there.
 */

/** Pages outside of docs/, by their names on the site. */
const OTHERS: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'SECURITY.md': 'security.md',
};

/** Where a file of the repository stands on the site, if it is a page or a picture. */
export function placeOf(path: string): string | undefined {
  if (path in OTHERS) return OTHERS[path];
  if (path === 'docs/README.md') return 'documentation.md';
  if (!/^docs\/.*\.(md|svg)$/.test(path)) return undefined;
  return path.slice('docs/'.length).replace(/(^|\/)README\.md$/, '$1index.md');
}

/** All files that have a place on the site. */
export function sources(root: string): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return [...Object.keys(OTHERS), ...docs].filter((path) => placeOf(path) !== undefined).sort();
}

/** The text of a page with its links as they are on the site. */
export function pageOf(root: string, path: string): string {
  const place = placeOf(path)!;
  const parts = readFileSync(join(root, path), 'utf8').split(/(^```[\s\S]*?^```$)/m);
  return parts
    .map((part) => (part.startsWith('```') ? fence(part) : part.replace(LINK, (_, link: string) => `](${onSite(link)})`)))
    .join('');

  function onSite(link: string): string {
    const [, target, anchor] = /^([^#]*)(#.*)?$/.exec(link)!;
    const file = fileOf(root, path, target);
    if (file === undefined) return link;
    const there = placeOf(file);
    if (there !== undefined) return `${relative(place, there)}${anchor ?? ''}`;
    return `${HOME}/${statSync(join(root, file)).isDirectory() ? 'tree' : 'blob'}/main/${file}${anchor ?? ''}`;
  }
}

const LINK = /\]\(([^)\s]+)\)/g;

const IN_REPOSITORY = new RegExp(
  `^(?:${HOME}/(?:blob|tree)/main|${HOME.replace('//github.com', '//raw.githubusercontent.com')}/main)/(.*)$`,
);

/** The file of the repository that a link leads to; undefined for the rest of the world, and for places of the same page. */
function fileOf(root: string, page: string, target: string): string | undefined {
  const inside = IN_REPOSITORY.exec(target);
  if (inside === null && (target === '' || /^[a-z]+:/.test(target))) return undefined;
  const file = inside === null ? posix.normalize(`${dirname(page)}/${target}`) : inside[1];
  if (!existsSync(join(root, file))) throw new Error(`${page} leads to ${target}, which is not there.`);
  return file.replace(/\/$/, '');
}

function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** What only jsii-rosetta reads. */
const fence = (text: string): string => text.replace(/^```(\w+) nofixture/, '```$1');
