import { ManifestSet } from '../checks/manifest-set';
import { PodTemplate, PodVolume } from '../checks/pod-template';
import type { SharerReport } from './model';

/** Sources that name the same storage wherever they are written. */
const SAME_EVERYWHERE = ['nfs', 'hostPath'];

/** Who mounts the same storage. */
export class Sharing {
  private readonly users = new Map<string, Array<{ readonly pod: PodTemplate; readonly volume: PodVolume }>>();

  constructor(private readonly set: ManifestSet) {
    for (const pod of set.pods) {
      for (const volume of pod.volumes) {
        const key = this.keyOf(pod, volume);
        if (key === undefined) continue;
        const list = this.users.get(key) ?? [];
        this.users.set(key, list);
        list.push({ pod, volume });
      }
    }
  }

  /** The other workloads that mount what stands behind a volume, and how. */
  others(pod: PodTemplate, volume: PodVolume): SharerReport[] {
    const key = this.keyOf(pod, volume);
    if (key === undefined) return [];
    const sharers = new Map<string, boolean>();
    for (const user of this.users.get(key) ?? []) {
      if (user.pod === pod) continue;
      const title = user.pod.workload.toString();
      const writes = user.pod.mountsOf(user.volume).some(({ writable }) => writable);
      sharers.set(title, writes || sharers.get(title) === true);
    }
    return [...sharers].map(([workload, writes]) => ({ workload, access: writes ? 'read-write' : 'read-only' }));
  }

  /** What is the same storage has the same key; undefined for what belongs to the Pod alone. */
  private keyOf(pod: PodTemplate, volume: PodVolume): string | undefined {
    if (volume.claimName !== undefined) {
      const claim = this.set.claim(pod, volume);
      return JSON.stringify(['claim', claim?.namespace ?? pod.namespace ?? '', volume.claimName]);
    }
    if (volume.type === 'configMap' || volume.type === 'secret') {
      const name = volume.source.at(volume.type === 'secret' ? 'secretName' : 'name').text;
      return JSON.stringify([volume.type, pod.namespace ?? '', name]);
    }
    if (!SAME_EVERYWHERE.includes(volume.type)) return undefined;
    return JSON.stringify([volume.type, volume.source.at('server').text, volume.source.at('path').text]);
  }
}
