import { parseQuantity } from '../../facts/kubernetes/quantities';
import { Claim } from '../claim';
import { groupBy } from '../../util/group-by';
import { classOfVolume } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { selects } from '../selector';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const index = new VolumeIndex(set);
  for (const claim of set.claims) {
    const named = set.findGlobal('PersistentVolume', claim.volumeName);
    const referring = set.volumesReferring(claim).filter((volume) => volume !== named);
    if (named !== undefined) yield* checkPair(claim, named);
    for (const volume of referring) {
      if (claim.volumeName === undefined) yield* checkPair(claim, volume);
      else yield otherVolume(claim, volume);
    }
    if (named === undefined && claim.volumeName === undefined && referring.length === 0) {
      yield* checkSelected(claim, index.candidates(claim));
    }
  }
}

/** What a claim and its volume disagree on, as words to follow "they disagree on". */
function disagreements(claim: Claim, volume: Manifest): string[] {
  const spec = volume.root.at('spec');
  const found: string[] = [];
  const ofVolume = classOfVolume(volume);
  if (claim.className !== undefined && claim.className !== ofVolume) {
    found.push(`the class (${nameOf(claim.className)} and ${nameOf(ofVolume)})`);
  }
  const offered = spec.at('accessModes').texts;
  const missing = claim.accessModes.filter((mode) => !offered.includes(mode));
  if (missing.length > 0) found.push(`the access modes (${claim.accessModes.join(', ')} and ${offered.join(', ') || 'none'})`);
  const mode = spec.at('volumeMode').text ?? 'Filesystem';
  if (claim.volumeMode !== mode) found.push(`the volumeMode (${claim.volumeMode} and ${mode})`);
  const capacity = parseQuantity(spec.at('capacity', 'storage').value);
  if (claim.request !== undefined && capacity !== undefined && capacity < claim.request) {
    const written = [claim.spec.at('resources', 'requests', 'storage'), spec.at('capacity', 'storage')].map(({ value }) => String(value));
    found.push(`the size (${written.join(' asked for, ')} there)`);
  }
  const selector = claim.spec.at('selector');
  if (selector.exists && selects(selector, labelsOf(volume)) === false) found.push('the labels (its selector does not select the volume)');
  return found;
}

const nameOf = (className: string) => (className === '' ? 'none' : className);

function labelsOf(volume: Manifest): ReadonlyMap<string, string> {
  return new Map(volume.root.at('metadata', 'labels').textEntries);
}

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
  const found = disagreements(claim, volume);
  if (found.length === 0) return;
  yield {
    at,
    cause:
      holder === undefined
        ? `Claim ${claim.name} and volume ${volume.name} disagree on ${found.join(', ')}: the claim stays Pending.`
        : `Claim ${claim.name} and volume ${volume.name} disagree on ${found.join(', ')}; with the claimRef nobody checks that, and they are bound as they are.`,
    remedy:
      'Write the same on both sides: class and volumeMode equal, access modes that the volume has, no more storage than its capacity.',
  };
}

function otherVolume(claim: Claim, volume: Manifest): Discovery {
  return {
    at: claim.spec.at('volumeName'),
    cause: `Claim ${claim.name} names volume ${claim.volumeName}, and volume ${volume.name} is kept for it by claimRef: neither waits for the other.`,
    remedy: `Write volumeName: ${volume.name}, or take the claimRef away.`,
  };
}

/** Only where volumes of the set have the labels: others may be made elsewhere. */
function* checkSelected(claim: Claim, volumes: readonly Manifest[]): Generator<Discovery> {
  const selector = claim.spec.at('selector');
  let nearest: { readonly volume: Manifest; readonly found: readonly string[] } | undefined;
  for (const volume of volumes) {
    if (selects(selector, labelsOf(volume)) !== true) continue;
    const holder = volume.root.at('spec', 'claimRef', 'name').text;
    const found = holder === undefined ? disagreements(claim, volume) : [`whom it is for (its claimRef says ${holder})`];
    if (found.length === 0) return;
    nearest ??= { volume, found };
  }
  if (nearest === undefined) return;
  yield {
    at: selector,
    cause: `Claim ${claim.name} selects volume ${nearest.volume.name}, and they disagree on ${nearest.found.join(', ')}: the claim stays Pending.`,
    remedy:
      'Write the same on both sides: class and volumeMode equal, access modes that the volume has, no more storage than its capacity.',
  };
}

/** Volumes by label, so that each claim looks at few of them. */
class VolumeIndex {
  private byLabel?: ReadonlyMap<string, readonly Pair[]>;

  constructor(private readonly set: ManifestSet) {}

  candidates(claim: Claim): readonly Manifest[] {
    const selector = claim.spec.at('selector');
    if (selector.map === undefined) return [];
    const [pair] = selector.at('matchLabels').textEntries;
    return pair === undefined ? this.set.all('PersistentVolume') : (this.index.get(pair.join('\n')) ?? []).map(({ volume }) => volume);
  }

  private get index(): ReadonlyMap<string, readonly Pair[]> {
    this.byLabel ??= groupBy(
      this.set.all('PersistentVolume').flatMap((volume) => [...labelsOf(volume)].map((label) => ({ key: label.join('\n'), volume }))),
      ({ key }) => key,
    );
    return this.byLabel;
  }
}

interface Pair {
  /** A label, and its value on the next line. */
  readonly key: string;
  readonly volume: Manifest;
}

export const claimCannotBind: Rule = {
  id: 'claim-cannot-bind',
  level: 'error',
  summary: 'a claim and the volume that it names or selects, which disagree',
  explanation: {
    why: [
      'A claim binds to a volume of the same class and volumeMode, with all its access modes, with its labels and at least its size. Where one of these differs, the claim stays Pending, and so does the Pod.',
      'A claimRef on the volume switches these checks off: the pair is bound as it is, with too little space, or with access modes that the storage does not have.',
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
