import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MISTAKES } from '../checks/mistakes';
import { Documents } from '../linters/finding';

const FIXTURES = join(__dirname, '..', 'checks', 'fixtures', 'whole');

/** A mistake by itself: manifests of a whole application with nothing else wrong. */
export interface Case {
  readonly name: string;
  /** Which of our rules finds it. */
  readonly rule: string;
  /** The same manifests without it. */
  readonly without: string;
  readonly complete: boolean;
  readonly text: string;
}

const textOf = (name: string): string => readFileSync(join(FIXTURES, `${name}.yaml`), 'utf8');

/** Those of the tests of our checks, each of which has one mistake. */
export function cases(): Case[] {
  return MISTAKES.map(({ rule, manifest, changes, complete }, index) => ({
    name: `${String(index + 1).padStart(3, '0')}-${rule}`,
    rule,
    without: manifest,
    complete: complete === true,
    text: changes.reduce((text, [from, to]) => text.replace(from, () => to), textOf(manifest)),
  }));
}

/** The right manifests, and each case, as files of a directory. */
export function writeCases(directory: string, all: readonly Case[]): Documents[] {
  mkdirSync(directory, { recursive: true });
  const right = [...new Set(all.map(({ without }) => without))].map((name) => ({ name, text: textOf(name) }));
  return [...right, ...all].map(({ name, text }) => {
    const file = join(directory, `${name}.yaml`);
    writeFileSync(file, text);
    return { example: name, file };
  });
}
