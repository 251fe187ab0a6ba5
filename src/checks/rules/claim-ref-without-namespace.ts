import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const volume of set.all('PersistentVolume')) {
    const claimRef = volume.root.at('spec', 'claimRef');
    if (!claimRef.exists || claimRef.at('namespace').text) continue;
    const name = claimRef.at('name').text ?? '';
    const whom = name === '' ? 'no claim' : `claim ${name} without a namespace`;
    const claims = set.findAll('PersistentVolumeClaim', name);
    const namespace = claims.length === 1 ? claims[0].namespace : undefined;
    yield {
      at: claimRef,
      cause: `The claimRef of volume ${volume.name} names ${whom}, so no claim can bind to it: the volume counts as bound to another one.`,
      remedy: `Add ${namespace === undefined ? "the claim's namespace" : `namespace: ${namespace}`}.`,
    };
  }
}

export const claimRefWithoutNamespace: Rule = {
  id: 'claim-ref-without-namespace',
  level: 'error',
  summary: 'a claimRef without a namespace',
  explanation: {
    why: [
      'The binding controller compares name and namespace. A claimRef with an empty namespace equals no claim, so the volume is kept for nobody, and the claim reports that the volume is already bound to a different claim.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: archive
      spec:
        capacity: { storage: 50Gi }
        accessModes: [ReadWriteOnce]
        storageClassName: static
        claimRef: { name: archive }
        csi: { driver: ebs.csi.aws.com, volumeHandle: vol-0a1b2c3d4e5f60718 }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: archive
      spec:
        capacity: { storage: 50Gi }
        accessModes: [ReadWriteOnce]
        storageClassName: static
        claimRef: { name: archive, namespace: records }
        csi: { driver: ebs.csi.aws.com, volumeHandle: vol-0a1b2c3d4e5f60718 }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume',
      'https://github.com/kubernetes/kubernetes/issues/99266',
    ],
  },
  check,
};
