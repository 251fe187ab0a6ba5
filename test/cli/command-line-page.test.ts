import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../sources';
import { command } from './support';

/* docs/command-line.md shows what the command says of itself, all of it, to the letter. */

const page = readFileSync(join(ROOT, 'docs', 'command-line.md'), 'utf8');
const [overview, ...sections] = page.split(/^## /m);
const shownIn = (text: string): string => /```text\n([^]*?)```/.exec(text)?.[1] ?? '';
const shown = new Map(sections.filter((text) => shownIn(text) !== '').map((text) => [text.split('\n')[0], shownIn(text)]));

test('every command has a section, and the overview is the one that is printed', async () => {
  const { out, code } = await command(['--help']);
  expect({ code, out }).toEqual({ code: 0, out: shownIn(overview) });
  const names = [...out.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name);
  expect(names).toContain('check');
  expect([...shown.keys()]).toEqual(names);
});

test.each([...shown])('%s --help', async (name, text) => {
  const { out, code } = await command([name, '--help']);
  expect({ code, out }).toEqual({ code: 0, out: text });
});
