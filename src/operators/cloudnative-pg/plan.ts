import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkCredentials, DatabaseCredentials } from '../../config/database-credentials';
import { CNPG_NAMESPACE } from '../../facts/operators/cloudnative-pg';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkPeers } from '../../hardening/pod-options';
import { checkAnnotations, checkBoolean, checkInteger, checkLabelName, checkLabels, checkObjectName, checkTexts } from '../../props/check';
import { noSecret, withoutContent } from '../../props/format-value';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { checkPorts } from '../../props/ports';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { Unchecked } from '../../util/unchecked';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { checkResources } from '../../workloads/resources';
import { checkBackup, ReplicatedBackupPlan } from './backup-plan';
import { CommitGuarantee } from './commit-guarantee';
import { DatabaseOrigin, OriginJson } from './database-origin';
import { checkEngine, ServerPlan } from './engine-plan';
import { AdditionalPlan, checkDatabases, checkMonitoring, checkPooler, PoolerPlan } from './extras-plan';
import { InitdbJson } from './initdb';
import { checkClusterName, checkDatabase, checkOwner } from './names';
import { replicatedObjects } from './objects';
import { checkParameters } from './parameters';
import { ReplicatedDatabaseProps } from './props';
import { checkStorage, ReplicatedStoragePlan } from './storage';

/** A replicated database whose props have been checked, with all defaults. */
export interface ReplicatedPlan {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly objects: FreeObjects;
  readonly image: string;
  readonly server: ServerPlan;
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
  readonly pooler?: PoolerPlan;
  readonly databases: readonly AdditionalPlan[];
  readonly operatorNamespace: string;
  readonly apiServerPorts: readonly number[];
}

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
  const destination = { name, namespace, owner: owner ?? 'app', database: database ?? 'app', series: engine?.series };
  const origin = checkOrigin(problems, props, destination);
  const resources = checkServerResources(problems, props.resources);
  const memory = resources?.memory?.limit;
  const parameters = checkParameters(problems, 'parameters', props.parameters, {
    memory: memory && kibibytes(memory),
    wal: storage && kibibytes(storage.wal.size),
    replicas,
    waits: isA(props.commits, CommitGuarantee) && props.commits._json !== undefined,
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
