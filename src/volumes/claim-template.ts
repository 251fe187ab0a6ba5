import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { LONGEST_LABEL, LONGEST_STATEFUL_SET } from '../facts/kubernetes/names';
import { checkAnnotations, checkInteger, checkLabelName, checkLabels, checkOneOf } from '../props/check';
import { rewritePodSpec } from '../workloads/pod-spec';
import { Problems } from '../props/problems';
import { formatSize } from '../props/sizes';
import { checkClaimFields, ClaimFields, ClaimOptions } from './claim';
import { makeMount, MountOptions, planMount } from '../workloads/mount';
import { IStorageClass } from './storage-class';
import { makeVolume } from '../workloads/volume';

/**
 * What becomes of the claims that a StatefulSet made. What becomes of the disk behind a deleted claim is for its class to say.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
 */
export enum ClaimRetention {
  /** They stay, and a set of the same name finds them again. */
  RETAIN = 'Retain',
  /** They are deleted, and the data with them where the class says Delete. */
  DELETE = 'Delete',
}

/** What a claim template asks for, for each Pod of its set. */
export interface ClaimTemplateProps extends ClaimOptions {
  /** The class that makes the volumes. */
  readonly storageClass: IStorageClass;

  /**
   * What becomes of the claims when the set is deleted. A set has one policy: all its templates say the same.
   *
   * @default ClaimRetention.RETAIN
   */
  readonly whenDeleted?: ClaimRetention;

  /**
   * What becomes of a claim when the set is scaled down below its Pod. A set has one policy: all its templates say the same.
   *
   * @default ClaimRetention.RETAIN
   */
  readonly whenScaled?: ClaimRetention;
}

/**
 * A disk of its own for each Pod of a StatefulSet: adds a claim template and an explicit retention policy to any cdk8s-plus set.
 *
 * The claims are named `<template>-<set>-<ordinal>`, outlive their Pods, and are kept unless told otherwise. The class is never left to
 * the cluster's default. The set needs a name of its own, since a set whose name changes starts with new and empty claims. Templates
 * cannot be changed once the set exists.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
 */
export class ClaimTemplate extends Construct implements kplus.IStorage {
  /** The name of the template, and of the volume in the Pods. */
  readonly name: string;

  /** The size of each claim. */
  readonly storage: Size;

  /** The name of the class. */
  readonly storageClassName: string;

  private readonly volume: kplus.Volume;
  private readonly volumeMode: kplus.PersistentVolumeMode;

  constructor(
    private readonly statefulSet: kplus.StatefulSet,
    id: string,
    props: ClaimTemplateProps,
  ) {
    const plan = planOf(statefulSet, id, props);
    super(statefulSet, id);
    this.name = plan.name;
    this.storage = plan.storage;
    this.storageClassName = plan.storageClassName;
    this.volumeMode = plan.volumeMode;
    const rendered = new WeakSet<object>();
    this.volume = makeVolume(this, 'Volume', this.name, () => ({ persistentVolumeClaim: { claimName: this.claimName() } }));
    const render = this.volume._toKube.bind(this.volume);
    this.volume._toKube = () => {
      const volume = render();
      rendered.add(volume);
      return volume;
    };
    // The set's controller adds the volume to each Pod, with the claim of that Pod. All others stay, by whatever name.
    rewritePodSpec(statefulSet, (spec) => {
      const others = spec.volumes?.filter((volume) => !rendered.has(volume)) ?? [];
      spec.volumes = others.length > 0 ? others : undefined;
    });
    addTemplate(statefulSet, { manifest: manifestOf(plan, props), policy: policyOf(props) });
    this.node.addValidation({ validate: () => this.findNamesakes() });
  }

  /** The name of the claim that the Pod of this ordinal has. */
  claimName(ordinal = 0): string {
    const problems = Problems.of('ClaimTemplate', this);
    checkInteger(problems, 'ordinal', ordinal, { min: 0, max: 2 ** 31 - 1 });
    problems.throwIfAny();
    return `${this.name}-${this.statefulSet.name}-${ordinal}`;
  }

  /**
   * The volume, for `container.mount(path, template)` in the containers of the set. Mounted into another workload, it is the claim of
   * the set's first Pod.
   */
  asVolume(): kplus.Volume {
    if (this.volumeMode === kplus.PersistentVolumeMode.BLOCK) {
      const problems = Problems.of('ClaimTemplate', this);
      problems.add(
        'volumeMode',
        this.volumeMode,
        'A raw device cannot be mounted at a path: list it in volumeDevices, or use FILE_SYSTEM.',
      );
      problems.throwIfAny();
    }
    return this.volume;
  }

  /**
   * Mounts the disk into containers of the set.
   *
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told) and which containers.
   */
  mount(path: string, options: MountOptions = {}): void {
    const volume = this.asVolume();
    const problems = Problems.of('ClaimTemplate', this);
    const plan = planMount(problems, this.statefulSet, volume, path, options);
    problems.throwIfAny();
    makeMount(volume, plan!);
  }

  /** The controller puts the claim in the place of any volume of that name, so the other one would be lost without a word. */
  private findNamesakes(): string[] {
    const { volumes, containers, initContainers } = this.statefulSet;
    const mounted = [...containers, ...initContainers].flatMap((container) => container.mounts.map((mount) => mount.volume));
    const found = [...volumes, ...mounted].some((volume) => volume.name === this.name && volume !== this.volume);
    return found ? [`A volume of the Pod has the name ${this.name} too, and the claim would take its place. Rename one.`] : [];
  }
}

interface Policy {
  readonly whenDeleted: ClaimRetention;
  readonly whenScaled: ClaimRetention;
}

interface Template {
  readonly manifest: kplus.k8s.KubePersistentVolumeClaimProps;
  readonly policy: Policy;
}

/** The templates of each set; cdk8s-plus has no place for them. */
const templates = new WeakMap<kplus.StatefulSet, Template[]>();

function addTemplate(set: kplus.StatefulSet, template: Template): void {
  const present = templates.get(set);
  const all = present ?? [];
  all.push(template);
  if (present !== undefined) return;
  templates.set(set, all);
  const render = set._toKube.bind(set);
  set._toKube = () => ({
    ...render(),
    volumeClaimTemplates: all.map(({ manifest }) => manifest),
    persistentVolumeClaimRetentionPolicy: template.policy,
  });
  completeTemplates(ApiObject.of(set));
}

/**
 * The API server completes apiVersion and kind of a template, and what compares manifests with the cluster would find a difference for
 * ever. The L1 class drops both, from a JsonPatch too.
 */
function completeTemplates(set: ApiObject): void {
  const render = set.toJson.bind(set);
  set.toJson = () => {
    const manifest = render() as { spec: { volumeClaimTemplates: object[] } };
    const all = manifest.spec.volumeClaimTemplates.map((item) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...item }));
    return { ...manifest, spec: { ...manifest.spec, volumeClaimTemplates: all } };
  };
}

const policyOf = ({ whenDeleted, whenScaled }: ClaimTemplateProps): Policy => ({
  whenDeleted: whenDeleted ?? ClaimRetention.RETAIN,
  whenScaled: whenScaled ?? ClaimRetention.RETAIN,
});

function manifestOf(plan: TemplatePlan, props: ClaimTemplateProps): kplus.k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name: plan.name, labels: props.labels, annotations: props.annotations },
    spec: {
      accessModes: [...plan.accessModes],
      dataSource: props.dataSource?._reference,
      resources: { requests: { storage: kplus.k8s.Quantity.fromString(formatSize(plan.storage)) } },
      storageClassName: plan.storageClassName,
      volumeMode: plan.volumeMode,
    },
  };
}

interface TemplatePlan extends ClaimFields {
  readonly name: string;
}

function planOf(set: kplus.StatefulSet, id: string, given: ClaimTemplateProps): TemplatePlan {
  const problems = Problems.ofNew('ClaimTemplate', set, id);
  const props: Partial<ClaimTemplateProps> = given ?? {};
  const name = checkLabelName(problems, 'name', props.name ?? id, LONGEST_LABEL, 'the volume in the Pods has this name');
  checkSet(problems, set, name);
  const fields = checkClaimFields(problems, props);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  checkPolicy(problems, set, props);
  problems.throwIfAny();
  return { name: name!, ...fields! };
}

function checkSet(problems: Problems, set: kplus.StatefulSet, name: string | undefined): void {
  if (set.name.length > LONGEST_STATEFUL_SET) {
    problems.add(
      'statefulSet',
      set.name,
      `The API server takes a set with such a name and never makes its Pods. Use at most ${LONGEST_STATEFUL_SET} characters.`,
    );
  } else if (set.name === Chart.of(set).generateObjectName(ApiObject.of(set))) {
    problems.add(
      'statefulSet',
      set.name,
      'This name follows from the place in the code, and so would the names of the claims: code that moves gets new, empty ones. Give the set metadata.name.',
    );
  }
  if (templates.get(set)?.some(({ manifest }) => manifest.metadata?.name === name)) {
    problems.add('name', name, 'The set has a template of this name. Give each its own.');
  }
}

function checkPolicy(problems: Problems, set: kplus.StatefulSet, props: Partial<ClaimTemplateProps>): void {
  const [first] = templates.get(set) ?? [];
  for (const prop of ['whenDeleted', 'whenScaled'] as const) {
    const value = checkOneOf(problems, prop, props[prop] ?? ClaimRetention.RETAIN, Object.values(ClaimRetention));
    if (value === undefined || first === undefined || first.policy[prop] === value) continue;
    problems.add(prop, value, `Another template of the set says ${first.policy[prop]}, and a set has one policy. Say the same.`);
  }
}
