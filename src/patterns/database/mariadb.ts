import { MARIADB } from '../../facts/engines/mariadb';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { EngineSpec } from './engine-spec';
import { planFamily } from './mysql-family';
import { checkOptions, checkVersion } from './version';

/** What `DatabaseEngine.mariadb` is told. */
export interface MariadbOptions {
  /** The version as in the image's tag: `11.8` or `11.8.3`; of the series 10.6, 10.11, 11.4, 11.8 and 12.3. */
  readonly version: string;

  /**
   * An image that is built on the official one, with a tag or digest.
   *
   * @default - the official image of that version, `mariadb:<version>`
   */
  readonly image?: string;
}

export function planMariadb(problems: Problems, at: string, given: unknown): EngineSpec | undefined {
  const options = checkOptions<MariadbOptions>(problems, at, given);
  checkKnownProps(problems, at, options, 'MariadbOptions');
  const version = options && checkVersion(problems, at, MARIADB, options);
  return version && planFamily(MARIADB, { container: 'mariadb', server: 'mariadbd' }, version);
}
