import { execFile } from 'child_process';
import { existsSync, renameSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { digest } from '../images/digest';
import { treeCache, withBuildDirectory } from '../images/debian';
import { NODE } from './programs';

const run = promisify(execFile);

/** The program that holds what the containers of a Pod share, and that buries processes without parents: compiled from Kubernetes' own source. */
export async function pauseProgram(): Promise<string> {
  const target = join(treeCache(), `pause-${digest(NODE.title)}`);
  if (existsSync(target)) return target;
  const go = (...args: string[]) => run('go', args, { cwd: NODE.module, env: { ...process.env, GOWORK: 'off', GOFLAGS: '' } });
  const { stdout } = await go('mod', 'download', '-json', 'k8s.io/kubernetes');
  const source = join((JSON.parse(stdout) as { Dir: string }).Dir, 'build/pause/linux/pause.c');
  return withBuildDirectory(async (work) => {
    const program = join(work, 'pause');
    await run('gcc', ['-Os', '-Wall', '-static', '-DVERSION=test', '-o', program, source]);
    renameSync(program, target);
    return target;
  });
}
