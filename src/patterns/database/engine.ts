import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';
import { withoutNulls } from '../../props/without-nulls';
import { CustomEngineOptions, planCustom } from './custom';
import { EngineSpec } from './engine-spec';
import { MariadbOptions, planMariadb } from './mariadb';
import { MysqlOptions, planMysql } from './mysql';
import { planPostgres, PostgresOptions } from './postgres';

/**
 * The kind of database that a `StatefulDatabase` runs, with its image.
 *
 * @see https://hub.docker.com/_/postgres
 * @see https://hub.docker.com/_/mysql
 * @see https://hub.docker.com/_/mariadb
 */
export class DatabaseEngine {
  /** PostgreSQL 13 to 18, from the official image or one that is built on it. */
  static postgres(options: PostgresOptions): DatabaseEngine {
    return new DatabaseEngine((problems, at, notSecret) => planPostgres(problems, at, withoutNulls(options, 'PostgresOptions'), notSecret));
  }

  /** MySQL 8.0, 8.4 or 9.7, from the official image. Its root may connect from inside the Pod alone, with the same password. */
  static mysql(options: MysqlOptions): DatabaseEngine {
    return new DatabaseEngine((problems, at) => planMysql(problems, at, withoutNulls(options, 'MysqlOptions')));
  }

  /**
   * MariaDB 10.6, 10.11, 11.4, 11.8 or 12.3, from the official image. Its root may connect from inside the Pod alone, with the same
   * password.
   */
  static mariadb(options: MariadbOptions): DatabaseEngine {
    return new DatabaseEngine((problems, at) => planMariadb(problems, at, withoutNulls(options, 'MariadbOptions')));
  }

  /** Any other database: its options say everything that the constructs need to know. */
  static custom(options: CustomEngineOptions): DatabaseEngine {
    return new DatabaseEngine((problems, at, notSecret) =>
      planCustom(problems, at, withoutNulls(options, 'CustomEngineOptions'), notSecret),
    );
  }

  private constructor(
    /**
     * What the engine says of itself; reports options that are wrong, under the prop `at`.
     *
     * @internal
     */
    readonly _plan: (problems: Problems, at: string, notSecret: NotSecret) => EngineSpec | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'DatabaseEngine';
  }
}
