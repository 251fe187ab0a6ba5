/*
 * Databases as `kubectl get -o yaml` prints them: with what the server and others have added, secrets in annotations included.
 */

/** What stands in these objects and must be in no output. */
export const SECRETS = ['s3cr3t-of-data', 's3cr3t-in-annotation', 's3cr3t-in-env', 's3cr3t-in-managed-fields', 's3cr3t-in-args'];

/** A database, and what is different of it. */
export interface Made {
  readonly make: (made: Made) => object[];
  readonly name: string;
  readonly namespace: string;
  readonly uid?: string | null;
  readonly image: string;
  readonly replicas?: number;
  readonly claimName: string;
  readonly volumeName: string;
  readonly size: string;
  readonly className: string;
  readonly userName: string;
  readonly databaseName: string;
  readonly secretName: string;
  readonly secretKey: string;
  readonly pgdata: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
  readonly release?: string;
  readonly modes: readonly string[];
  readonly user?: number;
  /** More variables, words for the server, volumes and mounts. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly volumes?: readonly object[];
  readonly mounts?: readonly object[];
  /** Who made it. */
  readonly owner?: object;
  readonly fsGroup?: null;
  /** Kinds that were not asked for. */
  readonly drop?: readonly string[];
}

const meta = (made: Made, kind: string, name: unknown, more: object = {}) => ({
  name,
  ...(kind === 'PersistentVolume' ? {} : { namespace: made.namespace }),
  ...(made.uid === null ? {} : { uid: `uid-${kind}-${String(name)}`.replace(/[^A-Za-z0-9-]/g, '').slice(0, 60) }),
  creationTimestamp: '2025-02-03T04:05:06Z',
  generation: 3,
  resourceVersion: '4711',
  managedFields: [{ manager: 'helm', operation: 'Update', time: '2025-02-03T04:05:06Z', fieldsV1: { 'f:note': SECRETS[3] } }],
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ kind: 'Secret', stringData: { password: SECRETS[1] } }),
    ...(made.release === undefined ? {} : { 'meta.helm.sh/release-name': made.release, 'meta.helm.sh/release-namespace': made.namespace }),
  },
  ...more,
});

function storageOf(made: Made, source: object = { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } }): object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta(made, 'PersistentVolumeClaim', made.claimName),
      spec: {
        accessModes: made.modes,
        resources: { requests: { storage: made.size } },
        storageClassName: made.className,
        volumeMode: 'Filesystem',
        volumeName: made.volumeName,
      },
      status: { phase: 'Bound', accessModes: made.modes, capacity: { storage: made.size } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: meta(made, 'PersistentVolume', made.volumeName),
      spec: {
        accessModes: made.modes,
        capacity: { storage: made.size },
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: made.claimName, namespace: made.namespace, uid: 'uid-claim' },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: made.className,
        ...source,
      },
      status: { phase: 'Bound' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta(made, 'Secret', made.secretName),
      data: { password: Buffer.from(SECRETS[0]).toString('base64') },
      type: 'Opaque',
    },
  ];
}

const service = (made: Made, name: string, labels: object, clusterIP = '10.0.0.7') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(made, 'Service', name),
  spec: { clusterIP, selector: labels, ports: [{ port: 5432 }] },
});

const mountOf = ({ mountPath, subPath, subPathExpr }: Made, name: string) => ({
  name,
  mountPath,
  ...(subPath !== undefined && { subPath }),
  ...(subPathExpr !== undefined && { subPathExpr }),
});

interface Workload {
  readonly kind: 'StatefulSet' | 'Deployment';
  readonly labels: Record<string, string>;
  readonly template?: string;
  readonly env: object[];
  readonly more?: object;
  readonly context?: object;
  readonly metadata?: object;
  readonly volumes?: object[];
  readonly mounts?: object[];
}

function workload(made: Made, { kind, labels, template, env, more, context, metadata, volumes = [], mounts = [] }: Workload): object {
  const claim = template === undefined ? [{ name: 'data', persistentVolumeClaim: { claimName: made.claimName } }] : [];
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { ...meta(made, kind, made.name, metadata), ...(made.owner && { ownerReferences: [made.owner] }) },
    spec: {
      replicas: made.replicas ?? 1,
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' && {
        serviceName: `${made.name}-hl`,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      }),
      template: {
        metadata: { labels },
        spec: {
          ...(context === undefined || made.fsGroup === null ? {} : { securityContext: context }),
          containers: [
            {
              name: 'server',
              image: made.image,
              env: [...env, ...Object.entries(made.variables ?? {}).map(([variable, value]) => ({ name: variable, value }))],
              volumeMounts: [mountOf(made, template ?? 'data'), ...mounts, ...(made.mounts ?? [])],
              ...more,
              ...(made.args && { args: made.args }),
            },
          ],
          volumes: [...claim, ...volumes, ...(made.volumes ?? [])],
        },
      },
      ...(template !== undefined && {
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: template },
            spec: { accessModes: made.modes, resources: { requests: { storage: made.size } } },
            status: { phase: 'Pending' },
          },
        ],
      }),
    },
    status: { replicas: 1, readyReplicas: 1 },
  };
}

/** Bitnami's chart as Helm installs it: configuration in the image, password by a file. */
export const bitnami = (name: string): Made => ({
  name,
  namespace: 'shop',
  image: 'docker.io/bitnami/postgresql:16.4.0-debian-12-r14',
  claimName: `data-${name}-0`,
  volumeName: `pvc-${name}`,
  size: '8Gi',
  className: 'gp3',
  userName: 'shop',
  databaseName: 'shop',
  secretName: name,
  secretKey: 'password',
  pgdata: '/bitnami/postgresql/data',
  mountPath: '/bitnami/postgresql',
  release: 'orders',
  modes: ['ReadWriteOnce'],
  make: (made) => {
    const labels = { 'app.kubernetes.io/name': 'postgresql', 'app.kubernetes.io/instance': 'orders' };
    return [
      workload(made, {
        kind: 'StatefulSet',
        labels,
        template: 'data',
        context: { fsGroup: 1001, fsGroupChangePolicy: 'Always' },
        more: { securityContext: { runAsUser: made.user ?? 1001, runAsGroup: 1001 }, args: [`--token=${SECRETS[4]}`] },
        env: [
          { name: 'PGDATA', value: made.pgdata },
          { name: 'POSTGRES_USER', value: made.userName },
          { name: 'POSTGRES_PASSWORD_FILE', value: '/opt/bitnami/postgresql/secrets/password' },
          { name: 'POSTGRES_DATABASE', value: made.databaseName },
          { name: 'API_TOKEN', value: SECRETS[2] },
        ],
        mounts: [{ name: 'postgresql-password', mountPath: '/opt/bitnami/postgresql/secrets/' }],
        volumes: [{ name: 'postgresql-password', secret: { secretName: made.secretName } }],
      }),
      ...storageOf(made),
      service(made, made.name, labels),
      service(made, `${made.name}-hl`, labels, 'None'),
    ];
  },
});

/** The official image as blogs have it: PGDATA below the mount, user and password in one Secret. */
export const official = (name: string): Made => ({
  ...bitnami(name),
  image: 'postgres:15.4',
  claimName: `postgres-storage-${name}-0`,
  size: '10Gi',
  secretName: `${name}-secret`,
  secretKey: 'pass',
  pgdata: '/var/lib/postgresql/data/pgdata',
  mountPath: '/var/lib/postgresql/data',
  release: undefined,
  make: (made) => {
    const labels = { app: String(made.name) };
    return [
      workload(made, {
        kind: 'StatefulSet',
        labels,
        template: 'postgres-storage',
        env: [
          { name: 'PGDATA', value: made.pgdata },
          { name: 'POSTGRES_USER', valueFrom: { secretKeyRef: { name: made.secretName, key: 'user' } } },
          { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: made.secretName, key: made.secretKey } } },
          { name: 'POSTGRES_DB', value: made.databaseName },
        ],
      }),
      ...storageOf(made),
      service(made, 'pg', labels),
    ];
  },
});

/** A Deployment with a claim, its password in the open, under Argo CD and Flux. */
export const deployed = (name: string): Made => ({
  ...official(name),
  image: 'mariadb:11.4.3',
  claimName: 'wiki-data',
  userName: 'wiki',
  pgdata: '',
  mountPath: '/var/lib/mysql',
  subPath: 'db',
  make: (made) => [
    workload(made, {
      kind: 'Deployment',
      labels: { app: 'wiki-db' },
      context: { fsGroup: 999 },
      metadata: { labels: { 'argocd.argoproj.io/instance': 'wiki-app', 'kustomize.toolkit.fluxcd.io/name': 'apps' } },
      env: [
        { name: 'MARIADB_USER', value: made.userName },
        { name: 'MARIADB_PASSWORD', value: SECRETS[2] },
        { name: 'MARIADB_DATABASE', value: made.databaseName },
      ],
    }),
    ...storageOf(made),
  ],
});

/** A database on NFS. */
export const nfs = (name: string): Made => ({
  ...official(name),
  claimName: `data-${name}-0`,
  make: (made) => [
    workload(made, { kind: 'StatefulSet', labels: { app: 'nfs' }, template: 'data', env: [{ name: 'PGDATA', value: made.pgdata }] }),
    ...storageOf(made, { nfs: { server: 'nfs.example.com', path: '/exports' } }),
  ],
});

/** No database at all. */
export const stateless = (name: string): Made => ({
  ...official(name),
  image: 'nginx:1.29.1',
  claimName: 'pages',
  make: (made) => [workload(made, { kind: 'Deployment', labels: { app: 'web' }, env: [] }), ...storageOf(made)],
});

/** All objects as one List, as kubectl prints them; JSON is YAML too. */
export function list(...made: readonly Made[]): string {
  const items = made.flatMap((each) => each.make(each).filter((item) => !(each.drop ?? []).includes((item as { kind: string }).kind)));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items }, undefined, 1);
}
