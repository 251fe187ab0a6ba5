import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { MOST_BYTES } from '../checks/limits';
import { Manifest } from '../checks/manifest';
import { readFiles } from '../checks/read-files';
import { InputProblem } from '../checks/input-problem';
import { Io, UsageError } from './io';

/*
 * Manifests as a revision of git has them. Its files are laid out in a directory of their own, and read as any others are; what is told of
 * them names the revision.
 */

const KINDS = /\.(ya?ml|json)$/i;

interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

export function readRevision(reference: string, path: string, io: Io, exclude: readonly string[]) {
  const title = `git:${reference}:${path}`;
  // A reference that begins with a dash would be an option.
  if (reference.startsWith('-')) throw new UsageError(`${title}: ${reference} is no revision.`);
  const commit = git(io, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`], title).trim();
  if (commit === '') {
    throw new UsageError(`${title}: there is no revision ${reference} here. In a pipeline, fetch it first: git fetch origin ${reference}`);
  }
  const prefix = git(io, ['rev-parse', '--show-prefix'], title).trim();
  const place = join(prefix, path === '' ? '.' : path)
    .replace(/\\/g, '/')
    .replace(/\/+$/, '');
  if (place.startsWith('..')) throw new UsageError(`${title}: ${path} is outside of the repository.`);
  const entries = entriesAt(io, commit, place === '.' ? '' : place, title);
  if (entries.length === 0) {
    throw new UsageError(`${title}: ${path === '' ? 'there are no files' : `there is no ${path}`} in ${reference}.`);
  }
  const root = mkdtempSync(join(tmpdir(), 'cdk8s-storage-plan-'));
  // The lines of what is told are read from the files at the end.
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const isFile = entries.length === 1 && entries[0].path === place;
  const wanted = entries.filter((entry) => isFile || KINDS.test(entry.path) || /(^|\/)Kustomization$/.test(entry.path));
  layOut(io, root, wanted, title);
  const top = join(root, place);
  const read = readFiles([top], { exclude, directory: join(root, prefix) });
  const named = (file: string | undefined) =>
    file === undefined ? undefined : `git:${reference}:${relative(join(root, prefix), file).replace(/\\/g, '/')}`;
  const rename = (problem: InputProblem): InputProblem => ({ ...problem, file: named(problem.file) });
  const problems = read.problems.map(rename);
  if (read.manifests.length === 0 && problems.length === 0) problems.push({ message: `There is no Kubernetes object in ${title}.` });
  return {
    manifests: read.manifests.map(({ body, origin }) => new Manifest(body, { ...origin, file: named(origin.file) })),
    problems,
    notes: (read.notes ?? []).map(rename),
  };
}

function entriesAt(io: Io, commit: string, place: string, title: string): readonly Entry[] {
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit, ...(place === '' ? [] : ['--', place])];
  return git(io, args, title)
    .split('\0')
    .flatMap((line) => {
      const match = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line);
      // Links lead out of what is laid out.
      return match === null || match[1] === '120000' ? [] : [{ mode: match[1], id: match[2], path: match[3] }];
    });
}

function layOut(io: Io, root: string, entries: readonly Entry[], title: string): void {
  if (entries.length === 0) {
    mkdirSync(root, { recursive: true });
    return;
  }
  const input = `${entries.map(({ id }) => id).join('\n')}\n`;
  const output = execGit(io, ['cat-file', '--batch'], title, input);
  let at = 0;
  for (const { path } of entries) {
    const end = output.indexOf(10, at);
    const size = Number(output.toString('latin1', at, end).split(' ')[2]);
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
}

function git(io: Io, args: readonly string[], title: string): string {
  return execGit(io, args, title).toString('utf8');
}

function execGit({ directory }: Io, args: readonly string[], title: string, input?: string): Buffer {
  try {
    return execFileSync('git', [...args], { cwd: directory, input, maxBuffer: 2 * MOST_BYTES, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const { code, status, stderr } = error as { readonly code?: string; readonly status?: number; readonly stderr?: Buffer };
    if (code === 'ENOENT') throw new UsageError(`${title}: there is no git here to read it with.`);
    // Asked quietly whether something is there, git answers with 1 and no word.
    if (status === 1 && (stderr?.length ?? 0) === 0) return Buffer.alloc(0);
    throw new UsageError(`${title}: ${firstLine(stderr) || `git ${args[0]} failed`}`);
  }
}

function firstLine(text: Buffer | undefined): string {
  return (text?.toString('utf8') ?? '')
    .trim()
    .split('\n')[0]
    .replace(/^fatal: /, '');
}
