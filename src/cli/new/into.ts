import { existsSync, statSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../io';
import { classNameOf, Files } from './scaffold';

/** What an app needs for a chart of ours and its test. */
const NEEDED = ['cdk8s', 'cdk8s-plus-27', 'cdk8s-storage', 'constructs', 'jest'];

/** How a chart becomes part of an app that exists. */
export interface Addition {
  /** The new text of main.ts; undefined where it is not of the usual form, and the user adds the lines. */
  readonly main?: string;
  /** The lines that main.ts needs. */
  readonly lines: readonly string[];
  /** Packages that the app does not have yet. */
  readonly missing: readonly string[];
}

/** Plans to add files and a chart to an app; refuses what is no app, and what would write over something. */
export function planAddition(directory: string, shown: string, name: string, files: Files): Addition {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${shown} is no directory. --into adds to an app that exists; leave it out to make a new one.`);
  }
  const missing = missingPackages(directory, shown);
  const taken = [...files.keys()].filter((path) => existsSync(join(directory, path)));
  if (taken.length > 0) {
    throw new UsageError(`${shown} has ${taken.join(', ')} already, and nothing is written over. Give the chart another --name.`);
  }
  const className = classNameOf(name);
  const lines = [`import { ${className} } from './charts/${name}';`, `new ${className}(app, '${name}');`];
  const path = join(directory, 'main.ts');
  const main = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return { lines, missing, main: withChart(main, className, lines) };
}

function missingPackages(directory: string, shown: string): string[] {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) {
    throw new UsageError(`${shown} has no package.json. --into adds to an app that exists; leave it out to make a new one.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${join(shown, 'package.json')} cannot be read: ${(error as Error).message}.`);
  }
  const { dependencies, devDependencies } = (content ?? {}) as { readonly dependencies?: object; readonly devDependencies?: object };
  return NEEDED.filter((name) => !(name in { ...dependencies, ...devDependencies }));
}

/**
 * The text of main.ts with a chart more. Only where it is of the form that this command and `cdk8s init` give it: imports at the start of
 * lines, one app called `app`, one `app.synth()`.
 */
function withChart(main: string, className: string, [importLine, chartLine]: readonly string[]): string | undefined {
  const lines = main.split('\n');
  const indices = (pattern: RegExp) => lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
  const apps = indices(/^const app = new (App|FleetApp)\(/);
  const ends = indices(/^app\.synth\(\);\s*$/);
  const imports = indices(/^import .* from ['"].*['"];?\s*$/);
  if (apps.length !== 1 || ends.length !== 1 || imports.length === 0 || new RegExp(`\\b${className}\\b`).test(main)) return undefined;
  const ending = lines[ends[0]].endsWith('\r') ? '\r' : '';
  lines.splice(ends[0], 0, `${chartLine}${ending}`);
  lines.splice(imports[imports.length - 1] + 1, 0, `${importLine}${ending}`);
  return lines.join('\n');
}
