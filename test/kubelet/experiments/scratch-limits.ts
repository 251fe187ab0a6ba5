import { equal, match, notEqual, ok } from 'assert/strict';
import { Size } from 'cdk8s';
import { MountAccess, ScratchMedium, SharedScratchPod } from '../../../src';
import { scratchOf } from '../killing';
import { appManifests } from '../manifests';
import { containerOf } from '../stage';
import { Experiment } from './experiment';
import { assertSeeded, seeded } from './scratch-seed';

const idle = {
  name: 'main',
  access: MountAccess.READ_WRITE,
  image: 'busybox:1.37.0',
  command: ['sh', '-c', 'trap exit TERM; sleep infinity & wait'],
};

/** What happens at the limit of a volume: ENOSPC in memory, an eviction on disk. */
export const scratchLimits: Experiment = {
  name: 'scratch: volumes that are full',
  cpu: 400,
  images: ['busybox'],
  namespaces: ['limits'],
  async run(stage) {
    const { node } = stage;
    await stage.apply(
      appManifests('limits', (chart) => {
        const container = { ...idle, resources: { memory: { limit: Size.mebibytes(192), request: Size.mebibytes(64) } } };
        const medium = ScratchMedium.MEMORY;
        new SharedScratchPod(chart, 'memory', { name: 'memory', medium, sizeLimit: Size.mebibytes(64), containers: [container] });
        new SharedScratchPod(chart, 'disk', { name: 'disk', sizeLimit: Size.mebibytes(32), containers: [idle] });
      }),
    );
    const memory = await stage.ready('limits', 'memory');
    const fill = await node.execute(containerOf(memory, 'main'), [
      'sh',
      '-c',
      'dd if=/dev/zero of=/scratch/full bs=1M count=100 2>&1; stat -c %s /scratch/full',
    ]);
    match(fill.stdout, /No space left on device/);
    equal(fill.stdout.trim().split('\n').at(-1), String(64 * 1024 * 1024));
    await node.kill(containerOf(memory, 'main'));
    const again = await stage.until('the container with the full volume runs again', async () => {
      const pod = await stage.pod('limits', 'memory');
      const [status] = pod.status.containerStatuses;
      return status.restartCount === 1 && status.ready && pod;
    });
    equal(again.metadata.uid, memory.metadata.uid);
    const size = await node.inside.run(['stat', '-c', '%s', `${scratchOf(memory.metadata.uid, 'scratch')}/full`]);
    equal(size.stdout.trim(), String(64 * 1024 * 1024));

    const disk = await stage.ready('limits', 'disk');
    const start = Date.now();
    await node.execute(containerOf(disk, 'main'), ['dd', 'if=/dev/zero', 'of=/scratch/full', 'bs=1M', 'count=64']);
    const evicted = await stage.until('the Pod above its limit is evicted', async () => {
      const pod = await stage.pod('limits', 'disk');
      return pod.status.reason === 'Evicted' && pod;
    });
    stage.measured.add(
      'scratch: evicted above the limit of a disk',
      start,
      'the kubelet looks every 10 s, and measures once in a minute',
      360,
    );
    equal(evicted.status.phase, 'Failed');
    match(evicted.status.message, /exceeds the limit/);
    ok(evicted.status.containerStatuses.every(({ state }: { state: object }) => !('running' in state)));
  },
};

/** A reboot empties what is in memory, and what was seeded is seeded again. */
export const scratchReboot: Experiment = {
  name: 'scratch: a reboot',
  isAlone: true,
  cpu: 400,
  images: ['busybox', 'many-files'],
  namespaces: ['rebooted'],
  async run(stage) {
    const { node } = stage;
    await stage.apply([...seeded('rebooted', 'memory', ScratchMedium.MEMORY), ...seeded('rebooted', 'disk')]);
    const before = { memory: await stage.ready('rebooted', 'memory'), disk: await stage.ready('rebooted', 'disk') };
    for (const pod of Object.values(before)) {
      await assertSeeded(stage, pod);
      await node.inside.run(['touch', `${scratchOf(pod.metadata.uid, 'scratch')}/own`]);
    }
    const start = Date.now();
    await node.reboot();
    for (const name of ['memory', 'disk'] as const) {
      const pod = await stage.runsAgain(before[name], 'main');
      equal(pod.metadata.uid, before[name].metadata.uid);
      notEqual(containerOf(pod, 'seed-scratch'), containerOf(before[name], 'seed-scratch'));
      await assertSeeded(stage, pod);
      const { stdout } = await node.inside.run(['sh', '-c', `ls -A ${scratchOf(pod.metadata.uid, 'scratch')}`]);
      equal(stdout.trim().split('\n').includes('own'), name === 'disk', 'only what is on the disk is there after a reboot');
    }
    stage.measured.add('scratch: seeded again after a reboot', start, 'as fast as Pods start', 420);
  },
};
