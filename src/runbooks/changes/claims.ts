import type { Manifest } from '../../checks/manifest';
import type { PodVolume, PodTemplate } from '../../checks/pod-template';
import { isDnsLabel, isDnsSubdomain } from '../../facts/kubernetes/names';
import { firstOrdinal } from '../../plan';
import { ClaimName, claimName } from '../parts/names';
import { HeldVolume, lookedUp, volumeOf } from '../parts/volumes';
import type { Lookup } from '../runbook';
import { namespaceIn, Way } from './way';

/** More claims than this are none of a runbook: somebody writes a program for it. */
export const MOST_CLAIMS = 50;

/** Whether a name may be one: what is written into scripts and patches is no other. */
export const isName = ({ namespace, name }: { readonly namespace: string; readonly name: string }): boolean =>
  isDnsLabel(namespace) && isDnsSubdomain(name);

/** The claims behind a volume of a workload: one, or one for each of its Pods; undefined for what is no claim. */
export function claimsOf(way: Way, pod: PodTemplate, volume: PodVolume, count = 1): readonly ClaimName[] | undefined {
  const claims = namesOf(way, pod, volume, Math.min(count, MOST_CLAIMS + 1));
  return claims?.every(isName) === true ? claims : undefined;
}

function namesOf(way: Way, pod: PodTemplate, volume: PodVolume, count: number): readonly ClaimName[] | undefined {
  const namespace = namespaceIn(way, pod.workload);
  if (volume.type === 'persistentVolumeClaim') return volume.claimName === undefined ? undefined : [claimName(namespace, volume.claimName)];
  if (volume.type !== 'claimTemplate') return undefined;
  const first = firstOrdinal(pod);
  return Array.from({ length: count }, (_, index) => claimName(namespace, `${volume.name}-${pod.workload.name}-${first + index}`));
}

/** How many Pods have claims of their own: those of a set at rest count as one. */
export const podsOf = ({ replicas }: PodTemplate): number => Math.max(1, replicas ?? 1);

export interface Found {
  readonly volume: HeldVolume;
  readonly lookup?: Lookup;
}

/** The volume of a claim: by its name where it was read from the cluster, else as the run finds it. */
export function volumeBehind(way: Way, from: ClaimName, to: ClaimName, index: number): Found {
  const read = readVolume(way, from);
  if (read !== undefined) return { volume: read };
  const mark = `${from.namespace}/${from.name}:${to.namespace}/${to.name}`;
  const [volume, lookup] = lookedUp(`volume_${index + 1}`, from, mark, [volumeOf(from), volumeOf(to)]);
  return { volume, lookup };
}

/** The volume that a claim of the cluster has. */
export function readVolume({ context }: Way, claim: ClaimName): HeldVolume | undefined {
  const object = claimObject(context.oldObject.bind(context), claim);
  const name = object?.root.at('spec', 'volumeName').text;
  if (name === undefined || name === '') return undefined;
  const policy = context.old.findGlobal('PersistentVolume', name)?.root.at('spec', 'persistentVolumeReclaimPolicy').text;
  return { object: { kind: 'persistentvolume', name }, policy };
}

export function claimObject(
  find: (type: string, namespace: string | undefined, name: string) => Manifest | undefined,
  { namespace, name }: ClaimName,
): Manifest | undefined {
  return find('PersistentVolumeClaim', namespace, name) ?? find('PersistentVolumeClaim', undefined, name);
}

/** The labels that the controller of a set gives to the claims of a template, and those of the template. */
export function labelsOf({ root }: Manifest, { type, at }: PodVolume): Readonly<Record<string, string>> {
  if (type !== 'claimTemplate') return {};
  const entries = [...at.at('metadata', 'labels').textEntries, ...root.at('spec', 'selector', 'matchLabels').textEntries];
  return Object.fromEntries(entries.filter((entry) => entry.every((word) => /^[A-Za-z0-9._/-]*$/.test(word))));
}

/** Whether the retention policy of a set deletes claims. */
export const deletesClaims = ({ root }: Manifest): boolean =>
  ['whenDeleted', 'whenScaled'].some((key) => root.at('spec', 'persistentVolumeClaimRetentionPolicy', key).text === 'Delete');
