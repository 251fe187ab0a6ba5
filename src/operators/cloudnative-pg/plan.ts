import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkCredentials, DatabaseCredentials } from '../../config/database-credentials';
import {
  CNPG_FLAVOUR,
  CNPG_IMAGE,
  CNPG_NAMESPACE,
  CNPG_SERIES,
  majorOfClusterImage,
  POOLER_PARAMETERS,
} from '../../facts/operators/cloudnative-pg';
import { parseImage } from '../../facts/kubernetes/images';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkPeers } from '../../hardening/pod-options';
import { DatabaseEngine } from '../../patterns/database/engine';
import {
  checkAnnotations,
  checkBoolean,
  checkInteger,
  checkLabelName,
  checkLabels,
  checkObjectName,
  checkOneOf,
  checkTexts,
} from '../../props/check';
import { checkSetting } from '../../props/environment';
import { described, kindOf, noSecret, withoutContent } from '../../props/format-value';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { NotSecret } from '../../props/not-secret';
import { checkPorts } from '../../props/ports';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { isMap, Unchecked } from '../../util/unchecked';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { checkResources } from '../../workloads/resources';
import { checkBackup, ReplicatedBackupPlan } from './backup-plan';
import { CommitGuarantee } from './commit-guarantee';
import { DatabaseOrigin, OriginJson } from './database-origin';
import { InitdbJson, initdbOf } from './initdb';
import { checkClusterName, checkDatabase, checkOwner } from './names';
import { replicatedObjects } from './objects';
import { checkParameters } from './parameters';
import { AdditionalDatabase, PoolMode, ReplicatedDatabaseProps, ReplicatedMonitoring, ReplicatedPooler } from './props';
import { checkStorage, ReplicatedStoragePlan, SmallestDisk } from './storage';

/** A replicated database whose props have been checked, with all defaults. */
export interface ReplicatedPlan {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly objects: FreeObjects;
  readonly image: string;
  readonly server: { readonly title: string; readonly port: number; readonly clientVariables: Clients };
  readonly initdb: InitdbJson;
  readonly storage: ReplicatedStoragePlan;
  readonly commits: CommitGuarantee;
  readonly backup?: ReplicatedBackupPlan;
  readonly credentials: DatabaseCredentials;
  readonly database: string;
  readonly owner: string;
  readonly replicas: number;
  readonly origin?: OriginJson;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: kplus.ContainerResources;
  readonly pooler?: { readonly mode: PoolMode; readonly instances: number; readonly parameters: Readonly<Record<string, string>> };
  readonly databases: ReadonlyArray<{
    readonly object: string;
    readonly name: string;
    readonly owner: string;
    readonly extensions: readonly string[];
  }>;
  readonly operatorNamespace: string;
  readonly apiServerPorts: readonly number[];
}

type Clients =
  | { readonly host: string; readonly port: string; readonly database: string; readonly username: string; readonly password: string }
  | undefined;

type Given = Unchecked<ReplicatedDatabaseProps>;

export function planReplicated(scope: Construct, id: string, given: ReplicatedDatabaseProps): ReplicatedPlan {
  const problems = Problems.ofNew('ReplicatedDatabase', scope, id);
  const props: Given = given ?? {};
  const { namespace } = Chart.of(scope);
  checkKnownProps(problems, '', props, 'ReplicatedDatabaseProps');
  const name = checkClusterName(problems, 'name', props.name);
  const engine = checkEngine(problems, props.engine);
  const storage = checkStorage(problems, props.storage, { namespace, ...engine?.least });
  const replicas = checkReplicas(problems, props);
  if (isA(props.commits, CommitGuarantee)) props.commits._check(problems, 'commits', replicas);
  else {
    problems.add(
      'commits',
      props.commits,
      'Say what a commit means: CommitGuarantee.losingNothing() stops writing where no replica is there, stayingUp() goes on, asynchronous() loses the last of it in a failover.',
    );
  }
  const backup = checkBackup(problems, props, name);
  const database = checkDatabase(problems, 'database', props.database ?? 'app');
  const owner = props.owner === undefined && database === undefined ? undefined : checkOwner(problems, 'owner', props.owner ?? database);
  checkSecret(problems, props.credentials);
  const origin = checkOrigin(problems, props, { name, namespace, owner: owner ?? 'app', database: database ?? 'app' });
  const resources = checkServerResources(problems, props.resources);
  const memory = resources?.memory?.limit;
  const parameters = checkParameters(problems, 'parameters', props.parameters, {
    memory: memory && kibibytes(memory),
    wal: storage && kibibytes(storage.wal.size),
    replicas,
  });
  checkTexts(problems, 'preloadLibraries', props.preloadLibraries);
  const pooler = checkPooler(problems, props.pooler);
  const databases = checkDatabases(problems, props.databases, { name, database, owner });
  checkMonitoring(problems, props.monitoring);
  checkPods(problems, props);
  const operatorNamespace = checkLabelName(problems, 'operatorNamespace', props.operatorNamespace ?? CNPG_NAMESPACE, LONGEST_LABEL, '');
  const apiServerPorts = checkPorts(problems, 'apiServerPorts', props.apiServerPorts, [443, 6443]);
  const objects = checkObjects(problems, scope, name, (free) => replicatedObjects(free, props, databases));
  problems.throwIfAny();
  return {
    name: name!,
    namespace,
    objects,
    image: engine!.image,
    server: engine!.server,
    initdb: engine!.initdb,
    storage: storage!,
    commits: given.commits,
    backup,
    credentials: given.credentials ?? DatabaseCredentials.fromSecretName(name!),
    database: database!,
    owner: owner!,
    replicas: replicas!,
    origin,
    parameters,
    resources: resources!,
    pooler,
    databases,
    operatorNamespace: operatorNamespace!,
    apiServerPorts,
  };
}

interface EnginePlan {
  readonly image: string;
  readonly server: ReplicatedPlan['server'];
  readonly initdb: InitdbJson;
  readonly least: { readonly smallestData?: SmallestDisk; readonly smallestLog?: SmallestDisk };
}

function checkEngine(problems: Problems, given: unknown): EnginePlan | undefined {
  if (!isA(given, DatabaseEngine)) {
    problems.add('engine', given, 'Give PostgreSQL with its version, such as DatabaseEngine.postgres({ version: "18" }).');
    return undefined;
  }
  const before = problems.count;
  const notSecret = new NotSecret(problems, 'notSecret', undefined);
  const spec = given._plan(problems, 'engine', notSecret);
  if (spec === undefined || problems.count > before) return undefined;
  const { operated, title, port, clientVariables, smallestData, smallestLog } = spec;
  if (operated === undefined) {
    problems.add(
      'engine',
      described(title),
      `CloudNativePG runs PostgreSQL, and no ${title}. Name an operator that is made for it: docs/operators.md tells which.`,
    );
    return undefined;
  }
  if (!CNPG_SERIES.includes(operated.series)) {
    problems.add('engine.version', operated.version, `The operator runs ${CNPG_SERIES.join(', ')}. Use one of them.`);
  }
  if (operated.image !== undefined) checkClusterImage(problems, operated.image, operated.series);
  const initdb = initdbOf(problems, 'engine.initdbArgs', operated);
  return {
    image: operated.image ?? `${CNPG_IMAGE}:${operated.version}-${CNPG_FLAVOUR}`,
    server: { title, port, clientVariables },
    least: { smallestData, smallestLog },
    initdb,
  };
}

function checkClusterImage(problems: Problems, image: string, series: string): void {
  const major = majorOfClusterImage(image);
  const { repository = '', tag } = parseImage(image) ?? {};
  if (tag === undefined || major === undefined) {
    problems.add(
      'engine.image',
      image,
      `The operator reads the version at the beginning of the tag, beside a digest too. Use a tag such as ${series}.1-${CNPG_FLAVOUR}.`,
    );
  } else if (String(major) !== series) {
    problems.add('engine.image', image, `The operator reads version ${major} in its tag, and the engine says ${series}. Say the same.`);
  } else if (/(^|\/)(postgres|postgis)$/.test(repository) && !repository.includes('cloudnative-pg')) {
    problems.add(
      'engine.image',
      image,
      `It is made to run by itself, as another user. Use one that is made for the operator, such as ${CNPG_IMAGE}.`,
    );
  }
}

function checkReplicas(problems: Problems, props: Given): number | undefined {
  const single = checkBoolean(problems, 'singleServer', props.singleServer) === true;
  const remedy =
    'Give a whole number above zero. To stop the database for a while, hibernate it: kubectl annotate cluster NAME cnpg.io/hibernation=on.';
  const replicas = checkInteger(problems, 'replicas', props.replicas ?? (single ? 1 : 3), { min: 1, max: 100, remedy });
  if (replicas === 1 && !single) {
    problems.add('replicas', 1, 'Nothing takes over where one server or its node fails. Use 3, or say singleServer: true.');
  } else if (replicas !== undefined && replicas > 1 && single) {
    problems.add('singleServer', true, `There are ${replicas}. Leave it out, or replicas.`);
  }
  return replicas;
}

/** The operator reads two keys, and no others. */
function checkSecret(problems: Problems, credentials: unknown): void {
  if (credentials === undefined) return;
  const before = problems.count;
  checkCredentials(problems, 'credentials', credentials);
  if (problems.count > before) return;
  const keys = (credentials as DatabaseCredentials)._keys;
  for (const key of ['username', 'password'] as const) {
    if (keys[key] !== key) {
      problems.add(
        `credentials.keys.${key}`,
        noSecret(keys[key]),
        `The operator reads the key ${key} of the Secret, and no other. Leave it out.`,
      );
    }
  }
}

function checkOrigin(
  problems: Problems,
  { origin }: Given,
  destination: {
    readonly name: string | undefined;
    readonly namespace: string | undefined;
    readonly owner: string;
    readonly database: string;
  },
): OriginJson | undefined {
  if (origin === undefined) return undefined;
  if (!isA(origin, DatabaseOrigin)) {
    problems.add(
      'origin',
      withoutContent(origin),
      'Give DatabaseOrigin.importOf(database), importFrom({ host, secretName }) or backupOf({ database }).',
    );
    return undefined;
  }
  const before = problems.count;
  origin._check(problems, 'origin', destination);
  return problems.count > before ? undefined : origin._json(destination);
}

const DEFAULT_CPU = kplus.Cpu.units(1);
const DEFAULT_MEMORY = Size.gibibytes(2);

/** Requests that are limits too, so that a server is the last to be killed when its node runs short. */
function checkServerResources(problems: Problems, given: unknown): kplus.ContainerResources | undefined {
  const before = problems.count;
  checkResources(problems, 'resources', given);
  if (problems.count > before) return undefined;
  const { cpu, memory, ephemeralStorage } = (given ?? {}) as kplus.ContainerResources;
  const { request, limit } = memory ?? {};
  if (request !== undefined && limit !== undefined && kibibytes(request) !== kibibytes(limit)) {
    problems.add(
      'resources.memory.request',
      request,
      'A server that lives on memory which it did not request is the first to be killed when its node runs short. Request the limit.',
    );
    return undefined;
  }
  const all = request ?? limit ?? DEFAULT_MEMORY;
  return {
    cpu: { request: cpu?.request ?? cpu?.limit ?? DEFAULT_CPU, limit: cpu?.limit ?? cpu?.request ?? DEFAULT_CPU },
    memory: { request: all, limit: all },
    ephemeralStorage,
  };
}

function checkPooler(problems: Problems, given: unknown): ReplicatedPlan['pooler'] {
  if (given === undefined) return undefined;
  if (!isMap(given)) {
    problems.add('pooler', given, 'Give an object, such as { mode: PoolMode.TRANSACTION }, or leave it out.');
    return undefined;
  }
  const { mode, instances, parameters } = given as Unchecked<ReplicatedPooler>;
  const checked = checkOneOf(problems, 'pooler.mode', mode ?? PoolMode.SESSION, Object.values(PoolMode));
  const count = checkInteger(problems, 'pooler.instances', instances ?? 2, { min: 1, max: 100 });
  if (parameters !== undefined && !isMap(parameters)) {
    problems.add('pooler.parameters', withoutContent(parameters), 'Give an object of names and texts.');
  }
  for (const [name, value] of isMap(parameters) ? Object.entries(parameters) : []) {
    const prop = `pooler.parameters[${JSON.stringify(name)}]`;
    if (typeof value !== 'string') {
      problems.add(prop, kindOf(value), 'Give a string; quote numbers and booleans.');
      continue;
    }
    checkSetting(problems, prop, name, value, 'Leave it out: PgBouncer logs in as the operator tells it.');
    if (POOLER_PARAMETERS.has(name)) continue;
    problems.add(prop, withoutContent(value), 'The operator lets nobody set this one, or PgBouncer has none of the name. Leave it out.');
  }
  return { mode: checked!, instances: count!, parameters: (parameters ?? {}) as Readonly<Record<string, string>> };
}

function checkDatabases(
  problems: Problems,
  given: unknown,
  first: { readonly name: string | undefined; readonly database: string | undefined; readonly owner: string | undefined },
): ReplicatedPlan['databases'] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    problems.add('databases', given, 'Give a list, such as [{ name: "reports" }].');
    return [];
  }
  const taken = new Map<string, string>([[objectOf(first, first.database ?? ''), first.database ?? '']]);
  return given.flatMap((item: unknown, index) => {
    const at = `databases[${index}]`;
    if (!isMap(item)) {
      problems.add(at, item, 'Give an object, such as { name: "reports" }.');
      return [];
    }
    const { name, owner, extensions } = item as Unchecked<AdditionalDatabase>;
    const checked = checkDatabase(problems, `${at}.name`, name);
    if (owner !== undefined) checkOwner(problems, `${at}.owner`, owner);
    const words = checkTexts(problems, `${at}.extensions`, extensions) ?? [];
    words.forEach((word, place) => {
      if (!/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(word)) {
        problems.add(`${at}.extensions[${place}]`, word, 'Name an extension, such as pg_trgm.');
      } else if (words.indexOf(word) < place) problems.add(`${at}.extensions[${place}]`, word, 'It is named twice. Name it once.');
    });
    if (checked === undefined) return [];
    const object = objectOf(first, checked);
    const rival = taken.get(object);
    if (rival !== undefined) {
      problems.add(
        `${at}.name`,
        checked,
        `${rival === checked ? 'There is one of this name already' : `Its object would be called ${object}, as that of ${rival} is`}. Give another name.`,
      );
    }
    taken.set(object, checked);
    return [{ object, name: checked, owner: (owner as string | undefined) ?? first.owner ?? '', extensions: words }];
  });
}

/** What the object of a database is called: objects know neither capitals nor underscores. */
const objectOf = ({ name }: { readonly name: string | undefined }, database: string): string =>
  `${name ?? ''}-${database
    .toLowerCase()
    .replace(/_/g, '-')
    .replace(/^-+|-+$/g, '')}`.replace(/-+$/, '');

function checkMonitoring(problems: Problems, given: unknown): void {
  if (given === undefined) return;
  if (!isMap(given)) {
    problems.add('monitoring', given, 'Say who may scrape the metrics, such as { allowFrom: [namespace] }.');
    return;
  }
  const { allowFrom, labels } = given as Unchecked<ReplicatedMonitoring>;
  if (Array.isArray(allowFrom) && allowFrom.length > 0) checkPeers(problems, 'monitoring.allowFrom', allowFrom);
  else {
    problems.add(
      'monitoring.allowFrom',
      allowFrom,
      'The Pods are closed, so nobody could scrape them. Name the namespace or the Pods of Prometheus.',
    );
  }
  checkLabels(problems, 'monitoring.labels', labels);
}

function checkPods(problems: Problems, props: Given): void {
  for (const key of Object.keys(checkLabels(problems, 'labels', props.labels))) {
    if (!/^([a-z0-9-]+\.)*cnpg\.io\//.test(key) && !key.startsWith('app.kubernetes.io/') && key !== 'role') continue;
    problems.add(`labels["${key}"]`, (props.labels as Record<string, unknown>)[key], 'It is the operator’s own. Use another key.');
  }
  for (const prop of ['annotations', 'serviceAccountAnnotations'] as const) {
    for (const key of Object.keys(checkAnnotations(problems, prop, props[prop]))) {
      if (!/^([a-z0-9-]+\.)*cnpg\.io\//.test(key)) continue;
      problems.add(`${prop}["${key}"]`, (props[prop] as Record<string, unknown>)[key], 'It is the operator’s own. Use another key.');
    }
  }
  checkLabels(problems, 'nodeSelector', props.nodeSelector);
  if (props.priorityClassName !== undefined) checkObjectName(problems, 'priorityClassName', props.priorityClassName);
  for (const prop of ['separateNodes', 'deletable', 'networkPolicy'] as const) checkBoolean(problems, prop, props[prop]);
  for (const prop of ['allowFrom', 'allowTo'] as const) checkPeers(problems, prop, props[prop]);
}
