import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkBoolean, checkMountPath } from '../../props/check';
import { Problems } from '../../props/problems';
import { makeMount, planMount } from '../../workloads/mount';
import { DatabaseCredentials } from './credentials';
import { EngineSpec } from './engine-spec';

/** How a workload learns of a database. */
export interface DatabaseConnectionOptions {
  /**
   * Names of the containers that are told.
   *
   * @default - all containers that the workload has at the time of the call, without init containers
   */
  readonly containers?: string[];

  /**
   * What the variables begin with: `<prefix>_HOST`, `_PORT`, `_NAME`, `_USERNAME_FILE` and `_PASSWORD_FILE`.
   *
   * @default 'DATABASE'
   */
  readonly prefix?: string;

  /**
   * Directory in which the containers find the files `username` and `password`.
   *
   * @default - '/run/secrets/<name of the database>'
   */
  readonly mountPath?: string;

  /**
   * Whether the variables of the engine's own clients are set too: PGHOST, PGPORT and PGDATABASE for Postgres, which every program on libpq
   * understands.
   *
   * @default - true for Postgres; MySQL and MariaDB have none that all clients understand
   */
  readonly clientVariables?: boolean;

  /**
   * Whether user and password are given as variables too, taken from the Secret when the container starts: for programs that read no
   * files. Whoever may look at the process can read them, and they do not follow a change of the Secret. They are called
   * `<prefix>_USERNAME` and `<prefix>_PASSWORD`, and PGUSER and PGPASSWORD among the client variables.
   *
   * @default false
   */
  readonly credentialVariables?: boolean;
}

/** What a connection leads to. */
export interface ConnectionTarget {
  readonly name: string;
  readonly host: string;
  readonly database: string;
  readonly namespace: string | undefined;
  readonly engine: EngineSpec;
  readonly credentials: DatabaseCredentials;
}

const PREFIX = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Tells containers of a workload where a database is and who they are there. */
export class ConnectionPlan {
  private readonly containers: readonly kplus.Container[];
  private readonly variables: Readonly<Record<string, kplus.EnvValue>>;
  private readonly mount: (() => void) | undefined;

  /** Reports what is in the way. */
  constructor(
    problems: Problems,
    scope: Construct,
    target: ConnectionTarget,
    workload: kplus.AbstractPod,
    options: DatabaseConnectionOptions,
  ) {
    const prefix: unknown = options.prefix ?? 'DATABASE';
    if (typeof prefix !== 'string' || !PREFIX.test(prefix)) {
      problems.add('options.prefix', prefix, 'Give what a variable may begin with: letters, digits and underscores.');
    }
    const client = checkBoolean(problems, 'options.clientVariables', options.clientVariables);
    if (client === true && target.engine.clientVariables === undefined) {
      const remedy = `The clients of ${target.engine.title} have no variables in common. Leave it out, and use those with the prefix.`;
      problems.add('options.clientVariables', true, remedy);
    }
    const secrets = checkBoolean(problems, 'options.credentialVariables', options.credentialVariables) ?? false;
    if (workload.metadata.namespace !== target.namespace) {
      problems.add(
        'workload',
        workload,
        `It is in ${describeNamespace(workload.metadata.namespace)}, the database and its Secret are in ${describeNamespace(target.namespace)}. Use allowFrom, and give it a Secret of its own.`,
      );
    }
    const mountPath = checkMountPath(problems, 'options.mountPath', options.mountPath ?? `/run/secrets/${target.name}`);
    const volume = credentialsVolume(scope, target, workload);
    const plan = mountPath === undefined ? undefined : planMount(problems, workload, volume, mountPath, { containers: options.containers });
    this.containers = plan?.containers ?? [];
    this.variables = variablesOf(target, String(prefix), plan?.path ?? '', { client: client ?? true, secrets });
    this.mount = plan && (() => makeMount(volume, plan));
    for (const container of this.containers) {
      for (const name of Object.keys(this.variables).filter((variable) => variable in container.env.variables)) {
        problems.add(
          'options.prefix',
          prefix,
          `The container ${container.name} has the variable ${name} already. Give another prefix, and clientVariables: false for a second database.`,
        );
      }
    }
  }

  /** Makes the connection. */
  make(): void {
    this.mount?.();
    for (const container of this.containers) {
      for (const [name, value] of Object.entries(this.variables)) container.env.addVariable(name, value);
    }
  }
}

export const describeNamespace = (namespace: string | undefined): string =>
  namespace === undefined ? 'the namespace of whoever applies it' : `the namespace ${namespace}`;

/**
 * Files of a Secret belong to root. Where the Pod has an fsGroup, they belong to that group; where not, only a mode that lets all users
 * of the container read them lets the container's own do so.
 */
function credentialsVolume(scope: Construct, target: ConnectionTarget, workload: kplus.AbstractPod): kplus.Volume {
  const grouped = workload.securityContext.fsGroup !== undefined;
  const id = grouped ? 'GroupCredentials' : 'OpenCredentials';
  const present = scope.node.tryFindChild(id) as kplus.Volume | undefined;
  return present ?? target.credentials._volume(scope, id, `db-${target.name}`, grouped ? 0o440 : 0o444);
}

function variablesOf(
  { host, database, engine, credentials }: ConnectionTarget,
  prefix: string,
  mountPath: string,
  { client, secrets }: { readonly client: boolean; readonly secrets: boolean },
): Record<string, kplus.EnvValue> {
  const text = (value: string) => kplus.EnvValue.fromValue(value);
  const fromSecret = (key: string) => kplus.EnvValue.fromSecretValue({ secret: { name: credentials._secretName } as kplus.ISecret, key });
  const { username, password } = credentials._keys;
  const port = text(String(engine.port));
  const names = client ? engine.clientVariables : undefined;
  return {
    [`${prefix}_HOST`]: text(host),
    [`${prefix}_PORT`]: port,
    [`${prefix}_NAME`]: text(database),
    [`${prefix}_USERNAME_FILE`]: text(`${mountPath}/username`),
    [`${prefix}_PASSWORD_FILE`]: text(`${mountPath}/password`),
    ...(names && { [names.host]: text(host), [names.port]: port, [names.database]: text(database) }),
    ...(secrets && { [`${prefix}_USERNAME`]: fromSecret(username), [`${prefix}_PASSWORD`]: fromSecret(password) }),
    ...(secrets && names && { [names.username]: fromSecret(username), [names.password]: fromSecret(password) }),
  };
}
