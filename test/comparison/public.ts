import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { readYaml } from '../../src/checks';
import { Documents } from '../linters/finding';

/** Manifests that others have written, from a clone of their repository. */
export interface PublicSet {
  readonly title: string;
  readonly objects: number;
  readonly documents: readonly Documents[];
}

/** The files of a clone in which nothing but whole objects stands, together by folder. */
export function publicSet(directory: string): PublicSet {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.ya?ml$/.test(name) && !name.startsWith('.'),
  );
  let objects = 0;
  const documents = names.sort().flatMap((name): Documents[] => {
    const { manifests, problems } = readYaml(readFileSync(join(directory, name), 'utf8'), name);
    // kubectl lists, patches and values would be read in different ways.
    const isWhole = problems.length === 0 && manifests.length > 0 && manifests.every(({ body }) => isObject(body));
    if (!isWhole) return [];
    objects += manifests.length;
    return [{ example: relative(directory, dirname(join(directory, name))), file: join(directory, name) }];
  });
  const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' }).trim();
  const [commit, day] = [git('rev-parse', '--short=10', 'HEAD'), git('log', '-1', '--format=%cs')];
  return { title: `${basename(directory)} at ${commit} of ${day}`, objects, documents };
}

function isObject(body: unknown): boolean {
  const { kind, apiVersion, metadata } = (body ?? {}) as { kind?: unknown; apiVersion?: unknown; metadata?: { name?: unknown } };
  return typeof kind === 'string' && !kind.endsWith('List') && typeof apiVersion === 'string' && typeof metadata?.name === 'string';
}
