import { ENGINE_RULES } from '../checks/engine-rules';
import { Paint } from '../checks/formats/paint';
import { rulePage } from '../checks/rule-page';
import { RULES, ruleOf } from '../checks/rules';
import { fixOf } from '../fixes/rules';
import { didYouMean } from '../util/did-you-mean';
import { EXIT, UsageError, wantsColor } from './io';
import type { Command } from './command';

const WIDTH = 100;

export const EXPLAIN: Command = {
  usage: 'explain RULE ...',
  about: 'Explains what a rule finds, why it matters, and what to write instead.',
  options: {},
  async run({ positionals }, io) {
    if (positionals.length === 0) throw new UsageError('Name the rule to explain. All of them: cdk8s-storage rules.');
    const paint = new Paint(wantsColor(io));
    const pages = positionals.map((id) => explain(id, paint));
    io.out(pages.join('\n'));
    return Promise.resolve(EXIT.clean);
  },
};

function explain(id: string, paint: Paint): string {
  const rule = ruleOf(id);
  if (rule === undefined) return explainOfEngine(id, paint);
  const { level, otherLevels = [], summary, explanation, needsComplete } = rule;
  const { why, wrong, right, see } = explanation;
  return [
    `${paint.bold(id)}  ${[level, ...otherLevels].join(' or ')}${needsComplete === true ? ', only with --complete' : ''}`,
    wrap(`Finds ${summary}.`),
    ...why.map(wrap),
    paint.bold(paint.in('red', 'Wrong')),
    indent(wrong),
    paint.bold(paint.in('green', 'Right')),
    indent(right),
    ...fixing(id, paint),
    ...acknowledging(id, paint),
    [paint.bold('See'), `  ${rulePage(id)}`, ...see.map((url) => `  ${url}`)].join('\n'),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

/** What `fix` writes for it, where it does. */
function fixing(id: string, paint: Paint): string[] {
  const fix = fixOf(id);
  if (fix === undefined) return [];
  const unless = fix.unless === undefined ? '' : `; nothing where ${fix.unless}`;
  return [`${paint.bold('To mend it')}\n${indent(wrap(`cdk8s-storage fix writes ${fix.writes}${unless}.`)).replaceAll('    ', '  ')}`];
}

function acknowledging(id: string, paint: Paint): string[] {
  return [[paint.bold('To accept it'), `  annotate the object: cdk8s-storage/acknowledge.${id}: the reason why it may stay`].join('\n')];
}

function explainOfEngine(id: string, paint: Paint): string {
  const rule = ENGINE_RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    const known = [...RULES, ...ENGINE_RULES].map((candidate) => candidate.id);
    throw new UsageError(`No rule is called ${id}.${didYouMean(id, known) || ' All of them: cdk8s-storage rules.'}`);
  }
  return [
    `${paint.bold(id)}  ${rule.level}`,
    wrap(`Finds ${rule.summary}.`),
    ...rule.why.map(wrap),
    `${paint.bold('See')}\n  ${rulePage(id)}`,
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
