import { groupBy } from '../../util/group-by';
import { Claim } from '../claim';
import { disagreements, FreeVolumes, isStaticClass } from '../lookup/binding';
import { classOfVolume } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  if (set.everyClaim.length === 0) return;
  const claims = set.everyClaim.filter((claim) => claim.origin !== 'custom' && !claim.isBound);
  const named = groupBy(
    claims.filter(({ volumeName, origin }) => volumeName !== undefined && origin === 'object'),
    ({ volumeName }) => volumeName!,
  );
  const rivals = groupBy(
    claims.filter(
      (claim) =>
        claim.volumeName === undefined &&
        claim.className !== undefined &&
        // For these a volume is kept.
        set.volumesReferring(claim).length === 0,
    ),
    ({ className }) => className!,
  );
  for (const [name, owners] of named) {
    const volume = set.findGlobal('PersistentVolume', name);
    // With a claimRef, claim-cannot-bind says who waits in vain.
    if (volume !== undefined && volume.root.at('spec', 'claimRef', 'name').exists) continue;
    yield* checkNamed(name, owners);
    if (volume !== undefined) yield* checkRace(volume, owners[0], rivals.get(classOfVolume(volume)) ?? []);
  }
  yield* checkCounts(set, rivals, named, complete);
}

function* checkNamed(name: string, [first, ...others]: readonly Claim[]): Generator<Discovery> {
  for (const claim of others) {
    // The same claim for two clusters.
    if (claim.manifest.key === first.manifest.key || (claim.name === first.name && !isSameFile(claim, first))) continue;
    yield {
      at: claim.spec.at('volumeName'),
      cause: `Claims ${first.name} and ${claim.name} both name volume ${name}: one gets it, and the other stays Pending.`,
      remedy: 'Give each a volume of its own, or let both workloads mount one claim.',
    };
  }
}

const isSameFile = (one: Claim, other: Claim) => one.manifest.origin.file === other.manifest.origin.file;

/** Few are looked at, since one is enough. */
function* checkRace(volume: Manifest, owner: Claim, rivals: readonly Claim[]): Generator<Discovery> {
  // A claim of the same name is the same one, written for another cluster.
  const rival = rivals.slice(0, 20).find((claim) => claim.name !== owner.name && disagreements(claim, volume).length === 0);
  if (rival === undefined) return;
  yield {
    level: 'warning',
    at: volume.root.at('spec'),
    cause: `Claim ${owner.name} names volume ${volume.name}, which is kept for nobody and fits the ${rival.title} too: whichever is looked at first gets it.`,
    remedy: `Keep it: claimRef with name: ${owner.name} and the claim's namespace.`,
  };
}

/** More claims than there are volumes, where nobody makes any. */
function* checkCounts(
  set: ManifestSet,
  rivals: ReadonlyMap<string, readonly Claim[]>,
  named: ReadonlyMap<string, readonly Claim[]>,
  complete: boolean,
): Generator<Discovery> {
  if (set.all('PersistentVolume').length === 0) return;
  const free = new FreeVolumes(set.all('PersistentVolume').filter(({ name }) => !named.has(name)));
  for (const [className, claims] of rivals) {
    const there = free.count(className);
    // Volumes of no class may be anywhere.
    if (there === 0 || (className === '' && !complete) || !isStaticClass(set, className, complete)) continue;
    let wanted = 0;
    const tooMany = claims.find((claim) => {
      if (!claim.spec.at('selector').exists) wanted += timesOf(set, claim);
      return wanted > there;
    });
    if (tooMany === undefined) continue;
    const ofClass = className === '' ? 'no class' : `class ${className}`;
    const times = timesOf(set, tooMany);
    yield {
      level: complete ? undefined : 'warning',
      at: tooMany.spec,
      cause: `There ${there === 1 ? 'is one volume' : `are ${there} volumes`} of ${ofClass} that no claim has, nobody makes more, and with ${times > 1 ? `the ${times} claims of ${tooMany.title}` : `the ${tooMany.title}`} there are more claims than that: some stay Pending.`,
      remedy: 'Add a volume for each claim, or use a class that makes them.',
    };
  }
}

/** How many claims come of one: a template makes one for each Pod. */
function timesOf(set: ManifestSet, claim: Claim): number {
  const pods = claim.origin === 'object' ? undefined : set.podsOf(claim.manifest);
  const replicas = pods === undefined ? 1 : set.mostReplicas(pods);
  return Number.isFinite(replicas) ? replicas : 1;
}

export const contestedVolume: Rule = {
  id: 'contested-volume',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'one volume that several claims want, or fewer volumes than claims',
  explanation: {
    why: [
      'A volume is bound to one claim, and to no other as long as it is. A second claim that names it stays Pending. A claim that names a volume does not keep it: until they are bound, another claim of the class may get it, unless the volume names its claim in claimRef.',
      'For a class without a provisioner nobody makes volumes: a StatefulSet of three wants three.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: photos
      spec:
        storageClassName: static
        volumeName: album
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: photos-of-the-scanner
      spec:
        storageClassName: static
        volumeName: album
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 40Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: photos
      spec:
        storageClassName: static
        volumeName: album
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 40Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume'],
  },
  check,
};
