import { VOLUME_SOURCES } from '../facts/kubernetes/fields';
import { replicasPath, templatePath } from '../facts/kubernetes/pod-paths';
import { READ_ONLY_SOURCES } from '../facts/kubernetes/pod-volumes';
import { isObject } from '../util/unchecked';
import { Claim } from './claim';
import { Cursor } from './cursor';
import { groupBy } from '../util/group-by';
import { Manifest } from './manifest';

/** init containers with restartPolicy Always run beside the others: sidecars. */
export type ContainerRole = 'main' | 'init' | 'sidecar';

export interface Mount {
  readonly container: Container;
  /** The entry of volumeMounts or volumeDevices. */
  readonly at: Cursor;
  /** Name of the volume; undefined where it is no text. */
  readonly name: string | undefined;
  /** The volume, where the Pod has it. */
  readonly volume: PodVolume | undefined;
  /** The mountPath or devicePath. */
  readonly path: string | undefined;
  readonly isDevice: boolean;
  /** The subPath or subPathExpr; undefined where the whole volume is mounted. */
  readonly subPath: string | undefined;
  /** Whether this mount lets the container write: neither it nor the volume is read-only. */
  readonly writable: boolean;
}

export interface Container {
  readonly at: Cursor;
  readonly name: string;
  readonly role: ContainerRole;
  readonly image: string | undefined;
  readonly mounts: readonly Mount[];
}

/** A volume that the containers of a Pod can mount. */
export interface PodVolume {
  readonly name: string;
  /** The entry in `volumes`, or in the set's volumeClaimTemplates. */
  readonly at: Cursor;
  /** The kind of source: `emptyDir`, `configMap`, `persistentVolumeClaim`; `claimTemplate` for one of the StatefulSet's. */
  readonly type: string;
  /** The source's fields. */
  readonly source: Cursor;
  /** The name of the claim that it mounts, where it mounts one that exists by itself. */
  readonly claimName?: string;
  /** The claim that each Pod gets for itself: of a claim template, or generic ephemeral. */
  readonly ownClaim?: Claim;
  /** Whether nobody can write to it, whatever the mount says. */
  readonly readOnly: boolean;
}

/** The Pods of one workload. */
export class PodTemplate {
  /** The metadata of the Pods. */
  readonly metadata: Cursor;
  readonly spec: Cursor;
  readonly labels: ReadonlyMap<string, string>;
  readonly volumes: readonly PodVolume[];
  /** All containers, in the order in which they start; the ephemeral ones are left out, since no workload has them. */
  readonly containers: readonly Container[];
  /** The mounts of all containers. */
  readonly mounts: readonly Mount[];

  private readonly byVolume: ReadonlyMap<PodVolume | undefined, readonly Mount[]>;

  private constructor(
    readonly workload: Manifest,
    readonly at: Cursor,
  ) {
    this.metadata = at.at('metadata');
    this.spec = at.at('spec');
    this.labels = new Map(this.metadata.at('labels').textEntries);
    const templates = workload.type === 'apps/StatefulSet' ? claimTemplates(workload) : [];
    const templateNames = new Set(templates.map(({ name }) => name));
    // A claim template takes the place of a volume of the same name.
    const own = volumesOf(this.spec, workload).filter(({ name }) => !templateNames.has(name));
    this.volumes = [...templates, ...own];
    const byName = new Map(this.volumes.map((volume) => [volume.name, volume]));
    this.containers = [
      ...this.spec.at('initContainers').items.map((item) => readContainer(item, true, byName)),
      ...this.spec.at('containers').items.map((item) => readContainer(item, false, byName)),
    ];
    this.mounts = this.containers.flatMap(({ mounts }) => mounts);
    this.byVolume = groupBy(this.mounts, ({ volume }) => volume);
  }

  /** The Pods of a manifest; undefined where it is no workload. */
  static of(manifest: Manifest): PodTemplate | undefined {
    const { type } = manifest;
    const path = templatePath(type);
    if (path === undefined) return undefined;
    const at = manifest.root.at(...path);
    // A Rollout may take the template of a Deployment, which is there by itself.
    return type.startsWith('argoproj.io/') && !at.exists ? undefined : new PodTemplate(manifest, at);
  }

  /** Whether the object is the Pod itself, and no workload that makes it. */
  get isBare(): boolean {
    return this.at === this.workload.root;
  }

  get namespace(): string | undefined {
    return this.workload.namespace;
  }

  /** Containers that keep running: no init containers. */
  get running(): readonly Container[] {
    return this.containers.filter(({ role }) => role !== 'init');
  }

  mountsOf(volume: PodVolume): readonly Mount[] {
    return this.byVolume.get(volume) ?? [];
  }

  /** Whether the Pods run to their end: those of Jobs and CronJobs. */
  get isTask(): boolean {
    return this.workload.type.startsWith('batch/');
  }

  /** Replicas as written, without autoscalers: 1 where nothing is said, none for a DaemonSet, the parallelism of a Job. */
  get replicas(): number | undefined {
    const { type, root } = this.workload;
    if (type === 'apps/DaemonSet') return undefined;
    return type === 'Pod' ? 1 : (root.at(...replicasPath(type)).number ?? 1);
  }
}

function volumesOf(spec: Cursor, workload: Manifest): PodVolume[] {
  return spec.at('volumes').items.flatMap((at) => {
    const name = at.at('name').text;
    if (name === undefined) return [];
    const [type, source] = sourceOf(at);
    return [
      {
        name,
        at,
        type,
        source,
        claimName: type === 'persistentVolumeClaim' ? source.at('claimName').text : undefined,
        ownClaim: type === 'ephemeral' ? Claim.ofEphemeral(workload, source.at('volumeClaimTemplate'), name) : undefined,
        readOnly: READ_ONLY_SOURCES.includes(type) || source.at('readOnly').flag === true,
      },
    ];
  });
}

/** What a volume is made of; without a source it is an emptyDir. Newer kinds of sources than those that are known have fields too. */
function sourceOf(at: Cursor): readonly [string, Cursor] {
  const isKnown = ([key, { value }]: readonly [string, Cursor]) => VOLUME_SOURCES.has(key) && isObject(value);
  const { entries } = at;
  return entries.find(isKnown) ?? entries.find(([, { value }]) => isObject(value)) ?? ['emptyDir', at.at('emptyDir')];
}

function claimTemplates(workload: Manifest): PodVolume[] {
  return workload.root.at('spec', 'volumeClaimTemplates').items.flatMap((at) => {
    const name = at.at('metadata', 'name').text;
    if (name === undefined) return [];
    return [{ name, at, type: 'claimTemplate', source: at, ownClaim: Claim.ofTemplate(workload, at, name), readOnly: false }];
  });
}

function readContainer(at: Cursor, isInit: boolean, volumes: ReadonlyMap<string, PodVolume>): Container {
  const role = !isInit ? 'main' : at.at('restartPolicy').text === 'Always' ? 'sidecar' : 'init';
  const mounts: Mount[] = [];
  const container: Container = { at, name: at.at('name').text ?? '', role, image: at.at('image').text, mounts };
  for (const [list, pathKey] of MOUNT_LISTS) {
    for (const mount of at.at(list).items) {
      const name = mount.at('name').text;
      const volume = name === undefined ? undefined : volumes.get(name);
      mounts.push({
        container,
        at: mount,
        name,
        volume,
        path: mount.at(pathKey).text,
        isDevice: list === 'volumeDevices',
        subPath: mount.at('subPath').text || mount.at('subPathExpr').text || undefined,
        writable: mount.at('readOnly').flag !== true && volume?.readOnly !== true,
      });
    }
  }
  return container;
}

const MOUNT_LISTS = [
  ['volumeMounts', 'mountPath'],
  ['volumeDevices', 'devicePath'],
] as const;
