import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';

/*
 * Files that users have beside their app. Whoever runs the app sets TMPDIR and removes it.
 */

const directory = mkdtempSync(join(tmpdir(), 'files-'));
let count = 0;

/** A YAML file with these objects. */
export function yamlFile(...objects: object[]): string {
  count += 1;
  const file = join(directory, `${count}.yaml`);
  writeFileSync(file, Yaml.stringify(...objects));
  return file;
}

/** A program that prints a file. */
export function printer(file: string): string {
  const program = `${file}.sh`;
  writeFileSync(program, `#!/bin/sh\nexec cat '${file}'\n`, { mode: 0o755 });
  return program;
}
