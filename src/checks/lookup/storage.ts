import { isNetworkFileSystem, isNfsDriver, isNodeLocal, staysOnOneNode, driverOfClassName, protocolOf } from '../../facts/drivers';
import { Parameters, VolumeRequest } from '../../facts/drivers/driver-facts';
import { IN_TREE_SOURCE_FIELDS, inTreeProvisioner, inTreeSource, translateInTree } from '../../facts/drivers/in-tree';
import { LOCAL_VOLUMES } from '../../facts/drivers/local-volumes';
import { READ_ONLY_SOURCES } from '../../facts/kubernetes/pod-volumes';
import { CLASS_ANNOTATION } from '../../facts/kubernetes/storage-classes';
import { PLAIN_SOURCES, PlainSource } from '../../facts/kubernetes/access-modes';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { namesOneNode } from './placement';

const CLAIM_TYPES = ['persistentVolumeClaim', 'claimTemplate'];

/** Sources that a Pod names itself and that outlive it. */
const INLINE_STORAGE = ['nfs', 'iscsi', 'fc', 'flexVolume', ...IN_TREE_SOURCE_FIELDS];

/** Whether a volume of a Pod holds nothing of its own. */
export function isConfigVolume({ type }: PodVolume): boolean {
  return READ_ONLY_SOURCES.includes(type);
}

/** Whether a volume is a claim of its own life: an object, or one of a StatefulSet. */
export function isClaimVolume({ type }: PodVolume): boolean {
  return CLAIM_TYPES.includes(type);
}

const SMALL = /cert|tls|secret|token|credential|keys?$|socket|\.sock|(^|\/)run(\/|$)/i;

/** Whether a volume holds certificates, tokens or sockets, which are few and small. */
export function isSmallByPurpose(pod: PodTemplate, volume: PodVolume): boolean {
  return SMALL.test(volume.name) || pod.mountsOf(volume).some(({ path }) => path !== undefined && SMALL.test(path));
}

/** Whether a volume outlives the Pod on other nodes too: not emptyDir, hostPath, or what is made for the Pod alone. */
export function isPersistent({ type }: PodVolume): boolean {
  return CLAIM_TYPES.includes(type) || INLINE_STORAGE.includes(type);
}

/** The driver behind a claim: of its volume or class; `nfs`, `local` and `hostPath` for the plain sources; undefined where unknown. */
export function driverOfClaim(set: ManifestSet, claim: Claim): string | undefined {
  let known = drivers.get(claim);
  if (known === undefined) drivers.set(claim, (known = { driver: findDriver(set, claim) }));
  return known.driver;
}

/** A claim is in one set. */
const drivers = new WeakMap<Claim, { readonly driver: string | undefined }>();

function findDriver(set: ManifestSet, claim: Claim): string | undefined {
  const volume = set.persistentVolume(claim);
  if (volume !== undefined) return driverOfVolume(volume);
  const storageClass = set.storageClass(claim);
  const provisioner = storageClass && driverOfClass(storageClass);
  if (provisioner !== undefined && provisioner !== LOCAL_VOLUMES.provisioner) return provisioner;
  // A class with nothing behind it stands for the volumes that name it.
  const [first, ...others] = set
    .volumesOfClass(claim.className ?? '')
    .slice(0, 10)
    .map(driverOfVolume);
  return first !== undefined && others.every((driver) => driver === first || (isNfs(first) && isNfs(driver))) ? first : provisioner;
}

export function driverOfVolume(volume: Manifest): string | undefined {
  const spec = volume.root.at('spec');
  const csi = spec.at('csi', 'driver').text;
  if (csi !== undefined) return csi;
  for (const field of PLAIN_SOURCES) if (spec.at(field).exists) return field;
  for (const field of IN_TREE_SOURCE_FIELDS) if (spec.at(field).exists) return inTreeSource(field)?.successor;
  return undefined;
}

/** The driver of a class; for the old names of in-tree provisioners the one that took over. */
export function driverOfClass(storageClass: Manifest): string | undefined {
  const provisioner = storageClass.root.at('provisioner').text;
  return provisioner && (inTreeProvisioner(provisioner)?.successor ?? provisioner);
}

/** The parameters of a class as its driver reads them: those for an in-tree provisioner are translated. */
export function parametersOf({ root }: Manifest): Parameters {
  return translateInTree(root.at('provisioner').text ?? '', Object.fromEntries(root.at('parameters').textEntries), []).parameters;
}

/** What a claim asks its driver for. */
export function requestOf({ request = 0, accessModes, volumeMode, hasSource }: Claim): VolumeRequest {
  return { gibibytes: Math.ceil(request / 2 ** 30), accessModes, volumeMode, hasSource };
}

/** Whether `driverOfClaim` tells of a source that no driver serves. */
export function isPlainSource(driver: string): driver is PlainSource {
  return PLAIN_SOURCES.some((source) => source === driver);
}

/** Whether a class makes no volumes: it stands for those that name it. */
export function makesNothing(storageClass: Manifest): boolean {
  return storageClass.root.at('provisioner').text === LOCAL_VOLUMES.provisioner;
}

/** The driver behind a volume of a Pod, as far as it is known. */
export function driverOfPodVolume(set: ManifestSet, pod: PodTemplate, volume: PodVolume): string | undefined {
  if (volume.type === 'nfs') return 'nfs';
  if (volume.type === 'csi') return volume.source.at('driver').text;
  const claim = set.claim(pod, volume);
  return claim && driverOfClaim(set, claim);
}

/** What the CSIDriver object of a driver says about fsGroup; undefined where it is not in the set, or says nothing. */
export function fsGroupPolicyOf(set: ManifestSet, driver: string): string | undefined {
  return set.findGlobal('storage.k8s.io/CSIDriver', driver)?.root.at('spec', 'fsGroupPolicy').text;
}

export function isNfs(driver: string | undefined): boolean {
  return driver !== undefined && isNfsDriver(driver);
}

/**
 * Whether a claim for one node keeps Pods of other nodes waiting: no driver of files or of the node itself attaches anything, and where the
 * volume says on which node it is, the scheduler puts all Pods there.
 */
export function attaches(set: ManifestSet, claim: Claim): boolean {
  const driver = driverOfClaim(set, claim);
  if (driver === undefined) return true;
  if (isNetworkFileSystem(driver) || isNodeLocal(driver) || isPlainSource(driver) || staysOnOneNode(driver)) return false;
  const volume = set.persistentVolume(claim);
  return volume === undefined || !namesOneNode(volume);
}

/** The class that a PersistentVolume names; empty where it names none. */
export function classOfVolume(volume: Manifest): string {
  return volume.annotation(CLASS_ANNOTATION) ?? volume.root.at('spec', 'storageClassName').text ?? '';
}

/** The mount options of a class or of a PersistentVolume, each with its place. */
export function mountOptions(manifest: Manifest): Array<{ readonly option: string; readonly at: Cursor }> {
  const list = manifest.kind === 'StorageClass' ? manifest.root.at('mountOptions') : manifest.root.at('spec', 'mountOptions');
  const old = manifest.root.at('metadata', 'annotations', 'volume.beta.kubernetes.io/mount-options');
  return [...list.items, old].flatMap((at) =>
    (at.text ?? '')
      .split(',')
      .map((option) => option.trim())
      .filter((option) => option !== '')
      .map((option) => ({ option, at })),
  );
}

/** The driver behind a volume of a Pod, or the one that a class of that name has wherever it is found. */
export function likelyDriver(set: ManifestSet, pod: PodTemplate, volume: PodVolume): string | undefined {
  const driver = driverOfPodVolume(set, pod, volume);
  if (driver !== undefined) return driver;
  const claim = set.claim(pod, volume);
  return claim?.className === undefined || set.storageClass(claim) !== undefined ? undefined : driverOfClassName(claim.className);
}

/** How the files of a volume come over the network, as its class or its name says. */
export function protocolOfVolume(set: ManifestSet, pod: PodTemplate, volume: PodVolume): 'nfs' | 'smb' | undefined {
  const driver = likelyDriver(set, pod, volume);
  const claim = set.claim(pod, volume);
  const parameters = claim && set.storageClass(claim)?.root.at('parameters').map;
  return driver === undefined ? undefined : protocolOf(driver, parameters);
}

/** The mount options of the class and the PersistentVolume behind a volume of a Pod. */
export function optionsOfVolume(set: ManifestSet, pod: PodTemplate, volume: PodVolume): readonly string[] {
  const claim = set.claim(pod, volume);
  const places = claim === undefined ? [] : [set.storageClass(claim), set.persistentVolume(claim)];
  return places.flatMap((manifest) => (manifest === undefined ? [] : mountOptions(manifest).map(({ option }) => option)));
}
