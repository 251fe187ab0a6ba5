import { isDnsSubdomain } from '../../facts/kubernetes/names';
import { checkBoolean } from '../../props/check';
import { noSecret } from '../../props/format-value';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { StructName } from '../../props/struct-table';
import { withoutNulls } from '../../props/without-nulls';
import { isObject, Unchecked } from '../../util/unchecked';

/** A bucket of S3, or of a server that speaks as it does: MinIO, Ceph, and those of most providers. */
export interface S3StoreOptions {
  /** The bucket, and a directory in it: `s3://backups/shop`. */
  readonly path: string;

  /**
   * Address of a server that is not Amazon's: `https://minio.example.com:9000`.
   *
   * @default - that of Amazon S3
   */
  readonly endpoint?: string;

  /**
   * Name of the Secret with the keys `ACCESS_KEY_ID` and `ACCESS_SECRET_KEY`, in the namespace of the database.
   *
   * @default - none, which needs `inheritRole`
   */
  readonly secretName?: string;

  /**
   * Whether the Pods have a role of the cloud: by annotations of their account (`serviceAccountAnnotations`), or by their nodes.
   *
   * @default false
   */
  readonly inheritRole?: boolean;

  /**
   * Name of the Secret whose key `ca.crt` has the certificate of an authority of your own, which signs for the endpoint.
   *
   * @default - the authorities that everybody trusts
   */
  readonly caSecretName?: string;
}

/** A container of Azure Blob Storage. */
export interface AzureStoreOptions {
  /** The container, and a directory in it: `https://ACCOUNT.blob.core.windows.net/CONTAINER/shop`. */
  readonly path: string;

  /**
   * Name of the Secret whose key `AZURE_CONNECTION_STRING` has the connection string of the account.
   *
   * @default - none, which needs `inheritIdentity`
   */
  readonly secretName?: string;

  /**
   * Whether the Pods have an identity of Azure AD.
   *
   * @default false
   */
  readonly inheritIdentity?: boolean;
}

/** A bucket of Google Cloud Storage. */
export interface GoogleStoreOptions {
  /** The bucket, and a directory in it: `gs://backups/shop`. */
  readonly path: string;

  /**
   * Name of the Secret whose key `application_credentials.json` has the credentials of a service account.
   *
   * @default - none, which needs `inheritIdentity`
   */
  readonly secretName?: string;

  /**
   * Whether the Pods have the identity of a service account of Google (GKE workload identity).
   *
   * @default false
   */
  readonly inheritIdentity?: boolean;
}

interface Kind {
  readonly struct: StructName;
  readonly path: RegExp;
  readonly example: string;
  /** The prop that stands for credentials of the cloud. */
  readonly inherit: 'inheritRole' | 'inheritIdentity';
  readonly credentials: (secretName: string | undefined) => object;
}

const entry = (name: string, key: string) => ({ name, key });

const S3: Kind = {
  struct: 'S3StoreOptions',
  path: /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s?#]*)?$/,
  example: 's3://backups/shop',
  inherit: 'inheritRole',
  credentials: (name) => ({
    s3Credentials:
      name === undefined
        ? { inheritFromIAMRole: true }
        : { accessKeyId: entry(name, 'ACCESS_KEY_ID'), secretAccessKey: entry(name, 'ACCESS_SECRET_KEY') },
  }),
};

const AZURE: Kind = {
  struct: 'AzureStoreOptions',
  path: /^https:\/\/[a-z0-9]{3,24}\.blob\.[a-z0-9.-]+\/[a-z0-9$][a-z0-9-]*(\/[^\s?#]*)?$/,
  example: 'https://account.blob.core.windows.net/backups/shop',
  inherit: 'inheritIdentity',
  credentials: (name) => ({
    azureCredentials: name === undefined ? { inheritFromAzureAD: true } : { connectionString: entry(name, 'AZURE_CONNECTION_STRING') },
  }),
};

const GOOGLE: Kind = {
  struct: 'GoogleStoreOptions',
  path: /^gs:\/\/[a-z0-9][a-z0-9._-]{1,61}[a-z0-9](\/[^\s?#]*)?$/,
  example: 'gs://backups/shop',
  inherit: 'inheritIdentity',
  credentials: (name) => ({
    googleCredentials:
      name === undefined ? { gkeEnvironment: true } : { applicationCredentials: entry(name, 'application_credentials.json') },
  }),
};

type Given = Unchecked<S3StoreOptions & AzureStoreOptions & GoogleStoreOptions>;

/**
 * Where the backups and the write-ahead log of a `ReplicatedDatabase` are kept: a bucket, away from its disks.
 *
 * @see https://cloudnative-pg.io/plugin-barman-cloud/docs/object_stores/
 */
export class BackupStore {
  /** A bucket of S3, or of a server that speaks as it does. */
  static s3(options: S3StoreOptions): BackupStore {
    return new BackupStore(S3, withoutNulls(options, 'S3StoreOptions'));
  }

  /** A container of Azure Blob Storage. */
  static azure(options: AzureStoreOptions): BackupStore {
    return new BackupStore(AZURE, withoutNulls(options, 'AzureStoreOptions'));
  }

  /** A bucket of Google Cloud Storage. */
  static google(options: GoogleStoreOptions): BackupStore {
    return new BackupStore(GOOGLE, withoutNulls(options, 'GoogleStoreOptions'));
  }

  private constructor(
    private readonly kind: Kind,
    private readonly options: Given,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'BackupStore';
  }

  /**
   * Reports what is wrong with the options.
   *
   * @internal
   */
  _check(problems: Problems, at: string): void {
    const { kind, options } = this;
    if (!isObject(options)) {
      problems.add(at, options, `Give where it is, such as { path: "${kind.example}" }.`);
      return;
    }
    checkKnownProps(problems, at, options, kind.struct);
    const { path, endpoint, secretName, caSecretName } = options;
    if (typeof path !== 'string' || !kind.path.test(path)) {
      problems.add(`${at}.path`, path, `Name the bucket and a directory in it, such as ${kind.example}.`);
    }
    if (endpoint !== undefined && portOfEndpoint(endpoint) === undefined) {
      problems.add(`${at}.endpoint`, endpoint, 'Give the address of the server without a path, such as https://minio.example.com:9000.');
    }
    for (const [prop, name] of Object.entries({ secretName, caSecretName })) {
      if (name === undefined || (typeof name === 'string' && isDnsSubdomain(name))) continue;
      problems.add(`${at}.${prop}`, noSecret(name), 'Name the Secret: at most 253 lower-case letters, digits, dashes and dots.');
    }
    const inherits = checkBoolean(problems, `${at}.${kind.inherit}`, options[kind.inherit]) === true;
    if (inherits === (secretName === undefined)) return;
    problems.add(
      `${at}.secretName`,
      noSecret(secretName),
      inherits
        ? `The Pods have what they need by ${kind.inherit}. Give one of both.`
        : `Name the Secret with the credentials, or say ${kind.inherit}: true where the Pods have them by the cloud.`,
    );
  }

  /**
   * The port at which the store is.
   *
   * @internal
   */
  get _port(): number {
    return portOfEndpoint(this.options.endpoint) ?? 443;
  }

  /** @internal */
  get _configuration(): object {
    const { path, endpoint, secretName, caSecretName } = this.options as { readonly [name in keyof Given]?: string };
    return {
      destinationPath: path,
      ...(endpoint !== undefined && { endpointURL: endpoint }),
      ...(caSecretName !== undefined && { endpointCA: entry(caSecretName, 'ca.crt') }),
      ...this.kind.credentials(secretName),
      wal: { compression: 'gzip' },
      data: { compression: 'gzip' },
    };
  }
}

/** The port of an address; undefined where it is none. */
function portOfEndpoint(endpoint: unknown): number | undefined {
  const match =
    typeof endpoint === 'string' ? /^(https?):\/\/[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(?::([0-9]{1,5}))?\/?$/.exec(endpoint) : null;
  if (match === null) return undefined;
  const port = match[3] === undefined ? (match[1] === 'https' ? 443 : 80) : Number(match[3]);
  return port >= 1 && port <= 65535 ? port : undefined;
}
