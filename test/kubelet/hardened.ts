import { deepEqual, ok } from 'assert/strict';
import { Manifest } from '../cluster/client';
import { containerOf, Stage } from './stage';

/** Asserts of every container of a Pod that runs what "restricted" promises, as its kernel has it, and a root that cannot be written. */
export async function assertHardened(stage: Stage, pod: Manifest, user = 10001): Promise<number> {
  const { stdout } = await stage.node.ctr('tasks', 'list');
  const pids = new Map([...stdout.matchAll(/^(\S+)\s+(\d+)\s+RUNNING/gm)].map(([, id, pid]) => [id, pid]));
  const running = [...(pod.status.initContainerStatuses ?? []), ...pod.status.containerStatuses].filter(
    ({ state }: Manifest) => state.running,
  );
  for (const { name } of running) {
    const pid = pids.get(containerOf(pod, name));
    ok(pid !== undefined, `${pod.metadata.name}: ${name} has ended while it was looked at`);
    const status = (await stage.node.inside.run(['cat', `/proc/${pid}/status`])).stdout;
    const field = (key: string) => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(status)?.[1].split('\t');
    const found = {
      uid: field('Uid'),
      capabilities: ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((key) => field(key)?.[0]),
      noNewPrivileges: field('NoNewPrivs')?.[0],
      seccomp: field('Seccomp')?.[0],
    };
    const none = '0'.repeat(16);
    deepEqual(
      found,
      { uid: Array(4).fill(String(user)), capabilities: Array(5).fill(none), noNewPrivileges: '1', seccomp: '2' },
      `${pod.metadata.name}: ${name}`,
    );
    const mounts = (await stage.node.inside.run(['cat', `/proc/${pid}/mountinfo`])).stdout;
    const options = mounts
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, , , , path]) => path === '/')?.[5];
    ok(options?.split(',').includes('ro'), `${pod.metadata.name}: the root of ${name} is ${options}`);
  }
  return running.length;
}
