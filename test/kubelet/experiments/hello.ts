import { equal } from 'assert/strict';
import { containerOf } from '../stage';
import { Experiment } from './experiment';

/** That the cluster itself works, before anything of ours is looked at. */
export const hello: Experiment = {
  name: 'a Pod runs',
  isSmall: true,
  cpu: 0,
  images: ['busybox'],
  namespaces: ['hello'],
  async run(stage) {
    const { api } = stage;
    const labels = { app: 'hello' };
    await api.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'hello', namespace: 'hello', labels },
      spec: {
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'main',
            image: 'busybox:1.37.0',
            command: ['sh', '-c', 'mkdir /tmp/www && echo hello >/tmp/www/index.html && exec httpd -f -p 8080 -h /tmp/www'],
            readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    });
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'hello', namespace: 'hello' } };
    await api.apply({ ...service, spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } });
    const pod = await stage.ready('hello', 'hello');
    const inside = containerOf(pod, 'main');
    await stage.until('the Service answers under its name', async () => {
      const { stdout } = await stage.node.execute(inside, ['wget', '-q', '-O', '-', 'http://hello.hello.svc/']);
      return stdout === 'hello\n';
    });
    equal((await stage.node.execute(inside, ['id', '-u'])).stdout.trim(), '10001');
    equal(stage.node.logs(pod, 'main'), '');
  },
};
