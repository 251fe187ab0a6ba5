import { isNetworkFileSystem } from '../../facts/drivers';
import { Claim } from '../claim';
import { driverOfClaim, driverOfVolume, isClaimVolume } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { Mount, PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) for (const volume of pod.volumes) yield* checkMounts(set, pod, volume);
  for (const volume of set.all('PersistentVolume')) {
    const mode = volume.root.at('spec', 'volumeMode');
    const source = driverOfVolume(volume);
    if (mode.text !== 'Block' || source === undefined || !hasNoDevice(source)) continue;
    yield noDevice(mode, `Volume ${volume.name}`, source);
  }
  for (const claim of set.everyClaim) yield* checkDriver(set, claim);
}

/** Once for a volume, however many containers mount it. */
function* checkMounts(set: ManifestSet, pod: PodTemplate, volume: PodVolume): Generator<Discovery> {
  const mode = set.claim(pod, volume)?.volumeMode;
  const mounts = pod.mountsOf(volume);
  const atPath = mode === 'Block' ? mounts.find(({ isDevice }) => !isDevice) : undefined;
  if (atPath !== undefined) yield blockAtPath(atPath, volume);
  const device = mounts.find(({ isDevice }) => isDevice);
  if (device === undefined) return;
  if (!isClaimVolume(volume) && volume.type !== 'ephemeral') {
    yield {
      at: device.at,
      cause: `Container ${device.container.name} takes volume ${volume.name} for a device, and the API server refuses that of ${volume.type}: only claims have devices.`,
      remedy: 'Mount it in volumeMounts, at a mountPath.',
    };
  } else if (mode === 'Filesystem') {
    yield {
      at: device.at,
      cause: `Container ${device.container.name} takes volume ${volume.name} for a device, and its claim asks for a file system: the Pod never starts.`,
      remedy: 'Mount it in volumeMounts at a mountPath, or ask for volumeMode: Block.',
    };
  }
}

function blockAtPath({ at, path, container }: Mount, volume: PodVolume): Discovery {
  return {
    at,
    cause: `Container ${container.name} mounts volume ${volume.name} at ${path ?? 'a path'}, and its claim is a raw device (volumeMode: Block), which has no files: the Pod never starts.`,
    remedy:
      path?.startsWith('/dev/') === true
        ? `Name it in volumeDevices with devicePath: ${path} instead.`
        : 'Ask for a file system: leave volumeMode out of the claim. For the device itself, name it in volumeDevices with a devicePath.',
  };
}

function* checkDriver(set: ManifestSet, claim: Claim): Generator<Discovery> {
  if (claim.volumeMode !== 'Block' || claim.isBound || set.persistentVolume(claim) !== undefined) return;
  const driver = driverOfClaim(set, claim);
  if (driver !== undefined && hasNoDevice(driver)) yield noDevice(claim.spec.at('volumeMode'), `The ${claim.title}`, driver);
}

/** Directories of a server or of a node. */
function hasNoDevice(driver: string): boolean {
  return driver === 'hostPath' || isNetworkFileSystem(driver);
}

function noDevice(at: Discovery['at'], what: string, driver: string): Discovery {
  return {
    at,
    cause: `${what} is to be a raw device, and ${driver} has directories and no devices.`,
    remedy: 'Leave volumeMode out, or use storage that makes disks.',
  };
}

export const volumeModeMismatch: Rule = {
  id: 'volume-mode-mismatch',
  level: 'error',
  summary: 'a Block claim in volumeMounts, a file system in volumeDevices, a device of what has none',
  explanation: {
    why: [
      'A claim with volumeMode: Block is a raw device without a file system. Containers get it by volumeDevices and devicePath, and a program of theirs has to know what to do with it. In volumeMounts the kubelet refuses it, and so it does a file system in volumeDevices: the Pod stays in ContainerCreating.',
      'NFS and other network file systems have no devices at all.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: osd
      spec:
        storageClassName: disks
        volumeMode: Block
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 100Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: osd
      spec:
        containers:
          - name: osd
            image: registry.example.com/osd:4.1.0
            volumeMounts:
              - { name: disk, mountPath: /dev/osd }
        volumes:
          - name: disk
            persistentVolumeClaim: { claimName: osd }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: osd
      spec:
        storageClassName: disks
        volumeMode: Block
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 100Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: osd
      spec:
        containers:
          - name: osd
            image: registry.example.com/osd:4.1.0
            volumeDevices:
              - { name: disk, devicePath: /dev/osd }
        volumes:
          - name: disk
            persistentVolumeClaim: { claimName: osd }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#raw-block-volume-support'],
  },
  check,
};
