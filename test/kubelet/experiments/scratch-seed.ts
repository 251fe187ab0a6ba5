import { equal } from 'assert/strict';
import { Size } from 'cdk8s';
import { ScratchMedium, SharedScratchPod } from '../../../src';
import { Manifest } from '../../cluster/client';
import { killWhen, scratchOf } from '../killing';
import { appManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'seeds';
/** A tree whose copy takes long enough to be killed in it. */
const SEED = { image: 'registry.example.com/many-files:1', path: '/content', directory: 'tree' };

/** A Pod that does nothing but hold a seeded volume. */
export const seeded = (namespace: string, name: string, medium?: ScratchMedium): Manifest[] =>
  appManifests(namespace, (chart) => {
    new SharedScratchPod(chart, name, {
      name,
      medium,
      sizeLimit: Size.mebibytes(100),
      seed: SEED,
      containers: [{ name: 'main', image: 'busybox:1.37.0', command: ['sh', '-c', 'trap exit TERM; sleep infinity & wait'] }],
    });
  });

/** Where in its work a seed is killed, by what is there then. */
const points = (version: string): Array<readonly [string, string]> => [
  ['as it begins', 'tree/.seed-scratch-tmp.*'],
  ['half-way', 'tree/.seed-scratch-tmp.*/tree/d2/f250'],
  ['with its marker written', 'tree/.seed-scratch-tmp.*/tree/.seed-scratch-version'],
  ['with its name', `tree/versions/${version}`],
];

export const seedKilled: Experiment = {
  name: 'scratch: seeds that are killed',
  cpu: 400,
  images: ['busybox', 'many-files'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const hits = new Map<string, number>();
    const one = async (name: string) => {
      const manifests = seeded(NAMESPACE, name);
      const [init] = manifests.find(({ kind }) => kind === 'Pod').spec.initContainers;
      const version = init.args.at(-1) ?? '';
      await stage.apply(manifests);
      const { uid } = (await stage.until(`Pod ${name} is there`, () => stage.pod(NAMESPACE, name))).metadata;
      const volume = scratchOf(uid, 'scratch');
      // Each is further than the one before, so that nothing that a killed one has left is taken for it.
      for (const [point, path] of points(version)) {
        const killed = await killWhen(
          stage.node,
          { path: `${volume}/${path}`, end: `${volume}/tree/versions/${version}` },
          {
            command: `seed-scratch /content /scratch/tree ${version}`,
            pod: { uid },
          },
        );
        if (killed) hits.set(point, (hits.get(point) ?? 0) + 1);
      }
      const pod = await stage.ready(NAMESPACE, name);
      await assertSeeded(stage, pod);
    };
    // Once it has its name, a seed ends within milliseconds.
    const missed = () =>
      points('')
        .slice(0, -1)
        .filter(([point]) => !hits.has(point));
    // A machine that is busy may look away at a moment: others are tried until each was met.
    let pods = 0;
    while (missed().length > 0 && pods < 24) {
      const names = ['one', 'two', 'three', 'four'].map((name) => `${name}-${pods++}`);
      await Promise.all(names.map(one));
      for (const name of names) await stage.api.delete({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: NAMESPACE } });
    }
    equal(missed().join(), '', `no seed of ${pods} was killed there: ${JSON.stringify([...hits])}`);
    stage.say(`${[...hits.values()].reduce((sum, count) => sum + count, 0)} seeds were killed, in ${pods} Pods`);
  },
};

/** Every file is there with what it holds in the image, and nothing else. */
export async function assertSeeded(stage: Stage, pod: Manifest): Promise<void> {
  const volume = scratchOf(pod.metadata.uid, 'scratch');
  const count = `cd ${volume}/tree/current/ && find . -type f ! -name .seed-scratch-version | wc -l`;
  equal((await stage.node.inside.run(['sh', '-c', count])).stdout.trim(), '1000');
  // Each file holds its own name, again and again, to a size that is known.
  const wrong = `cd ${volume}/tree/current/ && for f in d*/f*; do [ "$(sort -u "$f")" = "$f" ] && [ "$(wc -l <"$f")" -eq 500 ] || echo "$f"; done`;
  equal((await stage.node.inside.run(['sh', '-c', wrong])).stdout, '');
  const left = (await stage.node.inside.run(['sh', '-c', `ls -A ${volume}/tree`])).stdout.trim().split('\n').sort();
  equal(left.join(), 'current,versions');
}
