import { AUTOSCALERS } from '../facts/kubernetes/autoscalers';
import { FieldFault, fieldFaults } from '../facts/kubernetes/fields';
import { DEFAULT_CLASS_ANNOTATIONS } from '../facts/kubernetes/storage-classes';
import { append, groupBy } from '../util/group-by';
import { Claim } from './claim';
import { Cursor } from './cursor';
import { CustomClaim, customClaimsOf } from './custom-claims';
import { Folded } from './live';
import { Manifest } from './manifest';
import { PodTemplate, PodVolume } from './pod-template';
import { selects } from './selector';
import { World } from './world';

export interface SetOptions {
  /** All objects of the input, those of other sets too. */
  readonly world?: World;
  /**
   * The objects that findings are about; the others are their context.
   *
   * @default - all
   */
  readonly own?: ReadonlySet<Manifest>;
}

/**
 * The objects that are checked together, with the index that all rules share: built once, so that following Pod to volume to claim to
 * class costs the same however many objects there are.
 *
 * An object without a namespace is in the namespace that the set is applied to, which nobody knows here: it finds objects of its own
 * kind first, then one with a namespace, where only one has that name.
 */
export class ManifestSet {
  /** The Pods of all workloads. */
  readonly pods: readonly PodTemplate[];
  /** PersistentVolumeClaim objects; templates belong to their Pods' volumes. */
  readonly claims: readonly Claim[];
  /** What custom resources ask their operators for. */
  readonly customClaims: readonly CustomClaim[];
  /** Every claim, however it comes into the cluster: objects, templates, generic ephemeral volumes, and those of custom resources. */
  readonly everyClaim: readonly Claim[];

  /** StorageClasses that are marked as the default. */
  readonly defaultClasses: readonly Manifest[];

  private readonly byType: ReadonlyMap<string, readonly Manifest[]>;
  private readonly byName: ReadonlyMap<string, readonly Manifest[]>;
  private readonly byNamespacedName = new Map<string, Manifest>();
  private readonly podsByLabel = new Map<string, PodTemplate[]>();
  private readonly podsByNamespace: ReadonlyMap<string, readonly PodTemplate[]>;
  private readonly claimByManifest = new Map<Manifest, Claim>();
  private readonly podsByClaim = new Map<Claim, PodTemplate[]>();
  private readonly volumesByClass = new Map<string, Manifest[]>();
  private readonly volumesByClaimRef = new Map<string, Manifest[]>();
  // Most rules ask for these.
  private readonly classOf = new Map<Claim, Manifest | undefined>();
  private readonly volumeOf = new Map<Claim, Manifest | undefined>();
  private readonly scaled = new Map<string, { readonly most: number; readonly scaler: Manifest }>();
  private readonly podOf = new Map<Manifest, PodTemplate>();
  private faults?: ReadonlyArray<readonly [Manifest, FieldFault]>;

  /** All objects of the input, those of other sets too. */
  readonly world: World;
  private readonly own?: ReadonlySet<Manifest>;

  /** What is checked: without what a cluster made of the rest. */
  readonly manifests: readonly Manifest[];
  private readonly folded: Folded;

  constructor(given: readonly Manifest[], { world = new World(given), own }: SetOptions = {}) {
    this.world = world;
    this.own = own;
    this.folded = new Folded(given);
    const { manifests } = this.folded;
    this.manifests = manifests;
    const pods: PodTemplate[] = [];
    this.byType = groupBy(manifests, ({ type }) => type);
    this.byName = groupBy(manifests, ({ type, name }) => `${type}/${name}`);
    for (const manifest of manifests) {
      const { key } = manifest;
      if (!this.byNamespacedName.has(key)) this.byNamespacedName.set(key, manifest);
      const pod = PodTemplate.of(manifest);
      if (pod === undefined) continue;
      pods.push(pod);
      this.podOf.set(manifest, pod);
    }
    this.pods = pods;
    this.podsByNamespace = groupBy(pods, ({ namespace }) => namespace ?? '');
    this.defaultClasses = this.all('storage.k8s.io/StorageClass').filter((manifest) =>
      DEFAULT_CLASS_ANNOTATIONS.some((key) => manifest.annotation(key) === 'true'),
    );
    this.claims = this.all('PersistentVolumeClaim').map((manifest) => Claim.ofObject(manifest));
    for (const claim of this.claims) this.claimByManifest.set(claim.manifest, claim);
    this.customClaims = manifests.flatMap((manifest) => customClaimsOf(manifest));
    this.everyClaim = [
      ...this.claims,
      ...pods.flatMap(({ volumes }) => volumes.flatMap(({ ownClaim }) => ownClaim ?? [])),
      ...this.customClaims.map(({ claim }) => claim),
    ];
    this.indexPods();
    this.indexVolumes();
    this.indexAutoscalers();
  }

  /** Whether findings are about an object, and it is not just there for others. */
  owns(manifest: Manifest): boolean {
    return this.own === undefined || this.own.has(manifest);
  }

  /**
   * Whether a kind is here as far as it is anywhere, where the objects are said to be complete: of a cluster only the kinds are that
   * were asked for, and `kubectl get all` asks for few.
   */
  hasAll(type: string): boolean {
    return !this.folded.isLive || this.all(type).length > 0;
  }

  /** The objects of a kind with its API group: `Service`, `apps/StatefulSet`. */
  all(type: string): readonly Manifest[] {
    return this.byType.get(type) ?? [];
  }

  /** The object of a kind and name that an object in a namespace sees; pass undefined for an object without one. */
  find(type: string, namespace: string | undefined, name: string | undefined): Manifest | undefined {
    if (name === undefined || name === '') return undefined;
    const same = this.byNamespacedName.get(`${type}/${namespace ?? ''}/${name}`);
    if (same !== undefined) return same;
    if (namespace !== undefined) return this.byNamespacedName.get(`${type}//${name}`);
    const named = this.findAll(type, name);
    return named.length === 1 ? named[0] : undefined;
  }

  /** All objects of a kind and name, in every namespace. */
  findAll(type: string, name: string): readonly Manifest[] {
    return this.byName.get(`${type}/${name}`) ?? [];
  }

  /** An object of a kind that has no namespace. */
  findGlobal(type: string, name: string | undefined): Manifest | undefined {
    if (name === undefined) return undefined;
    const list = this.byName.get(`${type}/${name}`);
    if (list === undefined) return this.world.findGlobal(type, name);
    // Of two files with the same one nobody knows which is meant.
    return list.every(({ origin }) => origin.file === list[0].origin.file) ? list[0] : undefined;
  }

  /** The Pods of a workload; undefined for other objects. */
  podsOf(workload: Manifest): PodTemplate | undefined {
    return this.podOf.get(workload);
  }

  /** The claim behind a volume of a Pod: its own one, or the one of that name; undefined where it is not in the set. */
  claim(pod: PodTemplate, volume: PodVolume): Claim | undefined {
    if (volume.ownClaim !== undefined) return volume.ownClaim;
    const manifest = this.find('PersistentVolumeClaim', pod.namespace, volume.claimName);
    return manifest && this.claimOf(manifest);
  }

  /** What a PersistentVolumeClaim asks for; undefined for other objects. */
  claimOf(manifest: Manifest): Claim | undefined {
    return this.claimByManifest.get(manifest);
  }

  /** The Pods that mount a claim object. */
  podsOfClaim(claim: Claim): readonly PodTemplate[] {
    return this.podsByClaim.get(claim) ?? [];
  }

  /** The class of a claim: the one it names, or the only default one; undefined where it is not in the set. */
  storageClass(claim: Claim): Manifest | undefined {
    return kept(this.classOf, claim, () => this.findClass(claim));
  }

  private findClass({ className }: Claim): Manifest | undefined {
    if (className !== undefined) return className === '' ? undefined : this.findGlobal('storage.k8s.io/StorageClass', className);
    const defaults = this.defaultClasses;
    return defaults.length === 1 ? defaults[0] : undefined;
  }

  /** The volume that a claim is tied to by name, from either side; undefined where it is not in the set. */
  persistentVolume(claim: Claim): Manifest | undefined {
    return kept(this.volumeOf, claim, () => this.findVolume(claim));
  }

  private findVolume(claim: Claim): Manifest | undefined {
    const named = this.findGlobal('PersistentVolume', claim.volumeName ?? this.boundVolume(claim));
    return named ?? this.volumesReferring(claim)[0];
  }

  /** The volume that a claim of a template was bound to in a cluster. */
  private boundVolume({ origin, manifest, name }: Claim): string | undefined {
    if (origin !== 'template') return undefined;
    return this.folded.claimsOf(manifest, name)[0]?.root.at('spec', 'volumeName').text;
  }

  /** The volumes whose claimRef names a claim; none for what is no object, whose name nobody knows yet. */
  volumesReferring(claim: Claim): readonly Manifest[] {
    if (claim.origin !== 'object') return [];
    const refs = [`${claim.namespace ?? '*'}/${claim.name}`, `/${claim.name}`];
    return refs.flatMap((ref) => this.volumesByClaimRef.get(ref) ?? []);
  }

  /** The PersistentVolumes of a class that makes none by itself: static ones. */
  volumesOfClass(className: string): readonly Manifest[] {
    return this.volumesByClass.get(className) ?? [];
  }

  /** The Pods of a namespace that a label selector selects; an empty selector selects all, a missing one none. */
  selected(namespace: string | undefined, selector: Cursor): readonly PodTemplate[] {
    const pairs = selector.at('matchLabels').textEntries;
    const candidates =
      pairs.length > 0
        ? smallest(pairs.map(([key, value]) => this.podsByLabel.get(labelKey(namespace, key, value)) ?? []))
        : (this.podsByNamespace.get(namespace ?? '') ?? []);
    return candidates.filter((pod) => selects(selector, pod.labels) === true);
  }

  /** What objects have that their kinds do not, each with its object; found once, for the rules that tell of it. */
  get fieldFaults(): ReadonlyArray<readonly [Manifest, FieldFault]> {
    this.faults ??= this.manifests.flatMap((manifest) =>
      fieldFaults(manifest.apiVersion, manifest.kind, manifest.body).map((fault) => [manifest, fault] as const),
    );
    return this.faults;
  }

  /** Most Pods that a workload may run at once on purpose, autoscalers included; infinite for a DaemonSet. */
  mostReplicas(pod: PodTemplate): number {
    const { workload } = pod;
    const written = pod.replicas ?? Infinity;
    return Math.max(written, this.scaled.get(keyOfWorkload(workload))?.most ?? 0);
  }

  /** The autoscaler that lets a workload have more Pods than it says itself. */
  autoscalerOf(pod: PodTemplate): Manifest | undefined {
    const scaled = this.scaled.get(keyOfWorkload(pod.workload));
    return scaled !== undefined && scaled.most > (pod.replicas ?? Infinity) ? scaled.scaler : undefined;
  }

  private indexPods(): void {
    const seen = new Set<string>();
    for (const pod of this.pods) {
      for (const [key, value] of pod.labels) append(this.podsByLabel, labelKey(pod.namespace, key, value), pod);
      for (const claim of new Set(pod.volumes.map((volume) => this.claim(pod, volume)))) {
        if (claim?.origin !== 'object') continue;
        // What is there twice is one object all the same, and no rival of itself.
        const key = `${claim.manifest.key}\n${pod.workload.key}`;
        if (pod.workload.name !== '' && seen.has(key)) continue;
        seen.add(key);
        append(this.podsByClaim, claim, pod);
      }
    }
  }

  /** By class; by the namespace and name of the claimRef; by `*` and name too, for claims that are in no namespace. */
  private indexVolumes(): void {
    for (const volume of this.all('PersistentVolume')) {
      const className = volume.root.at('spec', 'storageClassName').text;
      if (className) append(this.volumesByClass, className, volume);
      const claimRef = volume.root.at('spec', 'claimRef');
      const name = claimRef.at('name').text;
      if (name === undefined) continue;
      const namespace = claimRef.at('namespace').text ?? '';
      append(this.volumesByClaimRef, `${namespace}/${name}`, volume);
      if (namespace !== '') append(this.volumesByClaimRef, `*/${name}`, volume);
    }
  }

  private indexAutoscalers(): void {
    for (const { type, most, otherwise } of AUTOSCALERS) {
      for (const scaler of this.all(type)) {
        const target = scaler.root.at('spec', 'scaleTargetRef');
        const key = `${target.at('kind').text ?? 'Deployment'}/${scaler.namespace ?? ''}/${target.at('name').text ?? ''}`;
        const limit = scaler.root.at('spec', most).number ?? otherwise;
        if (limit > (this.scaled.get(key)?.most ?? 0)) this.scaled.set(key, { most: limit, scaler });
      }
    }
  }
}

function keyOfWorkload({ kind, namespace, name }: Manifest): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

function kept<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const value = known.get(key);
  if (value !== undefined || known.has(key)) return value as V;
  const found = find();
  known.set(key, found);
  return found;
}

function labelKey(namespace: string | undefined, key: string, value: string): string {
  return `${namespace ?? ''}\n${key}\n${value}`;
}

function smallest<T>(lists: ReadonlyArray<readonly T[]>): readonly T[] {
  return lists.reduce((best, list) => (list.length < best.length ? list : best));
}
