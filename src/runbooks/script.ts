import { loadScript } from '../scripts/load-script';
import { shellWord, shellWords } from '../util/shell-word';
import type { Command, Requirement, Runbook, Step } from './runbook';

/** A runbook as a POSIX shell script: it checks first, changes nothing without --apply, and may be run again at any time. */
export function runbookScript(runbook: Runbook): string {
  return [
    '#!/bin/sh',
    // One line, whatever is in it: the rest would be read as commands.
    `# ${oneLine(runbook.title)}`,
    '# Functions are called by the frame, and defined anew for each step.',
    '# shellcheck disable=SC2317,SC2329',
    loadScript('runbook').trimEnd(),
    '',
    `[ "$mode" = undo ] || say 'Checks:'`,
    ...(runbook.requirements.length === 0 ? [] : ['requirements() {', ...runbook.requirements.flatMap(need), '}']),
    ...(runbook.requirements.length === 0 ? [] : ['[ "$mode" = undo ] || requirements', 'settle']),
    ...runbook.steps.flatMap(stepLines),
    '',
    'finish',
    '',
  ].join('\n');
}

/** A command as somebody types it, what it reads as a here-document; `operator` joins it to the next. */
export function commandText({ words, input, from }: Command, operator = ''): string {
  const text = `${from === undefined ? '' : `${shellWords(from)} | `}${shellWords(words)}`;
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

function stepLines(step: Step, index: number): string[] {
  const { title, done, checks, act, undo, within = 120, onlyWith = '-' } = step;
  const shown = 'byHand' in act ? `  By hand: ${act.byHand}` : indented(act);
  const words = shellWords([String(index + 1), title, shown, undoText(undo), String(within), onlyWith]);
  return [
    '',
    `# ${index + 1}. ${oneLine(title)}`,
    `done_already() { ${done.test}; }`,
    ...(checks.length === 0 ? ['check() { :; }'] : ['check() {', ...checks.flatMap(need), '}']),
    ...('byHand' in act ? ['act() { by_hand; }'] : ['act() {', joined(act), '}']),
    `step ${words}`,
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
