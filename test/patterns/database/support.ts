import { Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { DatabaseBackup } from '../../../src/patterns/database/database-backup';
import { DatabaseBackupProps } from '../../../src/patterns/database/backup-props';
import { DatabaseCredentials } from '../../../src/config/database-credentials';
import { CustomEngineOptions } from '../../../src/patterns/database/custom';
import { BackupStorage } from '../../../src/volumes/backup-storage';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { Manifest, manifests, newChart, refusal } from '../../support';

export const FAST = { storageClassName: 'fast' };

export const POSTGRES: StatefulDatabaseProps = {
  name: 'orders-db',
  engine: DatabaseEngine.postgres({ version: '18' }),
  storage: { size: Size.gibibytes(20), storageClass: FAST },
  credentials: DatabaseCredentials.fromSecretName('orders-db'),
};

export const MARIADB: StatefulDatabaseProps = { ...POSTGRES, engine: DatabaseEngine.mariadb({ version: '11.8' }) };

/** An engine that says only what it must. */
export const CUSTOM: CustomEngineOptions = {
  title: 'FerretDB',
  image: 'ferretdb/ferretdb:2.5.0',
  port: 27017,
  dataDirectory: '/state',
  startup: kplus.Probe.fromTcpSocket({ port: 27017, failureThreshold: 360 }),
  liveness: kplus.Probe.fromTcpSocket({ port: 27017, failureThreshold: 6 }),
  readiness: kplus.Probe.fromCommand(['ferretdb', 'ping']),
};

export function custom(options: Partial<CustomEngineOptions> = {}): DatabaseEngine {
  return DatabaseEngine.custom({ ...CUSTOM, ...options });
}

/** A server that knows no users: nobody asks for a Secret. */
export const withoutUsers = (options: Partial<CustomEngineOptions> = {}): Partial<StatefulDatabaseProps> => ({
  engine: custom({ hasUsers: false, ...options }),
  credentials: undefined,
});

export function newDatabase(scope: Construct, props: Partial<StatefulDatabaseProps> = {}): StatefulDatabase {
  return new StatefulDatabase(scope, 'db', { ...POSTGRES, ...props });
}

export function newBackup(scope: Construct, props: Partial<DatabaseBackupProps> & { database: StatefulDatabase }): DatabaseBackup {
  return new DatabaseBackup(scope, 'backup', {
    schedule: Cron.schedule({ hour: '3', minute: '17' }),
    storage: BackupStorage.newClaim({ size: Size.gibibytes(50), storageClass: FAST }),
    ...props,
  });
}

/** The lines of a refusal of a construct `db` of the kind given. */
export function problemsOf(kind: string, path: string, build: () => unknown): string[] {
  const [first, ...lines] = refusal(build).split('\n');
  expect(first).toBe(`${kind} at ${path}: ${lines.length === 1 ? '1 problem' : `${lines.length} problems`}`);
  return lines.map((line) => line.trim());
}

/** What wrong props of a database are told. */
export function databaseProblems(props: object): string[] {
  return problemsOf('StatefulDatabase', 'shop/db', () => newDatabase(newChart(), props));
}

export function findNamed(chart: Chart, kind: string, name: string): Manifest {
  const found = manifests(chart).filter((item: Manifest) => item.kind === kind && item.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0];
}

export interface DatabaseManifests {
  readonly set: Manifest;
  readonly pod: Manifest;
  readonly server: Manifest;
  readonly init: Manifest;
}

/** The parts of the set of a database that has no other in its chart. */
export function partsOf(props: Partial<StatefulDatabaseProps> = {}): DatabaseManifests {
  const chart = newChart();
  newDatabase(chart, props);
  const set = findNamed(chart, 'StatefulSet', props.name ?? 'orders-db');
  const pod = set.spec.template.spec;
  return { set, pod, server: pod.containers[0], init: pod.initContainers?.[0] };
}

export function envOf(container: Manifest): Record<string, string> {
  return Object.fromEntries(
    (container.env ?? []).map(({ name, value, valueFrom }: Manifest) => [name, value ?? JSON.stringify(valueFrom)]),
  );
}

/** Manifests with the texts of scripts, which have tests of their own, replaced by their names. */
export function withoutScripts(chart: Chart): Manifest[] {
  const shorten = (value: Manifest): Manifest => {
    if (typeof value === 'string') return value.replace(/^# src\/scripts\/(\S+) [^]*$/, '<$1>');
    if (Array.isArray(value)) return value.map(shorten);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, shorten(item)]));
  };
  return manifests(chart).map(shorten);
}
