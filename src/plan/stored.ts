import { isClusterWide } from '../facts/kubernetes/built-in-kinds';
import { undeletedSource } from '../facts/kubernetes/reclaim';
import { Claim } from '../checks/claim';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { Mount, PodTemplate, PodVolume } from '../checks/pod-template';
import { classOfVolume, isPersistent, makesNothing } from '../checks/lookup/storage';
import { sameValue } from './values';

/** Sources that a Pod names itself and that are of its node: other data on each. */
const OF_NODE = 'hostPath';

/** Directories of nodes that nobody keeps data in: what runs there belongs to the node. */
const OF_SYSTEM =
  /^\/($|etc|proc|sys|dev|run|boot|lib|usr|bin|sbin|opt\/cni|tmp|var\/(run|log|lib\/(kubelet|docker|containerd|containers|cni|rook))(\/|$))/;

/** What is behind a volume of a Pod, as far as it lasts. */
export interface Stored {
  readonly pod: PodTemplate;
  readonly volume: PodVolume;
  readonly claim?: Claim;
}

/** What is behind a volume, where it outlives the Pod; undefined for scratch space and configuration. */
export function storedIn(set: ManifestSet, pod: PodTemplate, volume: PodVolume): Stored | undefined {
  if (volume.type === OF_NODE) {
    const path = volume.source.at('path').text ?? '';
    const isFile = ['Socket', 'File', 'FileOrCreate', 'CharDevice', 'BlockDevice'].includes(volume.source.at('type').text ?? '');
    return pod.workload.type === 'apps/DaemonSet' || isFile || OF_SYSTEM.test(path) || /\.sock$/.test(path) ? undefined : { pod, volume };
  }
  if (!isPersistent(volume)) return undefined;
  return { pod, volume, claim: set.claim(pod, volume) };
}

/** Whether what two volumes of Pods hold is the same data. */
export function isSameData(sets: { readonly old: ManifestSet; readonly next: ManifestSet }, one: Stored, other: Stored): boolean {
  if (!isSameNamespace(one.pod.namespace, other.pod.namespace)) return isSameVolume(sets, one, other);
  const [a, b] = [one.volume, other.volume];
  if (a.type === 'claimTemplate' || b.type === 'claimTemplate') {
    return namesOverlap(namesOf(one), namesOf(other)) || isSameVolume(sets, one, other);
  }
  if (a.claimName !== undefined && b.claimName !== undefined) return a.claimName === b.claimName || isSameVolume(sets, one, other);
  if (a.claimName !== undefined || b.claimName !== undefined) return isSameVolume(sets, one, other);
  return a.type === b.type && sameValue(a.source.value, b.source.value, a.type);
}

function isSameNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

interface Names {
  readonly prefix: string;
  /** Of a template. */
  readonly first?: number;
  readonly count?: number;
}

function namesOf({ pod, volume }: Stored): Names {
  if (volume.type !== 'claimTemplate') return { prefix: volume.claimName ?? '' };
  const first = firstOrdinal(pod);
  return { prefix: `${volume.name}-${pod.workload.name}`, first, count: pod.replicas ?? 1 };
}

export function firstOrdinal({ workload }: PodTemplate): number {
  return workload.root.at('spec', 'ordinals', 'start').number ?? 0;
}

function namesOverlap(one: Names, other: Names): boolean {
  if (one.first !== undefined && other.first !== undefined) return one.prefix === other.prefix;
  const [template, object] = one.first === undefined ? [other, one] : [one, other];
  if (template.first === undefined || object.first !== undefined) return false;
  const ordinal = object.prefix.startsWith(`${template.prefix}-`) ? object.prefix.slice(template.prefix.length + 1) : '';
  return (
    /^(0|[1-9][0-9]*)$/.test(ordinal) &&
    Number(ordinal) >= template.first &&
    Number(ordinal) < template.first + Math.max(1, template.count ?? 1)
  );
}

/** Whether claims of different names are bound to one volume: somebody has brought the data over. */
function isSameVolume({ old, next }: { readonly old: ManifestSet; readonly next: ManifestSet }, one: Stored, other: Stored): boolean {
  const [before, after] = [one.claim && old.persistentVolume(one.claim), other.claim && next.persistentVolume(other.claim)];
  const [name, nameAfter] = [before?.name ?? one.claim?.volumeName, after?.name ?? other.claim?.volumeName];
  if (name !== undefined && name === nameAfter) return true;
  const [source, sourceAfter] = [sourceOf(one, before), sourceOf(other, after)];
  return source !== undefined && sourceAfter !== undefined && sameValue(source, sourceAfter);
}

/** What tells data apart outside of Kubernetes: the share, the disk, the handle of a driver. */
function sourceOf({ volume }: Stored, persistentVolume: Manifest | undefined): unknown {
  const spec = persistentVolume?.root.at('spec');
  if (spec === undefined) {
    return volume.type === 'nfs' ? [volume.source.at('server').text, pathOf(volume.source.at('path').text)] : undefined;
  }
  const handle = spec.at('csi', 'volumeHandle').text;
  if (handle !== undefined) return [spec.at('csi', 'driver').text, handle];
  const nfs = spec.at('nfs');
  return nfs.exists ? [nfs.at('server').text, pathOf(nfs.at('path').text)] : undefined;
}

const pathOf = (path: string | undefined) => (path ?? '').replace(/\/+$/, '');

/** What a volume of a Pod is called in a sentence. */
export function describeVolume({ pod, volume }: Pick<Stored, 'pod' | 'volume'>): string {
  const { type, source, claimName } = volume;
  switch (type) {
    case 'persistentVolumeClaim':
      return `claim ${claimName ?? volume.name}`;
    case 'claimTemplate': {
      const [first, count] = [firstOrdinal(pod), Math.max(1, Math.min(pod.replicas ?? 1, 1_000_000))];
      const name = (ordinal: number) => `${volume.name}-${pod.workload.name}-${ordinal}`;
      return count === 1 ? `claim ${name(first)}` : `claims ${name(first)} to ${name(first + count - 1)}`;
    }
    case 'ephemeral':
      return 'an ephemeral volume, which goes with its Pod';
    case 'emptyDir':
      return 'an emptyDir, which goes with its Pod';
    case 'nfs':
      return `the NFS share ${source.at('server').text ?? ''}:${source.at('path').text ?? ''}`;
    case 'hostPath':
      return `directory ${source.at('path').text ?? ''} of the node`;
    default:
      return `volume ${volume.name} (${type})`;
  }
}

/** Whether a container writes what a volume holds: what is only read is brought by somebody else. */
export function isWritten(pod: PodTemplate, volume: PodVolume): boolean {
  return pod.mountsOf(volume).some(({ writable, container }) => writable && container.role !== 'init');
}

export function isDataMount({ container, path }: Mount): boolean {
  return container.role !== 'init' && path !== undefined;
}

/** What becomes of the data when a claim is deleted. */
export type AfterDeletion = 'deleted' | 'kept';

/** Whether the data goes with a claim: by its volume, else by its class; dynamic classes delete unless they say otherwise. */
export function afterDeletion(set: ManifestSet, claim: Claim): AfterDeletion {
  const volume = set.persistentVolume(claim);
  if (volume !== undefined) return afterVolume(volume);
  const storageClass = set.storageClass(claim);
  if (storageClass !== undefined) {
    return storageClass.root.at('reclaimPolicy').text === 'Retain' || makesNothing(storageClass) ? 'kept' : 'deleted';
  }
  const statics = claim.className === undefined ? [] : set.volumesOfClass(claim.className);
  if (statics.length > 0) return statics.every((one) => afterVolume(one) === 'kept') ? 'kept' : 'deleted';
  return claim.className === '' ? 'kept' : 'deleted';
}

/** What becomes of the data of a volume whose claim goes. */
export function afterVolume(volume: Manifest): AfterDeletion {
  const policy = volume.root.at('spec', 'persistentVolumeReclaimPolicy').text ?? 'Retain';
  const spec = volume.root.at('spec').map ?? {};
  return policy === 'Retain' || undeletedSource(spec) !== undefined ? 'kept' : 'deleted';
}

/** The class of a claim or volume in words. */
export function classInWords(set: ManifestSet, claim: Claim): string {
  const volume = set.persistentVolume(claim);
  if (volume !== undefined) return `volume ${volume.name}${classOfVolume(volume) === '' ? '' : ` of class ${classOfVolume(volume)}`}`;
  return claim.className === undefined ? 'its volume of the default class' : `its volume of class ${claim.className || '""'}`;
}

export function inNamespace(manifest: Manifest, name: string): boolean {
  return !isClusterWide(manifest.type) && manifest.namespace === name;
}
