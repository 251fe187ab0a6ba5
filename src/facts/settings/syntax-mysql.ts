import { SettingsSyntax, ToldSetting } from './server-settings';

/** An option without its dashes. `skip-` and `disable-` switch off, unless they are said to be 0; `loose-` lets an unknown one pass. */
function optionOf(text: string, index: number): ToldSetting {
  const equals = text.indexOf('=');
  const given = equals < 0 ? undefined : text.slice(equals + 1);
  const name = (equals < 0 ? text : text.slice(0, equals))
    .replace(/-/g, '_')
    .toLowerCase()
    .replace(/^loose_/, '');
  const [, prefix, rest] = /^(skip|disable|enable)_(.+)$/.exec(name) ?? [];
  if (prefix === undefined) return { name, value: given ?? '1', index };
  if (prefix === 'enable') return { name: rest, value: given ?? '1', index };
  return { name: rest, value: given === '0' ? '1' : '0', index };
}

/** Options that take the next word where they have no sign; those of which the value may be left out never do. */
const NEEDS_VALUE = ['innodb_buffer_pool_size', 'innodb_flush_method', 'sync_binlog'];

function ofWords(words: readonly string[]): ToldSetting[] {
  return words.flatMap((word, index) => {
    if (!/^--[A-Za-z]/.test(word)) return [];
    const option = optionOf(word.slice(2), index);
    const next = words[index + 1];
    const isApart = !word.includes('=') && next !== undefined && NEEDS_VALUE.includes(option.name);
    return [isApart ? { ...option, value: next, index: index + 1 } : option];
  });
}

/** Groups of the server; one with a version is for that alone. */
const GROUP = /^\[(?:mysqld|server|mariadb|mariadbd|client-server|galera)(?:-([0-9]+\.[0-9]+))?\]/i;

function ofFile(text: string, version: string | undefined): ToldSetting[] {
  const found: ToldSetting[] = [];
  let isRead = false;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    const [, directive, path] = /^!(include|includedir)\s+(.+)$/.exec(line) ?? [];
    if (directive !== undefined) found.push({ name: `!${directive}`, value: path.trim(), index });
    else if (line.startsWith('[')) isRead = isOfServer(line, version);
    else if (isRead && /^[A-Za-z]/.test(line)) found.push(settingOf(line, index));
  });
  return found;
}

function isOfServer(line: string, version: string | undefined): boolean {
  const group = GROUP.exec(line);
  if (group === null) return false;
  return group[1] === undefined || version === group[1] || version?.startsWith(`${group[1]}.`) === true;
}

function settingOf(line: string, index: number): ToldSetting {
  const text = withoutComment(line);
  const equals = text.indexOf('=');
  if (equals < 0) return optionOf(text, index);
  const value = text.slice(equals + 1).trim();
  const [, , quoted] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return optionOf(`${text.slice(0, equals).trim()}=${quoted ?? value}`, index);
}

/** A comment may stand behind a value, where it is not in quotes. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (char === '#' && quote === '') return line.slice(0, at).trim();
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
  }
  return line;
}

export const MYSQL_SYNTAX: SettingsSyntax = {
  ofWords,
  ofFile,
  includes: { files: ['!include'], directories: ['!includedir'], ending: '.cnf' },
  written: (name, value) => `${name} = ${value}`,
};
