import { Deployer, DEPLOYER_FACTS, DeployerFacts } from '../facts/deployers';
import { HookFacts, hookOf } from '../facts/gitops';
import { isClusterWide } from '../facts/kubernetes/built-in-kinds';
import { ownTemplatePath } from '../facts/kubernetes/pod-paths';
import { isLive } from '../checks/live';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { PodTemplate } from '../checks/pod-template';
import { applied } from './applied';
import { Pair, Pairs, pairsOf } from './pairs';
import { renamesOf } from './renames';
import { completed } from './completed';
import { sameValue, valueAt } from './values';

/** The Pods of one workload before and after; another object where it was renamed. */
export interface PodPair {
  readonly old: PodTemplate;
  readonly next: PodTemplate;
  readonly renamed: boolean;
}

/** All that the parts of the engine ask about: both sets, and what became of what. */
export class PlanContext {
  readonly old: ManifestSet;
  readonly next: ManifestSet;
  readonly pairs: Pairs;
  /** Those pairs that differ at all. */
  readonly changed: readonly Pair[];
  readonly renames: readonly Pair[];
  readonly pods: readonly PodPair[];
  readonly deployer: DeployerFacts;
  /** Whether the old manifests were read from a cluster. */
  readonly isLive: boolean;

  /** Whether it has marked anything: applied by the server (--server-side), objects have no mark. */
  private readonly hasMarks: boolean;
  private readonly byOld = new Map<Manifest, Manifest>();
  private readonly byNew = new Map<Manifest, Manifest>();
  private readonly renamedOld: ReadonlyMap<Manifest, Manifest>;
  private readonly goneNamespaces: ReadonlySet<string>;
  private readonly effective = new Map<Manifest, Manifest>();
  private readonly oldByKey: ReadonlyMap<string, Manifest>;

  constructor(
    /** All old objects, with what a cluster made of the rest. */
    readonly given: readonly Manifest[],
    /** All new objects. */
    readonly wanted: readonly Manifest[],
    readonly minor: number,
    deployer: Deployer,
  ) {
    this.deployer = DEPLOYER_FACTS[deployer];
    this.isLive = given.some(isLive);
    this.hasMarks = this.isLive && given.some((manifest) => isLive(manifest) && this.isMarked(manifest));
    this.old = new ManifestSet(given);
    this.next = new ManifestSet(wanted);
    this.oldByKey = new Map(given.map((manifest) => [manifest.key, manifest]));
    // The claims of sets are folded away in the set, and are objects that people apply all the same, where they do.
    this.pairs = pairsOf(this.withNamed(given, wanted), this.next.manifests);
    for (const { old, next: other } of this.pairs.both) this.match(old, other);
    this.changed = this.pairs.both.filter(({ old, next: other }) => !sameValue(old.body, other.body));
    this.renames = renamesOf({ ...this.pairs, removed: this.pairs.removed.filter((manifest) => this.isManaged(manifest)) });
    this.renamedOld = new Map(this.renames.map(({ old, next: other }) => [old, other]));
    this.pods = [
      ...this.pairs.both.map((pair) => ({ ...pair, renamed: false })),
      ...this.renames.map((pair) => ({ ...pair, renamed: true })),
    ].flatMap(({ old, next: other, renamed }) => {
      const [before, after] = [this.old.podsOf(old), this.next.podsOf(other)];
      return before === undefined || after === undefined ? [] : [{ old: before, next: after, renamed }];
    });
    this.goneNamespaces = new Set(
      this.pairs.removed.filter((manifest) => manifest.type === 'Namespace' && this.isDeletedItself(manifest)).map(({ name }) => name),
    );
  }

  private withNamed(given: readonly Manifest[], next: readonly Manifest[]): readonly Manifest[] {
    if (!this.isLive) return this.old.manifests;
    const folded = new Set(this.old.manifests);
    const keys = new Set(next.map(({ key }) => key));
    return given.filter((manifest) => folded.has(manifest) || keys.has(manifest.key));
  }

  private match(old: Manifest, next: Manifest): void {
    this.byOld.set(old, next);
    this.byNew.set(next, old);
  }

  /** What an object becomes; undefined where it goes. */
  nextOf(old: Manifest): Manifest | undefined {
    return this.byOld.get(old);
  }

  /** What an object was; undefined where it is new. */
  oldOf(next: Manifest): Manifest | undefined {
    return this.byNew.get(next);
  }

  /** What an object that goes comes back as, under another name. */
  renamedTo(old: Manifest): Manifest | undefined {
    return this.renamedOld.get(old);
  }

  /** An object of the old manifests, or of the cluster, by kind, namespace and name. */
  oldObject(type: string, namespace: string | undefined, name: string): Manifest | undefined {
    return this.oldByKey.get(`${type}/${namespace ?? ''}/${name}`) ?? this.old.find(type, namespace, name);
  }

  /** The object as the server has it after the new manifest is applied. */
  appliedTo({ old, next }: Pair): Manifest {
    if (!isLive(old)) return next;
    let manifest = this.effective.get(next);
    if (manifest === undefined) this.effective.set(next, (manifest = new Manifest(applied(old, next), next.origin)));
    return manifest;
  }

  /** Whether what applies the manifests deletes an object that has gone from them: itself, or with its namespace. */
  isDeleted(old: Manifest): boolean {
    return this.isDeletedItself(old) || (!isClusterWide(old.type) && this.goneNamespaces.has(old.namespace ?? ''));
  }

  private isDeletedItself(old: Manifest): boolean {
    return !this.byOld.has(old) && this.deployer.deletes && this.isManaged(old) && this.guardOf(old) === undefined;
  }

  /** Whether an object that has gone from the manifests is left alone, since it says so. */
  isKept(old: Manifest): boolean {
    return !this.byOld.has(old) && this.deployer.deletes && this.isManaged(old) && this.guardOf(old) !== undefined;
  }

  /** With what an object tells what applies it to leave it alone, as a phrase. */
  guardOf(manifest: Manifest): string | undefined {
    return this.deployer.guard?.(
      (key) => manifest.annotation(key),
      (key) => manifest.root.at('metadata', 'labels', key).text,
    );
  }

  /** Whether what applies the manifests knows of an object: of a cluster, only those that it has marked, and that nothing else has made. */
  private isManaged(old: Manifest): boolean {
    if (!isLive(old)) return true;
    if (old.root.at('metadata', 'ownerReferences').items.length > 0) return false;
    return this.isMarked(old) || (!this.deployer.deletes && !this.hasMarks);
  }

  private isMarked({ root }: Manifest): boolean {
    const metadata = root.at('metadata');
    return this.deployer.marks.some((key) => metadata.at('annotations', key).exists || metadata.at('labels', key).exists);
  }

  /** Whether the Pods of a workload are replaced, since their template is another one to the server. */
  isPodChanged(old: PodTemplate, next: PodTemplate): boolean {
    if (old.at.value === next.at.value) return false;
    const after = this.appliedTo({ old: old.workload, next: next.workload });
    const [one, other] = [completed(old.workload.body), completed(after.body)];
    const path = ownTemplatePath(next.workload.type);
    return path === undefined ? !sameValue(old.at.value, next.at.value) : !sameValue(valueAt(one, path), valueAt(other, path));
  }

  /** Whether an object is deleted and made anew: because it asks for that where it cannot be changed, or as a hook at each upgrade. */
  isReplaced(next: Manifest): boolean {
    const hook = this.hookOf(next);
    return hook === undefined ? this.deployer.replaces?.((key) => next.annotation(key)) === true : hook.replaced && hook.repeats;
  }

  /** The hook that an object is to what applies it, which never changes one. */
  hookOf(next: Manifest): HookFacts | undefined {
    const hook = hookOf((key) => next.annotation(key));
    return hook !== undefined && this.deployer.hooks.includes(hook.tool) ? hook : undefined;
  }
}
