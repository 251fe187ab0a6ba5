import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { median, Measurement, Options, root } from './measure';

/*
 * What requiring the package costs, in processor time of fresh processes.
 */

const SCRIPT = `
  const before = process.cpuUsage();
  const module = require(process.argv[1]);
  for (const name of process.argv.slice(2)) if (module[name] === undefined) throw new Error('no ' + name);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String((user + system) / 1000));
`;

export function measure({ quick }: Options): Measurement[] {
  const ours = join(root, 'lib', 'index.js');
  const ways = { kplus: ['cdk8s-plus-27'], package: [ours], pattern: [ours, 'SharedScratchPod'], everything: [ours, ...exported(ours)] };
  const times: Record<string, number[]> = { kplus: [], package: [], pattern: [], everything: [] };
  for (let round = 0; round < (quick ? 5 : 15); round += 1) {
    for (const [way, words] of Object.entries(ways)) times[way].push(Number(run(['-e', SCRIPT, ...words])));
  }
  const [kplus, alone, pattern, everything] = Object.values(times).map(median);
  return [
    { name: 'require this package / require cdk8s-plus-27', ratio: alone / kplus, limit: 1.15, parts: { package: alone, kplus } },
    { name: 'and use one pattern / require cdk8s-plus-27', ratio: pattern / kplus, parts: { pattern, kplus } },
    { name: 'and use every export / require cdk8s-plus-27', ratio: everything / kplus, parts: { everything, kplus } },
  ];
}

function exported(module: string): string[] {
  return run(['-p', `Object.keys(require(${JSON.stringify(module)})).join()`])
    .trim()
    .split(',');
}

function run(words: readonly string[]): string {
  return execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
}
