import { loadScript } from '../scripts/load-script';
import { shellWord, shellWords } from '../util/shell-word';
import type { Command, Lookup, Requirement, Runbook, Step } from './runbook';
import { variableText, wordsText } from './words';

/** A runbook as a POSIX shell script: it checks first, changes nothing without --apply, and may be run again at any time. */
export function runbookScript(runbook: Runbook): string {
  const { lookups = [] } = runbook;
  return [
    '#!/bin/sh',
    // One line, whatever is in it: the rest would be read as commands.
    `# ${oneLine(runbook.title)}`,
    '# Functions are called by the frame, and defined anew for each step.',
    '# shellcheck disable=SC2317,SC2329',
    loadScript('runbook').trimEnd(),
    '',
    ...lookupLines(lookups),
    `[ "$mode" = undo ] || say 'Checks:'`,
    ...(runbook.requirements.length === 0 ? [] : ['requirements() {', ...runbook.requirements.flatMap(need), '}']),
    ...(runbook.requirements.length === 0 ? [] : ['[ "$mode" = undo ] || requirements', 'settle']),
    ...runbook.steps.flatMap((step, index) => stepLines(step, index, lookups)),
    '',
    'finish',
    '',
  ].join('\n');
}

/** A command as somebody types it, what it reads as a here-document; `operator` joins it to the next. */
export function commandText({ words, input, from }: Command, operator = ''): string {
  const text = `${from === undefined ? '' : `${wordsText(from)} | `}${wordsText(words)}`;
  if (input === undefined) return `${text}${operator}`;
  const lines = input.replace(/\n$/, '').split('\n');
  let end = 'END';
  while (lines.includes(end)) end += '_';
  return `${text} <<'${end}'${operator}\n${lines.join('\n')}\n${end}`;
}

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

function need({ test, that, otherwise }: Requirement): string[] {
  return [`  holds() { ${test}; }`, `  need ${shellWord(that)} ${shellWord(otherwise)}`];
}

/** What is looked up is asked for at the start, and shown, so that commands can be copied. */
function lookupLines(lookups: readonly Lookup[]): string[] {
  if (lookups.length === 0) return [];
  return [
    `[ "$mode" = undo ] || say 'Found:'`,
    ...lookups.map(look),
    ...lookups.map(
      ({ variable, title }) => `[ "$mode" = undo ] || say "  ${variable}=\${${variable}:-}"${shellWord(`  # ${oneLine(title)}`)}`,
    ),
  ];
}

const look = ({ variable, ask }: Lookup): string => `${variable}=; if { ${ask}; }; then ${variable}=$answer; fi`;

function stepLines(step: Step, index: number, lookups: readonly Lookup[]): string[] {
  const { title, done, checks, act, undo, within = 120, fails, onlyWith = '-' } = step;
  const shown = 'byHand' in act ? `  By hand: ${act.byHand}` : indented(act);
  const words = shellWords([String(index + 1), title, shown, undoText(undo), String(within), onlyWith]);
  const tests = [done, ...checks].map(({ test }) => test).join('\n');
  const used = lookups.filter(({ variable }) => `${tests}\n${shown}`.includes(variableText(variable)));
  return [
    '',
    `# ${index + 1}. ${oneLine(title)}`,
    ...(lookups.length === 0
      ? []
      : [used.length === 0 ? 'look() { :; }' : `look() {\n${used.map((one) => `  ${look(one)}`).join('\n')}\n}`]),
    `done_already() { ${done.test}; }`,
    ...(checks.length === 0 ? ['check() { :; }'] : ['check() {', ...checks.flatMap(need), '}']),
    ...(fails === undefined
      ? []
      : [
          `failed_already() {\n  { ${fails.test}; } || return 1\n  say ${shellWord(`  ${oneLine(fails.that)}`)} ${shellWord(oneLine(fails.otherwise))}\n}`,
        ]),
    ...('byHand' in act ? ['act() { by_hand; }'] : ['act() {', joined(act), '}']),
    `step ${words}`,
    ...(fails === undefined ? [] : ['failed_already() { return 1; }']),
  ];
}

/** The next command only where the one before ended well. */
function joined(commands: readonly Command[]): string {
  return commands.map((command, index) => commandText(command, index < commands.length - 1 ? ' &&' : '')).join('\n');
}

function undoText({ told, commands = [] }: Step['undo']): string {
  return [`  ${told}`, ...(commands.length === 0 ? [] : [indented(commands)])].join('\n');
}

/** Commands as they are shown: to be copied, so a here-document is not moved to the right. */
const indented = (commands: readonly Command[]): string =>
  commands.map((command) => (command.input === undefined ? `    ${commandText(command)}` : commandText(command))).join('\n');
