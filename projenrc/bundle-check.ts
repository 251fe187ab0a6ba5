import { join } from 'node:path';
import { build } from 'esbuild';

/*
 * Makes lib/cli/check.js one file with all that it loads: two hundred files take as long to be found, read and compiled as a few manifests
 * take to be checked. The other modules stay what they are, and load each other as they are written; what the command shares with them,
 * the class of its errors among it, is not in here.
 */

const entry = join(__dirname, '..', 'lib', 'cli', 'check.js');

void build({
  entryPoints: [entry],
  outfile: entry,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['./io'],
  legalComments: 'inline',
  minifyWhitespace: true,
});
