import { deepEqual, equal, match, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { Asking } from '../asking';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { containerOf, Stage } from '../stage';
import { Experiment } from './experiment';

const GALLERY = 'portfolio';
const SOLVER = 'simulation';
const PICTURES = '/volumes/portfolio-pictures';
const SCRATCH = '/volumes/simulation-solver';

/**
 * examples/shared-storage: servers that write into one directory, killed and replaced by those of a new version, and readers of it; and files that are
 * root's, given away once.
 */
export const sharedStorageExample: Experiment = {
  name: 'shared files: the example',
  example: 'shared-storage',
  cpu: 1200,
  images: ['gallery', 'nginx', 'solver', 'busybox'],
  namespaces: [GALLERY, SOLVER],
  privileged: [SOLVER],
  async run(stage) {
    const { node } = stage;
    const claim = (namespace: string, name: string, storageClass: string) =>
      stage.volume({ name: `${namespace}-${name}`, storageClass, isShared: true, size: '2000Gi', claim: { namespace, name } });
    await claim(GALLERY, 'pictures', 'portfolio-files');
    await claim(SOLVER, 'solver', 'lustre');
    // An access point has everything done as one user, and a file system of Lustre begins as root's.
    await node.inside.run(['install', '-d', '-o', '10001', '-g', '10001', PICTURES, `${PICTURES}/thumbnails`]);
    await node.inside.run(['sh', '-c', `mkdir ${SCRATCH}/input && echo 1 >${SCRATCH}/input/of-root`]);
    await stage.apply(exampleManifests('shared-storage'));
    await Promise.all([gallery(stage), solver(stage)]);
  },
};

async function gallery(stage: Stage): Promise<void> {
  const { node } = stage;
  const servers = await stage.rolledOut('Deployment', GALLERY, 'gallery');
  equal(servers.length, 3);
  for (const pod of servers) {
    equal(await assertHardened(stage, pod), 1);
    equal(pod.spec.securityContext.fsGroup, undefined, 'nobody changes the group of what an access point hands out');
  }
  const names = servers.map(({ metadata }) => metadata.name as string);
  for (const pod of servers) {
    await stage.until(`${pod.metadata.name} sees the pictures of all`, async () => {
      const seen = await shown(stage, pod);
      return names.every((name) => seen.some((picture) => picture.startsWith(name)));
    });
  }
  equal((await node.inside.run(['sh', '-c', `find ${PICTURES} -mindepth 1 ! -user 10001`])).stdout, '', 'files of others');

  // Those who only read see what is put there by then, and can change none of it.
  await node.inside.run(['sh', '-c', `echo small >${PICTURES}/thumbnails/first && chown 10001:10001 ${PICTURES}/thumbnails/first`]);
  const [reader] = await stage.rolledOut('Deployment', GALLERY, 'thumbnails');
  equal(await assertHardened(stage, reader), 1);
  equal(await (await fetch(`http://${reader.status.podIP}:8080/thumbnails/first`)).text(), 'small\n');
  const place = '/usr/share/nginx/html/thumbnails';
  const tried = await node.execute(containerOf(reader, 'nginx'), ['sh', '-c', `touch ${place}/own 2>&1; ls ${place}`]);
  match(tried.stdout, /Read-only file system\nfirst\n$/);

  // One is killed: what it said it had taken is there, and the others go on.
  const [victim, ...others] = servers;
  const clock = Date.now();
  await node.kill(containerOf(victim, 'gallery'));
  const again = await stage.runsAgain(victim, 'gallery');
  stage.measured.add('shared files: one of several ready again, killed', clock, 'as fast as its probe asks, 10 s', 300);
  const whole = await allThere(stage, [again, ...others]);

  // A new version: the page is there all the time, and the new ones find what the old ones made.
  const { spec } = await stage.api.get({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'gallery', namespace: GALLERY } });
  const url = `http://${spec.clusterIP}/pictures/${whole[0]}`;
  const asking = new Asking(async () => {
    const answer = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(10_000) });
    return (await answer.text()) === `picture ${whole[0]}\n` ? undefined : String(answer.status);
  });
  const begun = Date.now();
  await stage.apply(exampleManifests('shared-storage', { 'main.ts': (text) => text.replace('gallery:2.4.0', 'gallery:2.5.0') }));
  const next = await stage.rolledOut('Deployment', GALLERY, 'gallery');
  stage.measured.add('shared files: three replicas rolled out', begun, 'one after the other, each as fast as Pods start and stop', 600);
  const { asked, bad } = await asking.end();
  stage.say(`${asked - bad.length} of ${asked} answers were good while three replicas were rolled out`);
  ok(bad.length < asked / 10, `of ${asked} answers: ${bad.join()}`);
  ok(
    next.every(({ metadata }) => !names.includes(metadata.name)),
    'all are new',
  );
  await allThere(stage, next);
  for (const pod of next) {
    const seen = await shown(stage, pod);
    deepEqual(
      whole.filter((picture) => !seen.includes(picture)),
      [],
      `what the old ones took and ${pod.metadata.name} does not see`,
    );
  }
}

/** The pictures that these servers say they took, which all of them show. */
async function allThere(stage: Stage, servers: readonly Manifest[]): Promise<string[]> {
  const taken = servers.flatMap((pod) => [...stage.node.logs(pod, 'gallery').matchAll(/^took (\S+)$/gm)].map(([, name]) => name));
  ok(taken.length > 0);
  for (const pod of servers) {
    const seen = await shown(stage, pod);
    deepEqual(
      taken.filter((name) => !seen.includes(name)),
      [],
      `what ${pod.metadata.name} does not see`,
    );
  }
  const wrong = `cd ${PICTURES} && for p in gallery-*; do [ "$(cat "$p")" = "picture $p" ] || echo "$p"; done`;
  equal((await stage.node.inside.run(['sh', '-c', wrong])).stdout, '', 'pictures that are not whole');
  return taken;
}

const shown = async (stage: Stage, pod: Manifest): Promise<string[]> =>
  (await stage.node.execute(containerOf(pod, 'gallery'), ['ls', '/pictures'])).stdout.split('\n');

async function solver(stage: Stage): Promise<void> {
  const { node } = stage;
  const workers = await stage.rolledOut('Deployment', SOLVER, 'solver');
  equal(workers.length, 4);
  for (const pod of workers) equal(await assertHardened(stage, pod), 1);
  const stranger = async () => (await node.inside.run(['sh', '-c', `find ${SCRATCH} ! -user 10001; stat -c %u:%g:%a ${SCRATCH}`])).stdout;
  match(await stranger(), /^10001:10001:2775\n$/, 'all of it was given away');
  const [first] = workers;
  await stage.until('all work on the same files', async () => {
    const { stdout } = await node.execute(containerOf(first, 'solver'), ['ls', '/scratch']);
    return workers.every(({ metadata }) => stdout.split('\n').includes(metadata.name));
  });

  // Once: what is root's later stays so, whoever starts.
  await node.inside.run(['sh', '-c', `echo 2 >${SCRATCH}/input/later`]);
  await stage.api.delete(first);
  await stage.until('the Pod is gone', async () => (await stage.pod(SOLVER, first.metadata.name)) === undefined);
  const again = await stage.rolledOut('Deployment', SOLVER, 'solver');
  const [fresh] = again.filter(({ metadata }) => !workers.some((pod) => pod.metadata.uid === metadata.uid));
  match(node.logs(fresh, 'own-shared-files'), /^own-volume: \/volume belongs to 10001:10001$/m);
  match(await stranger(), new RegExp(`^${SCRATCH}/input/later\n`));
}
