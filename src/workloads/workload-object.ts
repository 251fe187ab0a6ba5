import { isDeepStrictEqual } from 'node:util';
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Additions, noAdditions } from './additions';
import { listItems } from './list-items';
import { hasPatches } from './newer-fields';
import { PlusPod, plusPodOf } from './plus-pod';
import { ContainerJson, ObjectJson, PodSpecJson, podSpecPath, valueAt } from './pod-json';
import { PodView, viewPlusPod, viewPodSpec } from './pod-view';
import { keyOfItem, ListItem, originalOf, presentRewrites, Rewrites, rewritesOf } from './rewrites';

/** An object with a Pod template, whoever made it. */
export class WorkloadObject {
  /** The workload of cdk8s-plus that makes the object, of any version. */
  readonly plus?: PlusPod;

  /** In which state nothing was wrong: cdk8s validates again for each chart. */
  private fine?: string;

  constructor(
    readonly apiObject: ApiObject,
    readonly item?: ListItem,
  ) {
    if (item === undefined) this.plus = plusPodOf(apiObject);
  }

  get kind(): string {
    return this.item?.kind ?? this.patched?.kind ?? this.apiObject.kind;
  }

  get name(): string {
    return this.item?.name ?? this.apiObject.name;
  }

  get namespace(): string | undefined {
    if (this.item !== undefined) return this.item.namespace;
    const { patched } = this;
    return patched === undefined ? this.apiObject.metadata.namespace : patched.metadata?.namespace;
  }

  /** The object as it is written, where the user has patched it: a patch may change all that is known of it. */
  private get patched(): ObjectJson | undefined {
    return hasPatches(this.apiObject) ? originalOf(this.apiObject) : undefined;
  }

  /** The construct that people know: for a workload of cdk8s-plus, itself. */
  get construct(): IConstruct {
    return this.plus === undefined ? this.apiObject : this.apiObject.node.scope!;
  }

  /** Whether it is known, without rendering anything, that the object is a StatefulSet without claim templates of its own. */
  get hasNoTemplates(): boolean {
    return this.plus !== undefined && !('volumeClaimTemplates' in this.plus) && !hasPatches(this.apiObject);
  }

  isSame({ apiObject, item }: WorkloadObject): boolean {
    return apiObject === this.apiObject && isDeepStrictEqual(item, this.item);
  }

  /** What has been added, to be looked at: looking changes nothing of how the object is written. */
  private get additions(): Additions {
    return presentRewrites(this.apiObject, this.item)?.additions ?? noAdditions();
  }

  /** Init containers that it has not of itself. */
  get addedContainers(): readonly ContainerJson[] {
    return this.additions.initContainers.map(({ container }) => container);
  }

  get rewrites(): Rewrites {
    return rewritesOf(this.apiObject, this.item);
  }

  /** The Pod of a workload of cdk8s-plus without what the user has patched: for what is asked while the object is rendered. */
  unpatched(): PodView {
    return this.plus === undefined ? this.view() : viewPlusPod(this.plus, this.additions);
  }

  /** Its Pod as it is now. */
  view(): PodView {
    // What the user has patched is only seen in what is rendered.
    if (this.plus !== undefined && !hasPatches(this.apiObject)) return this.unpatched();
    return viewPodSpec(this.podSpec(), this.additions);
  }

  /** Has the workload looked at again when the app is synthesized; what is said then stops the synthesis, with its path. */
  later(check: (pod: PodView) => readonly string[]): void {
    const { later } = this.rewrites;
    if (later.length === 0) this.construct.node.addValidation({ validate: () => this.lateProblems() });
    later.push(check);
  }

  /** The object as it is written without what we change. */
  original(): ObjectJson {
    const { item } = this;
    if (item === undefined) return originalOf(this.apiObject);
    return listItems(this.apiObject).objects.get(keyOfItem(item)) ?? {};
  }

  private lateProblems(): string[] {
    const state = this.state();
    if (state !== undefined && state === this.fine) return [];
    const pod = this.view();
    const found = this.rewrites.later.flatMap((check) => check(pod));
    this.fine = found.length === 0 ? state : undefined;
    return [...new Set(found)];
  }

  /** What changes where anything is added; undefined where that cannot be told without rendering. */
  private state(): string | undefined {
    const { plus, rewrites } = this;
    if (plus === undefined || hasPatches(this.apiObject)) return undefined;
    let mounts = 0;
    for (const container of plus.containers) mounts += container.mounts.length;
    for (const container of plus.initContainers) mounts += container.mounts.length;
    const lists = [plus.containers, plus.initContainers, plus.volumes, rewrites.later];
    const told = [...rewrites.additions.containers.values()].some(({ variables }) => variables.length > 0);
    const variables = told ? [...plus.containers, ...plus.initContainers].map(({ env }) => env._toKube().variables?.length) : [];
    return [mounts, plus.hasAutoscaler, ...variables, ...lists.map(({ length }) => length)].join();
  }

  private podSpec(): PodSpecJson {
    const object = this.original();
    return (valueAt(object, podSpecPath(object) ?? []) ?? {}) as PodSpecJson;
  }
}
