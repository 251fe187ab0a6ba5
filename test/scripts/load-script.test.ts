import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadScript, ScriptName, wholeScript } from '../../src/scripts/load-script';

const directory = join(__dirname, '../../src/scripts');
const names = readdirSync(directory)
  .filter((file) => file.endsWith('.sh'))
  .map((file) => basename(file, '.sh') as ScriptName);

const parts = readdirSync(join(directory, 'parts')).map((file) => basename(file, '.sh'));
const partsOf = (name: string) =>
  [...readFileSync(join(directory, `${name}.sh`), 'utf8').matchAll(/^# include (.*)$/gm)].map(([, part]) => part);

test('there are scripts to check', () => expect(names).toContain('seed-scratch'));

test('what scripts have in common is wanted by more than one', () => {
  const wanted = names.flatMap(partsOf);
  expect(parts.filter((part) => wanted.filter((one) => one === part).length < 2)).toEqual([]);
});

test('nothing that is long stands in two scripts', () => {
  const seen = new Map<string, string>();
  const twice = names.flatMap((name) => {
    const functions = readFileSync(join(directory, `${name}.sh`), 'utf8').match(/^[a-z_]+\(\) \{\n(.*\n){2,}?\}$/gm) ?? [];
    return functions.flatMap((text) => {
      const before = seen.get(text);
      seen.set(text, name);
      return before === undefined ? [] : [`${before}, ${name}: ${text.split('\n')[0]}`];
    });
  });
  expect(twice).toEqual([]);
});

describe.each(names)('%s', (name) => {
  const text = loadScript(name);

  test('is the file without comments and empty lines, and says where these are', () => {
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe(`# src/scripts/${name}.sh of cdk8s-storage, without its comments`);
    const all = wholeScript(name).split('\n');
    expect(lines).toEqual(all.filter((line) => line.trim() !== '' && !line.trim().startsWith('#')));
  });

  test('loses no data of a here-document that looks like a comment or is empty', () => {
    const file = wholeScript(name);
    for (const [, , body] of file.matchAll(/<<-?\s*['"\\]?(\w+)['"]?[^\n]*\n([\s\S]*?)\n\s*\1\n/g)) expect(text).toContain(body);
  });

  test('has each part once, at its place, and what that wants before it', () => {
    const own = partsOf(name);
    expect(own).toEqual([...new Set(own)]);
    const lines = text.split('\n');
    for (const [index, part] of own.entries()) {
      const code = readFileSync(join(directory, 'parts', `${part}.sh`), 'utf8').trimEnd();
      const [first] = code.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
      expect(lines.filter((line) => line === first)).toEqual([first]);
      const wants = /\bWants ([a-z_ ]+)\./.exec(code.replace(/\n# /g, ' '))?.[1].split(' and ') ?? [];
      const before = lines.slice(0, lines.indexOf(first)).join('\n');
      for (const one of wants) {
        expect({ index, part, before }).toMatchObject({ before: expect.stringMatching(new RegExp(`^${one}\\(\\)`, 'm')) });
      }
    }
    expect(text).not.toMatch(/^# include/m);
  });

  test('holds nothing that Kubernetes would expand in args: it turns $$ into $ and replaces $(NAME) of a variable', () => {
    expect(text).not.toContain('$$');
    expect(text).not.toMatch(/\$\([A-Z0-9_]+\)/);
  });

  test('is plain ASCII without tabs or trailing blanks, so that YAML shows it as a readable block', () => {
    expect(text).toMatch(/^[\x20-\x7e\n]*\n$/);
    expect(text).not.toMatch(/ $/m);
  });
});
