import { isNfsDriver } from '../../facts/drivers';
import { isPlaceholder } from '../../facts/kubernetes/placeholders';
import { csiPartProblem, exportPathProblem, isClusterName, isNodeItself, NFS_CSI_DRIVER, serverProblem } from '../../facts/nfs/servers';
import { Cursor } from '../cursor';
import { ManifestSet } from '../manifest-set';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const target of targetsOf(set)) {
    yield* checkServer(target);
    yield* checkPath(target);
  }
}

/** A server and what it exports, as a volume names them. */
interface Target {
  readonly server: Cursor;
  readonly path: Cursor;
  /** What mounts it, to begin a sentence. */
  readonly title: string;
  /** Whether the kubelet mounts it, which knows what its node knows; else a driver. */
  readonly byKubelet: boolean;
}

function* targetsOf(set: ManifestSet): Generator<Target> {
  for (const volume of set.all('PersistentVolume')) {
    const [nfs, csi] = [volume.root.at('spec', 'nfs'), volume.root.at('spec', 'csi')];
    const title = `Volume ${volume.name}`;
    if (nfs.map !== undefined) yield { server: nfs.at('server'), path: nfs.at('path'), title, byKubelet: true };
    if (isNfsDriver(csi.at('driver').text ?? '')) yield ofAttributes(csi, title);
  }
  for (const { volumes } of set.pods) {
    for (const { name, type, source } of volumes) {
      const title = `Volume ${name}`;
      if (type === 'nfs') yield { server: source.at('server'), path: source.at('path'), title, byKubelet: true };
      if (type === 'csi' && source.at('driver').text === NFS_CSI_DRIVER) yield ofAttributes(source, title);
    }
  }
}

function ofAttributes(csi: Cursor, title: string): Target {
  const attributes = csi.at('volumeAttributes');
  return { server: attributes.at('server'), path: attributes.at('share'), title, byKubelet: false };
}

function* checkServer({ server: at, title, byKubelet }: Target): Generator<Discovery> {
  const server = at.text;
  // What has an underscore is to be filled in, or a name that only some resolvers take.
  if (server === undefined || isPlaceholder(server) || server.includes('_')) return;
  const problem = serverProblem(server);
  if (problem !== undefined) {
    const { reason, remedy } = splitRemedy(problem);
    yield {
      // Where the only node is the server too, it is right.
      level: isNodeItself(server) ? 'warning' : 'error',
      at,
      cause: `${title} names the server ${server}, ${reason === '' ? 'which is no address alone: the mount fails' : `and cannot be mounted from there: ${reason}`}.`,
      remedy,
    };
  } else if (byKubelet && isClusterName(server)) {
    yield {
      level: 'warning',
      at,
      cause: `${title} names its server by the DNS of the cluster, ${server}, and the kubelet asks the resolver of its node, which on most clusters does not know Services.`,
      remedy: 'Give the clusterIP of the Service, or mount by csi-driver-nfs, which knows Services.',
    };
  }
}

function* checkPath({ path: at, title, byKubelet }: Target): Generator<Discovery> {
  const path = at.text;
  if (path === undefined || isPlaceholder(path)) return;
  const problem = exportPathProblem(path) ?? (byKubelet ? undefined : csiPartProblem(path));
  if (problem === undefined) return;
  const { reason, remedy } = splitRemedy(problem);
  yield {
    at,
    cause: `${title} names the exported path ${JSON.stringify(path)}, ${reason === '' ? 'which cannot be mounted' : `which cannot be mounted: ${reason}`}.`,
    remedy,
  };
}

export const nfsServerNotReached: Rule = {
  id: 'nfs-server-not-reached',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'an NFS server or exported path that nodes cannot mount',
  explanation: {
    why: [
      'NFS volumes are mounted by the node that the Pod is on, not by the Pod: localhost is that node, and a name of the DNS of the cluster is one that most nodes cannot resolve. It works on a cluster of one node that is the server too, and fails with the second.',
      'The server is named without its path or port: these have a field and a mount option of their own.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: scans
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: static
        mountOptions: [hard, nfsvers=4.1]
        nfs: { server: "nas.example.com:/scans", path: /scans }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: scans
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: static
        mountOptions: [hard, nfsvers=4.1]
        nfs: { server: nas.example.com, path: /scans }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#nfs', 'https://github.com/kubernetes/kubernetes/issues/44528'],
  },
  check,
};
