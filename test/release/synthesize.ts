import { join } from 'node:path';

/*
 * Runs programs, each with a directory of its own: `synthesize.ts HOME NAME ...`. In one process, since to load the library takes longer
 * than most of them do.
 */

const [home, ...names] = process.argv.slice(2);
for (const name of names) {
  process.chdir(join(home, name));
  process.env.CDK8S_OUTDIR = join(home, name, 'dist');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a program that is there only now
  require(join(home, name, 'main.ts'));
}
