import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';

/*
 * Files that users have beside their app. Whoever runs the app sets TMPDIR and removes it.
 */

const directory = mkdtempSync(join(tmpdir(), 'files-'));
const files = new Map<string, string>();

/** A YAML file with these objects. */
export function yamlFile(...objects: object[]): string {
  const text = Yaml.stringify(...objects);
  const present = files.get(text);
  if (present !== undefined) return present;
  const file = join(directory, `${files.size}.yaml`);
  files.set(text, file);
  writeFileSync(file, text);
  return file;
}

/** Lets cdk8s read the same text once: it starts a process for each file that it reads. */
export function readOnce(): void {
  const load = Yaml.load.bind(Yaml);
  const read = new Map<string, unknown[]>();
  Yaml.load = (file) => {
    const text = readFileSync(file, 'utf8');
    const objects = read.get(text) ?? (load(file) as unknown[]);
    read.set(text, objects);
    return structuredClone(objects);
  };
}

/** A program that prints a file. */
export function printer(file: string): string {
  const program = `${file}.sh`;
  writeFileSync(program, `#!/bin/sh\nexec cat '${file}'\n`, { mode: 0o755 });
  return program;
}
