import { execFileSync } from 'child_process';
import { join } from 'path';
import { ensurePrograms, Toolchain } from '../binaries';
import { DrawnPair } from './pairs';

/** What the registry's strategies say of a pair. */
export interface Answer {
  /** Why one of both cannot be there at all. */
  readonly invalid?: string;
  /** Why the update is refused. */
  readonly refused?: string;
}

const RELEASES: Readonly<Record<number, string>> = { 28: '1.28.15', 36: '1.36.3' };

/** The program that asks the strategies of a version; undefined for versions that it is not built of. */
export function strategiesOf(minor: number): Toolchain | undefined {
  const release = RELEASES[minor];
  if (release === undefined) return undefined;
  return {
    title: `updates of Kubernetes ${release}`,
    module: join(__dirname, '..', 'go', 'updates', `1.${minor}`),
    source: join(__dirname, '..', 'go', 'updates', 'main.go'),
    packages: { updates: '.' },
    linkerFlags: `-X k8s.io/component-base/version.gitVersion=v${release}`,
  };
}

export async function askStrategies(chain: Toolchain, pairs: readonly DrawnPair[]): Promise<readonly Answer[]> {
  const program = join(await ensurePrograms(chain, 'updates'), 'updates');
  const input = JSON.stringify(pairs.map(({ old, next }) => [old, next]));
  // What is validated twice by the server, in two ways, is compared by it, and it writes where it has no request to go by.
  const output = execFileSync(program, { input, maxBuffer: 2 ** 30, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
  return JSON.parse(output) as readonly Answer[];
}
