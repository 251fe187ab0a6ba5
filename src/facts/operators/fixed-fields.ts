/**
 * What the operators of databases let nobody change of a custom resource: the answers of their webhooks, or of what they do without one.
 *
 * @see https://cloudnative-pg.io/documentation/current/storage/#volume-expansion
 */

export interface FixedInResource {
  readonly type: string;
  readonly operator: string;
  /** Amounts that may grow alone. */
  readonly grow: readonly string[];
  /** Parts that may not be taken away again. */
  readonly stay: readonly string[];
  /** Named items that may not be taken away: the list, and the key of the name. */
  readonly items: ReadonlyArray<readonly [list: string, key: string]>;
  /** Values that stay as they are, with what holds where nothing is written. */
  readonly same: ReadonlyArray<readonly [at: string, preset: number]>;
  /** The image of the database, whose major version does not go down; and its settings, which do not change along with it. */
  readonly image: string;
  readonly settings: string;
  /** Where it says how the image is changed, and the value with which it may not change along with the settings. */
  readonly apart: readonly [at: string, value: string];
  /** How the data came in when the resource was made: it counts then alone. */
  readonly recovery: string;
}

/** The user and group that the images of CloudNativePG run as. */
const CNPG_USER = 26;

export const FIXED_IN_RESOURCES: readonly FixedInResource[] = [
  {
    type: 'postgresql.cnpg.io/Cluster',
    operator: 'CloudNativePG',
    grow: ['spec.storage.size', 'spec.walStorage.size', 'spec.tablespaces.*.storage.size'],
    stay: ['spec.walStorage'],
    items: [['spec.tablespaces', 'name']],
    same: [
      ['spec.postgresUID', CNPG_USER],
      ['spec.postgresGID', CNPG_USER],
    ],
    image: 'spec.imageName',
    settings: 'spec.postgresql.parameters',
    apart: ['spec.primaryUpdateMethod', 'switchover'],
    recovery: 'spec.bootstrap.recovery',
  },
];
