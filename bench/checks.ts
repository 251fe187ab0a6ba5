import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { realisticYaml } from './manifests';
import { median, Measurement, Options, root } from './measure';

/*
 * Reads and checks realistic manifests, each time in a process of its own, so that none profits from what another has warmed up; and
 * the whole command on one small file, against a node that does nothing.
 */

interface Times {
  readonly findings: number;
  /** Milliseconds by the clock from before the engine is loaded, which people wait for too. */
  readonly total: number;
  /** Milliseconds of processor time, which other programs on the machine do not lengthen. */
  readonly processor: number;
  /** MiB resident at most. */
  readonly memory: number;
}

const PROGRAM = `
const started = performance.now();
const { check, ManifestSet, readFiles } = require(process.argv[1]);
const { manifests, problems } = readFiles([process.argv[2]]);
if (problems.length > 0) throw new Error(problems[0].message);
const { findings } = check(new ManifestSet(manifests));
console.log(JSON.stringify({
  findings: findings.length,
  total: performance.now() - started,
  processor: process.cpuUsage().user / 1000,
  memory: process.resourceUsage().maxRSS / 1024,
}));
`;

/** Two versions of as many objects, against the checks of all of them. */
const PLAN = `
const { check, ManifestSet, readFiles } = require(process.argv[1] + '/checks');
const { planBetween } = require(process.argv[1] + '/plan');
const [old, next] = [process.argv[2], process.argv[3]].map((file) => readFiles([file]));
const start = process.cpuUsage().user;
const work = process.argv[4] === 'plan'
  ? () => planBetween(old.manifests, next.manifests, { deployer: 'helm' })
  : () => check(new ManifestSet([...old.manifests, ...next.manifests]));
work();
console.log((process.cpuUsage().user - start) / 1000);
`;

/** What the engine may take for 10,000 manifests, and the command for one small file. */
const MOST_FOR_MANY = 3000;
const MOST_FOR_ONE = 250;

export function measure({ quick }: Options): Measurement[] {
  const directory = mkdtempSync(join(tmpdir(), 'checks-'));
  try {
    const rounds = quick ? 3 : 7;
    const [small, large] = [1000, 10_000].map((objects) => {
      const file = join(directory, `${objects}.yaml`);
      const text = realisticYaml(objects);
      writeFileSync(file, text);
      const runs = Array.from({ length: rounds }, () => {
        const output = execFileSync(process.execPath, ['-e', PROGRAM, join(root, 'lib', 'checks', 'index.js'), file], { encoding: 'utf8' });
        return JSON.parse(output) as Times;
      });
      const of = (part: keyof Times) => median(runs.map((run) => run[part]));
      return { megabytes: text.length / 1e6, total: of('total'), processor: of('processor'), memory: of('memory') };
    });
    const [old, next] = ['old', 'next'].map((name) => {
      const file = join(directory, `${name}.yaml`);
      const text = realisticYaml(10_000);
      // Every image and every version is another one in the next.
      writeFileSync(
        file,
        name === 'old' ? text : text.replace(/(image: [^\n:]+:)([0-9]+)/g, '$12$2').replaceAll('managed-by: Helm', 'managed-by: helm'),
      );
      return file;
    });
    const turns = Array.from({ length: rounds }, () =>
      ['plan', 'check'].map((what) =>
        Number(execFileSync(process.execPath, ['-e', PLAN, join(root, 'lib'), old, next, what], { encoding: 'utf8' })),
      ),
    );
    const [plan, checks] = [0, 1].map((index) => median(turns.map((turn) => turn[index])));
    const many = join(directory, 'many.yaml');
    writeFileSync(many, realisticYaml(8000, 'plain'));
    const compared = compareWithKubeScore(many, rounds);
    const one = join(directory, 'one.yaml');
    writeFileSync(one, realisticYaml(1));
    const clock = (args: string[]) => {
      const times = Array.from({ length: quick ? 5 : 20 }, () => {
        const start = performance.now();
        execFileSync(process.execPath, args, { stdio: 'ignore' });
        return performance.now() - start;
      });
      return median(times);
    };
    const command = clock([join(root, 'lib', 'cli', 'main.js'), 'check', one]);
    const node = clock(['-e', '']);
    const perSecond = 10_000 / (large.total / 1000);
    return [
      { name: '10,000 manifests, of 3 s', ratio: large.total / MOST_FOR_MANY, limit: 1, parts: { ...large, perSecond } },
      { name: '10,000 manifests / 1,000', ratio: large.processor / small.processor, limit: 10, parts: { ...small } },
      { name: 'plan of 10,000 against 10,000 / check of 20,000', ratio: plan / checks, limit: 1.5, parts: { plan, checks } },
      ...compared,
      { name: 'check of one small file, of 250 ms', ratio: command / MOST_FOR_ONE, limit: 1, parts: { command, node } },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The time of the whole command against that of another linter, where the run of linters has built it, or it is on the PATH. */
function compareWithKubeScore(file: string, rounds: number): Measurement[] {
  const built = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-storage', 'linters');
  const directories = existsSync(built) ? readdirSync(built).map((name) => join(built, name)) : [];
  const found = [...directories, ...(process.env.PATH ?? '').split(delimiter)].map((path) => join(path, 'kube-score')).find(existsSync);
  if (found === undefined) return [];
  const times: Record<'command' | 'kubeScore', number[]> = { command: [], kubeScore: [] };
  const clock = (program: string, words: string[]) => {
    const start = performance.now();
    // Both end with failure where they find something.
    spawnSync(program, words, { stdio: 'ignore' });
    return performance.now() - start;
  };
  for (let round = 0; round < rounds; round += 1) {
    times.command.push(clock(process.execPath, [join(root, 'lib', 'cli', 'main.js'), 'check', '--format', 'json', file]));
    times.kubeScore.push(clock(found, ['score', '--output-format', 'json', file]));
  }
  const [command, kubeScore] = [median(times.command), median(times.kubeScore)];
  return [{ name: '8,000 manifests / kube-score', ratio: command / kubeScore, limit: 0.1, parts: { command, kubeScore } }];
}
