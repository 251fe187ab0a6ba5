import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ensurePrograms, missingIn } from '../cluster/binaries';
import { ApiClient } from '../cluster/client';
import { ControlPlane, PROGRAMS } from '../cluster/control-plane';
import { readKubeconfig } from '../cluster/kubeconfig';
import { installOperators } from '../cluster/operator-definitions';
import { installSnapshots } from '../cluster/snapshot-definitions';
import { VERSIONS } from '../cluster/versions';
import { endBy } from '../ended';
import { Documents, Finding } from './finding';
import { kubeconform, kubeLinter, kubeScore, monokle } from './linters';
import { findOnPath, LINTERS } from './programs';
import { writeSchemas } from './schemas';
import { Waiver, WAIVERS } from './waivers';

/*
 * What others' linters say of the examples.
 *
 *   tsx test/linters/run.ts [--if-available]
 *
 * kube-score and kubeconform are built from Go modules; kube-linter, whose module not every proxy serves, is run where it is on the PATH.
 * Every finding is mended, or waived in waivers.ts with the reason; a waiver that nothing needs fails the run.
 */

const root = join(__dirname, '..', '..');

/** Synthesizes every example from the sources. */
function synthesize(directory: string): Documents[] {
  const examples = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'cdk8s.yaml')));
  return examples.sort().flatMap((example) => {
    const outdir = join(directory, example);
    mkdirSync(outdir);
    execFileSync(process.execPath, ['--import', 'tsx', 'main.ts'], {
      cwd: join(root, 'examples', example),
      env: { ...process.env, CDK8S_OUTDIR: outdir, TSX_TSCONFIG_PATH: join(root, 'examples', 'tsconfig.json') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return readdirSync(outdir).map((file) => ({ example, file: join(outdir, file) }));
  });
}

/** The schemas of the newest server. */
async function takeSchemas(directory: string): Promise<number> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const given = assets !== undefined && assets !== '' && missingIn(assets, PROGRAMS).length === 0;
  const plane = await ControlPlane.start([given ? assets : await ensurePrograms(VERSIONS[0], 'control-plane')]);
  try {
    const api = new ApiClient(readKubeconfig(plane.kubeconfig));
    await installSnapshots(api);
    await installOperators(api);
    const kinds = await writeSchemas(api, directory);
    api.close();
    return kinds;
  } finally {
    await plane.stop();
  }
}

const covers = ({ rule, objects }: Waiver, finding: Finding): boolean =>
  rule === finding.rule && (objects === undefined || objects.includes(finding.object));

/** What is wrong with the waivers themselves; those of a linter that did not run are left alone. */
function unusedWaivers(findings: readonly Finding[], ran: readonly string[]): string[] {
  return WAIVERS.filter(({ rule }) => ran.includes(rule.split('/')[0])).flatMap((waiver) => {
    if (!findings.some((finding) => covers(waiver, finding))) return [`the waiver of ${waiver.rule} is not needed`];
    const unseen = (waiver.objects ?? []).filter(
      (object) => !findings.some((finding) => finding.rule === waiver.rule && finding.object === object),
    );
    return unseen.map((object) => `the waiver of ${waiver.rule} is not needed for ${object}`);
  });
}

async function lint(): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'linters-'));
  const clean = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', clean);
  const programs = await ensurePrograms(LINTERS, 'linters');
  const documents = synthesize(directory);
  const objects = documents.flatMap(({ file }) => parseAllDocuments(readFileSync(file, 'utf8'))).length;
  const schemas = join(directory, '.schemas');
  const kinds = await takeSchemas(schemas);

  const linter = findOnPath('kube-linter');
  const results: Record<string, Finding[]> = {
    'kube-score': kubeScore(programs, documents),
    kubeconform: kubeconform(programs, schemas, documents),
    monokle: await monokle(documents),
    ...(linter !== undefined && { 'kube-linter': kubeLinter(linter, documents) }),
  };
  const findings = Object.values(results).flat();
  const open = findings.filter((finding) => !WAIVERS.some((waiver) => covers(waiver, finding)));
  const unused = unusedWaivers(findings, Object.keys(results));
  for (const { rule, example, object, message } of open) process.stdout.write(`${rule}: ${example}: ${object}: ${message}\n`);
  for (const text of unused) process.stdout.write(`${text}\n`);
  if (linter === undefined) process.stdout.write('kube-linter is not on the PATH and was not run\n');
  const counts = Object.entries(results).map(([name, { length }]) => `${name} ${length}`);
  process.stdout.write(
    `${objects} objects of ${new Set(documents.map(({ example }) => example)).size} examples, schemas of ${kinds} kinds; ` +
      `findings: ${counts.join(', ')}, of which ${findings.length - open.length} are waived by ${WAIVERS.length} waivers\n`,
  );
  return open.length === 0 && unused.length === 0;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    process.stderr.write(`ended by ${signal}\n`);
    process.exit(1);
  });
}

endBy(lint());
