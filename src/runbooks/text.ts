import { commandText } from './script';
import type { Command, Runbook, Step } from './runbook';

/** A runbook for people, as Markdown: what is checked, done and undone, in the words and commands of the script. */
export function runbookText({ title, about, lookups = [], requirements, steps, unknown }: Runbook): string {
  return [
    `# ${title}`,
    ...about,
    ...(lookups.length === 0
      ? []
      : [
          '## What only the cluster knows',
          'The commands below speak of it by a variable; the script finds it out by itself.',
          ...lookups.map(({ variable, title: what, command }) => `- \`${variable}\`: ${what}, as \`${commandText(command)}\` says`),
        ]),
    ...(requirements.length === 0
      ? []
      : ['## What has to hold throughout', ...requirements.map(({ that, otherwise }) => `- ${that}. Otherwise: ${otherwise}`)]),
    ...steps.flatMap(stepParts),
    ...(unknown.length === 0 ? [] : ['## What cannot be known from here', ...unknown.map((text) => `- ${text}`)]),
  ]
    .map((part, index, parts) => (part.startsWith('- ') && parts[index + 1]?.startsWith('- ') ? `${part}\n` : `${part}\n\n`))
    .join('')
    .replace(/\n+$/, '\n');
}

function stepParts({ title, why, done, checks, act, undo, onlyWith }: Step, index: number): string[] {
  return [
    `## Step ${index + 1}: ${title}`,
    why,
    ...(onlyWith === undefined ? [] : [`Left out unless it is asked for: \`--with=${onlyWith}\`.`]),
    ...checks.map(({ that, otherwise }) => `- Before: ${that}. Otherwise: ${otherwise}`),
    ...('byHand' in act ? [`By hand: ${act.byHand}`] : [block(act)]),
    `Done when ${done.that}.`,
    `Undo: ${undo.told}`,
    ...(undo.commands === undefined || undo.commands.length === 0 ? [] : [block(undo.commands)]),
  ];
}

function block(commands: readonly Command[]): string {
  const text = commands.map((command) => commandText(command)).join('\n');
  // Longer than any run of backticks inside.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}sh\n${text}\n${fence}`;
}
