import { Claim } from '../checks/claim';
import { asMap } from '../checks/cursor';
import { claimNamesOf } from '../checks/lookup/claims';
import { classOfVolume, driverOfClaim, driverOfVolume } from '../checks/lookup/storage';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { parseQuantity } from '../facts/kubernetes/quantities';
import type { UnusedReport } from './model';
import { amountAt, reclaimPolicy } from './storage';

/** Phases of a volume whose claim is gone. */
const LEFT = ['Released', 'Failed'];

/** Keys under which objects of other kinds name a claim that they mount. */
const NAMING = new Set(['claimName', 'existingClaim', 'persistentVolumeClaimName', 'pvcName', 'sourcePVC']);

/** Claims that no workload mounts, and volumes whose claims are gone. */
export function unusedIn(set: ManifestSet): readonly UnusedReport[] {
  const named = new NamedClaims(set);
  const claims = set.claims.filter((claim) => set.podsOfClaim(claim).length === 0 && !named.has(claim)).map((claim) => ofClaim(set, claim));
  const volumes = set
    .all('PersistentVolume')
    .filter(({ root }) => LEFT.includes(root.at('status', 'phase').text ?? ''))
    .map((volume) => ofVolume(volume));
  return [...claims, ...volumes].sort((one, other) => bytesOf(other) - bytesOf(one) || (titleOf(one) < titleOf(other) ? -1 : 1));
}

export function bytesOf({ size }: UnusedReport): number {
  return parseQuantity(size) ?? 0;
}

function titleOf({ namespace = '', name }: UnusedReport): string {
  return `${namespace}/${name}`;
}

function ofClaim(set: ManifestSet, claim: Claim): UnusedReport {
  const { manifest, namespace, name, className } = claim;
  const size = claim.at.at('status', 'capacity', 'storage').text ?? amountAt(claim.spec.at('resources', 'requests', 'storage'));
  return {
    kind: 'PersistentVolumeClaim',
    namespace,
    name,
    size,
    storageClass: className || undefined,
    driver: driverOfClaim(set, claim),
    reclaim: reclaimPolicy(set.persistentVolume(claim), set.storageClass(claim)),
    why: 'no workload here mounts it',
    ...placeOf(manifest),
  };
}

function ofVolume(volume: Manifest): UnusedReport {
  const spec = volume.root.at('spec');
  const phase = volume.root.at('status', 'phase').text!;
  const claim = [spec.at('claimRef', 'namespace').text, spec.at('claimRef', 'name').text].filter((part) => part !== undefined).join('/');
  return {
    kind: 'PersistentVolume',
    name: volume.name,
    size: amountAt(spec.at('capacity', 'storage')),
    storageClass: classOfVolume(volume) || undefined,
    driver: driverOfVolume(volume),
    reclaim: reclaimPolicy(volume, undefined),
    why: claim === '' ? phase : `${phase}: it was that of claim ${claim}`,
    ...placeOf(volume),
  };
}

function placeOf({ origin }: Manifest): Pick<UnusedReport, 'file' | 'line'> {
  return { file: origin.file, line: origin.lineOf?.([]) };
}

/** Of a template so many claims are taken for used. */
const MOST_NAMES = 1000;

/** Claims that something other than a Pod names, or that a StatefulSet takes by their names. */
class NamedClaims {
  private readonly names = new Set<string>();

  constructor(set: ManifestSet) {
    for (const manifest of set.manifests) {
      if (set.podsOf(manifest) === undefined && isUser(manifest.type)) this.walk(manifest.namespace ?? '', manifest.body, 0);
    }
    for (const pod of set.pods) {
      for (const { type, ownClaim } of pod.volumes) {
        if (type !== 'claimTemplate') continue;
        for (const name of claimNamesOf(set, pod, ownClaim!, MOST_NAMES)) this.names.add(`${pod.namespace ?? ''}/${name}`);
      }
    }
  }

  has({ namespace = '', name }: Claim): boolean {
    return this.names.has(`${namespace}/${name}`);
  }

  private walk(namespace: string, value: unknown, depth: number): void {
    if (depth > 24) return;
    if (Array.isArray(value)) {
      for (const item of value) this.walk(namespace, item, depth + 1);
      return;
    }
    for (const [key, child] of Object.entries(asMap(value) ?? {})) {
      if (typeof child === 'string' && NAMING.has(key)) this.names.add(`${namespace}/${child}`);
      else if (typeof child === 'object') this.walk(namespace, child, depth + 1);
    }
  }
}

/** Who copies a claim does not use it. */
function isUser(type: string): boolean {
  return type.includes('/') && !/^(snapshot\.storage|groupsnapshot\.storage|volsync|velero|k8up|gemini|snapscheduler)/.test(type);
}
