import { CONTAINERS, PORT, Shape, USER } from './shape';

/*
 * The same workloads as plain manifests: what stands in YAML files, and what an ApiObject is given.
 */

export type Kind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob' | 'Pod';

const labels = { app: 'web' };

const securityContext = { allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true };

const resources = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } };

const pod = {
  automountServiceAccountToken: false,
  securityContext: { fsGroup: USER, fsGroupChangePolicy: 'Always', runAsGroup: USER, runAsNonRoot: true, runAsUser: USER },
  containers: [
    {
      name: 'main',
      image: CONTAINERS.main,

      env: [{ name: 'LOG_LEVEL', value: 'info' }],
      ports: [{ containerPort: PORT }],
      startupProbe: { failureThreshold: 3, tcpSocket: { port: PORT } },
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
      resources,
      securityContext,
    },
    { name: 'helper', image: CONTAINERS.helper, resources, securityContext },
  ],
  initContainers: [{ name: 'prepare', image: CONTAINERS.prepare, resources, securityContext }],
  volumes: [{ name: 'cache', emptyDir: {} }],
  dnsPolicy: 'ClusterFirst',
  hostNetwork: false,
  setHostnameAsFQDN: false,
  terminationGracePeriodSeconds: 30,
};

const always = { metadata: { labels }, spec: { ...pod, restartPolicy: 'Always' } };
const never = { metadata: { labels }, spec: { ...pod, restartPolicy: 'Never' } };

/** A workload of a kind, called `web`. */
export function workload(kind: Kind, shape: Shape = {}, name = 'web') {
  return { apiVersion: apiVersionOf(kind), kind, metadata: { name, ...(kind === 'Pod' && { labels }) }, spec: specOf(kind, shape) };
}

export const governingService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { clusterIP: 'None', selector: labels, ports: [{ port: PORT }] },
};

export const plainService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'service' },
  spec: { selector: labels, ports: [{ port: PORT }] },
};

function apiVersionOf(kind: Kind): string {
  if (kind === 'Pod') return 'v1';
  return kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
}

function specOf(kind: Kind, { replicas, rolling }: Shape): object {
  const selector = { matchLabels: labels };
  switch (kind) {
    case 'Deployment':
      return { replicas: replicas ?? 1, selector, ...(!rolling && { strategy: { type: 'Recreate' } }), template: always };
    case 'StatefulSet':
      return { serviceName: 'web', replicas: replicas ?? 1, selector, template: always };
    case 'DaemonSet':
      return { selector, template: always };
    case 'Job':
      return { ...(replicas !== undefined && { parallelism: replicas }), template: never };
    case 'CronJob':
      return { schedule: '0 0 * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: { template: never } } };
    case 'Pod':
      return always.spec;
  }
}
