import { deepEqual, equal, match, ok } from 'assert/strict';
import { setTimeout as sleep } from 'timers/promises';
import { Manifest } from '../../cluster/client';
import { Asking } from '../asking';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { containerOf, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'platform';
const POD = 'valkey-0';

/** examples/stateful-workload: Valkey, killed and deleted while it writes, its set deleted, its disk full. */
export const valkeyExample: Experiment = {
  name: 'stateful workloads: Valkey of the example',
  example: 'stateful-workload',
  cpu: 500,
  images: ['valkey'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    const disk = await stage.volume({
      name: 'platform-valkey',
      mebibytes: 200,
      storageClass: 'platform-ssd',
      claim: { namespace: NAMESPACE, name: `data-${POD}` },
    });
    const manifests = exampleManifests('stateful-workload').filter(
      ({ kind, metadata }) => kind === 'StorageClass' || /^valkey/.test(metadata.name),
    );
    await stage.apply(manifests);
    let pod = await stage.ready(NAMESPACE, POD);
    equal(await assertHardened(stage, pod), 1);
    match(await ask(stage, pod, 'SET', 'first', 'one'), /^OK$/);

    // All at once, and its Pod with the time that it has: what was acknowledged is there, and it is the same disk.
    for (const [how, end] of [
      ['killed', (old: Manifest) => node.kill(containerOf(old, 'valkey'))],
      ['its Pod deleted', (old: Manifest) => stage.api.delete(old)],
    ] as const) {
      const old = pod;
      const writing = new Asking(async () => {
        const length = await ask(stage, old, 'RPUSH', how, 'value');
        return /^\d+$/.test(length) ? undefined : length;
      });
      await sleep(3_000);
      const clock = Date.now();
      await end(old);
      const { asked, bad } = await writing.end();
      const acknowledged = asked - bad.length;
      pod = await stage.runsAgain(old, 'valkey');
      stage.measured.add(`Valkey: ready again, ${how}`, clock, 'loads its file and answers', 300);
      ok(acknowledged > 0, 'it took nothing in three seconds');
      const kept = Number(await ask(stage, pod, 'LLEN', how));
      ok(kept >= acknowledged, `${how}: ${acknowledged} were acknowledged, ${kept} are there`);
      stage.say(`Valkey, ${how}, kept all of ${acknowledged} values that it had acknowledged`);
    }

    // A set that is deleted leaves its disk, and the next one finds it.
    const set = manifests.find(({ kind }) => kind === 'StatefulSet');
    await stage.api.delete(set);
    await stage.until('the Pod of the deleted set is gone', async () => (await stage.pod(NAMESPACE, POD)) === undefined);
    await stage.apply([set]);
    pod = await stage.ready(NAMESPACE, POD);
    equal(await ask(stage, pod, 'GET', 'first'), 'one');

    // A disk without room: it says so to who writes, keeps what it has, and goes on by itself.
    await node.fillDisk(disk);
    await stage.until('a full disk refuses writes', async () =>
      (await ask(stage, pod, 'SET', 'more', 'x'.repeat(8_000))).startsWith('MISCONF'),
    );
    equal(await ask(stage, pod, 'GET', 'first'), 'one');
    await node.makeRoom(disk);
    const clock = Date.now();
    await stage.until('it takes values again', async () => (await ask(stage, pod, 'SET', 'last', 'two')) === 'OK');
    stage.measured.add('Valkey: takes values again once its disk has room', clock, 'recovers by itself', 300);
    await node.kill(containerOf(pod, 'valkey'));
    const again = await stage.runsAgain(pod, 'valkey');
    deepEqual([await ask(stage, again, 'GET', 'first'), await ask(stage, again, 'GET', 'last')], ['one', 'two']);
  },
};

/** What the client of the image prints for a command. */
async function ask(stage: Stage, pod: Manifest, ...command: readonly string[]): Promise<string> {
  return (await stage.node.execute(containerOf(pod, 'valkey'), ['valkey-cli', ...command])).stdout.trim();
}
