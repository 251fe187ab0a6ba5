import { Claim } from '../claim';
import { ManifestSet } from '../manifest-set';

/** Claims by the name under which other objects know them: objects, and what StatefulSets make of their templates. */
export class ClaimNames {
  private readonly templates = new Map<string, Claim>();

  constructor(private readonly set: ManifestSet) {
    for (const { workload, namespace, volumes } of set.pods) {
      for (const { type, name, ownClaim } of volumes) {
        if (type === 'claimTemplate') this.templates.set(`${namespace ?? ''}/${name}-${workload.name}`, ownClaim!);
      }
    }
  }

  /** The claim of a name; undefined where it is not in the set. */
  find(namespace: string | undefined, name: string | undefined): Claim | undefined {
    const object = this.set.find('PersistentVolumeClaim', namespace, name);
    if (object !== undefined) return this.set.claimOf(object);
    return name === undefined ? undefined : this.templates.get(`${namespace ?? ''}/${name.replace(/-[0-9]+$/, '')}`);
  }
}
