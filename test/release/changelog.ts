import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../matrix/fresh-apps';

/*
 * What CHANGELOG.md says of the release that is next: its version, once somebody has decided on it, and what an update does that users
 * have to know before they apply it.
 */

export interface Section {
  /** Undefined while nobody has decided which it is. */
  readonly version?: string;
  /** The day of the release. */
  readonly date?: string;
  /** What is below the heading. */
  readonly text: string;
  /** Entries below "Breaking": what code has to change. */
  readonly breaking: readonly string[];
  /** Entries below "Manifests": what is done before they are applied. */
  readonly manifests: readonly string[];
}

const HEADING = /^## (?:Unreleased|(?<version>\d+\.\d+\.\d+) \((?:not released yet|(?<date>\d{4}-\d{2}-\d{2}))\))$/;

/** The sections of a changelog, the newest first. */
export function readChangelog(text: string): Section[] {
  const parts = text.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
  if (parts.length === 0) throw new Error('CHANGELOG.md: there is no section. Begin one with "## Unreleased".');
  return parts.map((part) => {
    const [heading, ...lines] = part.split('\n');
    const found = HEADING.exec(heading);
    if (found === null) {
      throw new Error(
        `CHANGELOG.md: "${heading}". Write "## Unreleased", "## 1.2.3 (not released yet)" or, at the release, "## 1.2.3 (2026-12-31)".`,
      );
    }
    const body = lines.join('\n').trim();
    const { version, date } = found.groups!;
    return { version, date, text: body, breaking: entriesOf(body, 'Breaking'), manifests: entriesOf(body, 'Manifests') };
  });
}

export const changelog = (): Section[] => readChangelog(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'));

/** The items of the list below a heading, each as one line. */
function entriesOf(body: string, title: string): string[] {
  const part = body.split(/^(?=### )/m).find((candidate) => candidate.startsWith(`### ${title}\n`));
  if (part === undefined) return [];
  const [, ...items] = part.split(/^- /m);
  return items.map((item) => item.replace(/\s+/g, ' ').trim());
}

/** Whether a version may break what the one before had: not by its last number alone. */
export function mayBreak(before: string, version: string): boolean {
  const [was, is] = [before, version].map((text) => text.split('.').map(Number));
  return was[0] !== is[0] || (is[0] === 0 && was[1] !== is[1]);
}

/** The order of two versions. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split('.').map(Number));
  const different = left.findIndex((part, index) => part !== right[index]);
  return different < 0 ? 0 : left[different] - right[different];
}
