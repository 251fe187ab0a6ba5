import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../matrix/fresh-apps';
import { linkPackages } from './baseline';

/*
 * Each piece of TypeScript in README, and of @example in the API, is said in the other languages, where registries and documentation show it:
 * jsii-rosetta compiles it, within `rosetta/default.ts-fixture` where it is no program by itself.
 */

const LANGUAGES = ['python', 'java', 'go'];

interface Tablet {
  readonly snippets: Readonly<Record<string, { readonly translations: Readonly<Record<string, { readonly source: string }>> }>>;
}

export async function checkTranslations(work: string): Promise<string> {
  const directory = join(work, 'rosetta');
  mkdirSync(directory);
  linkPackages(directory);
  // It writes beside the assembly, which is therefore a copy.
  const copy = join(directory, 'package');
  mkdirSync(copy);
  for (const name of ['.jsii', 'package.json', 'rosetta']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  const tablet = join(directory, 'tablet.json');
  await run(ROOT, 'npx', ['jsii-rosetta', 'extract', '--strict', '--directory', directory, '--cache-to', tablet, copy]);
  const snippets = Object.values((JSON.parse(readFileSync(tablet, 'utf8')) as Tablet).snippets);
  const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { readonly readme: { readonly markdown: string } };
  const fences = assembly.readme.markdown.match(/^```(ts|typescript)\b/gm) ?? [];
  assert.ok(snippets.length >= fences.length, `${snippets.length} of ${fences.length} pieces of code in README were translated`);
  for (const { translations } of snippets) {
    for (const language of LANGUAGES) assert.ok(translations[language]?.source, `a piece of code has no translation into ${language}`);
  }
  return `${snippets.length} pieces of code say themselves in ${LANGUAGES.join(', ')}`;
}
