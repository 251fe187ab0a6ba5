import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** A Pod that mounts what it has not: the rule mount-without-volume, an error. */
export function brokenPod(scope: Construct, id = 'pod', name = id): ApiObject {
  return pod(scope, id, name, [{ name: 'data', mountPath: '/data' }], []);
}

/** A Pod with a volume that nobody mounts: the rule volume-never-mounted, a warning. */
export function idlePod(scope: Construct, id = 'idle', name = id): ApiObject {
  return pod(scope, id, name, [], [{ name: 'config', configMap: { name: 'web' } }]);
}

function pod(scope: Construct, id: string, name: string, volumeMounts: object[], volumes: object[]): ApiObject {
  const containers = [{ name: 'web', image: 'example.com/web:1', volumeMounts }];
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, volumes } });
}

export function newShop(): { app: App; chart: Chart } {
  const app = new App();
  return { app, chart: new Chart(app, 'shop', { namespace: 'shop' }) };
}

/** The message of the error that something throws. */
export function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
