/**
 * When a claim and a volume that exists come together. Tried on the controllers of Kubernetes 1.36.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
 */

/** What a claim and a volume can disagree on. */
export type BindingField = 'class' | 'accessModes' | 'volumeMode' | 'size' | 'labels' | 'attributesClass';

/** How they name one another: the claim by volumeName, the volume by claimRef. */
export type Naming = 'neither' | 'byClaim' | 'byVolume' | 'both';

/** What the controller compares; on anything else they are bound as they are. */
export const COMPARED: Readonly<Record<Naming, readonly BindingField[]>> = {
  neither: ['class', 'accessModes', 'volumeMode', 'size', 'labels', 'attributesClass'],
  byClaim: ['class', 'accessModes', 'volumeMode', 'size', 'attributesClass'],
  byVolume: ['accessModes', 'volumeMode', 'size', 'attributesClass'],
  both: [],
};

/** One side of a pair: what a claim asks for, or what a volume is. */
export interface BindingSide {
  /** Empty for none; undefined for a claim that takes the default one, whichever that is. */
  readonly className: string | undefined;
  readonly accessModes: readonly string[];
  readonly volumeMode: string;
  /** The VolumeAttributesClass; empty for none. */
  readonly attributesClass: string;
  /** In bytes; undefined where nobody can read it. */
  readonly size: number | undefined;
}

/** What keeps a volume from being what a claim asks for, labels apart. */
export function bindingProblems(claim: BindingSide, volume: BindingSide): BindingField[] {
  const found: BindingField[] = [];
  if (claim.className !== undefined && claim.className !== volume.className) found.push('class');
  if (claim.accessModes.some((mode) => !volume.accessModes.includes(mode))) found.push('accessModes');
  if (claim.volumeMode !== volume.volumeMode) found.push('volumeMode');
  if (claim.size !== undefined && volume.size !== undefined && volume.size < claim.size) found.push('size');
  if (claim.attributesClass !== volume.attributesClass) found.push('attributesClass');
  return found;
}
