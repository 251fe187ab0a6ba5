import { EFFECT_MEANINGS, Effect, EFFECTS, LOUD_EFFECTS } from '../../facts/data-changes';
import { count } from '../../checks/formats/checked';
import { formatRef } from '../../checks/object';
import { Change } from '../change';
import { countsInWords, Planned, PlannedRunbook } from './planned';

/** So many rows are written: a comment on a pull request has 65,536 characters. */
const MOST_ROWS = 100;

/** The plan for a pull request. */
export function planMarkdown({ plan, problems, notes, runbooks }: Planned): string {
  const { changes, counts, objects, acknowledged } = plan;
  const loud = changes.filter(({ effect }) => LOUD_EFFECTS.includes(effect));
  const quiet = changes.filter(({ effect }) => !LOUD_EFFECTS.includes(effect));
  const title = loud.length > 0 ? countsInWords(counts, LOUD_EFFECTS) : 'nothing that holds data is lost';
  return [
    `## What this does to data: ${title}\n`,
    ...(loud.length === 0 ? [] : [loudTable(loud)]),
    ...runbookList(runbooks),
    ...(quiet.length === 0 ? [] : [quietList(quiet, counts)]),
    ...(acknowledged.length === 0
      ? []
      : [
          `${acknowledged.length} acknowledged: ${acknowledged.map(({ object, reason }) => `${code(formatRef(object))} (${escape(reason)})`).join(', ')}.\n`,
        ]),
    ...[...problems, ...notes].map(({ file, message }) => `- ${file === undefined ? '' : `${code(file)}: `}${escape(message)}`),
    `${count(objects.old, 'object')} before, ${objects.new} after.\n`,
  ].join('\n');
}

function loudTable(changes: readonly Change[]): string {
  const rows = changes.slice(0, MOST_ROWS).map(({ effect, object, pointer, cause, remedy }) => {
    const place = pointer === '' ? '' : `<br>${code(pointer)}`;
    return `| **${effect}** | ${code(formatRef(object))}${place} | ${escape(cause)} | ${escape(remedy)} |`;
  });
  const more = changes.length > MOST_ROWS ? `\n…and ${changes.length - MOST_ROWS} more.\n` : '';
  return `| effect | object | what happens | what to do |\n|--|--|--|--|\n${rows.join('\n')}\n${more}`;
}

/** So many characters of steps are written, for the same reason. */
const MOST_STEPS = 20_000;

function runbookList(runbooks: readonly PlannedRunbook[]): string[] {
  let left = MOST_STEPS;
  return runbooks.flatMap(({ title, steps }) => {
    const lines = steps.map(
      ({ title: step, commands, byHand, optional }, index) =>
        `${index + 1}. ${escape(step)}${optional === true ? ' (only where it is wanted)' : ''}${byHand === undefined ? '' : `: ${escape(byHand)}`}${commands.length === 0 ? '' : `\n${fenced(commands)}`}`,
    );
    const text = `<details>\n<summary>How: ${escape(title)}</summary>\n\n${lines.join('\n')}\n\n</details>\n`;
    left -= text.length;
    return left < 0 ? [] : [text];
  });
}

/** Commands in an item of a list, whatever is in them. */
function fenced(commands: readonly string[]): string {
  const text = commands.join('\n');
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`${fence}sh`, ...text.split('\n'), fence].map((line) => `   ${line}`).join('\n');
}

function quietList(changes: readonly Change[], counts: Readonly<Record<Effect, number>>): string {
  const quiet = EFFECTS.filter((effect) => !LOUD_EFFECTS.includes(effect) && counts[effect] > 0);
  const parts = quiet.map((effect) => {
    const own = changes.filter((change) => change.effect === effect);
    const lines = own.slice(0, MOST_ROWS).map(({ object, cause }) => `- ${code(formatRef(object))}: ${escape(cause)}`);
    const more = own.length > MOST_ROWS ? [`- …and ${own.length - MOST_ROWS} more`] : [];
    return [`**${effect}**: ${EFFECT_MEANINGS[effect]}\n`, ...lines, ...more].join('\n');
  });
  return `<details>\n<summary>${countsInWords(counts, quiet)}</summary>\n\n${parts.join('\n\n')}\n\n</details>\n`;
}

/** Foreign text in a table: no cell ends in it, no tag begins, no link and no mention. */
function escape(text: string): string {
  return text.replace(/[|<>[\]`*_\\@#]/g, (sign) =>
    sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : sign === '@' ? '@\u200b' : `\\${sign}`,
  );
}

function code(text: string): string {
  const clean = text.replace(/[`\s]+/g, ' ').replaceAll('|', '\\|');
  return `\`${clean}\``;
}
