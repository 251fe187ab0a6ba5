import { copyOf, listed, sortFields, valueAt, VolumeJson, PodSpecJson } from './pod-json';
import { WorkloadObject } from './workload-object';

/** A claim template, without what the API server completes. */
export interface ClaimTemplateJson {
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly spec: object;
}

/** What becomes of the claims of a set. */
export interface RetentionJson {
  readonly whenDeleted: string;
  readonly whenScaled: string;
}

interface Templates {
  readonly own: ClaimTemplateJson[];
  readonly retention: RetentionJson;
}

/** On what is changed of the set, so that two copies of this library agree. */
const TEMPLATES = Symbol.for('cdk8s-storage.claim-templates');

/** The names of the templates that a StatefulSet has, its own and those that were added, and its policy. */
export function claimTemplatesOf(set: WorkloadObject): { readonly names: readonly string[]; readonly retention?: Partial<RetentionJson> } {
  const added = addedTo(set);
  const { volumeClaimTemplates, persistentVolumeClaimRetentionPolicy } = specOf(set);
  const all: ReadonlyArray<Partial<ClaimTemplateJson>> = [...listed(volumeClaimTemplates), ...(added?.own ?? [])];
  return {
    names: all.flatMap(({ metadata }) => metadata?.name ?? []),
    retention: persistentVolumeClaimRetentionPolicy ?? added?.retention,
  };
}

/** The labels that a StatefulSet gives to the claims of its Pods, besides those of the template. */
export function claimLabelsOf(set: WorkloadObject): Readonly<Record<string, string>> {
  return (valueAt(set.original(), ['spec', 'selector', 'matchLabels']) ?? {}) as Record<string, string>;
}

/** Adds a template to a StatefulSet, whose controller then adds the volume to each Pod, with the claim of that Pod. */
export function addClaimTemplate(set: WorkloadObject, template: ClaimTemplateJson, retention: RetentionJson): void {
  const present = addedTo(set);
  if (present !== undefined) {
    present.own.push(template);
    return;
  }
  const added: Templates = { own: [template], retention };
  const { rewrites } = set;
  Object.defineProperty(rewrites, TEMPLATES, { value: added });
  rewrites.ofSpec.add((spec) => {
    dropVolumes(spec, set.name, added);
  });
  rewrites.ofObject.add((object) => {
    const { volumeClaimTemplates, ...spec } = (object.spec ?? {}) as SetSpec;
    object.spec = sortFields({
      persistentVolumeClaimRetentionPolicy: retention,
      ...spec,
      volumeClaimTemplates: [...listed(volumeClaimTemplates), ...added.own.map(written)],
    });
  });
}

interface SetSpec {
  readonly volumeClaimTemplates?: readonly ClaimTemplateJson[];
  readonly persistentVolumeClaimRetentionPolicy?: Partial<RetentionJson>;
}

const addedTo = ({ rewrites }: WorkloadObject): Templates | undefined => (rewrites as { [TEMPLATES]?: Templates })[TEMPLATES];

/** The templates that the set has of itself; one of cdk8s-plus-27 has none. */
function specOf(set: WorkloadObject): SetSpec {
  return set.hasNoTemplates ? {} : (set.original().spec ?? {});
}

/**
 * The API server completes apiVersion and kind of a template, and what compares manifests with the cluster would find a difference for
 * ever.
 */
function written({ metadata, spec }: ClaimTemplateJson): ClaimTemplateJson {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: copyOf(metadata), spec: copyOf(spec) } as ClaimTemplateJson;
}

/** `container.mount(path, template)` of cdk8s-plus lists the volume too, as the claim of the first Pod. All others stay, by whatever name. */
function dropVolumes(spec: PodSpecJson, set: string, { own }: Templates): void {
  const isOwn = ({ name, persistentVolumeClaim }: VolumeJson): boolean =>
    own.some(({ metadata }) => metadata.name === name) &&
    (persistentVolumeClaim as { readonly claimName?: string } | undefined)?.claimName === `${name}-${set}-0`;
  const others = spec.volumes?.filter((volume) => !isOwn(volume)) ?? [];
  spec.volumes = others.length > 0 ? others : undefined;
}
