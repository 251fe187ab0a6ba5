import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, Measurement, Options, root } from './measure';

/*
 * Whole processes that synthesize one small app: with the CLI of cdk8s, with and without compiling, against plain node.
 */

const home = join(root, 'dist', 'bench-cli');

const MAIN = `
import { App, Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';

const app = new App();
for (let index = 0; index < 20; index += 1) {
  new ConfigMap(new Chart(app, \`service-\${index}\`), 'config', { data: { level: 'info' } });
}
app.synth();
`;

export function measure({ quick }: Options): Measurement[] {
  mkdirSync(home, { recursive: true });
  try {
    writeFileSync(join(home, 'main.ts'), MAIN);
    const compilerOptions = { target: 'es2022', module: 'node16', strict: true, skipLibCheck: true, types: [], rootDir: '.' };
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    const bin = (name: string) => join(root, 'node_modules', '.bin', name);
    const synth = (app: string) => () => run(bin('cdk8s'), ['synth', '--check-upgrade=false', '--app', app]);
    const compile = () => run(bin('tsc'), ['-p', '.']);
    compile();
    const ways: Record<string, () => void> = {
      node: () => run(process.execPath, ['main.js']),
      compiled: synth('node main.js'),
      transpiled: synth('npx tsx main.ts'),
      typeChecked: () => {
        compile();
        synth('node main.js')();
      },
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round < (quick ? 2 : 7); round += 1) {
      for (const [name, work] of Object.entries(ways)) {
        const start = performance.now();
        work();
        (times[name] ??= []).push(performance.now() - start);
      }
    }
    const [node, compiled, transpiled, typeChecked] = Object.values(times).map(median);
    return [
      { name: 'cdk8s synth of a compiled app / node', ratio: compiled / node, parts: { compiled, node } },
      { name: 'cdk8s synth with npx tsx / node', ratio: transpiled / node, parts: { transpiled, node } },
      { name: 'cdk8s synth after tsc / node', ratio: typeChecked / node, parts: { typeChecked, node } },
    ];
  } finally {
    rmSync(home, { recursive: true });
  }
}

function run(command: string, words: readonly string[]): void {
  execFileSync(command, words, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
}
