import { SettingsSyntax, ToldSetting } from './server-settings';

/* Redis, and programs with a file in YAML. */

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

/** `name value …`, in any case; a comment is a line of its own. */
function redisLine(line: string, index: number): ToldSetting[] {
  const [name, ...values] = line.trim().split(/\s+/);
  if (name === '' || name.startsWith('#')) return [];
  return [{ name: name.toLowerCase(), value: values.map(unquoted).join(' '), index }];
}

/** Each `--name` with the words after it is a line of the file. */
function redisWords(words: readonly string[]): ToldSetting[] {
  const lines: Array<{ text: string; readonly index: number }> = [];
  words.forEach((word, index) => {
    if (word.startsWith('--')) lines.push({ text: word.slice(2), index });
    else if (lines.length > 0) lines[lines.length - 1].text += ` ${word}`;
  });
  return lines.flatMap(({ text, index }) => redisLine(text, index));
}

export const REDIS_SYNTAX: SettingsSyntax = {
  ofWords: redisWords,
  ofFile: (text) => text.split('\n').flatMap(redisLine),
  includes: { files: ['include'], directories: [], ending: '.conf' },
  written: (name, value) => `${name} ${value}`,
};

/** `--name=value`, `--name value` and `--name`, with one dash or two. */
function flags(words: readonly string[]): ToldSetting[] {
  return words.flatMap((word, index) => {
    const [, name, value] = /^--?([A-Za-z][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) return [];
    const next = words[index + 1];
    const beside = next === undefined || next.startsWith('-') ? 'true' : next;
    return [{ name: called(name), value: value ?? beside, index }];
  });
}

const called = (name: string): string => name.replace(/_/g, '-').toLowerCase();

/** A comment has a blank before it. */
function withoutComment(line: string): string {
  const at = line.indexOf(' #');
  return at < 0 ? line : line.slice(0, at);
}

/** Flow style beyond that is no setting of a server. */
const LONGEST_FLOW = 500;

/** The leaves of a file in YAML, by their path with dots: maps in block style, and small ones in flow style. `name = value` is taken too. */
function leaves(text: string): ToldSetting[] {
  const above: Array<{ readonly indent: number; readonly name: string }> = [];
  return text.split('\n').flatMap((line, index) => {
    const [, blanks, name, sign, rest] = /^( *)["']?([A-Za-z][\w.-]*)["']?\s*([:=])(?:\s+|$)(.*)$/.exec(withoutComment(line)) ?? [];
    if (name === undefined) return [];
    while (above.length > 0 && above[above.length - 1].indent >= blanks.length) above.pop();
    const path = [...(sign === '=' ? [] : above.map((one) => one.name)), name].join('.');
    const value = rest.trim();
    if (value === '') {
      above.push({ indent: blanks.length, name });
      return [];
    }
    return flow(path, value).map(([at, told]) => ({ name: called(at), value: unquoted(told), index }));
  });
}

/** `{ enabled: false }` as leaves; anything else is one itself. */
function flow(path: string, value: string): Array<readonly [string, string]> {
  const inside = value.length > LONGEST_FLOW ? undefined : /^\{(.*)\}$/.exec(value)?.[1];
  if (inside === undefined) return [[path, value]];
  const [, name, rest] = /^\s*["']?([A-Za-z][\w.-]*)["']?\s*:\s*(\{.*\}|[^,{}]*)/.exec(inside) ?? [];
  if (name === undefined) return [];
  const others = inside.slice(inside.indexOf(rest) + rest.length).replace(/^\s*,/, '');
  return [...flow(`${path}.${name}`, rest.trim()), ...(others.trim() === '' ? [] : flow(path, `{${others}}`))];
}

export const YAML_SYNTAX: SettingsSyntax = {
  ofWords: flags,
  ofFile: leaves,
  includes: { files: [], directories: [], ending: '' },
  written: (name, value) => `${name}: ${value}`,
};
