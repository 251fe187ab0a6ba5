/** Who owns the files of a database. */
export interface DataOwner {
  readonly user: number;
  readonly group: number;
  /** The group that the kubelet gave the files of the volume; undefined where it gave none. */
  readonly fsGroup?: number;
}

/** How an image leaves its data on the volume that it was given. */
export interface ExistingLayout {
  /** Whose it is, as in "the layout of …". */
  readonly title: string;
  /** The factory of the engine that can read it. */
  readonly engine: string;
  readonly builder: 'official' | 'bitnami';
  readonly owner: DataOwner;
  /** The owner where the image is built on Alpine. */
  readonly alpineOwner?: DataOwner;
  /** The directory of the data in the volume, for a volume that is mounted where the image's documentation says; empty for its root. */
  directory(major: number): string;
}

/** The charts of Bitnami set all three. */
const BITNAMI: DataOwner = { user: 1001, group: 1001, fsGroup: 1001 };
/** The entrypoint makes it the owner while it is root; no chart needs an fsGroup for that. */
const OFFICIAL: DataOwner = { user: 999, group: 999 };

const root = (): string => '';
const data = (): string => 'data';

/**
 * The layouts that are known by name.
 *
 * @see https://github.com/docker-library/postgres/blob/master/Dockerfile-debian.template
 * @see https://github.com/bitnami/charts/blob/main/bitnami/postgresql/values.yaml
 */
export const EXISTING_LAYOUTS = {
  officialPostgres: {
    title: 'the official image of PostgreSQL',
    engine: 'postgres',
    builder: 'official',
    owner: OFFICIAL,
    alpineOwner: { user: 70, group: 70 },
    // Version 18 has the VOLUME above, and a directory for each version below.
    directory: (major) => (major >= 18 ? `${major}/docker` : ''),
  },
  officialMysql: { title: 'the official image of MySQL', engine: 'mysql', builder: 'official', owner: OFFICIAL, directory: root },
  officialMariadb: { title: 'the official image of MariaDB', engine: 'mariadb', builder: 'official', owner: OFFICIAL, directory: root },
  bitnamiPostgresql: { title: "Bitnami's PostgreSQL", engine: 'postgres', builder: 'bitnami', owner: BITNAMI, directory: data },
  bitnamiMysql: { title: "Bitnami's MySQL", engine: 'mysql', builder: 'bitnami', owner: BITNAMI, directory: data },
  bitnamiMariadb: { title: "Bitnami's MariaDB", engine: 'mariadb', builder: 'bitnami', owner: BITNAMI, directory: data },
} as const satisfies Readonly<Record<string, ExistingLayout>>;

export type ExistingLayoutName = keyof typeof EXISTING_LAYOUTS;
