import { deepEqual, equal, match, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { installSnapshots, snapshotDefinitions } from '../../cluster/snapshot-definitions';
import { assertHardened } from '../hardened';
import { killWhen } from '../killing';
import { exampleManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'wiki';
const API = 'snapshot.storage.k8s.io/v1';

/**
 * examples/snapshots: the program that takes them runs with its account and its token, is killed, and talks to the API server from its Pod. Nobody
 * makes snapshots of these disks: the experiment does the work of the snapshot controller.
 */
export const snapshotsExample: Experiment = {
  name: 'snapshots: the example',
  example: 'snapshots',
  cpu: 200,
  images: ['kubectl'],
  namespaces: [NAMESPACE],
  prepare: snapshotDefinitions,
  async run(stage) {
    await installSnapshots(stage.api);
    const manifests = exampleManifests('snapshots');
    await stage.apply(manifests);

    const first = start(stage, 'first');
    const pod = await stage.until('the first run waits for its snapshot', async () => {
      const [running] = await stage.pods(NAMESPACE, { 'job-name': 'first' });
      return (await snapshots(stage)).length === 1 && running?.status.phase === 'Running' && running;
    });
    equal(await assertHardened(stage, pod), 1);
    const [{ metadata, spec }] = await snapshots(stage);
    match(metadata.name, /^pages-\d{8}t\d{6}z$/);
    deepEqual(spec, { source: { persistentVolumeClaimName: 'pages' }, volumeSnapshotClassName: 'wiki-nightly' });

    // Killed while it waits: the next try of its Job waits for the same one.
    ok(await killWhen(stage.node, undefined, { command: 'take-snapshots.sh of cdk8s-storage', pod: { name: 'first' } }));
    const again = await stage.until('another try has begun', async () => {
      const pods = await stage.pods(NAMESPACE, { 'job-name': 'first' });
      return pods.length === 2 && pods.find((one) => one.metadata.uid !== pod.metadata.uid && one.status.phase === 'Running');
    });
    await stage.until('it has found the snapshot of the first', () =>
      stage.node.logs(again, 'snapshots').includes(`waiting for ${metadata.name}, which an earlier try made.`),
    );
    await finish(stage);
    equal(await first, 'Complete', stage.node.logs(again, 'snapshots'));
    equal((await snapshots(stage)).length, 1);

    // The schedule itself, as the controller runs it, for this minute.
    await stage.apply(exampleManifests('snapshots', { 'main.ts': (text) => text.replace("hour: '2', minute: '40'", "minute: '*'") }));
    await stage.until('the schedule has asked for another one', async () => (await snapshots(stage)).length === 2);
    await finish(stage);
    await stage.until('its Job has ended', async () =>
      (await stage.api.list(`/apis/batch/v1/namespaces/${NAMESPACE}/jobs`)).some(
        ({ metadata: { ownerReferences = [] }, status }) => ownerReferences[0]?.kind === 'CronJob' && status.succeeded === 1,
      ),
    );
    stage.say('no driver makes snapshots here: the controller was played by the test');
  },
};

const snapshots = (stage: Stage): Promise<Manifest[]> =>
  stage.api.list(`/apis/${API}/namespaces/${NAMESPACE}/volumesnapshots?labelSelector=app.kubernetes.io%2Fcomponent%3Dsnapshots`);

/** Makes all ready, as the controller does. */
async function finish(stage: Stage): Promise<void> {
  for (const { metadata } of await snapshots(stage)) {
    const snapshot = { apiVersion: API, kind: 'VolumeSnapshot', metadata: { name: metadata.name, namespace: NAMESPACE } };
    const status = { readyToUse: true, boundVolumeSnapshotContentName: `content-of-${metadata.name}` };
    await stage.api.patch(snapshot, { status }, 'status');
  }
}

/** What the schedule starts at night, now. */
async function start(stage: Stage, name: string): Promise<string> {
  const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'pages-snapshots', namespace: NAMESPACE } };
  const { spec } = (await stage.api.get(cron)).spec.jobTemplate;
  await stage.api.apply({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: NAMESPACE }, spec });
  return stage.jobEnded(NAMESPACE, name);
}
