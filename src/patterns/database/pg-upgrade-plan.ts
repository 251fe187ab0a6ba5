import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { DEFAULT_USER } from '../../hardening/pod-options';
import { checkAbsolutePath, checkBoolean, checkDuration, checkImage } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { formatSize, kibibytes } from '../../props/sizes';
import { propsOf } from '../../props/struct-table';
import { isObject, Unchecked } from '../../util/unchecked';
import { checkResources } from '../../workloads/resources';
import { databaseResources } from './resources';
import type { StatefulDatabase } from './stateful-database';
import { PgUpgradeOptions, UpgradeMethod } from './upgrade-method';
import type { DatabaseUpgradeProps } from './upgrade-props';

/** Name of the container that upgrades. */
export const PG_UPGRADE_CONTAINER = 'pg-upgrade';

/** How pg_upgrade is run, with all defaults. */
export interface PgUpgradePlan {
  readonly image: string;
  readonly resources: kplus.ContainerResources;
  readonly oldBinaries: string;
  readonly newBinaries: string;
  readonly allowCollationChange: boolean;
  readonly analyze: boolean;
  readonly wait: Duration;
}

/** The props that say something of pg_upgrade; all others are of the Job that dumps and restores. */
const OF_PG_UPGRADE: ReadonlySet<string> = new Set<keyof DatabaseUpgradeProps>([
  'source',
  'target',
  'method',
  'wait',
  'resources',
  'checkSpace',
]);

/** Checks what `method` says, and all props beside it; undefined where there was a problem. */
export function planPgUpgrade(
  problems: Problems,
  props: Partial<DatabaseUpgradeProps>,
  source: StatefulDatabase | undefined,
  target: StatefulDatabase | undefined,
): PgUpgradePlan | undefined {
  const before = problems.count;
  const { method, wait } = props as Unchecked<DatabaseUpgradeProps>;
  checkOthers(problems, props);
  if (wait !== undefined) checkDuration(problems, 'wait', wait, 0);
  checkResources(problems, 'resources', props.resources);
  checkBoolean(problems, 'checkSpace', props.checkSpace);
  if (!isA(method, UpgradeMethod)) {
    problems.add('method', method, 'Give UpgradeMethod.pgUpgrade({ image }), or leave it out for a dump that is restored.');
    return undefined;
  }
  const options = checkMethod(problems, method._said);
  if (source !== undefined && target !== undefined) checkBoth(problems, source, target);
  if (problems.count > before || options === undefined || source === undefined || target === undefined) return undefined;
  const { resources: own, sharedMemory } = target._plan;
  const given = props.resources;
  const resources = databaseResources(
    {
      cpu: given?.cpu ?? own.cpu,
      memory: given?.memory ?? own.memory,
      ephemeralStorage: given?.ephemeralStorage ?? own.ephemeralStorage,
    },
    sharedMemory,
  );
  checkShared(problems, resources, sharedMemory);
  return {
    image: options.image,
    resources,
    oldBinaries: options.oldBinaries ?? source._plan.engine.upgrading!.binaries!,
    newBinaries: options.newBinaries ?? target._plan.engine.upgrading!.binaries!,
    allowCollationChange: options.allowCollationChange ?? false,
    analyze: options.analyze ?? true,
    wait: props.wait ?? Duration.minutes(10),
  };
}

/** Reports memory that has no room for the /dev/shm of the new database, which the container has too. */
function checkShared(problems: Problems, { memory }: kplus.ContainerResources, shared: Size | undefined): void {
  const [request, limit] = [memory!.request!, memory!.limit!];
  if (shared === undefined || kibibytes(request) + kibibytes(shared) <= kibibytes(limit)) return;
  problems.add(
    'resources.memory.limit',
    limit,
    `The request of ${formatSize(request)} and the /dev/shm of the new database, ${formatSize(shared)}, are above it. Raise it, or lower the request.`,
  );
}

function checkOthers(problems: Problems, props: object): void {
  const known = propsOf('DatabaseUpgradeProps');
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || OF_PG_UPGRADE.has(name) || !known.has(name)) continue;
    const shown: unknown = typeof value === 'object' && value !== null ? 'given' : value;
    problems.add(name, shown, 'pg_upgrade makes no dump and has no Job: it runs in the Pod of the new database. Leave it out.');
  }
}

function checkMethod(problems: Problems, given: unknown): PgUpgradeOptions | undefined {
  const before = problems.count;
  checkKnownProps(problems, 'method', given, 'PgUpgradeOptions');
  if (!isObject(given)) {
    if (problems.count === before) {
      problems.add('method', given, 'Name an image with the programs of both versions: { image: "tianon/postgres-upgrade:16-to-18" }.');
    }
    return undefined;
  }
  const options = given as Unchecked<PgUpgradeOptions>;
  checkImage(problems, 'method.image', options.image);
  for (const prop of ['oldBinaries', 'newBinaries'] as const) {
    const path = options[prop];
    if (path === undefined || checkAbsolutePath(problems, `method.${prop}`, path) === undefined) continue;
    if (/\/$|\s/.test(path as string)) {
      problems.add(`method.${prop}`, path, 'Write the directory without blanks, and without a slash at its end.');
    }
  }
  if (options.oldBinaries !== undefined && options.oldBinaries === options.newBinaries) {
    problems.add('method.newBinaries', options.newBinaries, 'These are the old programs. Give the directory of the new ones.');
  }
  for (const prop of ['allowCollationChange', 'analyze'] as const) checkBoolean(problems, `method.${prop}`, options[prop]);
  return problems.count > before ? undefined : (options as PgUpgradeOptions);
}

/** What pg_upgrade keeps as it is has to be said of the new database as it is of the old one. */
function checkBoth(problems: Problems, source: StatefulDatabase, target: StatefulDatabase): void {
  if (source === target) return;
  const [old, next] = [source._plan, target._plan];
  if (old.engine.upgrading !== undefined && old.engine.upgrading.binaries === undefined) {
    problems.add(
      'method',
      'pgUpgrade',
      `pg_upgrade is for PostgreSQL, and this is ${old.engine.title}. Leave it out: the data is dumped and restored.`,
    );
    return;
  }
  if (source.database !== target.database) {
    problems.add(
      'target',
      target.database,
      `pg_upgrade keeps the names of databases, and the old one is called ${JSON.stringify(source.database)}. Give the new one database: ${JSON.stringify(source.database)}.`,
    );
  }
  const [user, nextUser] = [old, next].map(({ props }) => props.user ?? DEFAULT_USER);
  if (user !== nextUser) {
    problems.add(
      'target',
      nextUser,
      `The files of the old database belong to user ${user}, and nobody else may read them. Give the new one user: ${user}.`,
    );
  }
  const refuse = (what: string, isGiven: boolean) => {
    if (isGiven) problems.add('target', target, `It has ${what}, for a new database, and this one comes from the old. Leave that out.`);
  };
  refuse('initFiles', next.initFiles.length > 0);
  refuse('initdbArgs', (next.engine.operated?.initdbArgs.length ?? 0) > 0);
  refuse('storage.dataSource', next.storage.data?.dataSource !== undefined);
  if (target.statefulSet.initContainers.some(({ name }) => name === PG_UPGRADE_CONTAINER)) {
    problems.add('target', target, 'Another DatabaseUpgrade fills it already. Leave one of them out.');
  }
}
