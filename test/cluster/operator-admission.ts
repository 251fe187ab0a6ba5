import { execFileSync } from 'child_process';
import { join } from 'path';
import { ensurePrograms, Toolchain } from './binaries';
import { operatorModule } from './operator-definitions';

/** What CloudNativePG says of an object, or of an update. */
export interface Admission {
  /** Why one of the objects is none of its kind, or could not be there at all. */
  readonly invalid?: string;
  readonly refused?: string;
  readonly warnings?: readonly string[];
  /** The settings of PostgreSQL of a Cluster, with what the operator writes where nothing is said. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The operator's own defaults and admission, in a program that asks them: they are internal, so it is built in the operator's tree. */
const CHAIN: Toolchain = {
  title: 'admission of CloudNativePG 1.30.0',
  module: join(__dirname, 'go', 'operators'),
  source: join(__dirname, 'go', 'cloudnative-pg', 'main.go'),
  packages: { admission: './cmd/asked' },
  inside: () => operatorModule('github.com/cloudnative-pg/cloudnative-pg'),
};

/** Kinds that its webhook looks at. */
export const ADMITTED = ['Cluster', 'Backup', 'ScheduledBackup', 'Pooler', 'Database'];

/** What is said of each pair: the object that is stored, or null, and the one that is put in its place. */
export async function askOperator(pairs: ReadonlyArray<readonly [old: object | null, next: object]>): Promise<readonly Admission[]> {
  const program = join(await ensurePrograms(CHAIN, 'operators'), 'admission');
  const output = execFileSync(program, {
    input: JSON.stringify(pairs),
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as readonly Admission[];
}
