import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const loaded = new Map<string, string>();

/**
 * The text of a shell script that manifests embed: the file without its comments, which an operator finds by the first line. The tests
 * run this text.
 */
export function loadScript(
  name:
    | 'alive-mysql'
    | 'alive-postgres'
    | 'backup-database'
    | 'contents-mysql'
    | 'contents-postgres'
    | 'dump-mysql'
    | 'dump-postgres'
    | 'init-mysql'
    | 'init-postgres'
    | 'ready-mysql'
    | 'ready-postgres'
    | 'restore-database'
    | 'restore-mysql'
    | 'restore-postgres'
    | 'seed-scratch'
    | 'verify-mysql'
    | 'verify-postgres'
    | 'watch-config',
): string {
  let text = loaded.get(name);
  if (text === undefined) {
    const lines = readFileSync(join(__dirname, `${name}.sh`), 'utf8').split('\n');
    const code = lines.filter((line) => !/^\s*(#.*)?$/.test(line));
    text = [`# src/scripts/${name}.sh of cdk8s-storage, without its comments`, ...code, ''].join('\n');
    loaded.set(name, text);
  }
  return text;
}
