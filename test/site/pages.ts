import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/*
 * The built site as files: where its links lead, and what its pages load.
 */

export interface Site {
  readonly directory: string;
  /** Where it is served: /cdk8s-storage/. */
  readonly base: string;
}

const htmlOf = (site: Site): string[] =>
  readdirSync(site.directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));

/** The file that is served at a path, as GitHub's pages do it: without .html, and an index for a folder. */
export function fileAt(site: Site, path: string): string | undefined {
  if (!path.startsWith(site.base)) return undefined;
  const relative = decodeURIComponent(path.slice(site.base.length));
  const candidates = relative === '' || relative.endsWith('/') ? [`${relative}index.html`] : [relative, `${relative}.html`];
  return candidates.map((name) => join(site.directory, name)).find((name) => existsSync(name) && statSync(name).isFile());
}

const pathOf = (site: Site, name: string): string => `${site.base}${name.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, '')}`;

/** What is wrong with the links of all pages, and how many there are. */
export function readLinks(site: Site): { readonly links: number; readonly pages: number; readonly wrong: readonly string[] } {
  const names = htmlOf(site);
  const ids = new Map<string, ReadonlySet<string>>();
  const idsOf = (file: string): ReadonlySet<string> => {
    const known = ids.get(file) ?? new Set(Array.from(readFileSync(file, 'utf8').matchAll(/\sid="([^"]*)"/g), ([, id]) => id));
    ids.set(file, known);
    return known;
  };
  let links = 0;
  const wrong = new Set<string>();
  for (const name of names) {
    const html = readFileSync(join(site.directory, name), 'utf8');
    // What a page loads comes with it, so that it is read where there is no network.
    for (const [, source] of html.matchAll(/<(?:script|img|link)\b[^>]*?\s(?:src|href)="([^"]*)"/g)) {
      if (/^(?:https?:)?\/\//.test(source)) wrong.add(`${name} loads ${source}`);
    }
    for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      links += 1;
      const [target, anchor] = href.replaceAll('&amp;', '&').split('#');
      const here = pathOf(site, name);
      const path =
        target === '' ? here : target.startsWith('/') ? target : posix.join(here.endsWith('/') ? here : `${dirname(here)}/`, target);
      const file = fileAt(site, path);
      if (file === undefined) wrong.add(`${name} leads to ${href}, which is not there`);
      else if (anchor !== undefined && anchor !== '' && !idsOf(file).has(decodeURIComponent(anchor))) {
        wrong.add(`${name} leads to ${href}, a place that the page does not have`);
      }
    }
  }
  return { links, pages: names.length, wrong: [...wrong] };
}
