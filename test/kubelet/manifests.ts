import { execFileSync } from 'child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { pathToFileURL } from 'url';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { Manifest } from '../cluster/client';

const root = join(__dirname, '..', '..');

/** What replaces a text in a file of an example. */
export type Edits = Readonly<Record<string, (text: string) => string>>;

/** The manifests of an example as `cdk8s synth` makes them; with edits, those of a copy whose owner has changed these files. */
export function exampleManifests(example: string, edits: Edits = {}): Manifest[] {
  const area = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const [copy, outdir] = [join(area, example), join(area, 'out')];
    cpSync(join(root, 'examples', example), copy, { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(area, 'node_modules'));
    for (const [name, edit] of Object.entries(edits)) {
      const before = readFileSync(join(copy, name), 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`${example}/${name} no longer has what this test changes in it.`);
      writeFileSync(join(copy, name), after);
    }
    execFileSync(process.execPath, ['--import', pathToFileURL(require.resolve('tsx')).href, 'main.ts'], {
      cwd: copy,
      env: { ...process.env, CDK8S_OUTDIR: outdir, TSX_TSCONFIG_PATH: join(root, 'examples', 'tsconfig.json') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const texts = readdirSync(outdir).map((file) => readFileSync(join(outdir, file), 'utf8'));
    return texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
  } finally {
    rmSync(area, { recursive: true, force: true });
  }
}

/** The manifests of a small app. */
export function appManifests(namespace: string, build: (chart: Chart) => void): Manifest[] {
  const chart = new Chart(new App(), 'chart', { namespace });
  build(chart);
  return chart.toJson();
}
