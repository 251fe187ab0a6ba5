import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { placeOf } from './docs-pages';

/*
 * docs/README.md says in which order pages are read, on GitHub as on the site: what it lists is the navigation of the site, and a page that it does
 * not list is found by nobody.
 */

export interface Item {
  readonly text: string;
  /** Address on the site. */
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly Item[];
}

const CONTENTS = 'docs/README.md';

/** The navigation, from the headings and lists of the contents. */
export function contents(root: string, pages: readonly string[]): Item[] {
  const sections: Array<{ text: string; items: Item[] }> = [];
  const listed = new Set<string>();
  let open: Item[] | undefined;
  for (const line of readFileSync(join(root, CONTENTS), 'utf8').split('\n')) {
    const [, level, heading] = /^(##+) (.*)$/.exec(line) ?? [];
    const [, text, target] = /^- \[(.*?)\]\(([^)]+)\)/.exec(line) ?? [];
    if (level === '##') {
      open = [];
      sections.push({ text: heading, items: open });
    } else if (level === '###') {
      open = [];
      sections.at(-1)!.items.push({ text: heading, collapsed: false, items: open });
    } else if (target !== undefined && !target.startsWith('http')) {
      const [file, anchor] = target.split('#');
      const path = posix.normalize(`docs/${file}`);
      listed.add(path);
      open!.push({ text, link: `${addressOf(path)}${anchor === undefined ? '' : `#${anchor}`}` });
    }
  }
  const missing = pages.filter(
    (path) => /^docs\/(?!README\.md|rules\/|tutorials\/README\.md)/.test(path) && path.endsWith('.md') && !listed.has(path),
  );
  if (missing.length > 0) throw new Error(`${CONTENTS} does not list ${missing.join(', ')}.`);
  return sections;
}

/** The address of a page on the site. */
export function addressOf(path: string): string {
  return `/${placeOf(path)!
    .replace(/\.md$/, '')
    .replace(/(^|\/)index$/, '$1')}`;
}
