import { ACKNOWLEDGE_PREFIX } from '../facts/acknowledgements';
import { ENGINE_RULES } from '../checks/engine-rules';
import { Paint } from '../checks/formats/paint';
import { rulePage } from '../checks/rule-page';
import { RULE_IDS, ruleOf } from '../checks/rules';
import { whatItWrites } from '../fixes/fix';
import { fixOf } from '../fixes/rules';
import { OPERATED, operatedProgram } from '../facts/operators/operated';
import { didYouMean } from '../util/did-you-mean';
import { explainOperated } from './explain-operated';
import { indent, page, wrap } from './explain-text';
import { EXIT, UsageError, wantsColor } from './io';
import type { Command } from './command';

/** So many rules are named to somebody who gave a word of them. */
const MOST_NAMES = 8;

const PROGRAMS = OPERATED.map(({ program }) => program.toLowerCase()).join(', ');

export const EXPLAIN: Command = {
  usage: 'explain RULE|PROGRAM ...',
  about: `Explains what a rule finds, why it matters, and what to write instead; or which operator runs a program, and what its storage has to say: ${PROGRAMS}.`,
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
  if (rule === undefined) return explainOther(id, paint);
  const { level, otherLevels = [], summary, explanation, needsComplete } = rule;
  const { why, wrong, right, see } = explanation;
  return page([
    `${paint.bold(id)}  ${[level, ...otherLevels].join(' or ')}${needsComplete === true ? ', only with --complete' : ''}`,
    wrap(`Finds ${summary}.`),
    ...why.map(wrap),
    paint.bold(paint.in('red', 'Wrong')),
    indent(wrong),
    paint.bold(paint.in('green', 'Right')),
    indent(right),
    ...fixing(id, paint),
    `${paint.bold('To accept it')}\n  annotate the object: ${ACKNOWLEDGE_PREFIX}${id}: the reason why it may stay`,
    [paint.bold('See'), `  ${rulePage(id)}`, ...see.map((url) => `  ${url}`)].join('\n'),
  ]);
}

/** What `fix` writes for it, where it does. */
function fixing(id: string, paint: Paint): string[] {
  const fix = fixOf(id);
  if (fix === undefined) return [];
  return [`${paint.bold('To mend it')}\n${indent(wrap(`cdk8s-storage fix ${whatItWrites(fix)}.`), 2)}`];
}

/** Names that have a word in them, as a sentence to append; empty where there are none, or too many to be read. */
function withWord(word: string, known: readonly string[]): string {
  const found = known.filter((name) => `-${name}-`.includes(`-${word.toLowerCase()}-`));
  return found.length === 0 || found.length > MOST_NAMES ? '' : ` With the word ${word} there is ${found.join(', ')}.`;
}

function explainOther(id: string, paint: Paint): string {
  const operated = operatedProgram(id);
  if (operated !== undefined) return explainOperated(operated, paint);
  const rule = ENGINE_RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    const known = [...RULE_IDS, ...OPERATED.map(({ program }) => program.toLowerCase())];
    throw new UsageError(`No rule is called ${id}.${didYouMean(id, known) || withWord(id, known)} All of them: cdk8s-storage rules.`);
  }
  return page([
    `${paint.bold(id)}  ${rule.level}`,
    wrap(`Finds ${rule.summary}.`),
    ...rule.why.map(wrap),
    `${paint.bold('See')}\n  ${rulePage(id)}`,
  ]);
}
