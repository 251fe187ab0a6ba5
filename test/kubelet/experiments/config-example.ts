import { equal, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { Asking } from '../asking';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'web';
const NAMES = ['rollout', 'immutable', 'live', 'reloader'];

/** Seconds until the kubelet has brought a changed ConfigMap into a Pod: its period of a minute, half as much more, and its cache. */
const KUBELET = 90;

/** What a Service answers. */
const page = async (stage: Stage, name: string, path = '/'): Promise<{ readonly status: number; readonly text: string }> => {
  const service = await stage.api.get({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } });
  const answer = await fetch(`http://${service.spec.clusterIP}${path}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, text: await answer.text() };
};

/** Waits for a page: a Pod that has just gone may still be asked, until the proxy knows. */
const served = (stage: Stage, name: string, text: RegExp): Promise<unknown> =>
  stage.until(`${name} serves ${text}`, async () => text.test((await page(stage, name)).text));

const uids = (pods: readonly Manifest[]): string[] => pods.map(({ metadata }) => metadata.uid).sort();

/** examples/config-reload: nginx four times, whose pages and configuration are changed, wrongly too. */
export const configExample: Experiment = {
  name: 'configuration: the example',
  example: 'config-reload',
  isSmall: true,
  cpu: 1200,
  images: ['nginx', 'busybox'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { api } = stage;
    await api.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'company-banner', namespace: NAMESPACE },
      data: { 'index.html': 'banner' },
    });
    await stage.secret(NAMESPACE, 'web-tls', { 'tls.crt': 'certificate', 'tls.key': 'key' });
    const first = exampleManifests('config-reload');
    await stage.apply(first);
    const before: Record<string, Manifest[]> = {};
    for (const name of NAMES) {
      before[name] = await stage.rolledOut('Deployment', NAMESPACE, name);
      for (const pod of before[name]) await assertHardened(stage, pod);
    }
    const old = await page(stage, 'rollout');
    equal(old.status, 200);

    const changed = exampleManifests('config-reload', {
      'html/index.html': (text) => text.replace('</body>', '<p>changed page</p></body>'),
      'nginx/site.conf': (text) => text.replace('return 204;', 'return 200 changed;'),
    });
    const start = Date.now();
    await stage.apply(changed);

    const rolled = await stage.rolledOut('Deployment', NAMESPACE, 'rollout');
    stage.measured.add('configuration: rolled out to new Pods', start, 'as fast as Pods start', 300);
    ok(uids(rolled).every((uid) => !uids(before.rollout).includes(uid)));
    await served(stage, 'rollout', /changed page/);

    await stage.rolledOut('Deployment', NAMESPACE, 'immutable');
    await served(stage, 'immutable', /changed page/);

    // nginx has to be told: its own title stands where its environment was.
    await stage.until('nginx has loaded its new configuration', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => page(stage, 'live', '/healthz')));
      return answers.every(({ status, text }) => status === 200 && text === 'changed');
    });
    stage.measured.add('configuration: live, by a signal', start, `the kubelet's period (up to ${KUBELET} s) and 2 s`, 4 * KUBELET);
    const live = await stage.rolledOut('Deployment', NAMESPACE, 'live');
    equal(uids(live).join(), uids(before.live).join());
    for (const pod of live) for (const { restartCount } of pod.status.containerStatuses) equal(restartCount, 0);

    await undo(stage);
    await stage.until('after an undo, the old page is served', async () => (await page(stage, 'immutable')).text === old.text);
    await served(stage, 'rollout', /changed page/);

    await refused(stage, changed);
  },
};

/** What `kubectl rollout undo` does: the template of the ReplicaSet of before. */
async function undo(stage: Stage): Promise<void> {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'immutable', namespace: NAMESPACE } };
  const stored = await stage.api.get(deployment);
  const sets = await stage.api.list(`/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`);
  const own = sets.filter(({ metadata }) => metadata.ownerReferences?.[0].uid === stored.metadata.uid);
  const revision = (set: Manifest) => Number(set.metadata.annotations['deployment.kubernetes.io/revision']);
  const previous = own.sort((one, other) => revision(other) - revision(one))[1];
  const template = previous.spec.template;
  delete template.metadata.labels['pod-template-hash'];
  await stage.api.expect(
    'PATCH',
    await stage.api.pathOf(deployment),
    [{ op: 'replace', path: '/spec/template', value: template }],
    'application/json-patch+json',
  );
  await stage.rolledOut('Deployment', NAMESPACE, 'immutable');
}

/** A configuration that nginx does not start with takes nothing away, and is mended by the next one. */
async function refused(stage: Stage, good: readonly Manifest[]): Promise<void> {
  const wrong = exampleManifests('config-reload', { 'nginx/site.conf': (text) => text.replace('listen 8080;', 'listen nowhere at all;') });
  const rollout = wrong.filter(({ metadata }) => metadata.name === 'rollout' || metadata.name === 'rollout-site');
  ok(rollout.length > 1, 'the objects of rollout have other names now');
  const asking = new Asking(async () => {
    const { status } = await page(stage, 'rollout');
    return status === 200 ? undefined : String(status);
  });
  await stage.apply(rollout);
  await stage.until('a new Pod has failed', async () => {
    const pods = await stage.pods(NAMESPACE);
    return pods.some(
      ({ status, metadata }) =>
        metadata.name.startsWith('rollout-') && status.containerStatuses?.some(({ restartCount }: Manifest) => restartCount >= 2),
    );
  });
  await stage.apply(good.filter(({ metadata }) => metadata.name.startsWith('rollout')));
  await stage.rolledOut('Deployment', NAMESPACE, 'rollout');
  const { asked, bad } = await asking.end();
  equal(bad.join(), '', `of ${asked} answers while a configuration was refused`);
  ok(asked > 20, `${asked} answers`);
}
