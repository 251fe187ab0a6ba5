import { ExistingLayoutName } from '../../facts/engines/existing-layouts';
import { withoutNulls } from '../../props/without-nulls';

/** What is said of any data that exists. */
export interface ExistingClaimOptions {
  /**
   * The claim that has the data, in the namespace of the database. It is mounted as a plain volume: never made, renamed or deleted, and
   * the StatefulSet gets no claim template for it. Leave out `size`, `storageClass`, `accessMode` and `retention` then, which are the
   * claim's own.
   *
   * @default - the claim that the StatefulSet looks for, `data-<name>-0`: for data that is there under this name already, or was brought to
   * it. Size and class have to be said as that claim has them
   */
  readonly claimName?: string;

  /**
   * Group id of the server.
   *
   * @default - the number of the user
   */
  readonly group?: number;

  /**
   * The fsGroup that the old Pods had. One that they had not would have the kubelet change the group and the modes of all files, once.
   *
   * @default - 1001 for Bitnami's charts, else none
   */
  readonly fsGroup?: number;

  /**
   * Whether the server may start although its C library sorts texts otherwise than the one that built the indexes of PostgreSQL. They then
   * miss rows until `REINDEX DATABASE` has been run in each database.
   *
   * @default false
   */
  readonly allowCollationChange?: boolean;
}

/** Where data that exists lies, and whose it is; what is not said is as the image that made it leaves it. */
export interface ExistingDataOptions extends ExistingClaimOptions {
  /**
   * The directory of the data in the volume, relative to its root: the `subPath` of the old mount, and what its data directory is below.
   * Empty for the root itself.
   *
   * @default - as the image leaves it: `data` for Bitnami's, `18/docker` for the official PostgreSQL from 18 on, else the root
   */
  readonly directory?: string;

  /**
   * User id that owns the files, and that the server runs as.
   *
   * @default - 1001 for Bitnami's images, 999 for the official ones, 70 for the official PostgreSQL on Alpine
   */
  readonly user?: number;
}

/** Where data of any layout lies, and whose it is. */
export interface ExistingLayoutOptions extends ExistingClaimOptions {
  /** The directory of the data in the volume, relative to its root; empty for the root itself. */
  readonly directory: string;

  /** User id that owns the files, and that the server runs as. */
  readonly user: number;
}

/**
 * Data that a `StatefulDatabase` takes over where it lies, from the volume of another chart, set or Deployment.
 *
 * Before the server starts, an init container looks at it and changes nothing: another major version, another owner, a locale or a C
 * library that the image does not have, a standby, a log or tablespace outside, an empty directory: each is refused with its reason in
 * the status of the Pod. Nothing is initialised there, ever. The users and databases stay as they are, so the Secret has to hold one of
 * them with his password, and `database` one of those: readiness says where it does not.
 *
 * `npx cdk8s-storage adopt` writes the props and the steps for what a cluster has.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume
 */
export class ExistingData {
  /** Data that the official image `postgres` made. For a volume that was mounted elsewhere, or a PGDATA below its mount, say the directory. */
  static officialPostgres(options: ExistingDataOptions = {}): ExistingData {
    return new ExistingData('officialPostgres', withoutNulls(options, 'ExistingDataOptions'));
  }

  /** Data that the official image `mysql` made. */
  static officialMysql(options: ExistingDataOptions = {}): ExistingData {
    return new ExistingData('officialMysql', withoutNulls(options, 'ExistingDataOptions'));
  }

  /** Data that the official image `mariadb` made. */
  static officialMariadb(options: ExistingDataOptions = {}): ExistingData {
    return new ExistingData('officialMariadb', withoutNulls(options, 'ExistingDataOptions'));
  }

  /**
   * Data of Bitnami's chart `postgresql`. Its configuration lay in the image: it is made anew, and settings of one's own belong into
   * `configuration`.
   */
  static bitnamiPostgresql(options: ExistingDataOptions = {}): ExistingData {
    return new ExistingData('bitnamiPostgresql', withoutNulls(options, 'ExistingDataOptions'));
  }

  /** Data of Bitnami's chart `mysql`. */
  static bitnamiMysql(options: ExistingDataOptions = {}): ExistingData {
    return new ExistingData('bitnamiMysql', withoutNulls(options, 'ExistingDataOptions'));
  }

  /** Data of Bitnami's chart `mariadb`. */
  static bitnamiMariadb(options: ExistingDataOptions = {}): ExistingData {
    return new ExistingData('bitnamiMariadb', withoutNulls(options, 'ExistingDataOptions'));
  }

  /** Data of any other layout, and of engines of one's own: a directory and its owner. */
  static ofLayout(options: ExistingLayoutOptions): ExistingData {
    return new ExistingData(undefined, withoutNulls(options, 'ExistingLayoutOptions'));
  }

  private constructor(
    private readonly name: ExistingLayoutName | undefined,
    private readonly options: ExistingDataOptions | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ExistingData';
  }

  /**
   * The layout, where it is one that is known, and what was said.
   *
   * @internal
   */
  get _said(): { readonly layout: ExistingLayoutName | undefined; readonly options: unknown } {
    return { layout: this.name, options: this.options };
  }
}

/** Data that is taken over: where it is, in the containers, and whose. */
export interface ExistingPlan {
  /** The claim that is mounted as it is; undefined: that of the set's template. */
  readonly claimName?: string;
  readonly path: string;
  readonly user: number;
  readonly group: number;
  readonly fsGroup?: number;
  readonly allowCollationChange: boolean;
}
