import { Claim } from '../claim';
import { classOfVolume } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    if (claim.className !== undefined) continue;
    const reason = staticReason(set, claim);
    if (reason === undefined) continue;
    const volume = set.persistentVolume(claim);
    const className = volume === undefined ? '' : classOfVolume(volume);
    yield {
      at: claim.spec,
      cause: `The ${claim.title} ${reason} and names no class, so a cluster with a default class gives it that one, and it stays Pending or gets a new, empty volume.`,
      remedy: `Write storageClassName: ${className === '' ? '""' : className}.`,
    };
  }
}

/** Why a claim is meant for a volume that exists. */
function staticReason(set: ManifestSet, claim: Claim): string | undefined {
  if (claim.volumeName !== undefined) return `names volume ${claim.volumeName}`;
  if (claim.spec.at('selector').exists) return 'selects its volume by labels';
  const [volume] = claim.origin === 'object' ? set.volumesReferring(claim) : [];
  return volume === undefined ? undefined : `is named by the claimRef of volume ${volume.name}`;
}

export const claimFallsToDefaultClass: Rule = {
  id: 'claim-falls-to-default-class',
  level: 'warning',
  summary: 'a claim for a volume that exists, without storageClassName',
  explanation: {
    why: [
      'A claim that leaves storageClassName out gets the default class of the cluster, if it has one. With volumeName it then stays Pending (VolumeMismatch); without, a new and empty volume is made for it. On a cluster without a default class the same manifest works, so the mistake shows after the move.',
      'Name the class of the volume on both sides, or write storageClassName: "" for none.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: archive
      spec:
        volumeName: archive
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 50Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: archive
      spec:
        storageClassName: ""
        volumeName: archive
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 50Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1',
      'https://github.com/kubernetes/kubernetes/issues/57608',
    ],
  },
  check,
};
