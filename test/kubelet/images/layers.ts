import { execFile } from 'child_process';
import { createHash } from 'crypto';
import { copyFileSync, createReadStream, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { promisify } from 'util';
import { digest } from './digest';
import { makeTree, TreeOptions, treeCache, withBuildDirectory } from './debian';

const run = promisify(execFile);

/** A tar file of the cache, under a name that says what is in it. */
export interface Layer {
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
}

/** A whole Debian with some packages. */
export function debianLayer(options: TreeOptions): Promise<Layer> {
  return madeLayer(options.name, options, (work) => makeTree(options, work));
}

/** Files of the repository or of this machine, by their paths in the image. */
export function filesLayer(name: string, files: Readonly<Record<string, string>>): Promise<Layer> {
  const contents = Object.entries(files).map(([path, file]) => [path, fingerprint(file)]);
  return madeLayer(name, contents, (work) => {
    const tree = join(work, 'tree');
    for (const [path, file] of Object.entries(files)) {
      const target = join(tree, path);
      mkdirSync(dirname(target), { recursive: true });
      if (statSync(file).isDirectory()) cpSync(file, target, { recursive: true });
      else copyFileSync(file, target);
    }
    return Promise.resolve(tree);
  });
}

/** What a function makes in a directory; made anew where its source is another. */
export async function madeLayer(name: string, source: unknown, make: (work: string) => Promise<string>): Promise<Layer> {
  const prefix = `layer-${name}-${digest(source)}-`;
  const find = () => (existsSync(treeCache()) ? readdirSync(treeCache()) : []).find((file) => file.startsWith(prefix));
  if (find() === undefined) {
    await withBuildDirectory(async (work) => {
      const tree = await make(work);
      const file = join(work, 'layer.tar');
      await run('tar', ['--numeric-owner', '--sort=name', '-C', tree, '-cf', file, '.'], { maxBuffer: 1 << 26 });
      renameSync(file, join(treeCache(), `${prefix}${await sha256Of(file)}.tar`));
    });
  }
  const file = join(treeCache(), find()!);
  return { file, sha256: file.slice(file.lastIndexOf('-') + 1, -'.tar'.length), size: statSync(file).size };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What tells whether a file, or what is below a directory, is still the same. */
function fingerprint(path: string): unknown {
  const stat = statSync(path);
  if (!stat.isDirectory()) return [stat.size, stat.mode, digest(readFileSync(path).toString('base64'))];
  return readdirSync(path)
    .sort()
    .map((name) => [name, fingerprint(join(path, name))]);
}
