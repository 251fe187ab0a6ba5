import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';

/** The text of each file that an example synthesizes: its main.ts is run as `cdk8s synth` runs it. */
export function synthesize(example: string): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'example-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => {
      jest.requireActual(join(example, 'main.ts'));
    });
    return Object.fromEntries(
      readdirSync(outdir)
        .sort()
        .map((file) => [file, readFileSync(join(outdir, file), 'utf8')]),
    );
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

/** The objects of an example, as deep as a test looks into them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function objectsOf(files: Record<string, string>): any[] {
  return Object.values(files).flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as unknown));
}
