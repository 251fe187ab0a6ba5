import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PlannedRunbook } from '../plan/formats/planned';
import type { ChangeRunbook } from '../runbooks/changes/find';
import { commandText, runbookScript } from '../runbooks/script';
import { runbookText } from '../runbooks/text';
import { Io, UsageError } from './io';

export interface WrittenFile {
  /** Below the directory. */
  readonly name: string;
  readonly text: string;
  readonly mode: number;
}

/** All files or none: what is there is not written over. */
export function writeFiles(files: readonly WrittenFile[], path: string, io: Io): void {
  const directory = resolve(io.directory, path);
  const all = files.map((file) => ({ ...file, path: join(directory, file.name) }));
  const present = all.find((file) => existsSync(file.path));
  if (present !== undefined) throw new UsageError(`${present.path} is there already. Name another directory, or move it away.`);
  try {
    if (all.length > 0) mkdirSync(directory, { recursive: true });
    for (const file of all) writeFileSync(file.path, file.text, { mode: file.mode, flag: 'wx' });
  } catch (error) {
    throw new UsageError(`${directory} cannot be written: ${(error as Error).message}.`);
  }
  for (const file of all) io.err(`written: ${file.path}\n`);
}

/** A runbook as a text and as a script. */
export const runbookFiles = ({ name, runbook }: Pick<ChangeRunbook, 'name' | 'runbook'>): readonly WrittenFile[] => [
  { name: `${name}.md`, text: runbookText(runbook), mode: 0o644 },
  { name: `${name}.sh`, text: runbookScript(runbook), mode: 0o755 },
];

/** A runbook among other things: its steps, with the commands. */
export const shownRunbook = ({ name, object, runbook: { title, lookups = [], steps } }: ChangeRunbook): PlannedRunbook => ({
  name,
  object,
  title,
  steps: [
    ...lookups.map(({ variable, title: what, command }) => ({
      title: `Find ${what}`,
      commands: [`${variable}=$(${commandText(command)})`],
    })),
    ...steps.map(({ title: step, act, onlyWith }) => ({
      title: step,
      commands: 'byHand' in act ? [] : act.map((command) => commandText(command)),
      ...('byHand' in act && { byHand: act.byHand }),
      ...(onlyWith !== undefined && { optional: true }),
    })),
  ],
});
