import { equal, match } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { NODE_NAME } from '../node/node';
import { exampleManifests } from '../manifests';
import { RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'thumbnails';
const ZONE = 'eu-central-1a';

/**
 * examples/zonal-storage: claims wait for a Pod, and get a disk of the zone where it can run. Nobody makes disks here: they are there, as those
 * of a driver would be.
 */
export const zonalExample: Experiment = {
  name: 'zones: the example',
  example: 'zonal-storage',
  isSmall: true,
  cpu: 100,
  images: ['busybox'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME } };
    await stage.api.patch(node, { metadata: { labels: { 'topology.kubernetes.io/zone': ZONE } } });
    await stage.apply(exampleManifests('zonal-storage'));
    const disk = (name: string, zone: string) => stage.volume({ name, storageClass: 'aws-small', size: '20Gi', zone });
    await disk('other-zone', 'eu-central-1b');
    await disk('same-zone', ZONE);
    await disk('same-zone-too', ZONE);
    for (const name of ['thumbnails', 'sessions']) equal(await phaseOf(stage, name), 'Pending');

    // What uses a claim decides where its disk is.
    await stage.apply([user('cache', 'thumbnails'), user('sessions', 'sessions')]);
    await stage.ready(NAMESPACE, 'cache');
    match((await claimOf(stage, 'thumbnails')).spec.volumeName, /^same-zone/);
    // Those that are left have not the attributes that this one asks for, as only disks of CSI drivers can: its driver is asked for one at the node.
    await stage.until('the driver is asked for a disk', async () => {
      const { annotations } = (await claimOf(stage, 'sessions')).metadata;
      return annotations?.['volume.kubernetes.io/selected-node'] === NODE_NAME;
    });
    equal(await phaseOf(stage, 'sessions'), 'Pending');

    // What is left is of another zone: its Pod waits, and says so.
    await stage.apply([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'elsewhere', namespace: NAMESPACE },
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'aws-small', resources: { requests: { storage: '1Gi' } } },
      },
      user('waits', 'elsewhere', { nodeSelector: { 'topology.kubernetes.io/zone': 'eu-central-1b' } }),
    ]);
    match(await unschedulable(stage, 'waits'), /^0\/1 nodes are available/);
    equal(await phaseOf(stage, 'elsewhere'), 'Pending');
  },
};

/** A Pod that writes to a claim. */
const user = (name: string, claimName: string, more: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    ...restrictedPod({ fsGroup: 10001 }),
    containers: [
      {
        ...RESTRICTED,
        name: 'main',
        image: 'busybox:1.37.0',
        command: ['sh', '-ec', 'echo kept >/data/file; trap exit TERM; sleep infinity & wait'],
        resources: { requests: { cpu: '10m' } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...more,
  },
});

/** Why a Pod runs nowhere. */
const unschedulable = (stage: Stage, name: string): Promise<string> =>
  stage.until(`the Pod ${name} is not scheduled`, async () => {
    const { conditions = [] } = (await stage.pod(NAMESPACE, name)).status;
    return conditions.find(({ reason }: Manifest) => reason === 'Unschedulable')?.message as string | undefined;
  });

const claimOf = (stage: Stage, name: string) =>
  stage.api.get({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: NAMESPACE } });
const phaseOf = async (stage: Stage, name: string): Promise<string> => (await claimOf(stage, name)).status.phase;
