/**
 * How Spark makes volumes of its settings: spark.kubernetes.ROLE.volumes.TYPE.NAME.mount.path and the like.
 *
 * @see https://spark.apache.org/docs/latest/running-on-kubernetes.html#using-kubernetes-volumes
 */

/** The volumes that take what Spark shuffles and spills; all others are no room for that. */
export const LOCAL_DIR_PREFIX = 'spark-local-dir-';

/** The name of a claim that Spark makes for each Pod. */
export const ON_DEMAND = 'OnDemand';

/** What stands in a claim's name for the number of the executor. */
const EXECUTOR_ID = 'SPARK_EXECUTOR_ID';

export const VOLUME_TYPES = ['hostPath', 'emptyDir', 'nfs', 'persistentVolumeClaim'];

/** A volume that settings ask for. */
export interface ConfVolume {
  readonly role: 'driver' | 'executor';
  readonly type: string;
  readonly name: string;
  /** Its settings, by what stands behind the name: mount.path, options.claimName; and the keys that they have. */
  readonly settings: ReadonlyMap<string, { readonly key: string; readonly value: string }>;
}

const KEY = /^spark\.kubernetes\.(driver|executor)\.volumes\.([^.]+)\.([^.]+)\.(.+)$/;

export function confVolumes(conf: Iterable<readonly [key: string, value: string]>): readonly ConfVolume[] {
  const volumes = new Map<string, { volume: ConfVolume; settings: Map<string, { key: string; value: string }> }>();
  for (const [key, value] of conf) {
    const match = KEY.exec(key);
    if (match === null) continue;
    const [, role, type, name, setting] = match;
    const id = `${role}/${type}/${name}`;
    let known = volumes.get(id);
    if (known === undefined) {
      const settings = new Map<string, { key: string; value: string }>();
      known = { volume: { role: role as ConfVolume['role'], type, name, settings }, settings };
      volumes.set(id, known);
    }
    known.settings.set(setting, { key, value });
  }
  return [...volumes.values()].map(({ volume }) => volume);
}

/** Whether each executor gets another claim of this name. */
export function isClaimForEach(claimName: string): boolean {
  return claimName.includes(ON_DEMAND) || claimName.includes(EXECUTOR_ID);
}
