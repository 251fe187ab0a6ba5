import { execFileSync } from 'child_process';
import { join } from 'path';
import { isDeepStrictEqual } from 'util';
import * as fc from 'fast-check';
import { readYaml } from '../../src/checks';
import { ensurePrograms, Toolchain } from '../cluster/binaries';
import { endBy } from '../ended';
import { announce, seedOfRun } from '../seed/seed';
import { TEXT } from './texts';

/*
 * What we read is what kubectl reads: generated documents, right and wrong ones, are given to sigs.k8s.io/yaml and to our reader.
 *
 *   tsx test/kubectl-yaml/run.ts [--if-available]
 *
 * CASES says how many are drawn, SEED repeats a run.
 */

const READER: Toolchain = { title: 'kubectl-yaml', module: join(__dirname, 'go'), packages: { 'kubectl-yaml': '.' } };

interface Answer {
  readonly error?: string;
  readonly value?: unknown;
}

/** Both are asked about an object, since nothing else can be applied. */
const HEAD = 'apiVersion: v1\nkind: ConfigMap\nx:\n';

const document = (text: string) => `${HEAD}${text.replace(/^/gm, '  ').replace(/ +$/gm, (blanks) => (blanks === '  ' ? '' : blanks))}`;

function ours(text: string): Answer {
  const { manifests, problems } = readYaml(text);
  if (problems.length > 0 || manifests.length !== 1) return { error: problems[0]?.message ?? `${manifests.length} objects` };
  return { value: JSON.parse(JSON.stringify(manifests[0].body)) };
}

/** Of tabs between words, lone carriage returns and keys behind a question mark readers hold different opinions; nobody writes them. */
const UNSURE = /[\t?]|\r/;

/** What we take and kubectl does not: texts that nobody writes, and numbers that it cannot send, since JSON has none such. */
const TAKEN_BY_US = [/(^|[[{,\s]):/m, /"\s*:\[/, /[-+]?\.inf/];

/** What kubectl takes although YAML forbids it, and no one writes: a text of several lines that is no deeper than its dash. */
const TAKEN_BY_KUBECTL = /^( *)-[ ]*(?:#.*)?\n(?:[ ]*(?:#.*)?\n)*\1[|>]/m;

function difference(text: string, theirs: Answer): string | undefined {
  if (UNSURE.test(text)) return undefined;
  const own = ours(text);
  if (theirs.error !== undefined) {
    if (own.error !== undefined || TAKEN_BY_US.some((sign) => sign.test(text))) return undefined;
    return `kubectl refuses it (${theirs.error}), and we take it for ${JSON.stringify(own.value)}`;
  }
  if (own.error !== undefined && TAKEN_BY_KUBECTL.test(text)) return undefined;
  if (own.error !== undefined) return `kubectl takes it for ${JSON.stringify(theirs.value)}, and we refuse it (${own.error})`;
  return isDeepStrictEqual(own.value, theirs.value)
    ? undefined
    : `kubectl reads ${JSON.stringify(theirs.value)}, and we ${JSON.stringify(own.value)}`;
}

async function compare(): Promise<boolean> {
  const chosen = seedOfRun();
  process.stdout.write(announce(chosen, 'npm run test:kubectl-yaml'));
  const program = join(await ensurePrograms(READER, 'kubectl-yaml'), 'kubectl-yaml');
  const texts = fc.sample(TEXT, { numRuns: Number(process.env.CASES ?? 20_000), seed: chosen.seed }).map(document);
  const answers = JSON.parse(execFileSync(program, { input: JSON.stringify(texts), maxBuffer: 2 ** 30, encoding: 'utf8' })) as Answer[];
  const found = texts.flatMap((text, index) => {
    const what = difference(text, answers[index]);
    return what === undefined ? [] : [`${JSON.stringify(text)}\n  ${what}\n`];
  });
  for (const line of found.slice(0, 20)) process.stdout.write(line);
  const taken = answers.filter(({ error }) => error === undefined).length;
  process.stdout.write(`${texts.length} texts, of which kubectl takes ${taken}; read otherwise: ${found.length}\n`);
  return found.length === 0;
}

endBy(compare());
