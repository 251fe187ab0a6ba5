import { checkBoolean } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { describeNamespace } from '../props/namespaces';
import { Problems } from '../props/problems';
import { workloadOf } from '../workloads/find-workload';
import { makeMount, PlannedMount, planMount } from '../workloads/mount';
import { Mountable } from '../workloads/mountable';
import { EnvJson } from '../workloads/pod-json';
import { addVariables } from '../workloads/variables';
import { WorkloadObject } from '../workloads/workload-object';
import { DatabaseCredentials } from './database-credentials';

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

/** What clients have to know of a kind of server. */
export interface ServerFacts {
  readonly title: string;
  readonly port: number;
  /** Variables by which its own clients find the server; name, user and password are those of the Secret's keys. */
  readonly clientVariables?: {
    readonly host: string;
    readonly port: string;
    readonly database: string;
    readonly username: string;
    readonly password: string;
  };
}

/** What a connection leads to. */
export interface ConnectionTarget {
  readonly name: string;
  readonly host: string;
  readonly database: string;
  readonly namespace: string | undefined;
  readonly engine: ServerFacts;
  readonly credentials: DatabaseCredentials | undefined;
}

const PREFIX = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Tells containers of a workload where a database is and who they are there. */
export class ConnectionPlan {
  private readonly plan: PlannedMount | undefined;
  private readonly variables: readonly EnvJson[] = [];

  /** Reports what is in the way. */
  constructor(
    problems: Problems,
    target: ConnectionTarget,
    given: unknown,
    options: DatabaseConnectionOptions,
    struct: 'DatabaseConnectionOptions' | 'ReplicatedConnectionOptions' = 'DatabaseConnectionOptions',
  ) {
    checkKnownProps(problems, 'options', options, struct);
    const { credentials, engine } = target;
    if (credentials === undefined) {
      problems.add(
        'workload',
        given,
        `${engine.title} has no users (hasUsers: false), so there is nothing to hand over. Let it in by allowFrom, and tell it host and port by variables of its own.`,
      );
      return;
    }
    const prefix: unknown = options.prefix ?? 'DATABASE';
    if (typeof prefix !== 'string' || !PREFIX.test(prefix)) {
      problems.add('options.prefix', prefix, 'Give what a variable may begin with: letters, digits and underscores.');
    }
    const client = checkBoolean(problems, 'options.clientVariables', options.clientVariables);
    if (client === true && engine.clientVariables === undefined) {
      const remedy = `The clients of ${engine.title} have no variables in common. Leave it out, and use those with the prefix.`;
      problems.add('options.clientVariables', true, remedy);
    }
    const secrets = checkBoolean(problems, 'options.credentialVariables', options.credentialVariables) ?? false;
    const workload = workloadOf(given);
    if (workload !== undefined && workload.namespace !== target.namespace) {
      problems.add(
        'workload',
        given,
        `It is in ${describeNamespace(workload.namespace)}, the database and its Secret are in ${describeNamespace(target.namespace)}. Use allowFrom, and give it a Secret of its own.`,
      );
    }
    const volume = credentialsVolume(target.name, credentials, workload);
    this.plan = planMount(
      problems,
      volume,
      given,
      options.mountPath ?? `/run/secrets/${target.name}`,
      { containers: options.containers },
      'options.mountPath',
    );
    this.variables = variablesOf({ ...target, credentials }, String(prefix), this.plan?.mount.mountPath ?? '', {
      client: client ?? true,
      secrets,
    });
    for (const container of this.plan?.containers ?? []) {
      const present = container.env.map(({ name }) => name);
      for (const { name } of this.variables.filter((variable) => present.includes(variable.name))) {
        problems.add(
          'options.prefix',
          prefix,
          `The container ${container.name} has the variable ${name} already. Give another prefix, and clientVariables: false for a second database.`,
        );
      }
    }
  }

  /** Makes the connection; `title` is the database, for what is found later. */
  make(title: string): void {
    const { plan } = this;
    if (plan === undefined) return;
    makeMount(plan, title);
    addVariables(plan.workload, plan.containers, this.variables, title);
  }
}

/**
 * Files of a Secret belong to root. Where the Pod has an fsGroup, they belong to that group; where not, only a mode that lets all users
 * of the container read them lets the container's own do so.
 */
function credentialsVolume(name: string, credentials: DatabaseCredentials, workload: WorkloadObject | undefined): Mountable {
  const grouped = workload?.view().fsGroup !== undefined;
  return credentials._mountable(`db-${name}`, grouped ? 0o440 : 0o444);
}

function variablesOf(
  { host, database, engine, credentials }: ConnectionTarget & { readonly credentials: DatabaseCredentials },
  prefix: string,
  mountPath: string,
  { client, secrets }: { readonly client: boolean; readonly secrets: boolean },
): EnvJson[] {
  const { username, password } = credentials._keys;
  const port = String(engine.port);
  const names = client ? engine.clientVariables : undefined;
  const texts = {
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: port,
    [`${prefix}_NAME`]: database,
    [`${prefix}_USERNAME_FILE`]: `${mountPath}/username`,
    [`${prefix}_PASSWORD_FILE`]: `${mountPath}/password`,
    ...(names && { [names.host]: host, [names.port]: port, [names.database]: database }),
  };
  const keys = {
    ...(secrets && { [`${prefix}_USERNAME`]: username, [`${prefix}_PASSWORD`]: password }),
    ...(secrets && names && { [names.username]: username, [names.password]: password }),
  };
  return [
    ...Object.entries(texts).map(([name, value]) => ({ name, value })),
    ...Object.entries(keys).map(([name, key]) => ({ name, valueFrom: { secretKeyRef: { key, name: credentials._secretName } } })),
  ];
}
