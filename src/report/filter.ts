import { createHash } from 'node:crypto';

/**
 * What the page does by itself: shows the workloads whose row has the words, or lacks a backup, and opens the namespaces that have some.
 * Without it everything is there, unfiltered.
 */
export const SCRIPT = `
const box = document.getElementById('filter');
const words = box.querySelector('input[type=search]');
const only = box.querySelector('input[type=checkbox]');
const count = box.querySelector('output');
const sections = [...document.querySelectorAll('main details')].map((node) => ({
  node,
  open: node.open,
  title: node.dataset.title.toLowerCase(),
  rows: [...node.querySelectorAll('tbody')].map((body) => ({ body, text: body.textContent.toLowerCase(), bad: body.querySelector('.warn') !== null })),
}));
function apply() {
  const wanted = words.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
  const active = wanted.length > 0 || only.checked;
  let shown = 0;
  for (const { node, open, title, rows } of sections) {
    let own = 0;
    for (const { body, text, bad } of rows) {
      const fits = (!only.checked || bad) && wanted.every((word) => text.includes(word) || title.includes(word));
      body.hidden = !fits;
      if (fits) own += 1;
    }
    node.hidden = active && own === 0;
    node.open = active ? own > 0 : open;
    node.classList.toggle('filtered', active);
    shown += own;
  }
  count.textContent = active ? shown + (shown === 1 ? ' match' : ' matches') : '';
}
box.hidden = false;
words.addEventListener('input', apply);
only.addEventListener('change', apply);
box.addEventListener('submit', (event) => event.preventDefault());
window.addEventListener('beforeprint', () => sections.forEach(({ node }) => { node.open = true; }));
function openTarget() {
  const target = location.hash === '' ? null : document.getElementById(location.hash.slice(1));
  const fold = target && target.querySelector('details');
  if (fold) fold.open = true;
}
window.addEventListener('hashchange', openTarget);
openTarget();
apply();
`;

/** What a page that runs nothing but this script says in its policy. */
export const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;

/** Hidden until the script is there. */
export function filterForm(): string {
  return [
    '<form id="filter" role="search" hidden="">',
    '<label class="words"><span>Filter</span><input type="search" placeholder="name, kind, class, path …" autocomplete="off" spellcheck="false"></label>',
    '<label class="only"><input type="checkbox"> without a backup</label>',
    '<output aria-live="polite"></output>',
    '</form>',
  ].join('\n');
}
