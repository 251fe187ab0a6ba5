import { driverNamed } from '../../facts/drivers';
import { SecretOperation } from '../../facts/drivers/driver-facts';
import { RESERVED_PREFIX } from '../../facts/drivers/parameter-table';
import { isGuest } from '../../facts/smb/mount-options';
import { mountOptions } from '../lookup/storage';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    yield* checkHalves(storageClass);
    yield* checkMissing(storageClass);
  }
}

/** A Secret is named by name and namespace; the provisioner refuses one without the other. */
function* checkHalves({ root, name }: Manifest): Generator<Discovery> {
  const parameters = root.at('parameters');
  for (const [key, at] of parameters.entries) {
    const match = key.startsWith(RESERVED_PREFIX) ? /^(.*secret-)(name|namespace)$/.exec(key) : null;
    if (match === null) continue;
    const other = `${match[1]}${match[2] === 'name' ? 'namespace' : 'name'}`;
    if (parameters.at(other).exists) continue;
    yield {
      at,
      level: 'error',
      cause: `Class ${name} has ${key} without ${other}: the provisioner refuses every claim of it.`,
      remedy: `Add ${other}.`,
    };
  }
}

const HARM = {
  provisioner: { level: 'error', harm: 'no volume is made' },
  'node-stage': { level: 'error', harm: 'no node mounts its volumes' },
  'controller-expand': {
    level: 'warning',
    harm: 'each resize of a claim fails, and volumes made until it is added keep failing',
  },
} as const;

function* checkMissing(storageClass: Manifest): Generator<Discovery> {
  const { root, name } = storageClass;
  const driver = driverNamed(root.at('provisioner').text ?? '');
  const parameters = root.at('parameters');
  // A class without any parameters is a sketch.
  if (parameters.map === undefined || mountOptions(storageClass).some(({ option }) => isGuest(option))) return;
  const missing = (driver?.secrets ?? []).filter(
    (operation) =>
      keysOf(operation).every((key) => !parameters.at(key).exists) &&
      (operation !== 'controller-expand' || root.at('allowVolumeExpansion').flag === true),
  );
  const known = parameters.at(`${RESERVED_PREFIX}provisioner-secret-name`).text;
  // Who has made no volume yet asks for no more room either.
  const [first] = missing;
  if (first === undefined) return;
  const isFatal = HARM[first].level === 'error';
  yield {
    at: isFatal ? parameters : root.at('allowVolumeExpansion'),
    level: HARM[first].level,
    cause: `Class ${name} of ${driver!.title} names no Secret for ${missing.join(', ')}: ${HARM[first].harm}.`,
    remedy: `Add ${missing.flatMap(keysOf).join(', ')}${!isFatal && known !== undefined ? `, such as those of the provisioner (${known})` : ''}.`,
  };
}

function keysOf(operation: SecretOperation): readonly string[] {
  return ['name', 'namespace'].map((part) => `${RESERVED_PREFIX}${operation}-secret-${part}`);
}

export const classWithoutSecret: Rule = {
  id: 'class-without-secret',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a class that does not name a Secret which its driver needs',
  explanation: {
    why: [
      'Drivers such as those of Ceph keep no password of their own: each operation takes its Secret from the parameters of the class. Without the one for controller-expand everything works until somebody asks for more room.',
      'A volume keeps the names of its Secrets, so adding them to the class mends new volumes only: parameters of a class cannot be changed, and the old volumes have to be given the Secret by hand.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: ceph
      provisioner: rook-ceph.rbd.csi.ceph.com
      allowVolumeExpansion: true
      parameters:
        clusterID: rook-ceph
        pool: apps
        csi.storage.k8s.io/provisioner-secret-name: rook-csi-rbd-provisioner
        csi.storage.k8s.io/provisioner-secret-namespace: rook-ceph
        csi.storage.k8s.io/node-stage-secret-name: rook-csi-rbd-node
        csi.storage.k8s.io/node-stage-secret-namespace: rook-ceph
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: ceph
      provisioner: rook-ceph.rbd.csi.ceph.com
      allowVolumeExpansion: true
      parameters:
        clusterID: rook-ceph
        pool: apps
        csi.storage.k8s.io/provisioner-secret-name: rook-csi-rbd-provisioner
        csi.storage.k8s.io/provisioner-secret-namespace: rook-ceph
        csi.storage.k8s.io/controller-expand-secret-name: rook-csi-rbd-provisioner
        csi.storage.k8s.io/controller-expand-secret-namespace: rook-ceph
        csi.storage.k8s.io/node-stage-secret-name: rook-csi-rbd-node
        csi.storage.k8s.io/node-stage-secret-namespace: rook-ceph
    `,
    see: [
      'https://kubernetes-csi.github.io/docs/secrets-and-credentials-storage-class.html',
      'https://rook.io/docs/rook/latest/Storage-Configuration/Block-Storage-RBD/block-storage/',
      'https://github.com/ceph/ceph-csi/issues/783',
    ],
  },
  check,
};
