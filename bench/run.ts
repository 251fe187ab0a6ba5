import { endFor } from '../test/wrong-arguments';
import { Measure, Measurement } from './measure';
import { parseOptions } from './options';

/*
 * npm run bench [-- --json] [--quick] [--only fleet]...
 *
 * Prints ratios, each of two things measured in the same run.
 */

async function main(): Promise<void> {
  const { json, quick, files } = parseOptions(process.argv.slice(2));
  const results: Record<string, readonly Measurement[]> = {};
  for (const file of files) {
    const { measure } = (await import(`./${file}`)) as { measure: Measure };
    results[file] = await measure({ quick });
    if (!json) print(file, results[file]);
  }
  if (json) process.stdout.write(`${JSON.stringify({ node: process.version, quick, results }, undefined, 2)}\n`);
}

function print(title: string, measurements: readonly Measurement[]): void {
  process.stdout.write(`\n${title}\n`);
  for (const { name, ratio, limit, parts } of measurements) {
    const promise = limit === undefined ? '' : ratio <= limit ? `within ${limit}` : `OVER ${limit}`;
    const made = Object.entries(parts).map(([part, value]) => `${part} ${value.toPrecision(3)}`);
    process.stdout.write(`  ${name.padEnd(52)} ${ratio.toFixed(3).padStart(8)}  ${promise.padEnd(11)}  ${made.join(', ')}\n`);
  }
}

main().catch(endFor);
