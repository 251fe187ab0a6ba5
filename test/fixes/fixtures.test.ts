import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { FIXES } from '../../src/fixes/rules';
import { fix } from './support';

/*
 * NAME.before.yaml and NAME.after.yaml: what is written, to the byte. A comment `# scratch-limit: SIZE` gives that option.
 */

const FIXTURES = join(__dirname, 'fixtures');
const names = readdirSync(FIXTURES)
  .filter((name) => name.includes('.before.'))
  .sort();
const textOf = (name: string) => readFileSync(join(FIXTURES, name), 'utf8');
const limitOf = (text: string) => /# scratch-limit: (\S+)/.exec(text)?.[1];

test.each(names)('%s', (name) => {
  const before = textOf(name);
  const scratchLimit = limitOf(before);
  const { text, fixed, notFixed, after } = fix(before, { scratchLimit });
  expect(text).toBe(textOf(name.replace('.before.', '.after.')));
  expect(fixed.length + notFixed.length).toBeGreaterThan(0);
  for (const finding of fixed) {
    expect(after.findings.filter(({ rule, pointer }) => rule === finding.rule && pointer === finding.pointer)).toEqual([]);
  }
  // What is mended stays so.
  expect(fix(text, { scratchLimit }).texts.size).toBe(0);
});

test('every remedy is in a fixture', () => {
  const written = new Set(
    names.flatMap((name) => fix(textOf(name), { scratchLimit: limitOf(textOf(name)) }).fixed.map(({ rule }) => rule)),
  );
  expect([...written].sort()).toEqual(FIXES.map(({ rule }) => rule).sort());
});
