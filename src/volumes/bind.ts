import { Size } from 'cdk8s';
import { BindingField, bindingProblems, BindingSide } from '../facts/kubernetes/binding';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { formatSize } from '../props/sizes';
import { Claim } from './claim';

/** What of a volume is compared with a claim. */
export interface OfferedVolume {
  readonly name: string;
  /** The claim that it is kept for already. */
  readonly claimRef?: { readonly name: string; readonly namespace: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly storage: Size;
  readonly side: BindingSide;
}

export const NO_NAMESPACE =
  'Neither the claim nor its chart names one, and a volume that is kept for a claim without it is never bound. Give the namespace.';

/** Reports what keeps a claim and a volume apart; how the volume names the claim where nothing does. */
export function checkPair(problems: Problems, claim: unknown, volume: OfferedVolume): { name: string; namespace: string } | undefined {
  const before = problems.count;
  if (!isA(claim, Claim)) {
    problems.add('claim', claim, 'Give a Claim of this library; claim() makes one that fits.');
    return undefined;
  }
  const { side, selector, namespace, volumeName, hasSource, storage } = claim._asked;
  const name = claim.name;
  if (namespace === undefined) problems.add('claim.namespace', undefined, NO_NAMESPACE);
  if (volumeName !== undefined && volumeName !== volume.name) {
    problems.add(
      'claim.volumeName',
      volumeName,
      `The claim is for another volume. Make a claim for ${volume.name}, or leave volumeName out.`,
    );
  }
  const { claimRef } = volume;
  if (claimRef !== undefined && (claimRef.name !== name || claimRef.namespace !== namespace)) {
    problems.add('claimRef', `${claimRef.namespace}/${claimRef.name}`, 'The volume is kept for another claim. Make a volume for each.');
  }
  if (hasSource) problems.add('claim.dataSource', 'given', 'An existing volume keeps the data that it has. Leave it out.');
  const apart = bindingProblems(side, volume.side);
  if (Object.entries(selector ?? {}).some(([key, value]) => volume.labels?.[key] !== value)) apart.push('labels');
  for (const field of apart) problems.add(...disagreement(field, side, storage, volume, selector));
  return problems.count > before ? undefined : { name, namespace: namespace! };
}

const SAME = 'Say the same on both sides';

function disagreement(
  field: BindingField,
  claim: BindingSide,
  storage: Size,
  volume: OfferedVolume,
  selector: unknown,
): [string, unknown, string] {
  const none = (text = '') => (text === '' ? 'none' : text);
  switch (field) {
    case 'class':
      return ['storageClassName', volume.side.className, `The claim has the class ${none(claim.className)}. ${SAME}.`];
    case 'accessModes':
      return [
        'accessModes',
        volume.side.accessModes,
        `The claim asks for ${claim.accessModes.join(', ')}. Ask for modes that the volume has.`,
      ];
    case 'volumeMode':
      return [
        'volumeMode',
        volume.side.volumeMode,
        `The claim is ${claim.volumeMode}, and no Pod can mount what is the other kind. ${SAME}.`,
      ];
    case 'size':
      return ['storage', volume.storage, `The claim asks for ${formatSize(storage)}. Ask for no more than there is.`];
    case 'attributesClass':
      return ['volumeAttributesClassName', volume.side.attributesClass, `The claim has the class ${none(claim.attributesClass)}. ${SAME}.`];
    case 'labels':
      return [
        'labels',
        volume.labels,
        `The claim selects ${JSON.stringify(selector)}. Give the volume these labels, or leave the selector out.`,
      ];
  }
}
