import { Backups } from '../checks/lookup/backups';
import { ownerOfWorkload } from '../checks/lookup/cluster-backups';
import { CustomClaim } from '../checks/custom-claims';
import { ManifestSet } from '../checks/manifest-set';
import { customResource } from '../facts/operators';
import { groupBy } from '../util/group-by';
import { VolumeReport, WorkloadReport } from './model';
import { storageOfClaim } from './storage';
import { KINDS } from './survival';

/**
 * What operators keep for custom resources. Their Pods are made in the cluster: where they are here as well, as in what was read from
 * one, the rows of these say it all.
 */
export function reportCustom(set: ManifestSet, backups: Backups): WorkloadReport[] {
  const made = new Set(set.pods.map(({ workload }) => ownerOfWorkload(set, workload)));
  const claims = set.customClaims.filter(({ claim }) => claim.origin === 'custom');
  return [...groupBy(claims, ({ claim }) => claim.manifest)]
    .filter(([manifest]) => !made.has(manifest) && customResource(manifest.type)?.madeAgain !== true)
    .map(([manifest, own]) => ({
      kind: manifest.kind,
      namespace: manifest.namespace,
      name: manifest.name,
      file: manifest.origin.file,
      line: manifest.origin.lineOf?.([]),
      constructPath: manifest.origin.constructPath,
      operator: customResource(manifest.type)?.title,
      volumes: own.map((one) => reportClaim(set, one, backups.ofCluster(manifest))),
    }));
}

function reportClaim(set: ManifestSet, { claim, place }: CustomClaim, found: ReturnType<Backups['ofCluster']>): VolumeReport {
  const storage = storageOfClaim(set, claim);
  return {
    name: claim.name,
    ...storage,
    mounts: [],
    survives: KINDS[storage.kind].survives,
    sharedWith: [],
    backups: found.map(({ title, sure }) => (sure ? title : `perhaps ${title}`)),
    backedUp: found.some(({ sure }) => sure),
    holdsBackups: /backup/i.test(place.at),
  };
}
