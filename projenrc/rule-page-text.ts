import { ACKNOWLEDGE_PREFIX } from '../src/facts/acknowledgements';
import { EngineRule, ENGINE_RULES } from '../src/checks/engine-rules';
import { Rule } from '../src/checks/rule';
import { RULES } from '../src/checks/rules';
import { Fix, whatItWrites } from '../src/fixes/fix';
import { fixOf } from '../src/fixes/rules';

const GENERATED = '<!-- Generated from the rules by `npm run rule-pages`. -->';

/** All pages about the rules, by the name of their file. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', index()],
    ...RULES.map((rule) => [`${rule.id}.md`, pageOfRule(rule)] as const),
    ...ENGINE_RULES.map((rule) => [`${rule.id}.md`, pageOfEngineRule(rule)] as const),
  ]);
}

function index(): string {
  const rows = [
    ...RULES.map(({ id, summary, ...rule }) => [link(id), levels(rule) + complete(rule), summary, fixOf(id) === undefined ? '' : 'yes']),
    ...ENGINE_RULES.map(({ id, level, summary }) => [link(id), level, summary, '']),
  ];
  const table = [['rule', 'level', 'finds', 'mended by `fix`'], ['--', '--', '--', '--'], ...rows];
  return page([
    '# Rules',
    'Each has a page: why it matters, a wrong and a right manifest, where it is documented. [Storage checks](../checks.md) says how they are run.',
    table.map((cells) => `| ${cells.map((cell) => prose(cell).replaceAll('|', '\\|')).join(' | ')} |`).join('\n'),
  ]);
}

function pageOfRule(rule: Rule): string {
  const { id, summary, explanation } = rule;
  const { why, wrong, right, see } = explanation;
  return page([
    `# ${id}`,
    `Finds ${prose(summary)}. Level: ${levels(rule)}${complete(rule)}.`,
    ...why.map(prose),
    '## Wrong',
    block(wrong),
    '## Right',
    block(right),
    ...mending(fixOf(id)),
    '## To accept it',
    'With the reason, on the object or on its Pod template, or [in other places](../checks.md#acknowledging):',
    block(`metadata:\n  annotations:\n    ${ACKNOWLEDGE_PREFIX}${id}: the reason why it may stay`),
    '## See',
    see.map((url) => `- <${url}>`).join('\n'),
  ]);
}

function pageOfEngineRule({ id, level, summary, why }: EngineRule): string {
  return page([`# ${id}`, `Finds ${prose(summary)}. Level: ${level}.`, ...why.map(prose)]);
}

function mending(fix: Fix | undefined): string[] {
  if (fix === undefined) return ['`cdk8s-storage fix` writes nothing: what to do is for somebody to decide.'];
  return [`\`cdk8s-storage fix\` ${prose(whatItWrites(fix))}.`, ...(fix.note === undefined ? [] : [prose(fix.note)])];
}

function levels({ level, otherLevels = [] }: Pick<Rule, 'level' | 'otherLevels'>): string {
  return [level, ...otherLevels].join(' or ');
}

function complete({ needsComplete }: Pick<Rule, 'needsComplete'>): string {
  return needsComplete === true ? ', only with `--complete`' : '';
}

function link(id: string): string {
  return `[${id}](${id}.md)`;
}

/** Signs that Markdown would take for its own; underscores inside of words and brackets of links are none. */
function prose(text: string): string {
  return text.replace(/[*<>]/g, (sign) => `\\${sign}`);
}

function block(yaml: string): string {
  return `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;
}

function page(parts: readonly string[]): string {
  return `${[GENERATED, ...parts].join('\n\n')}\n`;
}
