import { equal, match } from 'assert/strict';
import { exampleManifests } from '../manifests';
import { Experiment } from './experiment';

const NAMESPACE = 'gallery';

/**
 * examples/nfs-shared-store: the kernels that this was made on have no NFS client, and its server is nowhere. What is left: volume and claim find
 * one another, and Pods wait for the mount and say why, instead of starting without it.
 */
export const nfsExample: Experiment = {
  name: 'NFS: the example, without a server',
  example: 'nfs-shared-store',
  isSmall: true,
  cpu: 50,
  images: ['busybox'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const manifests = exampleManifests('nfs-shared-store');
    await stage.apply(manifests);
    const claim = manifests.find(({ kind }) => kind === 'PersistentVolumeClaim');
    const volume = manifests.find(({ kind }) => kind === 'PersistentVolume');
    const bound = await stage.until('the claim is bound', async () => {
      const stored = await stage.api.get(claim);
      return stored.status.phase === 'Bound' && stored;
    });
    equal(bound.spec.volumeName, volume.metadata.name);
    const pods = await stage.until('all Pods are scheduled', async () => {
      const all = await stage.pods(NAMESPACE);
      return all.length === 4 && all.every(({ spec }) => spec.nodeName !== undefined) && all;
    });
    for (const { metadata } of pods) {
      const message = await stage.until(`${metadata.name} says why it waits`, async () => {
        const events = await stage.api.list(`/api/v1/namespaces/${NAMESPACE}/events?fieldSelector=involvedObject.uid%3D${metadata.uid}`);
        return events.find(({ reason }) => reason === 'FailedMount')?.message as string | undefined;
      });
      match(message, /MountVolume\.SetUp failed for volume ".*" : mount failed/);
      equal((await stage.pod(NAMESPACE, metadata.name)).status.phase, 'Pending');
    }
  },
};
