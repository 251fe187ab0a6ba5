import { spawn } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ensurePrograms, MissingPrograms, missingIn } from './binaries';
import { isFull } from '../full';
import { announce, seedOfRun } from '../seed/seed';
import { ControlPlane, PROGRAMS } from './control-plane';
import { kubectlPath } from './kubectl';
import { readKubeconfig } from './kubeconfig';
import { installOperators } from './operator-definitions';
import { installSnapshots } from './snapshot-definitions';
import { ApiClient } from './client';
import { VERSIONS } from './versions';

/*
 * Tests against real API servers.
 *
 *   tsx test/cluster/run.ts [--if-available] [--newest] [--kubeconfig[=FILE]] [options of jest]
 *
 * Without KUBEBUILDER_ASSETS, control planes of two versions are built from Go modules and kept in a cache. With --kubeconfig, the tests
 * that change nothing but their own namespaces run against the cluster that FILE or KUBECONFIG names. The seed of generated cases follows
 * from the commit; SEED repeats a run. There are few of them, many with FULL=1, or as many for each construct as CASES says.
 */

const root = join(__dirname, '..', '..');
const chosen = seedOfRun();
const seed = String(chosen.seed);

interface Options {
  readonly ifAvailable: boolean;
  readonly newest: boolean;
  readonly kubeconfig?: string;
  readonly jest: readonly string[];
}

function parse(args: readonly string[]): Options {
  const own = args.filter((arg) => /^--(if-available|newest|kubeconfig(=.*)?)$/.test(arg));
  const flag = own.find((arg) => arg.startsWith('--kubeconfig'));
  const kubeconfig = flag?.split('=')[1] ?? process.env.KUBECONFIG;
  if (flag !== undefined && (kubeconfig === undefined || kubeconfig === '')) {
    throw new Error('--kubeconfig: name a file, or set KUBECONFIG.');
  }
  return {
    ifAvailable: own.includes('--if-available'),
    newest: own.includes('--newest'),
    kubeconfig: flag === undefined ? undefined : kubeconfig,
    jest: args.filter((arg) => !own.includes(arg)),
  };
}

/** Where the programs are, one directory for each version to test. */
async function directories({ newest }: Options): Promise<string[]> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets !== undefined && assets !== '') {
    const missing = missingIn(assets, PROGRAMS);
    if (missing.length > 0) throw new MissingPrograms(`KUBEBUILDER_ASSETS is ${assets}, which has no ${missing.join(', ')}.`);
    return [assets];
  }
  const found: string[] = [];
  for (const version of newest ? VERSIONS.slice(0, 1) : VERSIONS) found.push(await ensurePrograms(version, 'control-plane'));
  return found;
}

/** Runs the tests in a process of their own; true where all passed. */
async function runTests(kubeconfig: string, kind: 'throwaway' | 'older' | 'foreign', options: Options): Promise<boolean> {
  const kubectl = await kubectlPath();
  const api = new ApiClient(readKubeconfig(kubeconfig));
  const definitions = [...(await installSnapshots(api)), ...(await installOperators(api))];
  try {
    return await runJest({ CLUSTER_KUBECONFIG: kubeconfig, CLUSTER_KIND: kind, CLUSTER_KUBECTL: kubectl }, options);
  } finally {
    // A cluster of somebody is left as it was.
    if (kind === 'foreign') for (const definition of definitions) await api.delete(definition);
    api.close();
  }
}

function runJest(settings: Readonly<Record<string, string>>, options: Options): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'cluster-counts-'));
  const counts = join(directory, 'counts');
  writeFileSync(counts, '');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const env = { ...process.env, ...settings, CLUSTER_COUNTS: counts, SEED: seed };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [jest, '--ci', '--config', 'test/cluster/jest.config.json', ...options.jest], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    const clean = () => {
      child.kill();
      rmSync(directory, { recursive: true, force: true });
    };
    process.once('exit', clean);
    child.on('error', reject);
    child.on('close', (code) => {
      process.stdout.write(`${summary(counts)}\n`);
      process.off('exit', clean);
      clean();
      resolve(code === 0);
    });
  });
}

function summary(file: string): string {
  const totals = new Map<string, number>();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [what, amount] = JSON.parse(line) as [string, number];
    totals.set(what, (totals.get(what) ?? 0) + amount);
  }
  return [...totals].map(([what, amount]) => `${amount} ${what}`).join(', ') || 'nothing counted';
}

async function runAll(options: Options): Promise<boolean> {
  process.stdout.write(isFull ? 'all cases, as FULL=1 asks for\n' : 'a small set of cases; FULL=1 runs ten times as many\n');
  process.stdout.write(announce(chosen, 'npm run test:cluster'));
  if (options.kubeconfig !== undefined) return runTests(options.kubeconfig, 'foreign', options);
  let passed = true;
  const found = await directories(options);
  for (const directory of found) {
    const start = Date.now();
    const plane = await ControlPlane.start([directory, ...found]);
    process.stdout.write(`\n${directory}: up in ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
    try {
      if (!(await runTests(plane.kubeconfig, directory === found[0] ? 'throwaway' : 'older', options))) {
        passed = false;
        process.stderr.write(`${plane.logs()}\n`);
      }
    } finally {
      await plane.stop();
    }
  }
  return passed;
}

// An exit runs what was registered to clean up; an unhandled signal would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    process.stderr.write(`ended by ${signal}\n`);
    process.exit(1);
  });
}

const given = parse(process.argv.slice(2));
runAll(given).then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: unknown) => {
    if (!(error instanceof MissingPrograms)) throw error;
    process.stderr.write(`${error.message} Or set KUBEBUILDER_ASSETS to a directory with ${PROGRAMS.join(', ')}.\n`);
    process.exitCode = given.ifAvailable ? 0 : 1;
  },
);
