import { isDnsSubdomain } from '../../facts/kubernetes/names';
import { BARMAN_PLUGIN } from '../../facts/operators/cloudnative-pg';
import { StatefulDatabase } from '../../patterns/database/stateful-database';
import { checkInteger, checkObjectName } from '../../props/check';
import { noSecret } from '../../props/format-value';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { describeNamespace } from '../../props/namespaces';
import { Problems } from '../../props/problems';
import { withoutNulls } from '../../props/without-nulls';
import { isObject, Unchecked } from '../../util/unchecked';
import { checkClusterName, checkRole } from './names';

/** How a database is read while it runs. */
export interface ImportOptions {
  /**
   * Name of the user that owns the old database, as it stands in the Secret of its credentials.
   *
   * @default - the owner of the new database
   */
  readonly user?: string;
}

/** A server of PostgreSQL that is read while it runs. */
export interface ImportedServerOptions extends ImportOptions {
  /** Its name or address. */
  readonly host: string;

  /**
   * Its port.
   *
   * @default 5432
   */
  readonly port?: number;

  /**
   * Name of the database there.
   *
   * @default - the name of the new one
   */
  readonly database?: string;

  /** Name of the Secret whose key `password` has the password of the user there. */
  readonly secretName: string;
}

/** Backups that another `ReplicatedDatabase` has made. */
export interface RecoveredBackupOptions {
  /** Name of the `ReplicatedDatabase` that made them. The new one has to have another. */
  readonly database: string;

  /**
   * Name of the ObjectStore that has them.
   *
   * @default - '<database>-backup', which the other one has made
   */
  readonly objectStore?: string;

  /**
   * The moment to go back to, with its offset from UTC: `2026-11-27T03:00:00Z`.
   *
   * @default - the last that the write-ahead log in the store has
   */
  readonly at?: string;

  /**
   * Port of the store, to which the Pods may connect.
   *
   * @default 443
   */
  readonly port?: number;
}

/** The new database, as far as it matters to where its data comes from. */
export interface Destination {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly owner: string;
  readonly database: string;
  /** Of PostgreSQL. */
  readonly series: string | undefined;
}

/** What is written of it. */
export interface OriginJson {
  /** What stands beside `database` and `owner` in `bootstrap.initdb`. */
  readonly initdb?: object;
  readonly recovery?: object;
  readonly externalCluster: object;
  /** The port that has to be reached. */
  readonly port: number;
}

/** What the operator calls the other server. */
const SOURCE = 'origin';

type Checked = (problems: Problems, at: string, destination: Destination) => void;

/**
 * Where a new `ReplicatedDatabase` has its data from. It counts when the database is made, and does nothing to one that is there.
 *
 * @see https://cloudnative-pg.io/documentation/current/bootstrap/
 */
export class DatabaseOrigin {
  /**
   * The data of a `StatefulDatabase` of the same namespace, which is read while it runs: what is written there afterwards is not in the new one.
   *
   * @param database The database.
   * @param options The user that reads it.
   */
  static importOf(database: StatefulDatabase, options?: ImportOptions): DatabaseOrigin {
    const given = (withoutNulls(options, 'ImportOptions') ?? {}) as Unchecked<ImportOptions>;
    const check: Checked = (problems, at, { namespace, series }) => {
      checkKnownProps(problems, at, given, 'ImportOptions');
      if (given.user !== undefined) checkRole(problems, `${at}.user`, given.user);
      if (!isA(database, StatefulDatabase)) {
        problems.add(`${at}.database`, database, 'Give the StatefulDatabase. A server elsewhere is read by DatabaseOrigin.importFrom().');
        return;
      }
      const { engine, namespace: other } = database._plan;
      if (engine.upgrading === undefined || engine.clientVariables?.host !== 'PGHOST') {
        problems.add(
          `${at}.database`,
          database,
          `It runs ${engine.title}, and this is PostgreSQL: it cannot read that. Bring the data over by a program of your own.`,
        );
      } else if (series !== undefined && Number(engine.upgrading.series) > Number(series)) {
        problems.add(
          `${at}.database`,
          database,
          `It runs PostgreSQL ${engine.upgrading.series}, and pg_dump of ${series} refuses to read a newer server. Use an engine of version ${engine.upgrading.series} or newer.`,
        );
      }
      if (other !== namespace) {
        problems.add(
          `${at}.database`,
          database,
          `It is in ${describeNamespace(other)}, and the Secret with its password cannot be read from ${describeNamespace(namespace)}. Put that Secret into both, and use DatabaseOrigin.importFrom().`,
        );
      }
    };
    const json = ({ owner }: Destination): OriginJson => {
      // PostgreSQL, which has been checked, knows users.
      const credentials = database._plan.credentials!;
      return importJson({
        host: database.host,
        port: database.port,
        user: (given.user as string | undefined) ?? owner,
        database: database.database,
        password: { name: credentials._secretName, key: credentials._keys.password },
      });
    };
    return new DatabaseOrigin(check, json, database);
  }

  /** The data of a server of PostgreSQL elsewhere, which is read while it runs. Let the new one connect there by `allowTo`. */
  static importFrom(options: ImportedServerOptions): DatabaseOrigin {
    const given = (withoutNulls(options, 'ImportedServerOptions') ?? {}) as Unchecked<ImportedServerOptions>;
    const check: Checked = (problems, at) => {
      checkKnownProps(problems, at, given, 'ImportedServerOptions');
      if (!isObject(given)) return;
      const { host, port, user, database, secretName } = given;
      if (typeof host !== 'string' || !HOST.test(host)) {
        problems.add(`${at}.host`, host, 'Give the name or address of the server, such as db.example.com.');
      }
      if (port !== undefined) checkInteger(problems, `${at}.port`, port, { min: 1, max: 65535 });
      if (user !== undefined) checkRole(problems, `${at}.user`, user);
      if (database !== undefined) checkRole(problems, `${at}.database`, database);
      if (typeof secretName !== 'string' || !isDnsSubdomain(secretName)) {
        problems.add(
          `${at}.secretName`,
          noSecret(secretName),
          'Name the Secret that has the password of the user there, under the key password.',
        );
      }
    };
    const json = (destination: Destination): OriginJson => {
      const { host, port = 5432, user = destination.owner, database = destination.database, secretName } = given as ImportedServerOptions;
      return importJson({ host, port, user, database, password: { name: secretName, key: 'password' } });
    };
    return new DatabaseOrigin(check, json);
  }

  /**
   * The backups and the write-ahead log of another `ReplicatedDatabase`, of now or of a moment: a restore is always a new database beside the old one. Take it away once the
   * new one is there, or it would begin with that backup again should it ever be made anew.
   */
  static backupOf(options: RecoveredBackupOptions): DatabaseOrigin {
    const given = (withoutNulls(options, 'RecoveredBackupOptions') ?? {}) as Unchecked<RecoveredBackupOptions>;
    const check: Checked = (problems, at, { name }) => {
      checkKnownProps(problems, at, given, 'RecoveredBackupOptions');
      if (!isObject(given)) return;
      const { database, objectStore, at: moment, port } = given;
      if (checkClusterName(problems, `${at}.database`, database) !== undefined && database === name) {
        problems.add(
          `${at}.database`,
          database,
          'A restore is a new database with another name, or both would write into one place of the store, and the old one could not be looked at. Give the new one another name.',
        );
      }
      if (objectStore !== undefined) checkObjectName(problems, `${at}.objectStore`, objectStore);
      if (port !== undefined) checkInteger(problems, `${at}.port`, port, { min: 1, max: 65535 });
      if (moment !== undefined && !isMoment(moment)) {
        problems.add(`${at}.at`, moment, 'Give date and time with the offset from UTC, such as 2026-11-27T03:00:00Z.');
      }
    };
    const json = ({ owner, database: name }: Destination): OriginJson => {
      const { database, objectStore = `${database}-backup`, at, port = 443 } = given as RecoveredBackupOptions;
      return {
        recovery: { source: SOURCE, database: name, owner, ...(at !== undefined && { recoveryTarget: { targetTime: at } }) },
        externalCluster: {
          name: SOURCE,
          plugin: { name: BARMAN_PLUGIN, parameters: { barmanObjectName: objectStore, serverName: database } },
        },
        port,
      };
    };
    return new DatabaseOrigin(check, json);
  }

  private constructor(
    private readonly check: Checked,
    private readonly json: (destination: Destination) => OriginJson,
    /**
     * The database that has to let the import in.
     *
     * @internal
     */
    readonly _database?: StatefulDatabase,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'DatabaseOrigin';
  }

  /** @internal */
  _check(problems: Problems, at: string, destination: Destination): void {
    this.check(problems, at, destination);
  }

  /** @internal */
  _json(destination: Destination): OriginJson {
    return this.json(destination);
  }
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password: { readonly name: string; readonly key: string };
}

function importJson({ host, port, user, database, password }: Server): OriginJson {
  return {
    initdb: { import: { type: 'microservice', databases: [database], source: { externalCluster: SOURCE } } },
    externalCluster: {
      name: SOURCE,
      connectionParameters: { host, port: String(port), user, dbname: database, sslmode: 'prefer' },
      password,
    },
    port,
  };
}

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:]+$/;

/** A moment as the operator reads it: RFC 3339. */
function isMoment(value: unknown): boolean {
  if (
    typeof value !== 'string' ||
    !/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})$/.test(value)
  ) {
    return false;
  }
  const day = value.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(Date.parse(value)) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}
