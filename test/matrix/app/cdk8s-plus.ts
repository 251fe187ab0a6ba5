import { ApiObject, Cron, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CONTAINERS, PORT, Shape, USER } from './shape';

/*
 * Workloads as users of cdk8s-plus make them. A fresh app gets this file with the version that it has installed.
 */

const resources: kplus.ContainerResources = {
  cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(500) },
  memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
};

function pod(scope: Construct) {
  const cache = kplus.Volume.fromEmptyDir(scope, 'volume', 'cache');
  return {
    metadata: { name: 'web' },
    securityContext: { user: USER, group: USER, fsGroup: USER },
    containers: [
      {
        name: 'main',
        image: CONTAINERS.main,
        portNumber: PORT,
        envVariables: { LOG_LEVEL: kplus.EnvValue.fromValue('info') },
        volumeMounts: [{ path: '/cache', volume: cache }],
        resources,
      },
      { name: 'helper', image: CONTAINERS.helper, resources },
    ],
    initContainers: [{ name: 'prepare', image: CONTAINERS.prepare, resources }],
  };
}

export function deployment(scope: Construct, { replicas = 1, rolling }: Shape = {}) {
  const strategy = rolling ? kplus.DeploymentStrategy.rollingUpdate() : kplus.DeploymentStrategy.recreate();
  return new kplus.Deployment(scope, 'web', { ...pod(scope), replicas, strategy });
}

export function statefulSet(scope: Construct, { replicas = 1 }: Shape = {}) {
  const governing = new kplus.Service(scope, 'pods', { metadata: { name: 'web' }, clusterIP: 'None', ports: [{ port: PORT }] });
  const set = new kplus.StatefulSet(scope, 'web', { ...pod(scope), replicas, service: governing });
  // Versions 32 and later leave out the volumes of a set that has no claim templates by their own prop.
  ApiObject.of(set).addJsonPatch(JsonPatch.add('/spec/template/spec/volumes', [{ name: 'cache', emptyDir: {} }]));
  return set;
}

export function daemonSet(scope: Construct) {
  return new kplus.DaemonSet(scope, 'web', pod(scope));
}

export function job(scope: Construct, { replicas = 1 }: Shape = {}) {
  const made = new kplus.Job(scope, 'web', pod(scope));
  // cdk8s-plus has no prop for it.
  if (replicas > 1) ApiObject.of(made).addJsonPatch(JsonPatch.add('/spec/parallelism', replicas));
  return made;
}

export function cronJob(scope: Construct) {
  return new kplus.CronJob(scope, 'web', { ...pod(scope), schedule: Cron.daily() });
}

export function barePod(scope: Construct) {
  return new kplus.Pod(scope, 'web', pod(scope));
}

export function service(scope: Construct) {
  return new kplus.Service(scope, 'service', { metadata: { name: 'service' }, ports: [{ port: PORT }] });
}
