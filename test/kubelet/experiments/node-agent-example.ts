import { deepEqual, equal, match, ok } from 'assert/strict';
import { closeSync, openSync, readFileSync } from 'fs';
import { Manifest } from '../../cluster/client';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { containerOf, RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'node-agents';
const WATCHED = 'watched';

/** examples/node-agent: the logs of another Pod are sent, line by line, through kills and a new Pod; the node is measured, and its Secrets are not seen. */
export const nodeAgentExample: Experiment = {
  name: 'agents of nodes: the example',
  example: 'node-agent',
  isSmall: true,
  cpu: 200,
  images: ['vector', 'node-exporter', 'busybox'],
  namespaces: [NAMESPACE, WATCHED],
  privileged: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    await stage.secret(WATCHED, 'key', { key: 'secret of another' });
    await stage.api.apply(talker);
    await stage.apply(exampleManifests('node-agent'));
    const watched = await stage.ready(WATCHED, 'talker');
    const agent = await stage.onNode(NAMESPACE, 'logs');
    equal(await assertHardened(stage, agent), 1);

    await sent(stage, watched, [agent], 10);
    const inside = containerOf(agent, 'vector');
    const trying = 'for d in /var/log /var/log/pods; do mkdir $d/own 2>&1; touch $d/own 2>&1; done; ls /var/log';
    const tried = (await node.execute(inside, ['sh', '-c', trying])).stdout;
    equal(tried.split('Read-only file system').length > 4, true, tried);
    match(tried, /^pods$/m);
    const owner = await node.inside.run(['stat', '-c', '%u:%g %a', '/var/lib/vector']);
    equal(owner.stdout.trim(), '10001:10001 750', 'the buffer on the node is of the agent alone');

    // Killed while it sends: it goes on in the same Pod, and no line is missing.
    const clock = Date.now();
    await node.kill(inside);
    const again = await stage.runsAgain(agent, 'vector');
    equal(again.metadata.uid, agent.metadata.uid);
    stage.measured.add('agents of nodes: ready again, killed', clock, 'as fast as its probe asks, 10 s', 300);
    const before = await sent(stage, watched, [again], 10);

    // A new Pod finds on the node how far the old one was. Its last words are read from a file that goes with it.
    const held = openSync(lastLog(stage, again), 'r');
    const earlier = linesOf(stage, again);
    const deleted = Date.now();
    await stage.api.delete(again);
    const next = await stage.onNode(NAMESPACE, 'logs', again.metadata.uid);
    stage.measured.add('agents of nodes: ready again, its Pod deleted', deleted, 'a DaemonSet waits until the old one is gone', 300);
    const old = new Set([...earlier, ...numbers(readFileSync(held, 'utf8'))]);
    closeSync(held);
    await stage.until('the new Pod has sent more', () => Math.max(0, ...linesOf(stage, next)) > Math.max(...old) + 10);
    const own = linesOf(stage, next);
    ok(Math.min(...own) > before, `it began with line ${Math.min(...own)}, and ${before} had been sent long before`);
    deepEqual(missing(new Set([...old, ...own])), [], 'lines that nobody sent');
    stage.say(
      `${Math.max(...own)} lines of another Pod were sent, none of them lost, by an agent that was killed, and by one that took its place`,
    );

    await measures(stage, watched);
  },
};

/** The other agent: what it tells is of the node, and what is nobody's business it cannot read. */
async function measures(stage: Stage, watched: Manifest): Promise<void> {
  const { node } = stage;
  const exporter = await stage.onNode(NAMESPACE, 'node-exporter');
  equal(await assertHardened(stage, exporter, 65534), 1);
  const metrics = await (await fetch(`http://${exporter.status.podIP}:9100/metrics`)).text();
  const value = (series: string) => Number(new RegExp(`^${series} (\\S+)$`, 'm').exec(metrics)?.[1]);
  const [, total] = /^MemTotal:\s+(\d+) kB$/m.exec((await node.inside.run(['cat', '/proc/meminfo'])).stdout)!;
  equal(value('node_memory_MemTotal_bytes'), Number(total) * 1024);
  const disk = /^(node_filesystem_size_bytes\{[^}]*mountpoint="\/volumes"[^}]*\}) (\S+)$/m.exec(metrics);
  const [size] = (await node.inside.run(['stat', '-f', '-c', '%b %S', '/volumes'])).stdout.trim().split('\n');
  const [blocks, each] = size.split(' ').map(Number);
  equal(Number(disk?.[2]), blocks * each, 'the size of the disk of the node');

  const inside = containerOf(exporter, 'node-exporter');
  const secret = `/var/lib/kubelet/pods/${watched.metadata.uid}/volumes/kubernetes.io~secret/key/key`;
  equal((await node.inside.run(['cat', secret])).stdout, 'secret of another', 'it is there for root');
  const attempt = `cat /host/root${secret} 2>&1; touch /host/root/own 2>&1; for p in /host/proc/[0-9]*; do cat $p/root/key/key 2>/dev/null; done; :`;
  const tried = (await node.execute(inside, ['sh', '-c', attempt])).stdout;
  match(tried, /Permission denied/);
  match(tried, /Read-only file system/);
  ok(!tried.includes('secret of another'), tried);
}

/** Says a number all the time. */
const talker: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'talker', namespace: WATCHED },
  spec: {
    ...restrictedPod(),
    containers: [
      {
        ...RESTRICTED,
        name: 'main',
        image: 'busybox:1.37.0',
        command: ['sh', '-c', 'n=0; while :; do n=$((n + 1)); echo "line $n."; sleep 0.1; done'],
        volumeMounts: [{ name: 'key', mountPath: '/key', readOnly: true }],
      },
    ],
    volumes: [{ name: 'key', secret: { secretName: 'key' } }],
  },
};

const numbers = (text: string): number[] => [...text.matchAll(/\bline (\d+)\./g)].map(([, number]) => Number(number));

const linesOf = (stage: Stage, agent: Manifest): number[] => numbers(stage.node.logs(agent, 'vector'));

const missing = (lines: ReadonlySet<number>): number[] =>
  Array.from({ length: Math.max(...lines) }, (_, index) => index + 1).filter((number) => !lines.has(number));

/** Waits until so many more lines have been sent than were said by now, and returns the last of them; fails where one is missing. */
async function sent(stage: Stage, watched: Manifest, agents: readonly Manifest[], more: number): Promise<number> {
  const said = Math.max(0, ...numbers(stage.node.logs(watched, 'main')));
  const lines = await stage.until('the agent has sent what was said', () => {
    const found = new Set(agents.flatMap((agent) => linesOf(stage, agent)));
    return Math.max(0, ...found) >= said + more && found;
  });
  deepEqual(missing(lines), [], 'lines that were not sent');
  return Math.max(...lines);
}

/** The log that a container writes by now. */
function lastLog(stage: Stage, { metadata, status }: Manifest): string {
  const { restartCount } = status.containerStatuses[0];
  return stage.node.path(`/var/log/pods/${metadata.namespace}_${metadata.name}_${metadata.uid}/vector/${restartCount}.log`);
}
