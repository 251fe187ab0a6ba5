import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Identity } from '../../hardening/identity';
import { checkPodOptions } from '../../hardening/pod-options';
import { checkInteger, checkOneOf, checkSize } from '../../props/check';
import { checkWords } from '../../props/environment';
import { NotDurable } from '../../props/not-durable';
import { NotSecret } from '../../props/not-secret';
import { kindOf } from '../../props/format-value';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { checkSetName } from '../../sets/names';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { checkResources } from '../../workloads/resources';
import { ConfigEntry } from '../../config/entries';
import { checkCache } from './cache';
import { checkConfiguration, checkFiles } from './configuration';
import { checkDurability } from './durability';
import { checkCredentials, DatabaseCredentials } from '../../config/database-credentials';
import { DatabaseEngine } from './engine';
import { EngineSpec, WritableDirectory } from './engine-spec';
import { checkEnvironment } from './environment';
import { checkExisting, takenOver } from './existing-plan';
import { databaseObjects } from './objects';
import type { StatefulDatabaseProps } from './props';
import { checkDisk, checkSharedMemory, databaseResources, writableDirectories } from './resources';
import { checkStorage, StoragePlan } from './storage';

/** A database whose props have been checked, with all defaults. */
export interface DatabasePlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly engine: EngineSpec;
  readonly storage: StoragePlan;
  readonly database: string;
  readonly namespace: string | undefined;
  readonly replicas: number;
  readonly podManagementPolicy: kplus.PodManagementPolicy;
  readonly configuration: readonly ConfigEntry[];
  readonly initFiles: readonly ConfigEntry[];
  readonly args: readonly string[];
  /** Settings that cost data in a crash, with reasons. */
  readonly notDurable: NotDurable;
  readonly writable: readonly WritableDirectory[];
  readonly sharedMemory?: Size;
  readonly resources: kplus.ContainerResources;
  /** Undefined for a server that knows no users. */
  readonly credentials: DatabaseCredentials | undefined;
  readonly props: StatefulDatabaseProps;
}

const COMPONENT = 'database';

/** Time for a last checkpoint of a busy server. */
const GRACE = Duration.seconds(120);

export function planDatabase(scope: Construct, id: string, given: StatefulDatabaseProps): DatabasePlan {
  const problems = Problems.ofNew('StatefulDatabase', scope, id);
  const props: Partial<StatefulDatabaseProps> = given ?? {};
  checkKnownProps(problems, '', props, 'StatefulDatabaseProps');
  const identity = { name: props.name as string, component: COMPONENT };
  const name = checkSetName(problems, identity);
  const notSecret = checkPodOptions(problems, props);
  const plain = checkEngine(problems, props.engine, notSecret);
  const existing = checkExisting(problems, props, plain);
  const engine = plain && existing ? takenOver(plain, existing) : plain;
  if (props.credentials !== undefined) checkWanted(problems, props.credentials, engine);
  const storage = checkStorage(problems, props.storage, engine, { namespace: Chart.of(scope).namespace, existing });
  const database = checkDatabaseName(problems, props.database ?? 'app', engine, existing !== undefined);
  const replicas = checkReplicas(problems, props.replicas ?? 1, engine);
  const policy = checkPolicy(problems, props.podManagementPolicy, engine);
  const configuration = checkConfiguration(problems, props.configuration, engine, notSecret);
  const initFiles = checkInitFiles(problems, props, engine, notSecret);
  checkEnvironment(problems, 'env', props.env, notSecret, Object.keys(engine?.env ?? {}));
  const args = checkServerOptions(problems, props.args, engine, notSecret);
  notSecret.check();
  const notDurable = new NotDurable(problems, 'notDurable', props.notDurable);
  if (engine !== undefined) {
    checkDurability(notDurable, engine, { configuration, args, env: props.env });
    notDurable.check();
  }
  const room = checkRoom(problems, props, engine);
  if (room !== undefined) checkCache(problems, engine!, { configuration, args, env: props.env }, room);
  const made = {
    identity,
    hasConfiguration: configuration.length > 0,
    hasInitFiles: initFiles.length > 0,
    hasWal: storage?.wal !== undefined,
    hasTemplate: existing?.claimName === undefined,
  };
  const objects = checkObjects(problems, scope, name, () => databaseObjects(made, props));
  problems.throwIfAny();
  return {
    identity,
    objects,
    engine: engine!,
    storage: storage!,
    database: database!,
    namespace: Chart.of(scope).namespace,
    replicas: replicas!,
    podManagementPolicy: policy!,
    configuration,
    initFiles,
    args,
    notDurable,
    ...room!,
    credentials: engine!.hasUsers ? (props.credentials ?? DatabaseCredentials.fromSecretName(name!)) : undefined,
    props: {
      ...given,
      user: existing?.user ?? given.user,
      group: existing?.group ?? given.group,
      terminationGracePeriod: given.terminationGracePeriod ?? GRACE,
    },
  };
}

function checkEngine(problems: Problems, engine: unknown, notSecret: NotSecret): EngineSpec | undefined {
  if (isA(engine, DatabaseEngine)) return engine._plan(problems, 'engine', notSecret);
  problems.add('engine', engine, 'Give the engine with its version, such as DatabaseEngine.postgres({ version: "18" }).');
  return undefined;
}

function checkWanted(problems: Problems, credentials: unknown, engine: EngineSpec | undefined): void {
  checkCredentials(problems, 'credentials', credentials);
  if (engine === undefined || engine.hasUsers) return;
  const remedy = `${engine.title} has no users (hasUsers: false), so nothing would read them. Leave them out.`;
  problems.add('credentials', kindOf(credentials), remedy);
}

function checkDatabaseName(problems: Problems, name: unknown, engine: EngineSpec | undefined, exists: boolean): string | undefined {
  const longest = engine?.longestName ?? 63;
  if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) || name.length > longest) {
    problems.add('database', name, `Use at most ${longest} letters, digits, underscores and dashes, with a letter first.`);
    return undefined;
  }
  // Where nobody named one, the official image of Postgres keeps all in its own.
  if (exists || !engine?.ownDatabases.includes(name.toLowerCase())) return name;
  problems.add('database', name, `${engine.title} needs that one for itself. Give the application one of its own.`);
  return undefined;
}

function checkReplicas(problems: Problems, value: unknown, engine: EngineSpec | undefined): number | undefined {
  const remedy = 'Give a whole number above zero. To stop the database for a while, scale the StatefulSet to zero with kubectl.';
  const replicas = checkInteger(problems, 'replicas', value, { min: 1, max: 1000, remedy });
  if (replicas === undefined || replicas === 1 || engine === undefined || engine.replicates) return replicas;
  const { operators } = engine;
  const instead = operators.length > 0 ? `, or an operator such as ${operators.join(', ').replace(/, ([^,]*)$/, ' or $1')}` : '';
  problems.add(
    'replicas',
    replicas,
    `${engine.title} does not replicate by itself, so these would be ${replicas} separate databases. Use 1${instead}.`,
  );
  return undefined;
}

/**
 * One Pod is replaced by a good one at once only where the set does not wait for it to become ready: with OrderedReady, a broken
 * template that has been mended needs a person who deletes the broken Pod (kubernetes/kubernetes#67250). The policy cannot be changed
 * later, so it does not follow from the number of Pods.
 */
function checkPolicy(problems: Problems, value: unknown, engine: EngineSpec | undefined): kplus.PodManagementPolicy | undefined {
  const { PARALLEL, ORDERED_READY } = kplus.PodManagementPolicy;
  const policies = Object.values(kplus.PodManagementPolicy);
  return checkOneOf(problems, 'podManagementPolicy', value ?? (engine?.replicates ? ORDERED_READY : PARALLEL), policies);
}

const NOTHING_RESERVED: { readonly reserved: readonly string[]; readonly reservedLetters: string } = { reserved: [], reservedLetters: '' };

/** Options of the server that neither hold a secret nor contradict what the construct says. */
function checkServerOptions(problems: Problems, args: unknown, engine: EngineSpec | undefined, notSecret: NotSecret): readonly string[] {
  const options = checkWords(problems, 'args', args, 'args', notSecret) ?? [];
  const { reserved, reservedLetters } = engine?.configuration ?? NOTHING_RESERVED;
  options.forEach((option, index) => {
    const name = option
      .replace(/^(-c\s*)?(--)?/, '')
      .replace(/=.*$/s, '')
      .replace(/-/g, '_');
    const isLetter = /^-[A-Za-z]/.test(option) && reservedLetters.includes(option[1]);
    if (isLetter || reserved.includes(name)) problems.add(`args[${index}]`, option, 'It follows from the construct. Leave it out.');
  });
  return options;
}

function checkInitFiles(
  problems: Problems,
  { initFiles }: Partial<StatefulDatabaseProps>,
  engine: EngineSpec | undefined,
  notSecret: NotSecret,
): readonly ConfigEntry[] {
  const files = checkFiles(problems, 'initFiles', initFiles, notSecret);
  if (files.length > 0 && engine !== undefined && engine.init === undefined) {
    problems.add(
      'initFiles',
      files.map(({ key }) => key),
      `${engine.title} has no script that would run them. Give it one by initialize.`,
    );
  }
  return files;
}

type Room = Pick<DatabasePlan, 'writable' | 'sharedMemory' | 'resources'>;

function checkRoom(problems: Problems, props: Partial<StatefulDatabaseProps>, engine: EngineSpec | undefined): Room | undefined {
  const before = problems.count;
  checkResources(problems, 'resources', props.resources);
  for (const name of ['sharedMemory', 'temporarySpace'] as const) {
    if (props[name] !== undefined) checkSize(problems, name, props[name]);
  }
  if (problems.count > before || engine === undefined) return undefined;
  const writable = writableDirectories(engine, props.temporarySpace);
  if (props.temporarySpace !== undefined && !writable.some(({ path }) => path === '/tmp')) {
    problems.add('temporarySpace', props.temporarySpace, `${engine.title} has no /tmp. Add it to its writablePaths, or leave this out.`);
  }
  const sharedMemory = props.sharedMemory ?? engine.sharedMemory;
  const resources = databaseResources(props.resources, sharedMemory);
  checkSharedMemory(problems, resources, sharedMemory);
  checkDisk(problems, props.resources, writable);
  return { writable, sharedMemory, resources };
}
