import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

/*
 * Pages, navigation and names come from site/generator, which writes them into pages/ before each build.
 */

const { home, sidebar, names } = JSON.parse(readFileSync(new URL('../pages/site.json', import.meta.url), 'utf8'));
const [, name] = new URL(home).pathname.slice(1).split('/');

export default defineConfig({
  title: 'cdk8s-storage',
  description: 'Typed constructs, checks and plans for storage on Kubernetes',
  lang: 'en',
  srcDir: 'pages',
  outDir: '../dist/site',
  base: `/${name}/`,
  cleanUrls: true,
  markdown: {
    // As GitHub makes them, so that links to headings work in both places.
    anchor: { slugify: slug },
    attrs: { allowedAttributes: ['id'] },
    // Those of GitHub whose comments can be read on the grey of a block.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => {
      takeBraces(md);
      breakNames(md);
      linkNames(md);
      nameAnchors(md);
      scrollTables(md);
    },
  },
  themeConfig: {
    nav: [
      { text: 'Tutorials', link: '/tutorials/', activeMatch: '^/tutorials/' },
      { text: 'How to', link: '/documentation#how-to' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Rules', link: '/rules/', activeMatch: '^/rules/' },
      { text: 'Command line', link: '/command-line' },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local', options: { _render: forSearch } },
    socialLinks: [{ icon: 'github', link: home }],
    docFooter: { prev: false, next: false },
  },
});

function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Braces are what is written, and nothing to be looked up. */
function takeBraces(md) {
  const code = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (...all) => code(...all).replace('<code', '<code v-pre');
  const text = md.renderer.rules.text;
  md.renderer.rules.text = (...all) => text(...all).replaceAll('{{', '&#123;&#123;');
}

/** Long names may break between their words, so that a column of a table need not be as wide as the longest; search reads them whole. */
function breakNames(md) {
  const plain = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    const html = plain(tokens, index, options, env, self);
    if (env.forSearch === true) return html;
    const parts = (word) => word.replace(/[./:=_-]+(?=\w)|[a-z0-9)](?=[A-Z])/g, '$&<wbr>');
    return html.replace(/>([^<]+)</, (_, text) => `>${text.replace(/\S{23,}/g, parts)}<`);
  };
}

/** The links beside headings are read out as what the heading says. */
function nameAnchors(md) {
  const plain = md.renderer.rules.link_open ?? ((tokens, index, options, env, self) => self.renderToken(tokens, index, options));
  md.renderer.rules.link_open = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token.attrGet('class') === 'header-anchor') {
      const title = token.attrGet('aria-label').replace(/<span class="[^"]*ignore-header">.*?<\/span>|<[^>]*>|\{#[^}]*\}/g, '');
      token.attrSet('aria-label', title.trim());
    }
    return plain(tokens, index, ...rest);
  };
}

/** Code that is the name of something public leads to its page. */
function linkNames(md) {
  const plain = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    const html = plain(tokens, index, options, env, self);
    const content = tokens[index].content.replace(/^new /, '').replace(/\(.*\)$/, '');
    const target = Object.hasOwn(names, content) ? names[content] : undefined;
    const open = tokens.slice(0, index).reduce((depth, { type }) => depth + (type === 'link_open') - (type === 'link_close'), 0);
    const own = env.relativePath?.startsWith('api/') && env.relativePath === `api/${target?.split('#')[0]}.md`;
    return target === undefined || open > 0 || own ? html : `<a class="api-name" href="/${name}/api/${target}">${html}</a>`;
  };
}

/** A table that is wider than the page moves by itself. */
function scrollTables(md) {
  md.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table tabindex="-1">\n';
  md.renderer.rules.table_close = () => '</table></div>\n';
}

/** What is found is called as in TypeScript; what other languages call it stands below. */
function forSearch(src, env, md) {
  env.forSearch = true;
  const html = md.render(src, env);
  if (env.frontmatter?.search === false) return '';
  return html.replace(/(<h[1-6][^>]*>)(.*?)(<\/h[1-6]>)/g, (_, open, content, close) => {
    const others = [...content.matchAll(/<span class="lang [^"]* ignore-header">(.*?)<\/span>/g)].map(([, word]) => word);
    const own = content.replace(/<span class="lang [^"]* ignore-header">.*?<\/span>/g, '').replace(/<Badge[^>]*\/>/g, '');
    return `${open}${own}${close}${others.length === 0 ? '' : `<p>${[...new Set(others)].join(' ')}</p>`}`;
  });
}
