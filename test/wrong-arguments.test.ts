import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseOptions as benchOptions } from '../bench/options';
import { parseOptions as corpusOptions } from './corpus/options';
import { WrongArguments } from './wrong-arguments';

/*
 * Programs of contributors, told what they cannot do: a sentence with what there is, and never a stack of calls.
 */

const root = join(__dirname, '..');

/** What whoever typed them is told. */
function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof WrongArguments) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

const BENCH = 'npm run bench -- [--json] [--quick] [--only NAME]...';
const CORPUS = 'npm run corpus DIR -- [--sample N] [--seed S] [--level LEVEL] [--rule RULE]';

it.each([
  ['bench/run.ts', ['--only', 'WRONG'], '--only: there is no "WRONG". There are fleet, constructs, loading, checks, cli.\n'],
  ['test/corpus/run.ts', ['nowhere'], `${join(root, 'nowhere')} does not exist. ${CORPUS}\n`],
])('%s ends with status 2 and a sentence for %j', (program, words, message) => {
  const tsx = join(root, 'node_modules', '.bin', 'tsx');
  const { status, stdout, stderr } = spawnSync(tsx, [program, ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: root },
  });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: message });
});

it.each([
  [
    ['--only', 'checks', '--only', 'a', '--only', 'b'],
    '--only: there is no "a" and no "b". There are fleet, constructs, loading, checks, cli.',
  ],
  [['--only', ''], '--only: there is no "". There are fleet, constructs, loading, checks, cli.'],
  [['--only'], `Option '--only <value>' argument missing. ${BENCH}`],
  [['--fast'], `Unknown option '--fast'. ${BENCH}`],
  [['fleet'], `Unexpected argument 'fleet'. ${BENCH}`],
])('the bench refuses %j', (args, message) => {
  expect(refusal(() => benchOptions(args))).toBe(message);
});

it('the bench measures what it is told, all of it unless told', () => {
  expect(benchOptions([]).files).toEqual(['fleet', 'constructs', 'loading', 'checks', 'cli']);
  expect(benchOptions(['--only', 'cli', '--quick'])).toEqual({ json: false, quick: true, files: ['cli'] });
});

it.each([
  [[], `Name one folder. ${CORPUS}`],
  [['src', 'test'], `Name one folder. ${CORPUS}`],
  [['package.json'], `${join(root, 'package.json')} is no folder. ${CORPUS}`],
  [['src', '--sample', 'many'], `--sample many: give a whole number. ${CORPUS}`],
  [['src', '--level', 'fatal'], '--level: there is no fatal. There are error, warning, info.'],
  [['src', '--rule', 'no-such-rule'], '--rule: there is no no-such-rule. "npx cdk8s-storage rules" lists them.'],
])('the corpus refuses %j', (args, message) => {
  expect(refusal(() => corpusOptions(args, { INIT_CWD: root }))).toBe(message);
});
