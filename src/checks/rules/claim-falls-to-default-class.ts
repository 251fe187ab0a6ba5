import { dirname } from 'node:path';
import { groupBy } from '../../util/group-by';
import { Claim } from '../claim';
import { disagreements, FreeVolumes } from '../lookup/binding';
import { classOfVolume } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  const free = new ClasslessVolumes(set);
  for (const claim of set.everyClaim) {
    if (claim.className !== undefined || claim.isBound) continue;
    const reason = staticReason(set, claim);
    if (reason === undefined) {
      yield* checkBeside(set, claim, free, complete);
      continue;
    }
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
  const [volume] = set.volumesReferring(claim);
  return volume === undefined ? undefined : `is named by the claimRef of volume ${volume.name}`;
}

/** A volume without a class, written beside a claim without one, is surely meant for it. */
function* checkBeside(set: ManifestSet, claim: Claim, free: ClasslessVolumes, complete: boolean): Generator<Discovery> {
  if (complete && set.defaultClasses.length === 0) return;
  const volume = free.beside(claim).find((candidate) => disagreements(claim, candidate).length === 0);
  if (volume === undefined) return;
  const [byDefault] = set.defaultClasses;
  const taken = byDefault === undefined ? 'a cluster with a default class gives' : `the default class ${byDefault.name} gives`;
  yield {
    at: claim.spec,
    cause: `Volume ${volume.name} has no class, and the ${claim.title} beside it names none: ${taken} the claim a new, empty volume, and ${volume.name} is not used.`,
    remedy: `Write storageClassName: "" and volumeName: ${volume.name} for that volume; for a new one, name its class.`,
  };
}

/** Volumes of no class that no claim holds, by the directory of their file: beside is what is read together. */
class ClasslessVolumes {
  private readonly byDirectory: ReadonlyMap<string, FreeVolumes>;

  constructor(set: ManifestSet) {
    const volumes = set.all('PersistentVolume').filter((volume) => classOfVolume(volume) === '');
    this.byDirectory = new Map([...groupBy(volumes, directoryOf)].map(([directory, list]) => [directory, new FreeVolumes(list)]));
  }

  beside({ manifest }: Claim): readonly Manifest[] {
    return this.byDirectory.get(directoryOf(manifest))?.largest('') ?? [];
  }
}

function directoryOf({ origin }: Manifest): string {
  return origin.file === undefined ? '' : dirname(origin.file);
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
