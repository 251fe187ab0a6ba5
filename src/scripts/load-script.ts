import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const loaded = new Map<string, string>();

/** What the script of an engine does; the engine follows: `dump-postgres`. */
type EngineTask =
  | 'alive'
  | 'ask'
  | 'contents'
  | 'dump'
  | 'existing'
  | 'init'
  | 'inventory'
  | 'login'
  | 'query'
  | 'quiet'
  | 'ready'
  | 'restore'
  | 'roles'
  | 'scratch'
  | 'verify';

/** The scripts, as their files are called. */
export type ScriptName =
  | `${EngineTask}-${string}`
  | 'backup-database'
  | 'copy-volume'
  | 'delivered-config'
  | 'own-volume'
  | 'pg-upgrade'
  | 'prepare-directory'
  | 'rehearse-database'
  | 'restore-database'
  | 'runbook'
  | 'seed-scratch'
  | 'take-snapshots'
  | 'watch-config';

/** What several scripts have in common is a file in `parts`, at the place of a line that names it. */
const INCLUDE = /^# include ([a-z-]+)$/;

/** The whole text of a shell script, with all parts and comments: what shellcheck reads. */
export function wholeScript(name: string): string {
  const text = readFileSync(join(__dirname, `${name}.sh`), 'utf8');
  return text
    .split('\n')
    .map((line) => {
      const part = INCLUDE.exec(line)?.[1];
      return part === undefined ? line : readFileSync(join(__dirname, 'parts', `${part}.sh`), 'utf8').trimEnd();
    })
    .join('\n');
}

/**
 * The text of a shell script that manifests embed: a whole program without its comments, which an operator finds by the first line. The tests
 * run this text.
 */
export function loadScript(name: ScriptName): string {
  let text = loaded.get(name);
  if (text === undefined) {
    const code = wholeScript(name)
      .split('\n')
      .filter((line) => !/^\s*(#.*)?$/.test(line));
    text = [`# src/scripts/${name}.sh of cdk8s-storage, without its comments`, ...code, ''].join('\n');
    loaded.set(name, text);
  }
  return text;
}
