import { Chart, Size } from 'cdk8s';
import { BackupStore, CommitGuarantee, DatabaseEngine, ReplicatedDatabase, ReplicatedDatabaseProps } from '../../../src';
import { newChart, refusal } from '../../support';

export const FAST = { storageClassName: 'fast' };
export const STORE = BackupStore.s3({ path: 's3://backups/shop', secretName: 'store' });

export const LEAST: ReplicatedDatabaseProps = {
  name: 'orders',
  engine: DatabaseEngine.postgres({ version: '18.4' }),
  storage: { size: Size.gibibytes(40), storageClass: FAST },
  commits: CommitGuarantee.losingNothing(),
  backup: { store: STORE },
};

export const newReplicated = (chart: Chart, props: Partial<ReplicatedDatabaseProps> = {}) =>
  new ReplicatedDatabase(chart, 'db', { ...LEAST, ...props });

/** The lines of a refusal, without the place. */
export function problemsOf(props: unknown, chart = newChart()): string[] {
  return refusal(() => newReplicated(chart, props as Partial<ReplicatedDatabaseProps>))
    .split('\n  ')
    .slice(1);
}
