import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { LONGEST_LABEL, LONGEST_STATEFUL_SET } from '../facts/kubernetes/names';
import { checkAnnotations, checkGiven, checkInteger, checkLabelName, checkLabels, checkObjectName, checkOneOf } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { ownProps } from '../props/own-props';
import { checkClaimFields, checkHasFileSystem, Claim, ClaimField, ClaimFields, ClaimOptions, claimSpec } from './claim';
import { ClaimSource } from './claim-source';
import { addClaimTemplate, claimLabelsOf, claimTemplatesOf, RetentionJson } from '../workloads/claim-templates';
import { plusServiceProblem, serviceProblem } from '../workloads/governing-service';
import { findWorkload, workloadOf } from '../workloads/find-workload';
import { makeDevice, makeMount, planDevice, planMount } from '../workloads/mount';
import { AttachOptions, MountOptions } from '../workloads/mount-options';
import { diskOf } from '../workloads/disk-group';
import { Mountable } from '../workloads/mountable';
import { VolumeSourceJson } from '../workloads/pod-json';
import { WorkloadObject } from '../workloads/workload-object';
import { IStorageClass } from './storage-class';
import { checkObjects, FreeObjects, lendObject, PlannedObject, takeObjects } from '../workloads/objects';
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
export interface ClaimTemplateOptions extends ClaimOptions {
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

/** Props of a `ClaimTemplate`. */
export interface ClaimTemplateProps extends ClaimTemplateOptions {
  /** The class that makes the volumes. */
  readonly storageClass: IStorageClass;
}

/**
 * A disk of its own for each Pod of a StatefulSet of any make: adds a claim template and an explicit retention policy to the set.
 *
 * The claims are named `<template>-<set>-<ordinal>`, outlive their Pods, and are kept unless told otherwise. The class is never left to
 * the cluster's default. The set needs a name of its own, since a set whose name changes starts with new and empty claims, and a headless
 * Service, without which no Pod has a name of its own in DNS. Templates cannot be changed once the set exists.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
 * @example
 * const queue = new kplus.StatefulSet(chart, 'queue', {
 *   metadata: { name: 'queue' },
 *   containers: [{ image: 'registry.example.com/queue:4.1.2', portNumber: 5672 }],
 *   service: new kplus.Service(chart, 'queue-names', { clusterIP: 'None', ports: [{ port: 5672 }] }),
 *   securityContext: { fsGroup: 10001 },
 * });
 * const data = new ClaimTemplate(queue, 'data', { storage: Size.gibibytes(20), storageClass: disks });
 * data.mountInto(queue, '/var/lib/queue', { access: MountAccess.READ_WRITE });
 */
export class ClaimTemplate extends Construct implements kplus.IStorage {
  /** The name of the template, and of the volume in the Pods. */
  readonly name: string;

  /** The size of each claim. */
  readonly storage: Size;

  /** The name of the class. */
  readonly storageClassName: string;

  private readonly set: WorkloadObject;
  private readonly accessModes: readonly string[];
  private readonly volume: kplus.Volume;
  private readonly volumeMode: kplus.PersistentVolumeMode;
  private readonly claimProps: ClaimTemplateProps & { readonly namespace?: string };

  /**
   * Adds a template to a StatefulSet: of any cdk8s-plus, `k8s.KubeStatefulSet`, an ApiObject, or a construct that holds just one.
   */
  constructor(statefulSet: IConstruct, id: string, props: ClaimTemplateProps) {
    props = ownProps(props, 'ClaimTemplateProps', new.target !== ClaimTemplate);
    const { set, ...plan } = planOf(statefulSet, id, props);
    super(statefulSet, id);
    takeObjects(this, plan.objects);
    this.set = set;
    this.name = plan.name;
    this.storage = plan.storage;
    this.storageClassName = plan.storageClassName;
    this.accessModes = plan.accessModes;
    this.volumeMode = plan.volumeMode;
    this.claimProps = { ...props, namespace: set.namespace };
    this.volume = makeVolume(this, 'Volume', this.name, () => claimOf(this.claimName()));
    const metadata = { name: plan.name, labels: props.labels, annotations: props.annotations };
    addClaimTemplate(set, { metadata, spec: claimSpec(plan, props) }, policyOf(props));
    this.node.addValidation({
      validate: () => [...this.findNamesakes(), ...this.findContradictions(policyOf(props)), ...this.findService()],
    });
  }

  /**
   * The name of the claim that a Pod of the set has.
   *
   * @param ordinal Which Pod; the first unless given.
   */
  claimName(ordinal?: number): string {
    const problems = Problems.of('ClaimTemplate', this);
    const number = ordinal ?? 0;
    checkInteger(problems, 'ordinal', number, { min: 0, max: 2 ** 31 - 1 });
    problems.throwIfAny();
    return `${this.name}-${this.set.name}-${number}`;
  }

  /**
   * The volume, for `container.mount(path, template)` of cdk8s-plus in the containers of the set. Mounted into another workload, it is the
   * claim of the set's first Pod.
   */
  asVolume(): kplus.Volume {
    const problems = Problems.of('ClaimTemplate', this);
    checkHasFileSystem(problems, this.volumeMode);
    problems.throwIfAny();
    return this.volume;
  }

  /**
   * Mounts the disk into containers of the set: each Pod has its own. Mounted into another workload, a Job that looks at the data say, it is
   * the claim of the set's first Pod. Where it is written to, and Pods that are not root name no group for their volumes, they get one
   * (`fsGroup`).
   *
   * @param workload The StatefulSet, or any other construct with a Pod template.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told), a directory of the disk, and which containers.
   */
  mountInto(workload: IConstruct, path: string, options?: MountOptions): void {
    const problems = Problems.of('ClaimTemplate', this);
    const plan = planMount(problems, this.mountableIn(workload), workload, path, options);
    problems.throwIfAny();
    makeMount(plan!, this.node.path);
  }

  /**
   * Hands a raw device (`volumeMode: BLOCK`) to containers of the set, to each Pod its own.
   *
   * @param workload The StatefulSet, or any other construct with a Pod template.
   * @param devicePath Absolute path of the device in the containers, such as `/dev/data`.
   * @param options Which containers.
   */
  attachInto(workload: IConstruct, devicePath: string, options?: AttachOptions): void {
    const problems = Problems.of('ClaimTemplate', this);
    const plan = planDevice(problems, this.mountableIn(workload), workload, devicePath, options);
    problems.throwIfAny();
    makeDevice(plan!, this.node.path);
  }

  /**
   * Makes the claim of one Pod beforehand, with data in it: a set takes a claim that is there and has the name. It is for a set that is not there yet, or was
   * deleted with its claims: a claim that exists does not change, and the API server refuses this one.
   *
   * @param source The snapshot, or another claim.
   * @param ordinal Which Pod; the first unless given.
   */
  restore(source: ClaimSource, ordinal?: number): Claim {
    const name = this.claimName(ordinal);
    const id = `Restored-${ordinal ?? 0}`;
    const problems = Problems.of('ClaimTemplate', this);
    if (this.node.tryFindChild(id) !== undefined) {
      problems.add('ordinal', ordinal ?? 0, 'Its claim begins with something else already. Restore it once.');
    }
    checkGiven(problems, 'source', source, 'Give a ClaimSource, such as ClaimSource.fromSnapshotName("before-upgrade").');
    const { accessModes, namespace, storage, storageClass, volumeAttributesClassName, volumeMode } = this.claimProps;
    checkClaimFields(
      problems,
      { accessModes, dataSource: source ?? undefined, storage, storageClass, volumeMode },
      { namespace, propOf: restoredProp },
    );
    problems.throwIfAny();
    const labels = { ...this.claimProps.labels, ...claimLabelsOf(this.set) };
    const make = () =>
      new Claim(this, id, {
        name,
        ...{ accessModes, dataSource: source, storage, storageClass, volumeAttributesClassName, volumeMode },
        // A set lies where it says, which may be another namespace than that of its chart.
        namespace: namespace === Chart.of(this).namespace ? undefined : namespace,
        labels,
        annotations: this.claimProps.annotations,
      });
    const claim = lendObject(this, templateClaims(this.name, this.set.name, namespace), make);
    // Else the controller could be faster, and make an empty one.
    this.set.apiObject.addDependency(claim);
    return claim;
  }

  /** What the set says later of its templates: a set has one of a name, and one policy. */
  private findContradictions(policy: RetentionJson): string[] {
    const { names, retention } = claimTemplatesOf(this.set);
    const found =
      names.filter((name) => name === this.name).length > 1 ? [`The set has another template named ${this.name}. Rename one.`] : [];
    for (const [prop, value] of Object.entries(policy) as Array<[keyof RetentionJson, string]>) {
      const other = retention?.[prop];
      if (other === undefined || other === value) continue;
      found.push(`The set says ${prop}: ${other}, and this template ${value}. A set has one policy: say the same.`);
    }
    return found;
  }

  /** What is wrong with the Service of the set, which may be made after the template. */
  private findService(): string[] {
    const problem = serviceProblem(this.set);
    return problem === undefined ? [] : [problem];
  }

  /** The controller puts the claim in the place of any volume of that name, so the other one would be lost without a word. */
  private findNamesakes(): string[] {
    const present = this.set.view().volumes.get(this.name);
    if (present === undefined || present.plus === this.volume) return [];
    return [`A volume of the Pod has the name ${this.name} too, and the claim would take its place. Rename one.`];
  }

  private mountableIn(given: unknown): Mountable {
    const isDevice = this.volumeMode === kplus.PersistentVolumeMode.BLOCK;
    const mountable = { name: this.name, plus: this.volume, isDevice, disk: diskOf(this.accessModes) };
    // What is no workload is reported by whoever mounts.
    const workload = workloadOf(given);
    if (workload === undefined || workload.isSame(this.set)) return mountable;
    const { namespace } = this.set;
    const name = this.claimName();
    return { ...mountable, source: claimOf(name), claim: { name, namespace, accessModes: this.accessModes } };
  }
}

const claimOf = (claimName: string): VolumeSourceJson => ({ persistentVolumeClaim: { claimName } });

/** What the fields of a restored claim are called: all but its source are those of the template. */
const restoredProp = (field: ClaimField): string => (field === 'dataSource' ? 'source' : field);

/** The claims that the Pods of a set get from a template, among the objects of a construct. */
export function templateClaims(template: string, set: string, namespace?: string): PlannedObject {
  return { kind: 'PersistentVolumeClaim', name: `${template}-${set}`, perPod: true, namespace };
}

const policyOf = ({ whenDeleted, whenScaled }: ClaimTemplateProps): RetentionJson => ({
  whenDeleted: whenDeleted ?? ClaimRetention.RETAIN,
  whenScaled: whenScaled ?? ClaimRetention.RETAIN,
});

interface TemplatePlan extends ClaimFields {
  readonly name: string;
  readonly set: WorkloadObject;
  readonly objects: FreeObjects;
}

function planOf(statefulSet: IConstruct, id: string, given: ClaimTemplateProps): TemplatePlan {
  const isConstruct = Construct.isConstruct(statefulSet);
  const problems = isConstruct ? Problems.ofNew('ClaimTemplate', statefulSet, id) : new Problems('ClaimTemplate', id);
  const props: Partial<ClaimTemplateProps> = given ?? {};
  checkKnownProps(problems, '', props, 'ClaimTemplateProps');
  const name = checkLabelName(problems, 'name', props.name ?? id, LONGEST_LABEL, 'the volume in the Pods has this name');
  const set = findWorkload(problems, 'statefulSet', statefulSet);
  const isFree = set !== undefined && checkSet(problems, set, statefulSet, name, props);
  const objects = checkObjects(problems, statefulSet, isFree ? name : undefined, (free) => [
    templateClaims(free, set!.name, set!.namespace),
  ]);
  const fields = checkClaimFields(problems, props, { namespace: set?.namespace });
  const { volumeAttributesClassName } = props;
  if (volumeAttributesClassName !== undefined) checkObjectName(problems, 'volumeAttributesClassName', volumeAttributesClassName);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return { name: name!, set: set!, objects, ...fields! };
}

/** Returns whether the set has no template of the name. */
/** How a name ends that cdk8s has made of a path. */
const HASH = /-c8[0-9a-f]{6}$/;

/** Whether an object is named after its place in the code. */
function isDerived(name: string, object: ApiObject): boolean {
  const chart = Chart.of(object);
  // Most names end otherwise, and making one takes a digest.
  if (chart.generateObjectName === Chart.prototype.generateObjectName && !HASH.test(name)) return false;
  return name === chart.generateObjectName(object);
}

function checkSet(
  problems: Problems,
  set: WorkloadObject,
  given: IConstruct,
  name: string | undefined,
  props: Partial<ClaimTemplateProps>,
): boolean {
  if (set.kind !== 'StatefulSet') {
    problems.add('statefulSet', given, `A ${set.kind} makes no claims. Give a StatefulSet, or make a Claim and mount that.`);
    return false;
  }
  if (set.name.length > LONGEST_STATEFUL_SET) {
    problems.add(
      'statefulSet',
      set.name,
      `The API server takes a set with such a name and never makes its Pods. Use at most ${LONGEST_STATEFUL_SET} characters.`,
    );
  } else if (set.item === undefined && isDerived(set.name, set.apiObject)) {
    problems.add(
      'statefulSet',
      set.name,
      'This name follows from the place in the code, and so would the names of the claims: code that moves gets new, empty ones. Give the set metadata.name.',
    );
  }
  const service = plusServiceProblem(set);
  if (service !== undefined) problems.add('statefulSet', given, service);
  const { names, retention } = claimTemplatesOf(set);
  const isTaken = name !== undefined && names.includes(name);
  if (isTaken) problems.add('name', name, 'The set has a template of this name. Give each its own.');
  for (const prop of ['whenDeleted', 'whenScaled'] as const) {
    const value = checkOneOf(problems, prop, props[prop] ?? ClaimRetention.RETAIN, Object.values(ClaimRetention));
    const other: string | undefined = retention?.[prop];
    if (value === undefined || other === undefined || other === String(value)) continue;
    problems.add(prop, value, `Another template of the set says ${other}, and a set has one policy. Say the same.`);
  }
  return !isTaken;
}
