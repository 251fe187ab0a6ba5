import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlacesRun } from './api-values';
import { Compiled } from './compile';
import { ROOT } from './fresh-apps';

/*
 * The examples of docs/any-workload.md, compiled and run as they stand, on the stage of `app/stage.ts`.
 */

const PAGE = 'docs/any-workload.md';

const IMPORTS = [
  "import { ApiObject, Chart, Helm, Include, Size } from 'cdk8s';",
  "import { ClaimTemplate, Hardening, MountAccess, Workload } from 'cdk8s-storage';",
  "import { stage } from './stage';",
];

/** A module with each example in a function of its own. */
export function moduleOfDocs(): string {
  const blocks = [...readFileSync(join(ROOT, PAGE), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code);
  const imports = blocks.filter((code) => code.startsWith('import '));
  const examples = blocks.filter((code) => !code.startsWith('import '));
  const functions = examples.map((code, index) =>
    [
      `  '${PAGE}, example ${index + 1}': (chart) => {`,
      'const { claim, scratch, store, database, storageClass, web } = stage(chart);',
      `{\n${code}}`,
      '},',
    ].join('\n'),
  );
  return [
    ...imports,
    ...IMPORTS,
    'export const places: Readonly<Record<string, (chart: Chart) => unknown>> = {',
    ...functions,
    '};',
    '',
  ].join('\n');
}

/** What is wrong with the examples. */
export function problemsOfDocs({ errors }: Compiled, run: PlacesRun): string[] {
  const refused = [...errors].flatMap(([key, texts]) => (key.startsWith('docs ') ? texts.map((text) => `${key}: ${text}`) : []));
  const failed = Object.entries(run).flatMap(([title, { error }]) => (error === undefined ? [] : [`${title}: ${error}`]));
  return [...refused, ...failed];
}
