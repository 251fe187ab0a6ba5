import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Measure, Measurement } from './measure';

/*
 * npm run bench [-- --json] [--quick] [--only fleet]...
 *
 * Prints ratios, each of two things measured in the same run. Each file below exports `measure`; one that is not there is passed over.
 */

const FILES = ['fleet', 'constructs', 'loading', 'checks', 'cli'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
    },
  });
  const results: Record<string, readonly Measurement[]> = {};
  for (const file of values.only ?? FILES) {
    if (values.only === undefined && !existsSync(join(__dirname, `${file}.ts`))) continue;
    const { measure } = (await import(`./${file}`)) as { measure?: Measure };
    if (measure === undefined) {
      process.stderr.write(`bench/${file}.ts exports no measure, so it is left out.\n`);
      continue;
    }
    results[file] = await measure({ quick: values.quick });
    if (!values.json) print(file, results[file]);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ node: process.version, quick: values.quick, results }, undefined, 2)}\n`);
}

function print(title: string, measurements: readonly Measurement[]): void {
  process.stdout.write(`\n${title}\n`);
  for (const { name, ratio, limit, parts } of measurements) {
    const promise = limit === undefined ? '' : ratio <= limit ? `within ${limit}` : `OVER ${limit}`;
    const made = Object.entries(parts).map(([part, value]) => `${part} ${value.toPrecision(3)}`);
    process.stdout.write(`  ${name.padEnd(52)} ${ratio.toFixed(3).padStart(8)}  ${promise.padEnd(11)}  ${made.join(', ')}\n`);
  }
}

void main();
