import { withoutNulls } from '../../props/without-nulls';

/** What `UpgradeMethod.pgUpgrade` is told. */
export interface PgUpgradeOptions {
  /**
   * An image with the programs of both versions, with a tag or digest, such as `tianon/postgres-upgrade:16-to-18`: all that the old data
   * uses has to be in there, extensions and locales. Only the upgrade runs in it. Its user needs a name in `/etc/passwd`, or
   * `libnss_wrapper.so`, as the official images have it.
   */
  readonly image: string;

  /**
   * Directory of the old programs in the image.
   *
   * @default - `/usr/lib/postgresql/<series of the source>/bin`, where Debian's packages and the official images have them
   */
  readonly oldBinaries?: string;

  /**
   * Directory of the new programs in the image.
   *
   * @default - `/usr/lib/postgresql/<series of the target>/bin`
   */
  readonly newBinaries?: string;

  /**
   * Whether the image may sort texts by another C library than the old one did, as that of a newer Debian does. All indexes are built anew
   * then, which takes long where there is much data. What is ordered otherwise than by an index, such as partitions by ranges of texts, is
   * for you to look at.
   *
   * @default false
   */
  readonly allowCollationChange?: boolean;

  /**
   * Whether the statistics, which pg_upgrade does not bring along before version 18, are gathered before the new server starts. Without
   * them queries are slow: with `false` run `vacuumdb --all --analyze-in-stages` as soon as it runs.
   *
   * @default true
   */
  readonly analyze?: boolean;
}

/**
 * How a `DatabaseUpgrade` brings the data into the new database, where that is not by a dump.
 *
 * @see https://www.postgresql.org/docs/current/upgrading.html
 */
export class UpgradeMethod {
  /**
   * By pg_upgrade, for PostgreSQL: all databases, roles and statistics of the server in one go, with no dump in between and no time to build indexes. It
   * wants an image with the programs of both versions, the old database stopped, and room for a copy of its data.
   *
   * The old database has no Pods (zero replicas) while the `DatabaseUpgrade` is in the code, and its disk is mounted read-only: pg_upgrade
   * works on a copy, on the disk of the new database. It does so in an init container of the new database, before a server is there.
   *
   * @see https://www.postgresql.org/docs/current/pgupgrade.html
   */
  static pgUpgrade(options: PgUpgradeOptions): UpgradeMethod {
    return new UpgradeMethod(withoutNulls(options, 'PgUpgradeOptions'));
  }

  private constructor(private readonly options: PgUpgradeOptions | undefined) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'UpgradeMethod';
  }

  /**
   * What was said.
   *
   * @internal
   */
  get _said(): unknown {
    return this.options;
  }
}
