import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadScript, ScriptName } from '../../src/scripts/load-script';

const directory = join(__dirname, '../../src/scripts');
const names = readdirSync(directory)
  .filter((file) => file.endsWith('.sh'))
  .map((file) => basename(file, '.sh') as ScriptName);

test('there are scripts to check', () => expect(names).toContain('seed-scratch'));

describe.each(names)('%s', (name) => {
  const text = loadScript(name);

  test('is the file without comments and empty lines, and says where these are', () => {
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe(`# src/scripts/${name}.sh of cdk8s-storage, without its comments`);
    const all = readFileSync(join(directory, `${name}.sh`), 'utf8').split('\n');
    expect(lines).toEqual(all.filter((line) => line.trim() !== '' && !line.trim().startsWith('#')));
  });

  test('loses no data of a here-document that looks like a comment or is empty', () => {
    const file = readFileSync(join(directory, `${name}.sh`), 'utf8');
    for (const [, , body] of file.matchAll(/<<-?\s*['"\\]?(\w+)['"]?[^\n]*\n([\s\S]*?)\n\s*\1\n/g)) expect(text).toContain(body);
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
