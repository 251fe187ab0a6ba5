import { Claim, ClaimOrigin } from '../checks/claim';
import { Cursor } from '../checks/cursor';
import { driverOfClaim, driverOfClass, driverOfPodVolume, isConfigVolume } from '../checks/lookup/storage';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { PodTemplate, PodVolume } from '../checks/pod-template';
import { driverOf, isBlockDriver, isNetworkFileSystem, isNodeLocal } from '../facts/drivers';
import { StorageKind } from './survival';

export interface ClaimReport {
  readonly name: string;
  readonly namespace?: string;
  /** An object of its own; a template, of which each Pod of the set gets one; one that goes with its Pod; or of a custom resource. */
  readonly origin: ClaimOrigin | 'elsewhere';
  readonly accessModes: readonly string[];
  readonly size?: string;
}

export interface ClassReport {
  /** Missing where the claim takes the cluster's default, which is not in the manifests. */
  readonly name?: string;
  readonly provisioner?: string;
  readonly bindingMode?: string;
  /** What its volumes are, where it is known. */
  readonly kind?: StorageKind;
  /** Whether it is among the manifests. */
  readonly known: boolean;
}

/** What stands behind a volume of a Pod. */
export interface Storage {
  readonly kind: StorageKind;
  /** A few words each: size, path, server, name of the ConfigMap. */
  readonly details: readonly string[];
  readonly driver?: string;
  readonly claim?: ClaimReport;
  /** Name of the PersistentVolume, where it is made by hand. */
  readonly volume?: string;
  readonly storageClass?: ClassReport;
  /** What becomes of the storage when the claim is deleted. */
  readonly reclaim?: string;
  /** When a StatefulSet deletes its claims by itself. */
  readonly retention?: string;
}

export function storageOf(set: ManifestSet, pod: PodTemplate, volume: PodVolume): Storage {
  const claim = set.claim(pod, volume);
  if (claim !== undefined) return storageOfClaim(set, claim, pod);
  const { type, source, claimName } = volume;
  if (claimName !== undefined) {
    return {
      kind: 'unknown-storage',
      details: ['not among the manifests'],
      claim: { name: claimName, namespace: pod.namespace, origin: 'elsewhere', accessModes: [] },
    };
  }
  if (isConfigVolume(volume)) return { kind: type === 'image' ? 'image' : 'configuration', details: configDetails(volume) };
  if (type === 'emptyDir') {
    const limit = amountAt(source.at('sizeLimit'));
    const details = [limit === undefined ? 'no size limit' : `at most ${limit}`];
    return { kind: source.at('medium').text === 'Memory' ? 'scratch-memory' : 'scratch-disk', details };
  }
  if (type === 'hostPath') return { kind: 'host-path', details: textsOf(source.at('path').text) };
  if (type === 'nfs') {
    const place = `${source.at('server').text ?? '?'}:${source.at('path').text ?? '?'}`;
    return { kind: 'network-files', details: [place], driver: 'nfs' };
  }
  const driver = driverOfPodVolume(set, pod, volume);
  if (type === 'csi') return { kind: 'inline-csi', details: textsOf(driver), driver };
  return { kind: 'unknown-storage', details: [`${type}, written into the Pod`], driver };
}

/** An amount as it is written. */
export function amountAt({ value }: Cursor): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** What stands behind a claim: of a Pod, or of a custom resource whose Pods are not here. */
export function storageOfClaim(set: ManifestSet, claim: Claim, pod?: PodTemplate): Storage {
  const persistentVolume = set.persistentVolume(claim);
  const storageClass = set.storageClass(claim);
  const driver = driverOfClaim(set, claim);
  const kind = claim.origin === 'ephemeral' ? 'ephemeral-claim' : kindOf(driver, storageClass, claim.accessModes);
  const size = amountAt(claim.spec.at('resources', 'requests', 'storage'));
  return {
    kind,
    details: kind === 'unknown-storage' && driver !== undefined ? [`driver ${driver}`] : [],
    driver,
    claim: {
      name: claim.name,
      namespace: claim.namespace,
      origin: claim.origin,
      accessModes: claim.accessModes,
      ...(size === undefined ? {} : { size }),
    },
    volume: persistentVolume?.name,
    storageClass: classReport(claim, storageClass, persistentVolume),
    reclaim: reclaimPolicy(persistentVolume, storageClass),
    retention: claim.origin === 'template' && pod !== undefined ? retention(pod) : undefined,
  };
}

function kindOf(driver: string | undefined, storageClass: Manifest | undefined, accessModes: readonly string[] = []): StorageKind {
  if (driver === undefined) return 'unknown-storage';
  if (driver === 'hostPath') return 'host-path';
  if (driver === 'local' || isNodeLocal(driver)) return 'local-disk';
  if (isNetworkFileSystem(driver)) return 'network-files';
  const facts = driverOf(driver);
  const parameters = storageClass?.root.at('parameters').map ?? {};
  if (facts?.spansNodes !== undefined) return facts.spansNodes(parameters) ? 'replicated-disk' : 'single-copy-disk';
  // Some drivers make disks for one node, and files for many.
  const isShared = accessModes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  if (!isBlockDriver(driver)) return facts === undefined ? 'unknown-storage' : isShared ? 'network-files' : 'zonal-disk';
  return facts?.spansZones?.(parameters) === true ? 'regional-disk' : 'zonal-disk';
}

function classReport(claim: Claim, storageClass: Manifest | undefined, persistentVolume: Manifest | undefined): ClassReport | undefined {
  if (storageClass !== undefined) {
    return {
      name: storageClass.name,
      provisioner: storageClass.root.at('provisioner').text ?? driverOfClass(storageClass),
      bindingMode: storageClass.root.at('volumeBindingMode').text ?? 'Immediate',
      kind: kindOf(driverOfClass(storageClass), storageClass),
      known: true,
    };
  }
  const { className } = claim;
  // A pair that is tied together needs no class.
  if (className === '' || (className === undefined && persistentVolume !== undefined)) return undefined;
  return className === undefined ? { known: false } : { name: className, known: false };
}

/** What becomes of the storage when its claim is deleted. */
export function reclaimPolicy(persistentVolume: Manifest | undefined, storageClass: Manifest | undefined): string | undefined {
  if (persistentVolume !== undefined) return persistentVolume.root.at('spec', 'persistentVolumeReclaimPolicy').text ?? 'Retain';
  return storageClass && (storageClass.root.at('reclaimPolicy').text ?? 'Delete');
}

function retention(pod: PodTemplate): string | undefined {
  const policy = pod.workload.root.at('spec', 'persistentVolumeClaimRetentionPolicy');
  const when = [
    ...(policy.at('whenDeleted').text === 'Delete' ? ['when the set is deleted'] : []),
    ...(policy.at('whenScaled').text === 'Delete' ? ['when it is scaled down'] : []),
  ];
  return when.length === 0 ? undefined : `claims are deleted ${when.join(' and ')}`;
}

function configDetails({ type, source }: PodVolume): string[] {
  switch (type) {
    case 'configMap':
      return textsOf(source.at('name').text, 'ConfigMap ');
    case 'secret':
      return textsOf(source.at('secretName').text, 'Secret ');
    case 'image':
      return textsOf(source.at('reference').text);
    default:
      return [type];
  }
}

function textsOf(text: string | undefined, prefix = ''): string[] {
  return text === undefined ? [] : [`${prefix}${text}`];
}
