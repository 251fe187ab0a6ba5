import { MYSQL } from '../../facts/engines/mysql';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { EngineSpec } from './engine-spec';
import { planFamily } from './mysql-family';
import { checkOptions, checkVersion } from './version';

/** What `DatabaseEngine.mysql` is told. */
export interface MysqlOptions {
  /** The version as in the image's tag: `8.4` or `8.4.7`; of the series 8.0, 8.4 and 9.7. */
  readonly version: string;

  /**
   * An image that is built on the official one, with a tag or digest.
   *
   * @default - the official image of that version, `mysql:<version>`
   */
  readonly image?: string;
}

export function planMysql(problems: Problems, at: string, given: unknown): EngineSpec | undefined {
  const options = checkOptions<MysqlOptions>(problems, at, given);
  checkKnownProps(problems, at, options, 'MysqlOptions');
  const version = options && checkVersion(problems, at, MYSQL, options);
  return version && planFamily(MYSQL, { container: 'mysql', server: 'mysqld' }, version);
}
