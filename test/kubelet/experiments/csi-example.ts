import { deepEqual, equal, match, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { csiPlugin } from '../node/csi-plugin';
import { exampleManifests } from '../manifests';
import { NODE_NAME } from '../node/node';
import { containerOf, RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'csi-drivers';
const USERS = 'users-of-drivers';
const FILES = 'files.csi.example.com';
const DISKS = 'disks.csi.example.com';

/** examples/csi-node-plugin, with a driver of this test: it is registered, mounts for Pods, is killed, and comes back to what it had mounted. */
export const csiExample: Experiment = {
  name: 'CSI: the example, with a driver of the test',
  example: 'csi-node-plugin',
  cpu: 300,
  images: ['csi-files', 'csi-disks', 'csi-registrar', 'csi-liveness', 'busybox'],
  namespaces: [USERS, NAMESPACE],
  privileged: [NAMESPACE],
  prepare: csiPlugin,
  async run(stage) {
    const { node } = stage;
    await node.inside.run(['mkdir', '-p', '/run/udev']);
    const clock = Date.now();
    const manifests = exampleManifests('csi-node-plugin');
    await stage.apply(manifests);
    const files = await stage.onNode(NAMESPACE, 'files');
    const disks = await stage.onNode(NAMESPACE, 'disks');
    stage.measured.add('CSI: two drivers registered', clock, 'as fast as Pods start and their probes ask', 300);
    deepEqual((await registered(stage)).sort(), [DISKS, FILES]);

    // A share in the Pod itself, with what the CSIDriver object asks for: its name, and its group.
    await stage.api.apply(userOf('one', { csi: { driver: FILES, volumeAttributes: { share: 'team' } } }));
    const one = await stage.ready(USERS, 'one');
    match(await inVolume(stage, one, 'echo first >first && stat -c %g first && ls'), /^10001\nfirst\nmounted-by-one\n$/);

    // A disk in two steps: staged for the node, once it is said to be attached, as the controller of a driver does.
    await stage.api.apply(diskVolume);
    await stage.api.apply(diskClaim);
    await stage.api.apply(userOf('two', { persistentVolumeClaim: { claimName: 'disk' } }));
    await attached(stage);
    const two = await stage.ready(USERS, 'two');
    match(await inVolume(stage, two, 'echo second >second && df -m . | tail -n 1'), /^tmpfs +16 /m);
    equal((await stagedOf(stage)).length, 1);

    // Killed: what it has mounted stays, and it is back where the kubelet looks for it.
    const killed = Date.now();
    for (const [pod, driver] of [
      [files, 'files-driver'],
      [disks, 'disks-driver'],
    ] as const) {
      await node.kill(containerOf(pod, driver));
      equal(await inVolume(stage, one, 'cat first'), 'first\n');
      equal(await inVolume(stage, two, 'cat second'), 'second\n');
      await stage.runsAgain(pod, driver);
    }
    stage.measured.add('CSI: two drivers ready again, killed one after the other', killed, 'as fast as their probes ask, 10 s each', 300);
    await stage.api.apply(userOf('three', { csi: { driver: FILES, volumeAttributes: { share: 'team' } } }));
    const three = await stage.ready(USERS, 'three');
    equal(await inVolume(stage, three, 'cat first'), 'first\n');

    // Its Pod goes, and another takes the socket over; the registrar tells the kubelet anew.
    await stage.api.delete(files);
    const anew = await stage.onNode(NAMESPACE, 'files', files.metadata.uid);
    match(node.logs(anew, 'node-driver-registrar'), /files\.csi\.example\.com is registered/);
    equal(await inVolume(stage, one, 'cat first'), 'first\n');

    // Without a driver a Pod that is to go stays; with it, it goes, and nothing stays mounted.
    const set = manifests.find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === 'files');
    await stage.api.delete(set);
    await stage.until('the driver is gone', async () =>
      (await stage.pods(NAMESPACE)).every(({ metadata }) => !/^files-/.test(metadata.name)),
    );
    for (const pod of [one, two, three]) await stage.api.delete(pod);
    await stage.until('the Pod whose driver is there has gone', async () => (await stage.pod(USERS, 'two')) === undefined);
    await stage.until('unmounting was tried in vain', () =>
      /TearDown failed for volume.*files\.csi\.example\.com/.test(node.said('kubelet')),
    );
    ok((await mountsOf(stage, one)).length > 0, 'without its driver nobody can unmount it');
    await stage.apply([set]);
    await stage.until('all is unmounted once there is a driver', async () => {
      const left = [...(await mountsOf(stage, one)), ...(await mountsOf(stage, three)), ...(await stagedOf(stage))];
      if (left.length === 0) return true;
      throw new Error(left.join());
    });
    for (const object of [diskVolume, ...manifests.filter(({ metadata }) => metadata.namespace === undefined)]) {
      await stage.api.delete(object);
    }
  },
};

/** The drivers that the kubelet knows. */
async function registered(stage: Stage): Promise<string[]> {
  const known = await stage.api.get({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: NODE_NAME } });
  return (known.spec.drivers ?? []).map(({ name }: Manifest) => name as string);
}

/** Says that the disk is attached, as soon as it is asked for. */
async function attached(stage: Stage): Promise<void> {
  const asked = await stage.until('the disk is to be attached', async () =>
    (await stage.api.list('/apis/storage.k8s.io/v1/volumeattachments')).find(({ spec }) => spec.attacher === DISKS),
  );
  const attachment = { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: asked.metadata.name } };
  await stage.api.patch(attachment, { status: { attached: true } }, 'status');
}

const mountsOf = (stage: Stage, pod: Manifest): Promise<string[]> => mounts(stage, `/pods/${pod.metadata.uid}/volumes/kubernetes.io~csi/`);

/** Where disks are mounted for the node. */
const stagedOf = (stage: Stage): Promise<string[]> => mounts(stage, `/plugins/kubernetes.io/csi/${DISKS}/`);

async function mounts(stage: Stage, part: string): Promise<string[]> {
  const { stdout } = await stage.node.inside.run(['cat', '/proc/self/mountinfo']);
  return stdout
    .split('\n')
    .map((line) => line.split(' ')[4])
    .filter((path) => path?.includes(part));
}

const inVolume = async (stage: Stage, pod: Manifest, script: string): Promise<string> =>
  (await stage.node.execute(containerOf(pod, 'main'), ['sh', '-c', `cd /volume && ${script}`])).stdout;

const userOf = (name: string, volume: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: USERS },
  spec: {
    ...restrictedPod({ fsGroup: 10001 }),
    containers: [
      {
        ...RESTRICTED,
        name: 'main',
        image: 'busybox:1.37.0',
        command: ['sh', '-c', 'sleep 100000 & wait'],
        volumeMounts: [{ name: 'volume', mountPath: '/volume' }],
      },
    ],
    volumes: [{ name: 'volume', ...volume }],
  },
});

const diskVolume: Manifest = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk-of-csi' },
  spec: {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'csi-disks',
    persistentVolumeReclaimPolicy: 'Retain',
    csi: { driver: DISKS, volumeHandle: 'disk-1', fsType: 'ext4' },
    claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: USERS, name: 'disk' },
  },
};

const diskClaim: Manifest = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'disk', namespace: USERS },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'csi-disks', resources: { requests: { storage: '1Gi' } } },
};
