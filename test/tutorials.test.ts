import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { bitnami, list } from './cli/adopted';

/*
 * Each tutorial is followed to its end, in an empty directory: its files are written, its commands are run by sh, one after the other,
 * and what they print is what the page shows, where `...` stands for lines that are left out.
 */

jest.setTimeout(300_000);

const ROOT = resolve(__dirname, '..');
const PAGES = join(ROOT, 'docs', 'tutorials');
const names = readdirSync(PAGES).filter((name) => name.endsWith('.md') && name !== 'README.md');

/** What a reader does once, which the repository has done, and what needs a cluster: `test:cluster` and `test:kubelet` run it. */
const NOT_RUN = [/^npm /, /^kubectl (?!get statefulset,)/, /^sh adopted\//];

interface Step {
  readonly kind: 'file' | 'run';
  readonly line: number;
  /** The name of the file. */
  readonly name: string;
  readonly text: string;
  /** What is shown below a command. */
  readonly shown?: string;
}

function stepsOf(page: string): Step[] {
  const lines = readFileSync(join(PAGES, page), 'utf8').split('\n');
  const fences: Array<{ info: string; line: number; text: string }> = [];
  for (let index = 0; index < lines.length; index++) {
    const [, indent, info] = /^( *)```(.*)$/.exec(lines[index]) ?? [];
    if (info === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, index + 1);
    const text = lines.slice(index + 1, end).map((line) => line.slice(indent.length));
    fences.push({ info, line: index + 1, text: text.join('\n') });
    index = end;
  }
  return fences.flatMap(({ info, line, text }, index): Step[] => {
    const [, name] = /\[(.+)\]$/.exec(info) ?? [];
    if (name !== undefined) return [{ kind: 'file', line, name, text: `${text}\n` }];
    if (info !== 'sh') return [];
    const next = fences.at(index + 1);
    return [{ kind: 'run', line, name: '', text, shown: next?.info === 'text' ? next.text : undefined }];
  });
}

/** Programs by the names that readers call them by; kubectl answers for a cluster in which a chart has made a database. */
function programsIn(directory: string): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const npx = [
    'what=$1; shift',
    'case $what in',
    `cdk8s-storage) exec "${process.execPath}" "${tsx}" "${join(ROOT, 'src', 'cli', 'main.ts')}" "$@" ;;`,
    `cdk8s) exec "${process.execPath}" "${join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s')}" "$@" ;;`,
    `tsx) exec "${process.execPath}" "${tsx}" "$@" ;;`,
    `jest) exec "${process.execPath}" "${join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')}" "$@" ;;`,
    '*) echo "no $what here" >&2; exit 127 ;;',
    'esac',
  ];
  // As the chart makes it: the option is there for others, who look for its value in what is written.
  const asMade = list(bitnami('orders-postgresql')).replace(/,\s*"args": \[\s*"--token=[^\]]*\]/, '');
  writeFileSync(join(directory, 'cluster.yaml'), asMade);
  const programs = { npx: npx.join('\n'), kubectl: `exec cat "${join(directory, 'cluster.yaml')}"` };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** Whether a text is what is shown, where a line `...` stands for any number of lines. */
function shows(shown: string, printed: string): boolean {
  const pieces = shown
    .split(/^ *\.\.\.$/m)
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    // The line of a manifest depends on how long the scripts before it are.
    .map((piece) => piece.replace(/(\.yaml:|^ +(?:> )?)\d+(?=$| \\\|)/gm, '$1\\d+'));
  return new RegExp(`^${pieces.join('[^]*?')}$`).test(printed);
}

test('there are tutorials, and the list has each of them', () => {
  expect(names.length).toBeGreaterThanOrEqual(5);
  const index = readFileSync(join(PAGES, 'README.md'), 'utf8');
  expect(names.filter((name) => !index.includes(`(${name})`))).toEqual([]);
});

const homes: string[] = [];
afterAll(() => homes.forEach((home) => rmSync(dirname(home), { recursive: true })));

describe.each(names)('%s', (page) => {
  const directory = mkdtempSync(join(tmpdir(), 'tutorial-'));
  const home = join(directory, 'home');
  mkdirSync(home);
  homes.push(home);
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  const env = {
    ...process.env,
    // As where somebody tries them, and no pipeline.
    CI: '',
    PATH: `${programsIn(directory)}:${process.env.PATH}`,
    TSX_TSCONFIG_PATH: join(ROOT, 'examples', 'tsconfig.json'),
    NO_COLOR: '1',
    CDK8S_CHECK_UPGRADE: 'false',
  };
  const steps = stepsOf(page);

  test('shows what some of its commands print', () => {
    expect(steps.some(({ shown }) => shown !== undefined && shown.length > 20)).toBe(true);
  });

  test.each(steps.map((step) => [`${page}:${step.line}`, step] as const))('%s', (__, { kind, name, text, shown }) => {
    if (kind === 'file') {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
      return;
    }
    const lines = text.split('\n');
    const run = lines.filter((line) => !NOT_RUN.some((sign) => sign.test(line)));
    if (run.length === 0) return;
    expect(run).toEqual(lines);
    const { stdout, stderr, status } = spawnSync('sh', ['-c', `{\n${text}\n} 2>&1`], { cwd: home, env, encoding: 'utf8' });
    expect(stderr).toBe('');
    const printed = stdout.replaceAll(`${home}/`, '').trimEnd();
    if (shown === undefined) expect({ printed, status }).toEqual({ printed, status: 0 });
    else if (!shows(shown, printed)) expect(printed).toBe(shown);
  });
});

test('all their TypeScript compiles', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'examples', 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'examples'));
  const files = homes.flatMap((home) =>
    readdirSync(home, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
      name.endsWith('.ts') && !name.startsWith('node_modules') && name !== 'other.ts' ? [join(home, name)] : [],
    ),
  );
  expect(files.length).toBeGreaterThanOrEqual(4);
  const types = ['node'];
  const program = ts.createProgram(files, {
    ...options,
    types,
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    noEmit: true,
    rootDir: undefined,
  });
  const found = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
    ...program.getSemanticDiagnostics(program.getSourceFile(file)),
  ]);
  expect(found.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)).toEqual([]);
});
