import { driverOf } from '../../facts/drivers';
import { Claim } from '../claim';
import { driverOfClass, parametersOf, requestOf } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    // A volume that exists has the size that it has.
    if (claim.request === undefined || claim.volumeName !== undefined || claim.isBound || set.persistentVolume(claim) !== undefined) {
      continue;
    }
    yield* checkClaim(set, claim);
  }
}

function* checkClaim(set: ManifestSet, claim: Claim): Generator<Discovery> {
  const storageClass = set.storageClass(claim);
  const facts = storageClass && driverOf(driverOfClass(storageClass) ?? '');
  if (storageClass === undefined || facts === undefined) return;
  const found = facts.checkRequest(parametersOf(storageClass), requestOf(claim)).find(({ field }) => field === 'storage');
  if (found === undefined) return;
  const { reason, remedy } = splitRemedy(found.problem);
  const at = claim.spec.at('resources', 'requests', 'storage');
  yield {
    level: found.works === true ? 'info' : undefined,
    at,
    cause: `The ${claim.title} asks class ${storageClass.name} for ${String(at.value)}${found.works === true ? '' : ', and stays Pending'}: ${reason}.`,
    remedy,
  };
}

export const claimSizeRefused: Rule = {
  id: 'claim-size-refused',
  level: 'error',
  otherLevels: ['info'],
  summary: 'a claim of a size that the volumes of its class do not come in',
  explanation: {
    why: [
      'Each type of disk has a least and a greatest size, and one with provisioned IOPS only so many for each GiB: an io2 volume of AWS begins at 4 GiB, st1 at 125 GiB, an Ultra disk of Azure at 4 GiB, Hyperdisk Throughput of Google at 2 TiB. The API server takes any size. The cloud refuses the disk, the provisioner tries again and again, and the claim stays Pending.',
      'Drivers of files make more of it instead, which is an info: a premium share of Azure has 100 GiB and a zonal instance of Filestore 1 TiB, whatever the claim asks for, and FSx for Lustre comes in steps of 1.2 or 2.4 TiB. The bill is for what was made.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: throughput
      provisioner: ebs.csi.aws.com
      parameters: { type: st1 }
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: logs
      spec:
        storageClassName: throughput
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 50Gi } }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: throughput
      provisioner: ebs.csi.aws.com
      parameters: { type: st1 }
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: logs
      spec:
        storageClassName: throughput
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 125Gi } }
    `,
    see: [
      'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html',
      'https://learn.microsoft.com/azure/virtual-machines/disks-types',
      'https://cloud.google.com/compute/docs/disks/hyperdisks',
    ],
  },
  check,
};
