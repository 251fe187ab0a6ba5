import { commonLabel, Places } from '../../facts/kubernetes/topology';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { nodeTermsOf } from './placement';
import { makesNothing } from './storage';

type Lists = Map<string, readonly string[]>;

/** Where the Pods of a template may run: one of the alternatives; undefined where anywhere. */
export function placesOfPod({ spec }: PodTemplate): { readonly at: Cursor; readonly places: readonly Places[] } | undefined {
  const selector = spec.at('nodeSelector');
  const base: Lists = new Map(selector.textEntries.map(([key, value]) => [commonLabel(key), [value]]));
  const required = spec.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const terms = required.at('nodeSelectorTerms').items;
  if (base.size === 0 && terms.length === 0) return undefined;
  if (terms.length === 0) return { at: selector, places: [{ among: base, except: new Map() }] };
  const places = terms.map((term) => placesOfTerm(term.at('matchExpressions'), base));
  return { at: base.size > 0 ? selector : required, places };
}

function placesOfTerm(expressions: Cursor, base: Lists = new Map()): Places {
  const among: Lists = new Map(base);
  const except: Lists = new Map();
  for (const item of expressions.items) {
    const key = item.at('key').text;
    const operator = item.at('operator').text ?? 'In';
    const values = item.at('values').texts;
    if (key === undefined || values.length === 0) continue;
    const label = commonLabel(key);
    const before = among.get(label);
    if (operator === 'In') among.set(label, before === undefined ? values : values.filter((value) => before.includes(value)));
    if (operator === 'NotIn') except.set(label, [...(except.get(label) ?? []), ...values]);
  }
  return { among, except };
}

/** Where a volume can be mounted: one of the alternatives; none where it says nothing. */
function placesOfVolume(volume: Manifest): readonly Places[] {
  return nodeTermsOf(volume).map((term) => placesOfTerm(term.at('matchExpressions')));
}

/** Where a class makes volumes: one of the alternatives; none where anywhere. */
function placesOfClass(storageClass: Manifest): readonly Places[] {
  return storageClass.root.at('allowedTopologies').items.map((term) => placesOfTerm(term.at('matchLabelExpressions')));
}

/** Where the volume of a claim is or will be. */
export interface ClaimPlaces {
  /** What says so, in a sentence. */
  readonly by: string;
  readonly places: readonly Places[];
  /** Whether there may be other volumes for the claim. */
  readonly open: boolean;
}

/** Where the volume of a claim is or will be; undefined where anywhere, or nobody knows. */
export function placesOfClaim(set: ManifestSet, claim: Claim): ClaimPlaces | undefined {
  const volume = set.persistentVolume(claim);
  if (volume !== undefined) return told(`volume ${volume.name}`, placesOfVolume(volume), false);
  const storageClass = set.storageClass(claim);
  // What is bound has a volume that is not here.
  if (storageClass === undefined || claim.isBound || claim.volumeName !== undefined) return undefined;
  if (!makesNothing(storageClass)) return told(`class ${storageClass.name}`, placesOfClass(storageClass), false);
  const volumes = set.volumesOfClass(storageClass.name).slice(0, 100).map(placesOfVolume);
  // One that says nothing is anywhere.
  if (volumes.some((places) => places.length === 0)) return undefined;
  return told(`each volume of class ${storageClass.name}`, volumes.flat(), true);
}

function told(by: string, places: readonly Places[], open: boolean): ClaimPlaces | undefined {
  return places.length === 0 ? undefined : { by, places, open };
}
