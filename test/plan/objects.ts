import { Manifest } from '../../src/checks';

/*
 * Objects of which the tests change a field.
 */

export type Body = Record<string, unknown>;

const metadata = (name: string, more: Body = {}): Body => ({ name, namespace: 'shop', ...more });

export interface SetOptions {
  readonly name?: string;
  readonly image?: string;
  readonly path?: string;
  readonly template?: string;
  readonly size?: string;
  readonly className?: string;
  readonly spec?: Body;
  readonly pod?: Body;
  readonly container?: Body;
  readonly mount?: Body;
  readonly claim?: Body;
  readonly metadata?: Body;
}

/** A StatefulSet of one container that has a claim of a template. */
export function statefulSet(options: SetOptions = {}): Body {
  const {
    name = 'pg',
    image = 'postgres:16.4',
    path = '/var/lib/postgresql/data',
    template = 'data',
    size = '10Gi',
    className = 'fast',
  } = options;
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: className,
    resources: { requests: { storage: size } },
    ...options.claim,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(name, options.metadata),
    spec: {
      serviceName: 'pg',
      replicas: 1,
      selector: { matchLabels: { app: 'pg' } },
      template: {
        metadata: { labels: { app: 'pg' } },
        spec: {
          containers: [
            { name: 'main', image, volumeMounts: [{ name: template, mountPath: path, ...options.mount }], ...options.container },
          ],
          ...options.pod,
        },
      },
      volumeClaimTemplates: [{ metadata: { name: template }, spec }],
      ...options.spec,
    },
  };
}

export interface DeploymentOptions {
  readonly name?: string;
  readonly kind?: string;
  readonly image?: string;
  readonly path?: string;
  readonly volume?: Body;
  readonly mount?: Body;
  readonly container?: Body;
  readonly pod?: Body;
  readonly spec?: Body;
  readonly metadata?: Body;
}

/** A Deployment of one container that has a volume. */
export function deployment(options: DeploymentOptions = {}): Body {
  const {
    name = 'app',
    image = 'registry.example.com/app:1',
    path = '/data',
    volume: source = { persistentVolumeClaim: { claimName: 'files' } },
  } = options;
  return {
    apiVersion: 'apps/v1',
    kind: options.kind ?? 'Deployment',
    metadata: metadata(name, options.metadata),
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name: 'main', image, volumeMounts: [{ name: 'data', mountPath: path, ...options.mount }], ...options.container }],
          volumes: [{ name: 'data', ...source }],
          ...options.pod,
        },
      },
      ...options.spec,
    },
  };
}

export function claim(name = 'files', spec: Body = {}, more: Body = {}): Body {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata(name),
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '10Gi' } }, ...spec },
    ...more,
  };
}

export function volume(spec: Body = {}): Body {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv-1' },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      csi: { driver: 'disk.csi.example.com', volumeHandle: 'vol-1' },
      claimRef: { name: 'files', namespace: 'shop' },
      ...spec,
    },
  };
}

export function storageClass(more: Body = {}): Body {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'disk.csi.example.com',
    ...more,
  };
}

export function config(kind: 'Secret' | 'ConfigMap', name: string, data: Body, more: Body = {}): Body {
  return { apiVersion: 'v1', kind, metadata: metadata(name), ...(kind === 'Secret' ? { stringData: data } : { data }), ...more };
}

export function service(spec: Body = {}): Body {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('pg'),
    spec: { selector: { app: 'pg' }, ports: [{ port: 5432 }], ...spec },
  };
}

/** A CronJob that dumps the database. */
export function dump(spec: Body = {}, env: readonly Body[] = [], claimName = 'dumps'): Body {
  const container = {
    name: 'dump',
    image: 'postgres:16.4',
    command: ['sh', '-c', 'pg_dump -h pg orders > /backup/orders.sql'],
    env,
    volumeMounts: [{ name: 'backup', mountPath: '/backup' }],
  };
  const pod = { restartPolicy: 'Never', containers: [container], volumes: [{ name: 'backup', persistentVolumeClaim: { claimName } }] };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata('dump'),
    spec: { schedule: '0 3 * * *', ...spec, jobTemplate: { spec: { template: { spec: pod } } } },
  };
}

export const object = (
  apiVersion: string,
  kind: string,
  name: string,
  fields: Body = {},
  namespace: string | undefined = 'shop',
): Body => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  ...fields,
});

export const manifests = (bodies: readonly Body[]): Manifest[] => bodies.map((body) => new Manifest(body));
