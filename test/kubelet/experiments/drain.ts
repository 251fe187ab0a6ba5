import { equal, ok } from 'assert/strict';
import { execFile } from 'child_process';
import { setTimeout as sleep } from 'timers/promises';
import { promisify } from 'util';
import { Duration, Size } from 'cdk8s';
import { Probe } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource } from '../../../src';
import { kubectlPath } from '../../cluster/kubectl';
import { Asking } from '../asking';
import { database, POSTGRES, query, storageClass } from '../engines';
import { appManifests } from '../manifests';
import { NODE_NAME } from '../node/node';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'drained';

const run = promisify(execFile);

/**
 * `kubectl drain` of the only node: the budget of a database lets its Pod go, that of two web servers lets one go and keeps the other until
 * there is another one, so that the page is there all the time.
 */
export const drain: Experiment = {
  name: 'a drain, with cordon and budgets',
  isAlone: true,
  cpu: 600,
  images: ['postgres', 'busybox'],
  namespaces: [NAMESPACE],
  prepare: kubectlPath,
  async run(stage) {
    await stage.secret(NAMESPACE, 'db', POSTGRES.credentials);
    await stage.volume({
      name: NAMESPACE,
      mebibytes: 400,
      storageClass: storageClass.storageClassName,
      claim: { namespace: NAMESPACE, name: 'data-db-0' },
    });
    await stage.apply(
      appManifests(NAMESPACE, (chart) => {
        database(chart, POSTGRES, 'db');
        new ConfigReloadingDeployment(chart, 'web', {
          replicas: 2,
          containers: [
            {
              name: 'web',
              image: 'busybox:1.37.0',
              command: ['sh', '-c', 'trap exit TERM; httpd -f -p 8080 -h /page & wait'],
              ports: [{ name: 'http', number: 8080 }],
              readiness: Probe.fromTcpSocket({ port: 8080 }),
              liveness: Probe.fromTcpSocket({ port: 8080 }),
              // Those who have not heard yet that it is about to go still find it.
              stopDelay: { time: Duration.seconds(10), native: true },
              resources: { ephemeralStorage: { request: Size.mebibytes(16), limit: Size.mebibytes(64) } },
            },
          ],
          configs: [{ name: 'page', source: ConfigSource.fromData({ 'index.html': 'served\n' }), mountPath: '/page' }],
          servicePorts: [{ port: 80, targetPort: 8080 }],
        });
      }),
    );
    const before = await stage.ready(NAMESPACE, 'db-0');
    await query(stage, POSTGRES, before, 'CREATE TABLE items AS SELECT generate_series(1, 500) AS n');
    const web = await stage.rolledOut('Deployment', NAMESPACE, 'web');
    const url = `http://${await serviceAddress(stage)}/`;
    const asking = new Asking(async () => {
      const answer = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(10_000) });
      return (await answer.text()) === 'served\n' ? undefined : String(answer.status);
    });

    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME } };
    const args = ['drain', NODE_NAME, '--delete-emptydir-data', '--timeout=900s', `--kubeconfig=${stage.kubeconfig}`];
    const ending = new AbortController();
    const drained = run(await kubectlPath(), args, { signal: ending.signal }).catch((error: Error & { stderr: string }) => {
      throw new Error(`${error.message}\n${error.stderr}`);
    });
    try {
      await Promise.race([
        // Ends first only where it fails, or where budgets hold nothing.
        drained.then(() => Promise.reject(new Error('the drain has ended although there was no other node'))),
        stage.until('the database waits for a node, and one of the web servers too', async () => {
          const pods = (await stage.pods(NAMESPACE)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
          const waiting = pods.filter(({ status, spec }) => status.phase === 'Pending' && spec.nodeName === undefined);
          return waiting.length === 2 && waiting.some(({ metadata }) => metadata.name === 'db-0');
        }),
      ]);
      equal((await stage.api.get(node)).spec.unschedulable, true);
      const kept = (await stage.pods(NAMESPACE)).filter(({ metadata }) => web.some((pod) => pod.metadata.uid === metadata.uid));
      const staying = kept.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      equal(staying.length, 1, 'the budget keeps one of the web servers');
      // Longer than kubectl waits before it asks for the other one again.
      await sleep(12_000);
      equal((await stage.api.get({ apiVersion: 'v1', kind: 'Pod', metadata: staying[0].metadata })).metadata.deletionTimestamp, undefined);

      const clock = Date.now();
      await stage.api.patch(node, { spec: { unschedulable: null } });
      const after = await stage.ready(NAMESPACE, 'db-0', before.metadata.uid);
      stage.measured.add('postgres: ready once there is a node after a drain', clock, 'as fast as Pods start', 300);
      equal(await query(stage, POSTGRES, after, 'SELECT count(*) FROM items'), '500');
      await drained;
    } finally {
      // Others need the node, too.
      ending.abort();
      await stage.api.patch(node, { spec: { unschedulable: null } });
    }
    const moved = await stage.rolledOut('Deployment', NAMESPACE, 'web');
    ok(
      moved.every(({ metadata }) => !web.some((pod) => pod.metadata.uid === metadata.uid)),
      'both web servers have moved',
    );
    const { asked, bad } = await asking.end();
    equal(bad.join(), '', `of ${asked} answers during a drain`);
    stage.say(`all of ${asked} answers were good while the node was drained`);
  },
};

async function serviceAddress(stage: Stage): Promise<string> {
  return (await stage.api.get({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: NAMESPACE } })).spec.clusterIP;
}
