import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './fresh-apps';
import { PlusVersion } from './packages';
import { Kind, KINDS, Target } from './targets';

/*
 * Writes the sources of an app, compiles them as its user does, and says which cells the compiler refuses.
 */

const SOURCES = join(__dirname, 'app');

/** Sources of which each target has its own copy, with the kinds of workloads that they are for. */
const PER_TARGET: Readonly<Record<string, (kind: Kind) => boolean>> = {
  cells: () => true,
  'set-cells': (kind) => kind === 'StatefulSet',
  'disk-cells': (kind) => kind !== 'DaemonSet',
  refusals: () => true,
};

const OPTIONS = {
  strict: true,
  // Our declarations, and those of all that they refer to, are compiled too.
  skipLibCheck: false,
  noEmitOnError: false,
  module: 'node16',
  target: 'es2022',
  types: ['node'],
  rootDir: 'src',
  outDir: 'out',
};

export interface Compiled {
  /** Directory of the programs. */
  readonly directory: string;
  /** Modules of each target. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** What the compiler says of each cell: `<module> <cell>`. */
  readonly errors: ReadonlyMap<string, readonly string[]>;
}

/** The name of a target as the name of a file. */
const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** The imports of what a user has installed; others want version 27 by name. */
const PLUS = /^(import (?:\* as kplus|\{ k8s \}) from 'cdk8s-plus-)27';$/m;

/** Compiles the sources for targets, and further modules that are handed over as text. */
export async function compile(
  app: string,
  plus: PlusVersion,
  targets: readonly Target[],
  more: Readonly<Record<string, string>>,
): Promise<Compiled> {
  const sources = join(app, 'src');
  mkdirSync(sources);
  const write = (module: string, text: string) => writeFileSync(join(sources, `${module}.ts`), text.replace(PLUS, `$1${plus}';`));
  for (const file of readdirSync(SOURCES).filter((name) => name.endsWith('.ts'))) {
    const module = file.replace(/\.ts$/, '');
    if (!(module in PER_TARGET)) write(module, readFileSync(join(SOURCES, file), 'utf8'));
  }
  for (const [module, text] of Object.entries(more)) write(module, text);
  const modules = new Map<string, string[]>();
  for (const target of targets) {
    const made = sourceOf(target);
    if (made.wraps !== undefined) write(made.module, readSource('own').replace("'./cdk8s-plus'", `'./${made.wraps}'`));
    const parts = Object.keys(PER_TARGET).filter((part) => PER_TARGET[part](target.kind));
    for (const part of parts) write(`${slug(target.name)}-${part}`, withMake(readSource(part), KINDS[target.kind], made.module));
    modules.set(
      target.name,
      parts.map((part) => `${slug(target.name)}-${part}`),
    );
  }
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['src'] }));
  const errors = await tsc(app);
  return { directory: join(app, 'out'), modules, errors };
}

const readSource = (module: string): string => readFileSync(join(SOURCES, `${module}.ts`), 'utf8');

function sourceOf({ make: { source, wraps } }: Target): { readonly module: string; readonly wraps?: string } {
  return wraps === undefined ? { module: source } : { module: `${source}-${wraps}`, wraps };
}

const IMPORT = /^import \{ (?<more>service, )?\w+ as make \} from '\.\/cdk8s-plus';$/m;

function withMake(text: string, name: string, module: string): string {
  if (!IMPORT.test(text)) throw new Error('A source of cells has no import of `make`.');
  return text.replace(IMPORT, (_, more: string = '') => `import { ${more}${name} as make } from './${module}';`);
}

const DIAGNOSTIC = /^src\/(?<module>[\w-]+)\.ts\((?<line>\d+),\d+\): error (?<text>.*)$/;

/** What the compiler says, by the cell in which it says it; what stands in no cell is an error of all. */
async function tsc(app: string): Promise<Map<string, string[]>> {
  const errors = new Map<string, string[]>();
  let output = '';
  try {
    await run(app, 'npx', ['tsc', '--pretty', 'false']);
  } catch (error) {
    output = (error as Error).message;
  }
  const lines = output.split('\n');
  const found = lines.filter((line) => /\berror TS\d+/.test(line));
  if (output !== '' && found.length === 0) throw new Error(output);
  for (const line of found) {
    const { module, line: number, text } = DIAGNOSTIC.exec(line)?.groups ?? {};
    const cell = module === undefined ? undefined : cellAt(readFileSync(join(app, 'src', `${module}.ts`), 'utf8'), Number(number));
    const key = cell === undefined ? '' : `${module} ${cell}`;
    errors.set(key, [...(errors.get(key) ?? []), cell === undefined ? line : text]);
  }
  return errors;
}

/** The cell that a line stands in: the last title before it. */
function cellAt(text: string, line: number): string | undefined {
  const titles = text
    .split('\n')
    .slice(0, line)
    .flatMap((each) => /^ {2}'([^']+)'[(:]/.exec(each)?.[1] ?? []);
  return titles.at(-1);
}
