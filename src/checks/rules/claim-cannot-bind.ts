import { COMPARED, Naming } from '../../facts/kubernetes/binding';
import { Claim } from '../claim';
import { groupBy } from '../../util/group-by';
import { disagreements, FreeVolumes, isStaticClass, labelsOf } from '../lookup/binding';
import { classOfVolume, makesNothing } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { selects } from '../selector';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  const byLabel = new VolumeIndex(set);
  const free = new FreeVolumes(set.all('PersistentVolume'));
  for (const claim of set.everyClaim) {
    if (claim.isBound) continue;
    const named = set.findGlobal('PersistentVolume', claim.volumeName);
    const referring = set.volumesReferring(claim).filter((volume) => volume !== named);
    if (named !== undefined) yield* checkPair(claim, named);
    for (const volume of referring) {
      if (claim.volumeName === undefined) yield* checkPair(claim, volume);
      else yield otherVolume(claim, volume);
    }
    if (claim.volumeName !== undefined || referring.length > 0) continue;
    if (claim.spec.at('selector').exists) yield* checkSelected(set, claim, byLabel.candidates(claim), complete);
    else yield* checkClass(set, claim, free, complete);
  }
}

const SAME_ON_BOTH =
  'Write the same on both sides: class and volumeMode equal, access modes that the volume has, no more storage than its capacity.';

function* checkPair(claim: Claim, volume: Manifest): Generator<Discovery> {
  const claimRef = volume.root.at('spec', 'claimRef');
  const at = claim.spec.at(claim.volumeName === undefined ? 'resources' : 'volumeName');
  const holder = claimRef.at('name').text;
  const space = claimRef.at('namespace').text;
  if (
    holder !== undefined &&
    (holder !== claim.name || (space !== undefined && claim.namespace !== undefined && space !== claim.namespace))
  ) {
    yield {
      at,
      cause: `Claim ${claim.name} names volume ${volume.name}, whose claimRef keeps it for ${space === undefined ? '' : `${space}/`}${holder}: the claim stays Pending.`,
      remedy: 'Name this claim in the claimRef, or another volume.',
    };
    return;
  }
  const naming: Naming = holder === undefined ? 'byClaim' : claim.volumeName === undefined ? 'byVolume' : 'both';
  const found = disagreements(claim, volume);
  const apart = found.filter(({ field }) => COMPARED[naming].includes(field));
  const on = (list: typeof found) => list.map(({ text }) => text).join(', ');
  if (apart.length > 0) {
    const result = naming === 'byClaim' ? 'the claim stays Pending' : 'the claim stays Pending, or gets another volume';
    yield { at, cause: `Claim ${claim.name} and volume ${volume.name} disagree on ${on(apart)}: ${result}.`, remedy: SAME_ON_BOTH };
  } else if (found.length > 0) {
    const unusable = found.some(({ field }) => field === 'volumeMode');
    yield {
      level: unusable ? undefined : 'info',
      at,
      cause: `Claim ${claim.name} and volume ${volume.name} disagree on ${on(found)}; as they are named, nobody compares that, and they are bound as they are${unusable ? ', but no Pod can mount what is the other kind' : ''}.`,
      remedy: SAME_ON_BOTH,
    };
  }
}

function otherVolume(claim: Claim, volume: Manifest): Discovery {
  return {
    at: claim.spec.at('volumeName'),
    cause: `Claim ${claim.name} names volume ${claim.volumeName}, and volume ${volume.name} is kept for it by claimRef: neither waits for the other.`,
    remedy: `Write volumeName: ${volume.name}, or take the claimRef away.`,
  };
}

/** Where volumes of the set have the labels, and where the class would otherwise make a volume: others may be made elsewhere. */
function* checkSelected(set: ManifestSet, claim: Claim, volumes: readonly Manifest[], complete: boolean): Generator<Discovery> {
  const selector = claim.spec.at('selector');
  let nearest: { readonly volume: Manifest; readonly found: readonly string[] } | undefined;
  for (const volume of volumes) {
    if (selects(selector, labelsOf(volume)) !== true) continue;
    const holder = volume.root.at('spec', 'claimRef', 'name').text;
    const found =
      holder === undefined ? disagreements(claim, volume).map(({ text }) => text) : [`whom it is for (its claimRef says ${holder})`];
    if (found.length === 0) return;
    nearest ??= { volume, found };
  }
  if (nearest !== undefined) {
    yield {
      at: selector,
      cause: `${claim.heading} selects volume ${nearest.volume.name}, and they disagree on ${nearest.found.join(', ')}: the claim stays Pending.`,
      remedy: SAME_ON_BOTH,
    };
    return;
  }
  const storageClass = set.storageClass(claim);
  if (storageClass === undefined || makesNothing(storageClass)) return;
  yield {
    level: complete ? undefined : 'warning',
    at: selector,
    cause: `${claim.heading} selects its volume by labels, and class ${storageClass.name} makes no volumes for such claims: unless a volume with these labels is there, it stays Pending.`,
    remedy: 'Leave the selector out, and a volume is made; for a volume that exists, name its class, or "" for none.',
  };
}

/** Where all that there is for a claim is volumes that somebody made, and none will do. */
function* checkClass(set: ManifestSet, claim: Claim, free: FreeVolumes, complete: boolean): Generator<Discovery> {
  const { className } = claim;
  if (className === undefined || !isStaticClass(set, className, complete)) return;
  const found = free.largest(className).map((volume) => ({ volume, on: disagreements(claim, volume) }));
  if (found.length === 0 || found.some(({ on }) => on.length === 0)) return;
  const [{ volume, on }] = found.sort((one, other) => one.on.length - other.on.length);
  const count = free.count(className);
  yield {
    level: complete ? undefined : 'warning',
    at: on.every(({ field }) => field === 'size') ? claim.spec.at('resources', 'requests', 'storage') : claim.spec,
    cause: `${claim.heading} gets a volume of ${className === '' ? 'no class' : `class ${className}`} that is there, and ${count === 1 ? `with ${volume.name}, the only one,` : `with ${volume.name}, the nearest of ${count},`} it disagrees on ${on.map(({ text }) => text).join(', ')}: it stays Pending.`,
    remedy: SAME_ON_BOTH,
  };
}

/** Volumes by label, and by label and class, so that each claim looks at few of them. */
class VolumeIndex {
  private byLabel?: ReadonlyMap<string, readonly Pair[]>;

  constructor(private readonly set: ManifestSet) {}

  /** Those that a selector may mean: of the claim's class first, then few of the others, to tell how near they are. */
  candidates(claim: Claim): readonly Manifest[] {
    const selector = claim.spec.at('selector');
    if (selector.map === undefined) return [];
    const [pair] = selector.at('matchLabels').textEntries;
    if (pair === undefined) return this.set.all('PersistentVolume');
    const label = pair.join('\n');
    const ofLabel = this.index.get(label) ?? [];
    const ofClass = claim.className === undefined ? ofLabel : (this.index.get(`${label}\n${claim.className}`) ?? []);
    return [...ofClass, ...ofLabel.slice(0, 10)].map(({ volume }) => volume);
  }

  private get index(): ReadonlyMap<string, readonly Pair[]> {
    this.byLabel ??= groupBy(
      this.set.all('PersistentVolume').flatMap((volume) =>
        [...labelsOf(volume)].flatMap((label) => {
          const key = label.join('\n');
          return [
            { key, volume },
            { key: `${key}\n${classOfVolume(volume)}`, volume },
          ];
        }),
      ),
      ({ key }) => key,
    );
    return this.byLabel;
  }
}

interface Pair {
  /** A label, its value on the next line, and perhaps a class on the third. */
  readonly key: string;
  readonly volume: Manifest;
}

export const claimCannotBind: Rule = {
  id: 'claim-cannot-bind',
  level: 'error',
  otherLevels: ['warning', 'info'],
  summary: 'a claim and the volumes that there are for it, which disagree',
  explanation: {
    why: [
      'A claim binds to a volume of the same class and volumeMode, with all its access modes, with its labels and at least its size. Where one of these differs, the claim stays Pending, and so does the Pod.',
      'Where claim and volume name one another, by volumeName and claimRef, nobody compares anything: the pair is bound as it is, with too little space, or with access modes that the storage does not have. That is an info.',
      'A claim with a selector is for volumes that exist: provisioners make none for it. Nor does anybody make volumes for a class of kubernetes.io/no-provisioner, or for the class "": there the claim waits for a volume that fits.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: archive
      spec:
        capacity: { storage: 10Gi }
        accessModes: [ReadWriteOnce]
        storageClassName: static
        csi: { driver: ebs.csi.aws.com, volumeHandle: vol-0a1b2c3d4e5f60718 }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: archive
      spec:
        storageClassName: static
        volumeName: archive
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 50Gi } }
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
        csi: { driver: ebs.csi.aws.com, volumeHandle: vol-0a1b2c3d4e5f60718 }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: archive
      spec:
        storageClassName: static
        volumeName: archive
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 50Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding'],
  },
  check,
};
