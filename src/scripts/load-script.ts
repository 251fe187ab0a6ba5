import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const loaded = new Map<string, string>();

/** What the script of an engine does; the engine follows: `dump-postgres`. */
type EngineTask = 'alive' | 'ask' | 'contents' | 'dump' | 'existing' | 'init' | 'login' | 'quiet' | 'ready' | 'restore' | 'verify';

/** The scripts, as their files are called. */
export type ScriptName =
  | `${EngineTask}-${string}`
  | 'backup-database'
  | 'copy-volume'
  | 'delivered-config'
  | 'own-volume'
  | 'prepare-directory'
  | 'restore-database'
  | 'runbook'
  | 'seed-scratch'
  | 'take-snapshots'
  | 'watch-config';

/**
 * The text of a shell script that manifests embed: the file without its comments, which an operator finds by the first line. The tests
 * run this text.
 */
export function loadScript(name: ScriptName): string {
  let text = loaded.get(name);
  if (text === undefined) {
    const lines = readFileSync(join(__dirname, `${name}.sh`), 'utf8').split('\n');
    const code = lines.filter((line) => !/^\s*(#.*)?$/.test(line));
    text = [`# src/scripts/${name}.sh of cdk8s-storage, without its comments`, ...code, ''].join('\n');
    loaded.set(name, text);
  }
  return text;
}
