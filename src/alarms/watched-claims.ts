import { protocolOf } from '../facts/drivers';
import { CNPG_API } from '../facts/operators/cloudnative-pg';
import { literally, podPattern } from '../facts/prometheus';
import { isMap } from '../util/unchecked';
import { listed, ObjectJson, podSpecPathOf, PodSpecJson, typeOfObject, valueAt } from '../workloads/pod-json';

/** Claims that are called alike: one, or all those of a template. */
export interface WatchedClaim {
  /** What it is called in props: the name, for a template without the number. */
  readonly title: string;
  readonly namespace: string;
  /** The names, as a pattern. */
  readonly pattern: string;
  /** Whether it says something how full it is: not of a raw device, of what is only read, and of NFS, which speaks of the export. */
  readonly isMeasured: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Which classes and volumes are NFS, as far as the app has them. */
export class FileSystems {
  private readonly nfsClasses = new Set<unknown>();
  private readonly volumes = new Map<unknown, { readonly nfs: boolean; readonly readOnly: boolean }>();

  constructor(objects: readonly ObjectJson[]) {
    for (const object of objects) {
      const { provisioner, parameters } = object;
      const name = object.metadata?.name;
      if (typeOfObject(object) === 'storage.k8s.io/StorageClass' && typeof provisioner === 'string') {
        if (protocolOf(provisioner, isMap(parameters) ? parameters : {}) === 'nfs') this.nfsClasses.add(name);
      } else if (typeOfObject(object) === 'PersistentVolume') {
        const csi = valueAt(object, ['spec', 'csi']) as Fields | undefined;
        const attributes = csi?.volumeAttributes;
        const nfs =
          valueAt(object, ['spec', 'nfs']) !== undefined ||
          (typeof csi?.driver === 'string' && protocolOf(csi.driver, isMap(attributes) ? attributes : {}) === 'nfs');
        const readOnly = csi?.readOnly === true || valueAt(object, ['spec', 'nfs', 'readOnly']) === true;
        this.volumes.set(name, { nfs, readOnly });
      }
    }
  }

  isMeasured(spec: unknown): boolean {
    const { accessModes, storageClassName, volumeMode, volumeName } = isMap(spec) ? spec : {};
    if (volumeMode === 'Block' || this.nfsClasses.has(storageClassName)) return false;
    if (Array.isArray(accessModes) && accessModes.length > 0 && accessModes.every((mode) => mode === 'ReadOnlyMany')) return false;
    const volume = this.volumes.get(volumeName);
    return volume === undefined || !(volume.nfs || volume.readOnly);
  }
}

/** The claims that an object is or asks for; their namespace is that of the object. */
export function claimsOf(object: ObjectJson, systems: FileSystems): ReadonlyArray<Omit<WatchedClaim, 'namespace'>> {
  const type = typeOfObject(object);
  const name = object.metadata!.name!;
  if (type === 'PersistentVolumeClaim') return [{ title: name, pattern: literally(name), isMeasured: systems.isMeasured(object.spec) }];
  // Its disks are of classes that make one for each claim.
  if (object.apiVersion === CNPG_API && object.kind === 'Cluster') {
    return [{ title: name, pattern: `${literally(name)}-[0-9]+(-wal|-tbs-.+)?`, isMeasured: true }];
  }
  const path = podSpecPathOf(object);
  if (path === undefined) return [];
  const templates = type === 'apps/StatefulSet' ? listed(object.spec?.volumeClaimTemplates as readonly ObjectJson[] | undefined) : [];
  const pods = podPattern(type, name);
  const volumes = listed((valueAt(object, path) as PodSpecJson | undefined)?.volumes);
  return [
    ...templates.flatMap(({ metadata, spec }) => {
      const template = metadata?.name;
      if (typeof template !== 'string') return [];
      return [
        { title: `${template}-${name}`, pattern: `${literally(template)}-${literally(name)}-[0-9]+`, isMeasured: systems.isMeasured(spec) },
      ];
    }),
    ...volumes.flatMap(({ name: volume, ephemeral }) => {
      const spec = valueAt(ephemeral, ['volumeClaimTemplate', 'spec']);
      if (spec === undefined || pods === undefined) return [];
      return [{ title: `${name}-${volume}`, pattern: `${pods}-${literally(volume)}`, isMeasured: systems.isMeasured(spec) }];
    }),
  ];
}
