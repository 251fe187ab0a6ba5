import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { rulePages } from '../projenrc/rule-page-text';
import { operatorsPage } from '../projenrc/operators-text';
import { updateRulesPage } from '../projenrc/update-rules-text';
import { ENGINE_RULES, RULES } from '../src/checks';
import { HOME } from '../src/checks/rule-page';
import { FIXES } from '../src/fixes/rules';
import { ROOT, typescriptFiles } from './sources';

const DIRECTORY = join(ROOT, 'docs', 'rules');
const pages = rulePages();

test('every rule has a page, and no other has one', () => {
  const names = [...RULES, ...ENGINE_RULES].map(({ id }) => `${id}.md`);
  expect([...pages.keys()].sort()).toEqual(['README.md', ...names].sort());
});

test('the pages are as `npm run rule-pages` writes them', () => {
  expect(readdirSync(DIRECTORY).sort()).toEqual([...pages.keys()].sort());
  expect([...pages].filter(([name, text]) => readFileSync(join(DIRECTORY, name), 'utf8') !== text).map(([name]) => name)).toEqual([]);
});

test('so is the table of what the API server lets change', () => {
  expect(readFileSync(join(ROOT, 'docs', 'update-rules.md'), 'utf8')).toBe(updateRulesPage());
});

test('and what runs on operators', () => {
  expect(readFileSync(join(ROOT, 'docs', 'operators.md'), 'utf8')).toBe(operatorsPage());
});

test('their address is that of the repository', () => {
  const { repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly repository: { readonly url: string } };
  expect(repository.url).toBe(`${HOME}.git`);
});

test('every remedy is one of a rule, in a file of its name', () => {
  const ids = RULES.map(({ id }) => id);
  expect(FIXES.filter(({ rule }) => !ids.includes(rule))).toEqual([]);
  const files = typescriptFiles(join(ROOT, 'src', 'fixes', 'rules')).filter((name) => name !== 'index.ts');
  expect(FIXES.map(({ rule }) => `${rule}.ts`).sort()).toEqual(files);
});
