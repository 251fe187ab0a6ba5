import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CONTAINERS, PORT, Shape, USER } from './shape';

/*
 * Workloads of the classes that are generated from the Kubernetes API: those of cdk8s-plus, and those that `cdk8s import` makes.
 */

const labels = { app: 'web' };

const securityContext: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
};

const resources: k8s.ResourceRequirements = {
  requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('128Mi') },
  limits: { cpu: k8s.Quantity.fromString('500m'), memory: k8s.Quantity.fromString('256Mi') },
};

const pod: k8s.PodSpec = {
  automountServiceAccountToken: false,
  securityContext: { fsGroup: USER, fsGroupChangePolicy: 'Always', runAsGroup: USER, runAsNonRoot: true, runAsUser: USER },
  containers: [
    {
      name: 'main',
      image: CONTAINERS.main,

      env: [{ name: 'LOG_LEVEL', value: 'info' }],
      ports: [{ containerPort: PORT }],
      startupProbe: { failureThreshold: 3, tcpSocket: { port: k8s.IntOrString.fromNumber(PORT) } },
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
  setHostnameAsFqdn: false,
  terminationGracePeriodSeconds: 30,
};

const always: k8s.PodTemplateSpec = { metadata: { labels }, spec: { ...pod, restartPolicy: 'Always' } };
const never: k8s.PodTemplateSpec = { metadata: { labels }, spec: { ...pod, restartPolicy: 'Never' } };

export function deployment(scope: Construct, { replicas = 1, rolling }: Shape = {}) {
  const strategy = rolling ? undefined : { type: 'Recreate' };
  return new k8s.KubeDeployment(scope, 'web', {
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: labels }, strategy, template: always },
  });
}

export function statefulSet(scope: Construct, { replicas = 1 }: Shape = {}) {
  new k8s.KubeService(scope, 'pods', {
    metadata: { name: 'web' },
    spec: { clusterIp: 'None', selector: labels, ports: [{ port: PORT }] },
  });
  return new k8s.KubeStatefulSet(scope, 'web', {
    metadata: { name: 'web' },
    spec: { serviceName: 'web', replicas, selector: { matchLabels: labels }, template: always },
  });
}

export function daemonSet(scope: Construct) {
  return new k8s.KubeDaemonSet(scope, 'web', {
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: labels }, template: always },
  });
}

export function job(scope: Construct, { replicas }: Shape = {}) {
  return new k8s.KubeJob(scope, 'web', { metadata: { name: 'web' }, spec: { parallelism: replicas, template: never } });
}

export function cronJob(scope: Construct) {
  return new k8s.KubeCronJob(scope, 'web', {
    metadata: { name: 'web' },
    spec: { schedule: '0 0 * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: { template: never } } },
  });
}

export function barePod(scope: Construct) {
  return new k8s.KubePod(scope, 'web', { metadata: { name: 'web', labels }, spec: always.spec });
}

export function service(scope: Construct) {
  return new k8s.KubeService(scope, 'service', {
    metadata: { name: 'service' },
    spec: { selector: labels, ports: [{ port: PORT }] },
  });
}
