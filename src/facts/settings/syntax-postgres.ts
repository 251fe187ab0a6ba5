import { SettingsSyntax, ToldSetting } from './server-settings';

/** Letters of its options that take a value; all others are switches. */
const WITH_VALUE = 'BcCDdfhkNprStvW';

const called = (name: string): string => name.replace(/-/g, '_').toLowerCase();

function pair(text: string, index: number): ToldSetting[] {
  const equals = text.indexOf('=');
  return equals <= 0 ? [] : [{ name: called(text.slice(0, equals)), value: text.slice(equals + 1), index }];
}

/** `-c name=value`, `-cname=value`, `--name=value`, with dashes for underscores; letters may stand together. */
function ofWords(words: readonly string[]): ToldSetting[] {
  const found: ToldSetting[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word.startsWith('--')) found.push(...pair(word.slice(2), index));
    else if (word.startsWith('-')) {
      const letters = word.slice(1);
      const at = [...letters].findIndex((letter) => WITH_VALUE.includes(letter));
      const switches = at < 0 ? letters : letters.slice(0, at);
      if (switches.includes('F')) found.push({ name: 'fsync', value: 'off', index });
      if (at < 0) continue;
      const beside = letters.slice(at + 1);
      const value = beside === '' ? (words[index + 1] ?? '') : beside;
      if (letters[at] === 'c') found.push(...pair(value, index + (beside === '' ? 1 : 0)));
      if (beside === '') index += 1;
    }
  }
  return found;
}

const LINE = /^[ \t\r]*([A-Za-z_][A-Za-z0-9_$]*(?:\.[A-Za-z_][A-Za-z0-9_$]*)?)[ \t\r]*=?[ \t\r]*(?:'((?:[^'\\]|\\.|'')*)'|([^\s#'=]+))/;

/** `name = value`, where neither the sign nor the quotes have to be. */
function ofFile(text: string): ToldSetting[] {
  return text.split('\n').flatMap((line, index) => {
    const [, name, quoted, plain] = LINE.exec(line) ?? [];
    return name === undefined ? [] : [{ name: called(name), value: plain ?? unquote(quoted), index }];
  });
}

function unquote(text: string): string {
  return text.replace(/''/g, "'").replace(/\\([0-7]{1,3}|.)/g, (_, what: string) => {
    return /^[0-7]/.test(what) ? String.fromCharCode(parseInt(what, 8)) : what;
  });
}

export const POSTGRES_SYNTAX: SettingsSyntax = {
  ofWords,
  ofFile,
  includes: { files: ['include', 'include_if_exists'], directories: ['include_dir'], ending: '.conf' },
  written: (name, value) => `${name} = ${value}`,
};

/** Settings among the options of initdb, which writes them into the file of the new database: `-c`, and `--set` since version 16. */
export function settingsOfInitdb(words: readonly string[]): readonly ToldSetting[] {
  return words.flatMap((word, index) => {
    if (word === '--set' || word === '-c') return pair(words[index + 1] ?? '', index + 1);
    const [, text] = /^(?:--set=|-c)(.+)$/s.exec(word) ?? [];
    return text === undefined ? [] : pair(text, index);
  });
}
