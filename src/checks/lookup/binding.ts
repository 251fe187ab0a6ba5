import { BindingField, bindingProblems, BindingSide } from '../../facts/kubernetes/binding';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { Claim } from '../claim';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { selects } from '../selector';
import { classOfVolume, makesNothing } from './storage';

/** What a claim asks of a volume. */
function askedBy({ className, accessModes, volumeMode, request, spec }: Claim): BindingSide {
  return { className, accessModes, volumeMode, size: request, attributesClass: spec.at('volumeAttributesClassName').text ?? '' };
}

/** What a volume is. */
function offeredBy(volume: Manifest): BindingSide {
  const spec = volume.root.at('spec');
  return {
    className: classOfVolume(volume),
    accessModes: spec.at('accessModes').texts,
    volumeMode: spec.at('volumeMode').text ?? 'Filesystem',
    size: parseQuantity(spec.at('capacity', 'storage').value),
    attributesClass: spec.at('volumeAttributesClassName').text ?? '',
  };
}

export function labelsOf(volume: Manifest): ReadonlyMap<string, string> {
  return new Map(volume.root.at('metadata', 'labels').textEntries);
}

/** Whether a claim is bound once a Pod of it has a node: by its class, and no volume is meant for it, to which it is bound at once. */
export function waitsForPod(set: ManifestSet, claim: Claim): boolean {
  if (claim.volumeName !== undefined || set.persistentVolume(claim) !== undefined) return false;
  return set.storageClass(claim)?.root.at('volumeBindingMode').text === 'WaitForFirstConsumer';
}

/** One thing that a claim and a volume disagree on. */
export interface Disagreement {
  readonly field: BindingField;
  /** Words to follow "they disagree on". */
  readonly text: string;
}

/** What a claim and a volume disagree on. */
export function disagreements(claim: Claim, volume: Manifest): Disagreement[] {
  const [asked, offered] = [askedBy(claim), offeredBy(volume)];
  const selector = claim.spec.at('selector');
  const fields = bindingProblems(asked, offered);
  if (selector.exists && selects(selector, labelsOf(volume)) === false) fields.push('labels');
  return fields.map((field) => ({ field, text: inWords(field, claim, volume, asked, offered) }));
}

const nameOf = (className = '') => (className === '' ? 'none' : className);

function inWords(field: BindingField, claim: Claim, volume: Manifest, asked: BindingSide, offered: BindingSide): string {
  switch (field) {
    case 'class':
      return `the class (${nameOf(asked.className)} and ${nameOf(offered.className)})`;
    case 'accessModes':
      return `the access modes (${asked.accessModes.join(', ')} and ${offered.accessModes.join(', ') || 'none'})`;
    case 'volumeMode':
      return `the volumeMode (${asked.volumeMode} and ${offered.volumeMode})`;
    case 'size': {
      const written = [claim.spec.at('resources', 'requests', 'storage'), volume.root.at('spec', 'capacity', 'storage')];
      return `the size (${written.map(({ value }) => String(value)).join(' asked for, ')} there)`;
    }
    case 'attributesClass':
      return `the VolumeAttributesClass (${nameOf(asked.attributesClass)} and ${nameOf(offered.attributesClass)})`;
    case 'labels':
      return 'the labels (its selector does not select the volume)';
  }
}

/**
 * The volumes that no claim holds, by class; of each kind (volumeMode and access modes) the largest, so that a claim looks at few of them
 * however many there are.
 */
export class FreeVolumes {
  private readonly byClass = new Map<string, Map<string, Manifest>>();
  private readonly counts = new Map<string, number>();

  constructor(volumes: readonly Manifest[]) {
    for (const volume of volumes) {
      if (volume.root.at('spec', 'claimRef', 'name').exists) continue;
      const { className = '', volumeMode, accessModes, size = Infinity } = offeredBy(volume);
      const kinds = this.byClass.get(className) ?? new Map<string, Manifest>();
      this.byClass.set(className, kinds);
      this.counts.set(className, this.count(className) + 1);
      const kind = [volumeMode, ...[...accessModes].sort()].join(' ');
      const before = kinds.get(kind);
      if (before === undefined || (offeredBy(before).size ?? Infinity) < size) kinds.set(kind, volume);
    }
  }

  /** How many there are of a class. */
  count(className: string): number {
    return this.counts.get(className) ?? 0;
  }

  /** The largest of each kind of a class. */
  largest(className: string): readonly Manifest[] {
    return [...(this.byClass.get(className)?.values() ?? [])];
  }
}

/**
 * Whether the claims of a class get nothing but volumes that somebody made: it has no provisioner, or is none; with `complete`, also
 * where the class is nowhere, which is usual for classes that only tie claims to volumes.
 */
export function isStaticClass(set: ManifestSet, className: string, complete: boolean): boolean {
  if (className === '') return true;
  const storageClass = set.findGlobal('storage.k8s.io/StorageClass', className);
  // Several of one name are none that is known.
  if (storageClass === undefined) return complete && set.findAll('storage.k8s.io/StorageClass', className).length === 0;
  return makesNothing(storageClass);
}
