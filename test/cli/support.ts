import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/run';

/** A Pod that mounts what it has not: an error, and nothing else. */
export const BROKEN = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: example.com/web:1
      volumeMounts:
        - { name: data, mountPath: /data }
`;

/** A volume that nobody mounts: a warning. */
export const IDLE = `apiVersion: v1
kind: Pod
metadata: { name: idle }
spec:
  containers: [{ name: idle, image: "example.com/idle:1" }]
  volumes: [{ name: config, configMap: { name: idle } }]
`;

/** Nothing to find. */
export const CLEAN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\ndata: { greeting: hello }\n';

let home = '';

beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'cli-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A file in the directory in which the command runs. */
export function file(name: string, text: string | Buffer): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export function directory(): string {
  return home;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in the directory. */
export async function command(
  argv: readonly string[],
  { input = '', ...rest }: { input?: string; env?: Record<string, string>; isTerminal?: boolean } = {},
): Promise<Outcome> {
  let [out, err] = ['', ''];
  const code = await run(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readInput: () => Promise.resolve(Buffer.from(input)),
    directory: home,
    env: {},
    isTerminal: false,
    ...rest,
  });
  return { code, out: out.replaceAll(`${home}/`, ''), err: err.replaceAll(`${home}/`, '') };
}
