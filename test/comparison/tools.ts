import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { cacheDirectory, MissingPrograms } from '../cluster/binaries';
import { ApiClient, Manifest, Refused } from '../cluster/client';
import { check, Input, ManifestSet, readYaml } from '../../src/checks';
import { Documents, Finding } from '../linters/finding';

/** The one of PyPI; raised by hand. */
export const CHECKOV = '3.3.30';

/** checkov in an environment of its own, kept outside the tree. */
export function ensureCheckov(): string {
  const home = join(cacheDirectory(), 'python', `checkov-${CHECKOV}`);
  const program = join(home, 'bin', 'checkov');
  const installed = join(home, 'installed');
  if (existsSync(installed)) return program;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(dirname(home), { recursive: true });
  const { error, status, stderr } = spawnSync('python3', ['-m', 'venv', home], { encoding: 'utf8' });
  if (error !== undefined || status !== 0) {
    throw new MissingPrograms(`Python 3 with venv is needed for checkov: ${error?.message ?? stderr}`);
  }
  execFileSync(join(home, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `checkov==${CHECKOV}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  mkdirSync(`${installed}.new`);
  renameSync(`${installed}.new`, installed);
  return program;
}

/** checkov over a directory, with all of its checks, as it is without an account. */
export function checkov(program: string, directory: string, documents: readonly Documents[]): Finding[] {
  const args = ['-d', directory, '--framework', 'kubernetes', 'secrets', '-o', 'json', '--quiet', '--compact', '--skip-download'];
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 29 });
  if (error !== undefined) throw error;
  if (!/^\s*[[{]/.test(stdout)) throw new Error(`checkov wrote no JSON:\n${stdout}${stderr}`);
  const examples = new Map(documents.map(({ example, file }) => [relative(directory, file), example]));
  // One report for each of its frameworks that found a file.
  const reports = [JSON.parse(stdout)].flat();
  return reports.flatMap(({ results }) =>
    ((results?.failed_checks ?? []) as Manifest[]).flatMap(({ check_id: id, check_name: message, resource, file_path: path }) => {
      const example = examples.get(path.replace(/^\//, ''));
      return example === undefined ? [] : [{ rule: `checkov/${id}`, example, object: resource as string, message: message as string }];
    }),
  );
}

const inputOf = (file: string): Input => readYaml(readFileSync(file, 'utf8'), basename(file));

/** What an API server says that is asked to store each object, and stores none. */
export async function apiServer(api: ApiClient, documents: readonly Documents[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { example, file } of documents) {
    for (const { body, kind, shownName } of inputOf(file).manifests) {
      const object = `${kind} ${shownName}`;
      const found = (rule: string, message: string) => findings.push({ rule: `api-server/${rule}`, example, object, message });
      try {
        const { warnings } = await api.apply(body, { dryRun: true });
        for (const warning of warnings) found('warning', warning);
      } catch (error) {
        // Of a kind that the server does not know it cannot be asked.
        const isUnknown = /^The server has no |^GET \/apis?\//.test((error as Error).message);
        if (!isUnknown && !(error instanceof Refused)) throw error;
        if (!isUnknown) found('refused', (error as Error).message);
      }
    }
  }
  return findings;
}

/** Our own checks. */
export function ours(documents: readonly Documents[], complete: (example: string) => boolean): Finding[] {
  const sets = new Map<string, Input['manifests'][number][]>();
  for (const { example, file } of documents) sets.set(example, [...(sets.get(example) ?? []), ...inputOf(file).manifests]);
  return [...sets].flatMap(([example, manifests]) =>
    check(new ManifestSet(manifests), { complete: complete(example) }).findings.map(({ rule, level, object, cause }) => ({
      rule: `cdk8s-storage/${rule}`,
      level,
      example,
      object: `${object?.kind} ${object?.name}`,
      message: cause,
    })),
  );
}
