import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFull } from '../full';
import { makeApp, pack, ROOT, run } from '../matrix/fresh-apps';
import { VERSIONS } from './bindings';
import { Language, LANGUAGES, missingFor, Runner } from './languages';

/*
 * The same programs in each language that jsii binds.
 *
 *   tsx test/languages/run.ts [--if-available] [--only LANGUAGE]
 *
 * The package is built for each language and installed by its own package manager; then a program of all that the library makes, and one
 * with a workload of a newer cdk8s-plus, are run as their users run them. What they synthesize is compared with what TypeScript does, byte for
 * byte, and what they are told of wrong props with its message. By default the first language that is here, with FULL=1 every one:
 * --if-available says where there is none, and passes.
 */

const PROGRAMS = { market: join(ROOT, 'examples', 'languages'), newer: join(__dirname, 'newer') };
type Program = keyof typeof PROGRAMS;

interface Outcome {
  readonly files: Readonly<Record<string, string>>;
  readonly printed: string;
}

const work = mkdtempSync(join(tmpdir(), 'languages-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
const say = (text: string) => process.stdout.write(`${text}\n`);

const TYPESCRIPT: Pick<Language, 'title' | 'file' | 'install'> = {
  title: 'TypeScript',
  file: 'main.ts',
  install: async (directory) => {
    const app = await makeApp({ ...VERSIONS, tsx: '4.23.15' }, await pack(directory));
    return (program, outdir) => {
      copyFileSync(program, join(app, 'main.ts'));
      return run(app, 'npx', ['tsx', 'main.ts'], { CDK8S_OUTDIR: join(outdir, 'dist') });
    };
  },
};

async function outcomesOf({ title, file, install }: typeof TYPESCRIPT): Promise<Readonly<Record<Program, Outcome>>> {
  const directory = join(work, title);
  mkdirSync(directory);
  const runner = await install(directory);
  return { market: await outcomeOf('market', file, runner, directory), newer: await outcomeOf('newer', file, runner, directory) };
}

async function outcomeOf(program: Program, file: string, runner: Runner, directory: string): Promise<Outcome> {
  const app = join(directory, program);
  mkdirSync(app);
  const printed = await runner(join(PROGRAMS[program], file), app);
  const dist = join(app, 'dist');
  const files = readdirSync(dist).sort();
  return { files: Object.fromEntries(files.map((name) => [name, readFileSync(join(dist, name), 'utf8')])), printed };
}

function chosenLanguages(args: readonly string[]): Language[] {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
  const named = LANGUAGES.filter(({ title }) => only === undefined || title.toLowerCase() === only.toLowerCase());
  if (named.length === 0) throw new Error(`--only: no such language. There are ${LANGUAGES.map(({ title }) => title).join(', ')}.`);
  const present = named.filter((language) => {
    const missing = missingFor(language);
    if (missing.length > 0) say(`${language.title}: not run, for want of ${missing.join(', ')}`);
    return missing.length === 0;
  });
  return isFull || only !== undefined ? present : present.slice(0, 1);
}

async function main(args: readonly string[]): Promise<void> {
  const languages = chosenLanguages(args);
  if (languages.length === 0) {
    if (!args.includes('--if-available')) throw new Error('No language was run; --if-available passes over it.');
    return;
  }
  const expected = await outcomesOf(TYPESCRIPT);
  const message = expected.newer.printed.trim();
  assert.match(message, /3 problems\n/, 'the wrong props are refused');
  for (const language of languages) {
    const found = await outcomesOf(language);
    for (const program of ['market', 'newer'] as const) {
      assert.deepEqual(found[program].files, expected[program].files, `${language.title} synthesizes something else of ${program}`);
    }
    assert.ok(
      found.newer.printed.includes(message),
      `${language.title} tells of wrong props:\n${found.newer.printed}\ninstead of:\n${message}`,
    );
    const documents = Object.values(found).flatMap(({ files }) => Object.values(files).flatMap((text) => text.split(/^---$/m)));
    say(`${language.title}: ${documents.length} objects as in TypeScript, byte for byte, and its message of wrong props`);
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
