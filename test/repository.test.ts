import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { HOME } from '../src/checks/rule-page';
import { ROOT } from './sources';

/*
 * The repository has one name, in .projenrc.ts, and pages lead to where they say: README from anywhere, since npm, PyPI and Maven show it
 * without the files beside it, the others within the repository.
 */

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
const pages = tracked.filter((path) => path.endsWith('.md') && !/^(test\/|templates\/|packages\/)/.test(path));
const linksOf = (path: string): string[] => {
  const prose = read(path).replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
};

const { repository, homepage } = JSON.parse(read('package.json')) as {
  readonly repository: { readonly url: string };
  readonly homepage: string;
};
const home = repository.url.replace(/\.git$/, '');

/** Where a link to the repository leads to: a path, and what it is there. */
const IN_REPOSITORY = new RegExp(
  `^(?:${home}/(blob|tree)/main|${home.replace('//github.com', '//raw.githubusercontent.com')}/main)/([^#]*)`,
);

test('sources, pages and schemas name the repository that package.json names', () => {
  expect(HOME).toBe(home);
  const [owner, name] = new URL(home).pathname.split('/').slice(1);
  const others = tracked
    .filter((path) => /^(src|docs|schemas|packages|templates)\/|^[^/]+\.(md|yml)$|^\.github\//.test(path))
    .flatMap((path) =>
      [...read(path).matchAll(/github(?:usercontent)?\.com\/([\w-]+)\/(cdk8s-storage[\w-]*)/g)].map((found) => ({ path, found })),
    )
    .filter(({ found }) => found[1] !== owner || ![name, `${name}-go`].includes(found[2]));
  expect(others.map(({ path, found }) => `${path}: ${found[0]}`)).toEqual([]);
});

test('what the package exports is made of sources that are here: a name that leads nowhere fails only where it is installed', () => {
  const { exports } = JSON.parse(read('package.json')) as { readonly exports: Readonly<Record<string, string>> };
  const notMade = Object.values(exports).filter((path) => {
    const source = /^\.\/lib\/(.*)\.js$/.exec(path)?.[1];
    // The compiler writes this one.
    return source === undefined ? !['./package.json', './.jsii'].includes(path) : !existsSync(join(ROOT, 'src', `${source}.ts`));
  });
  expect(notMade).toEqual([]);
});

test('a task whose program a signal ends has failed, as one that is out of memory', () => {
  const { shell } = JSON.parse(read('.projen/tasks.json')) as { readonly shell?: unknown };
  const directory = mkdtempSync(join(tmpdir(), 'task-'));
  const ended = { name: 'ended', steps: [{ exec: `node -e "process.kill(process.pid, 'SIGKILL')"` }] };
  mkdirSync(join(directory, '.projen'));
  writeFileSync(join(directory, '.projen', 'tasks.json'), JSON.stringify({ shell, tasks: { ended } }));
  const { status } = spawnSync(join(ROOT, 'node_modules', '.bin', 'projen'), ['ended'], { cwd: directory });
  rmSync(directory, { recursive: true });
  expect(status).toBe(1);
});

test('no link of the file system is in the repository, since it leads elsewhere in the next checkout', () => {
  const modes = execFileSync('git', ['ls-files', '-z', '--stage'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  expect(modes.filter((entry) => entry.startsWith('120000'))).toEqual([]);
});

test('the site has one address', () => {
  const links = pages.flatMap(linksOf).filter((link) => link.includes('github.io/cdk8s-storage'));
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !link.startsWith(homepage))).toEqual([]);
});

test('links of README are absolute, and lead to what is in the repository', () => {
  const links = linksOf('README.md');
  expect(links.length).toBeGreaterThan(15);
  expect(links.filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
  const inside = links.flatMap((link) => IN_REPOSITORY.exec(link) ?? []).length / 3;
  expect(inside).toBeGreaterThan(10);
  const dead = links.filter((link) => link.startsWith(home) && !IN_REPOSITORY.test(link));
  expect([...dead, ...links.filter(leadsNowhere)]).toEqual([]);
});

const leadsNowhere = (link: string): boolean => {
  const found = IN_REPOSITORY.exec(link);
  return found !== null && !existsSync(join(ROOT, decodeURIComponent(found[2])));
};

test.each(pages)('links of %s lead to what is in the repository', (page) => {
  const dead = linksOf(page).filter((link) => {
    if (/^[a-z]+:/.test(link)) return leadsNowhere(link);
    const [path, anchor] = link.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
    if (!existsSync(join(ROOT, file))) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
  });
  expect(dead).toEqual([]);
});

const anchors = new Map<string, ReadonlySet<string>>();

/** The anchors that GitHub gives headings. */
function anchorsOf(path: string): ReadonlySet<string> {
  const known = anchors.get(path);
  if (known !== undefined) return known;
  const headings = [
    ...read(path)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );
  const made = new Set(headings);
  anchors.set(path, made);
  return made;
}
