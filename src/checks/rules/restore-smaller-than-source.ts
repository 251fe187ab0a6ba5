import { dataSourceOf, leastSizeOf, originOf } from '../lookup/data-sources';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    const source = dataSourceOf(claim);
    const { request } = claim;
    if (source === undefined || request === undefined || claim.isBound) continue;
    const origin = originOf(set, claim, source);
    const least = origin && leastSizeOf(origin);
    if (least === undefined || request >= least.bytes) continue;
    const at = claim.spec.at('resources', 'requests', 'storage');
    const { snapshot, claim: copied } = origin!;
    const held =
      snapshot === undefined
        ? `claim ${copied!.name} that it copies has ${String(least.at.value)}`
        : `snapshot ${snapshot.name} is of ${String(least.at.value)}`;
    yield {
      at,
      cause: `${claim.heading} asks for ${String(at.value)}, and ${held}: the provisioner refuses to put it into less, and the claim stays Pending.`,
      remedy: `Ask for ${String(least.at.value)} or more.`,
    };
  }
}

export const restoreSmallerThanSource: Rule = {
  id: 'restore-smaller-than-source',
  level: 'error',
  summary: 'a claim that asks for less than the snapshot or claim that it begins with',
  explanation: {
    why: [
      'A snapshot is restored, and a claim copied, block by block, into a volume that is at least as large as the one it comes from, however little of it was used. The provisioner refuses a claim that asks for less, so it stays Pending: in a test of the backups, or in the night in which the data is needed.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki-staging
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        dataSource: { kind: PersistentVolumeClaim, name: wiki }
        resources: { requests: { storage: 10Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki-staging
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        dataSource: { kind: PersistentVolumeClaim, name: wiki }
        resources: { requests: { storage: 40Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/volume-pvc-datasource/',
      'https://github.com/kubernetes-csi/external-provisioner/blob/master/pkg/controller/controller.go',
    ],
  },
  check,
};
