import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rulePages } from './rule-page-text';
import { operatorsPage } from './operators-text';
import { updateRulesPage } from './update-rules-text';

/*
 * Writes a page for each rule, and their index; and the pages of what the API server lets change and of what runs on operators. What has changed is committed with the rule; pages of rules that are gone go with them.
 */

const directory = resolve(__dirname, '../docs/rules');
const pages = rulePages();
mkdirSync(directory, { recursive: true });
for (const name of readdirSync(directory)) if (!pages.has(name)) rmSync(join(directory, name));
for (const [name, text] of pages) writeFileSync(join(directory, name), text);
writeFileSync(resolve(directory, '../update-rules.md'), updateRulesPage());
writeFileSync(resolve(directory, '../operators.md'), operatorsPage());
