import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { load } from 'js-yaml';
import * as ts from 'typescript';
import { RULES } from '../../src/checks';
import { readConfig } from '../../src/checks/config';
import * as library from '../../src';
import { ROOT } from '../sources';
import { BROKEN, CLEAN, command, file, IDLE } from './support';

/*
 * Every snippet of docs/checks.md does what it says.
 */

const text = readFileSync(join(ROOT, 'docs', 'checks.md'), 'utf8');
const snippets = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({ language, body }));
const inLanguage = (language: string) => snippets.filter((snippet) => snippet.language === language).map(({ body }) => body);

/** Commands of blocks and of sentences, with what comes through the pipe before them. */
const lines = [
  ...inLanguage('sh').flatMap((body) => body.split('\n')),
  ...inLanguage('yaml').flatMap((body) => body.split('\n').map((line) => line.replace(/^ *- run: /, ''))),
  ...[...text.matchAll(/`(npx cdk8s-storage [^`]+)`/g)].map(([, line]) => line),
];
const commands = [...new Set(lines.map((line) => line.replace(/ +# .*$/, '')).filter((line) => line.includes('npx cdk8s-storage')))].map(
  (line) => {
    const [, before, own] = /^(.*\| )?npx cdk8s-storage (.*)$/.exec(line)!;
    return [
      line,
      before !== undefined,
      own
        .replace(/'([^']*)'/g, '$1')
        .replace(/\bRULE\b/, 'missing-claim')
        .split(' '),
    ] as const;
  },
);

test('there are some of each kind', () => {
  const names = new Set(commands.map(([, , argv]) => argv[0]));
  expect([...names].sort()).toEqual(expect.arrayContaining(['check', 'explain', 'fix', 'report', 'rules']));
});

test.each(commands)('%s', async (_, isPiped, argv) => {
  for (const folder of ['dist', 'k8s']) {
    file(`${folder}/clean.yaml`, CLEAN);
    file(`${folder}/idle.yaml`, IDLE);
  }
  const { code, err } = await command(argv, { input: isPiped ? CLEAN : '' });
  // A usage that is not known, or nothing to read, would be 2.
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
});

test('errors make the commands that check fail', async () => {
  file('k8s/broken.yaml', BROKEN);
  for (const [, isPiped, argv] of commands) {
    if (argv[0] !== 'check' || isPiped || !argv.includes('k8s')) continue;
    expect((await command(argv)).code).toBe(1);
  }
});

test('YAML is YAML, and the configuration is one', () => {
  for (const body of inLanguage('yaml')) expect(load(body)).toBeInstanceOf(Object);
  const [config] = inLanguage('yaml').filter((body) => /^acknowledge:/m.test(body));
  const { problems } = readConfig(
    config,
    'cdk8s-storage.checks.yaml',
    RULES.map(({ id }) => id),
  );
  expect(problems).toEqual([]);
});

test('TypeScript is sound, and imports what there is', () => {
  for (const body of inLanguage('ts')) {
    const { diagnostics } = ts.transpileModule(body, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.CommonJS } });
    expect(diagnostics).toEqual([]);
    const [, names = ''] = /import \{ ([^}]*) \} from 'cdk8s-storage'/.exec(body) ?? [];
    for (const name of names.split(', ').filter(Boolean)) expect(library).toHaveProperty(name);
  }
});

test('links lead to files and headings that there are', () => {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
  for (const [, target, fragment] of text.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
    if (target !== '') expect(existsSync(join(dirname(join(ROOT, 'docs', 'checks.md')), target))).toBe(true);
    if (target === '' && fragment !== undefined) expect(headings).toContain(fragment);
  }
});
