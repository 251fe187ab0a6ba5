import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'prettier';
import { MissingPrograms } from '../cluster/binaries';
import { Finding } from '../linters/finding';
import { endFor, readArguments } from '../wrong-arguments';
import { cases, writeCases } from './cases';
import { newFindings } from './compare';
import { speaksOf } from './judged';
import { withTools } from './measure';
import { publicSet } from './public';
import { Measured, Measurement, measuredText, withMeasured } from './table';

/*
 * What tools that people use today find of the mistakes that our rules find, and what each says of manifests of others.
 *
 *   tsx test/comparison/run.ts [--write] [--public DIRECTORY] [--others] [--if-available]
 *
 * --write writes the table of docs/comparison.md, for which the directory of a clone of kubernetes/examples, and kube-linter on the PATH, are
 * wanted too. --others prints what is new beside a mistake and is not counted as finding it.
 */

const USAGE = 'Called as "npm run comparison -- [--write] [--public DIRECTORY] [--others] [--if-available]".';
const page = resolve(__dirname, '../../docs/comparison.md');

function readOptions() {
  const { values } = readArguments(USAGE, {
    options: {
      write: { type: 'boolean' },
      others: { type: 'boolean' },
      public: { type: 'string' },
      'if-available': { type: 'boolean' },
    },
  });
  return values;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const objectsOf = (findings: readonly Finding[]): number => new Set(findings.map(({ example, object }) => `${example} ${object}`)).size;

async function measure({ others, public: directory }: ReturnType<typeof readOptions>, work: string): Promise<Measurement> {
  const all = cases();
  const documents = writeCases(join(work, 'cases'), all);
  const mistakes = new Map(all.map((one) => [one.name, one]));
  const foreign = directory === undefined ? undefined : publicSet(resolve(directory));
  const tools = await withTools(
    join(work, 'schemas'),
    (example) => mistakes.get(example)?.complete === true,
    async (present) => {
      const measured: Measured[] = [];
      for (const { name, version, run } of present) {
        const news = newFindings(all, await run(join(work, 'cases'), documents, true));
        const found = all.filter((one) => news.get(one.name)!.some(({ rule }) => speaksOf(rule, one.rule))).map(({ rule }) => rule);
        if (others === true) {
          for (const one of all) {
            for (const { rule, object } of news.get(one.name)!) if (!speaksOf(rule, one.rule)) say(`${one.name}: ${rule}: ${object}`);
          }
        }
        const said = foreign === undefined ? undefined : await run(resolve(directory!), foreign.documents, false);
        measured.push({ name, version, found, ...(said && { onPublic: { findings: said.length, objects: objectsOf(said) } }) });
        say(`${name} ${version}: ${found.length} of ${all.length}${said === undefined ? '' : `, ${said.length} of what others wrote`}`);
      }
      return measured;
    },
  );
  return {
    day: new Date().toISOString().slice(0, 10),
    mistakes: all.length,
    tools,
    ...(foreign && { publicSet: { title: foreign.title, objects: foreign.objects } }),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  const work = mkdtempSync(join(tmpdir(), 'comparison-'));
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  const measurement = await measure(options, work);
  if (options.write !== true) return;
  const missing = ['kube-linter'].filter((name) => measurement.tools.every((tool) => tool.name !== name));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} is not on the PATH, and the table would be without it.`);
  if (measurement.publicSet === undefined) throw new Error('--write wants --public too: the directory of a clone of kubernetes/examples.');
  const text = withMeasured(readFileSync(page, 'utf8'), measuredText(measurement));
  writeFileSync(page, await format(text, { parser: 'markdown', printWidth: 140 }));
}

// What ends the program takes the servers that it started along.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

main().catch((error: unknown) => {
  if (!(error instanceof MissingPrograms) || !process.argv.includes('--if-available')) return endFor(error);
  process.stderr.write(`${error.message}\n`);
});
