import { createHash } from 'node:crypto';
import { ApiObject, Chart, Lazy, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import type { RequestProblem } from '../facts/drivers/driver-facts';
import { modesTogetherProblem } from '../facts/kubernetes/access-modes';
import { BindingSide } from '../facts/kubernetes/binding';
import { isDnsLabel, LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkAnnotations, checkGiven, checkLabelName, checkLabels, checkObjectName, checkOneOf, checkSize } from '../props/check';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { ownProps } from '../props/own-props';
import { makeDevice, makeMount, planDevice, planMount } from '../workloads/mount';
import { AttachOptions, MountOptions } from '../workloads/mount-options';
import { diskOf } from '../workloads/disk-group';
import { Mountable } from '../workloads/mountable';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { makeVolume } from '../workloads/volume';
import { isObject } from '../util/unchecked';
import { BeginningClaim, checkSource, ClaimSource } from './claim-source';
import { DataOrigin } from './data-origin';
import { IStorageClass } from './storage-class';

/** What a claim asks for, beside its name and the class of its volume. */
export interface VolumeRequestOptions {
  /**
   * How much to ask for, in whole KiB or larger units; drivers round up to whole GiB.
   */
  readonly storage: Size;

  /**
   * Who may mount the volume at once: one node (ReadWriteOnce), one Pod (ReadWriteOncePod), or many nodes.
   *
   * @default [ReadWriteOnce]
   */
  readonly accessModes?: kplus.PersistentVolumeAccessMode[];

  /**
   * Whether containers see a directory or the raw device.
   *
   * @default PersistentVolumeMode.FILE_SYSTEM
   */
  readonly volumeMode?: kplus.PersistentVolumeMode;

  /**
   * What the volume starts with.
   *
   * @default - an empty volume
   */
  readonly dataSource?: ClaimSource;

  /**
   * Name of the VolumeAttributesClass, which may change while the volume is used: IOPS, throughput and the like. The driver has to know
   * such classes. Kubernetes 1.34; a server that does not know the field drops it.
   *
   * @default - what the class of the volume says
   */
  readonly volumeAttributesClassName?: string;

  /**
   * Labels of the claim.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the claim.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/** What a claim asks for, beside the class of its volume. */
export interface ClaimOptions extends VolumeRequestOptions {
  /**
   * The name of the claim, by which Pods and people find the data. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;
}

/** Props of a `Claim`. */
export interface ClaimProps extends ClaimOptions {
  /**
   * The class that makes the volume.
   *
   * @default - none, which is written as an empty class and binds only an existing volume: name it by `volumeName` or `selector`
   */
  readonly storageClass?: IStorageClass;

  /**
   * Namespace of the claim, which is that of the Pods that mount it.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

  /**
   * The existing PersistentVolume to bind, which must name this claim in its claimRef.
   *
   * @default - any volume that fits, or a new one
   */
  readonly volumeName?: string;

  /**
   * Labels that an existing PersistentVolume must have to be bound.
   *
   * @default - none
   */
  readonly selector?: { readonly [key: string]: string };
}

/**
 * A claim on a persistent volume: creates a PersistentVolumeClaim with an explicit name and class, in sizes of any unit.
 *
 * The class is never left to the cluster's default, which may bind in the wrong zone, delete the data with the claim, or give a
 * claim on an existing volume a new and empty one. `mountInto()` mounts it into workloads of any make, and `attachInto()` hands over a raw
 * device.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims
 * @example
 * const wiki = new kplus.Deployment(chart, 'wiki', {
 *   replicas: 1,
 *   strategy: kplus.DeploymentStrategy.recreate(),
 *   containers: [{ image: 'registry.example.com/wiki:3.2.0', portNumber: 8080 }],
 *   securityContext: { fsGroup: 10001 },
 * });
 * const pages = new Claim(chart, 'pages', { storage: Size.gibibytes(20), storageClass: disks });
 * pages.mountInto(wiki, '/var/lib/wiki', { access: MountAccess.READ_WRITE });
 */
export class Claim extends kplus.Resource implements kplus.IPersistentVolumeClaim, kplus.IStorage {
  /** @see base.Resource.apiObject */
  protected readonly apiObject: ApiObject;
  readonly resourceType = 'persistentvolumeclaims';

  /** The size that the claim asks for. */
  readonly storage: Size;

  /** The name of the class; empty for a claim on an existing volume of no class. */
  readonly storageClassName: string;

  /** Whether containers see a directory or the raw device. */
  readonly volumeMode: kplus.PersistentVolumeMode;

  private readonly modes: readonly kplus.PersistentVolumeAccessMode[];
  private readonly driver?: string;
  private readonly given: ClaimProps;
  private boundTo?: string;
  private volume?: kplus.Volume;

  constructor(scope: Construct, id: string, props: ClaimProps) {
    props = ownProps(props, 'ClaimProps', new.target !== Claim);
    const plan = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.storage = plan.storage;
    this.storageClassName = plan.storageClassName;
    this.volumeMode = plan.volumeMode;
    this.modes = plan.accessModes;
    this.driver = driverOfClass(props.storageClass);
    this.given = props;
    this.boundTo = props.volumeName;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: plan.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: {
        ...claimSpec(plan, props),
        selector: props.selector === undefined ? undefined : { matchLabels: props.selector },
        // A volume may be bound until the app is synthesized.
        volumeName: Lazy.any({ produce: () => this.boundTo }) as string | undefined,
      },
    });
  }

  /** Who may mount the volume at once. */
  get accessModes(): kplus.PersistentVolumeAccessMode[] {
    return [...this.modes];
  }

  /** The claim as a volume of a Pod, for `container.mount(path, claim)` of cdk8s-plus. */
  asVolume(): kplus.Volume {
    const problems = Problems.of('Claim', this);
    checkHasFileSystem(problems, this.volumeMode);
    problems.throwIfAny();
    const { name, source } = this._mountable;
    this.volume ??= makeVolume(this, 'Volume', name, () => source!);
    return this.volume;
  }

  /**
   * Mounts the volume into containers of a workload. A claim that one node can mount is refused where the workload may run several Pods;
   * where it is written to, and Pods that are not root name no group for their volumes, they get one (`fsGroup`).
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told), a directory of the volume, and which containers.
   */
  mountInto(workload: IConstruct, path: string, options?: MountOptions): void {
    const problems = Problems.of('Claim', this);
    const plan = planMount(problems, this._mountable, workload, path, options);
    problems.throwIfAny();
    makeMount(plan!, this.node.path);
  }

  /**
   * Hands a raw device (`volumeMode: BLOCK`) to containers of a workload.
   *
   * @param workload Any construct with a Pod template, as for `mountInto()`.
   * @param devicePath Absolute path of the device in the containers, such as `/dev/data`.
   * @param options Which containers.
   */
  attachInto(workload: IConstruct, devicePath: string, options?: AttachOptions): void {
    const problems = Problems.of('Claim', this);
    const plan = planDevice(problems, this._mountable, workload, devicePath, options);
    problems.throwIfAny();
    makeDevice(plan!, this.node.path);
  }

  /**
   * What it asks of a volume that exists.
   *
   * @internal
   */
  get _asked(): AskedVolume {
    const { selector, dataSource, volumeAttributesClassName } = this.given;
    return {
      side: {
        className: this.storageClassName,
        accessModes: this.modes,
        volumeMode: this.volumeMode,
        attributesClass: volumeAttributesClassName ?? '',
        size: kibibytes(this.storage) * 1024,
      },
      storage: this.storage,
      selector,
      namespace: this.apiObject.metadata.namespace,
      volumeName: this.boundTo,
      hasSource: dataSource !== undefined,
    };
  }

  /**
   * Names the volume that is kept for it.
   *
   * @internal
   */
  _bindTo(volumeName: string): void {
    this.boundTo = volumeName;
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'Claim';
  }

  /**
   * The claim as the volume of a Pod.
   *
   * @internal
   */
  get _mountable(): Mountable {
    const { name, modes: accessModes, volumeMode, volume: plus } = this;
    const isDevice = volumeMode === kplus.PersistentVolumeMode.BLOCK;
    const { namespace } = this.apiObject.metadata;
    return {
      name: volumeNameOf(name),
      source: claimVolume(name),
      plus,
      claim: { name, namespace, accessModes },
      isDevice,
      disk: diskOf(accessModes),
    };
  }

  /**
   * What a snapshot of it, or a claim that begins with it, has to know.
   *
   * @internal
   */
  get _origin(): DataOrigin {
    const { apiObject, driver, name, storage, volumeMode } = this;
    return { title: `claim ${name}`, namespace: apiObject.metadata.namespace, storage, driver, volumeMode };
  }
}

/** What a claim asks of a volume that exists, and what it says of the volume already. */
export interface AskedVolume {
  readonly side: BindingSide;
  readonly storage: Size;
  readonly selector?: { readonly [key: string]: string };
  readonly namespace?: string;
  readonly volumeName?: string;
  readonly hasSource: boolean;
}

/** A claim as the source of a volume. */
export const claimVolume = (claimName: string): Mountable['source'] => ({ persistentVolumeClaim: { claimName, readOnly: false } });

/** Reports a claim of a raw device, where a file system is wanted. */
export function checkHasFileSystem(problems: Problems, mode: kplus.PersistentVolumeMode): void {
  if (mode !== kplus.PersistentVolumeMode.BLOCK) return;
  problems.add('volumeMode', mode, 'A raw device cannot be mounted at a path: hand it over by attachInto(), or use FILE_SYSTEM.');
}

/** What the manifests of claims and of claim templates have in common. */
export function claimSpec(
  { accessModes, storage, storageClassName, volumeMode }: ClaimFields,
  { dataSource, volumeAttributesClassName }: Pick<VolumeRequestOptions, 'dataSource' | 'volumeAttributesClassName'>,
): object {
  return {
    accessModes: [...accessModes],
    dataSource: dataSource?._reference,
    resources: { requests: { storage: formatSize(storage) } },
    storageClassName,
    volumeAttributesClassName,
    volumeMode,
  };
}

/** What a class that knows its driver is asked about a claim; in GiB, rounded up as drivers do. */
export interface ClaimRequest {
  readonly gibibytes: number;
  readonly accessModes: readonly string[];
  readonly volumeMode: string;
  readonly hasSource: boolean;
}

/** A class that knows what its volumes can be. */
export interface LimitedStorageClass {
  _claimProblems(request: ClaimRequest): readonly RequestProblem[];
}

interface ClaimPlan extends ClaimFields {
  readonly name: string;
  readonly objects: FreeObjects;
}

/** What every claim says of its volume, checked. */
export interface ClaimFields {
  readonly storage: Size;
  readonly storageClassName: string;
  readonly accessModes: readonly kplus.PersistentVolumeAccessMode[];
  readonly volumeMode: kplus.PersistentVolumeMode;
}

/** The props that hold those fields, by the names that they have in a `Claim`. */
export type ClaimField = 'storage' | 'storageClass' | 'accessModes' | 'volumeMode' | 'dataSource';

const ACCESS_MODES = Object.values(kplus.PersistentVolumeAccessMode);
const VOLUME_MODES = Object.values(kplus.PersistentVolumeMode);

function planOf(scope: Construct, id: string, given: ClaimProps): ClaimPlan {
  const problems = Problems.ofNew('Claim', scope, id);
  const props: Partial<ClaimProps> = given ?? {};
  checkKnownProps(problems, '', props, 'ClaimProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const namespace = props.namespace === undefined ? undefined : checkLabelName(problems, 'namespace', props.namespace, LONGEST_LABEL, '');
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'PersistentVolumeClaim', name: free, namespace }]);
  const isStatic = props.volumeName !== undefined || props.selector !== undefined;
  const fields = checkClaimFields(problems, props, { isStatic, namespace: namespace ?? Chart.of(scope).namespace });
  for (const prop of ['volumeName', 'volumeAttributesClassName'] as const) {
    if (props[prop] !== undefined) checkObjectName(problems, prop, props[prop]);
  }
  checkLabels(problems, 'selector', props.selector);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return { name: name!, objects, ...fields! };
}

/**
 * Checks what a claim or a claim template asks for; undefined where there was a problem. `propOf` names the props of a pattern that
 * calls them otherwise, and `namespace` is the one that the claim will be in.
 */
export function checkClaimFields(
  problems: Problems,
  given: { readonly [Field in ClaimField]?: unknown },
  {
    isStatic = false,
    namespace,
    propOf = (field: ClaimField): string => field,
  }: { readonly isStatic?: boolean; readonly namespace: string | undefined; readonly propOf?: (field: ClaimField) => string },
): ClaimFields | undefined {
  const before = problems.count;
  const { READ_WRITE_ONCE } = kplus.PersistentVolumeAccessMode;
  const storage = checkSize(problems, propOf('storage'), given.storage);
  const accessModes = checkAccessModes(problems, propOf('accessModes'), given.accessModes ?? [READ_WRITE_ONCE]);
  const { FILE_SYSTEM } = kplus.PersistentVolumeMode;
  const volumeMode = checkOneOf(problems, propOf('volumeMode'), given.volumeMode ?? FILE_SYSTEM, VOLUME_MODES);
  const storageClassName = checkClass(problems, propOf('storageClass'), given.storageClass, isStatic);
  checkBeginning(problems, given, { storage, volumeMode, className: storageClassName }, { isStatic, namespace, propOf });
  if (problems.count > before) return undefined;
  const fields = { storage: storage!, storageClassName: storageClassName!, accessModes: accessModes!, volumeMode: volumeMode! };
  if (!isStatic && limits(given.storageClass)) {
    const gibibytes = Math.ceil(kibibytes(fields.storage) / 1024 / 1024);
    const { accessModes: modes, volumeMode: mode } = fields;
    const request = { gibibytes, accessModes: modes, volumeMode: mode, hasSource: given.dataSource !== undefined };
    for (const { field, problem } of given.storageClass._claimProblems(request)) problems.add(propOf(field), fields[field], problem);
  }
  return problems.count > before ? undefined : fields;
}

export function checkAccessModes(
  problems: Problems,
  prop: string,
  value: unknown,
): readonly kplus.PersistentVolumeAccessMode[] | undefined {
  const remedy = `Give a list of ${ACCESS_MODES.join(', ')}.`;
  if (!Array.isArray(value) || value.length === 0) {
    problems.add(prop, value, remedy);
    return undefined;
  }
  const modes = value as readonly kplus.PersistentVolumeAccessMode[];
  if (!modes.every((mode) => ACCESS_MODES.includes(mode)) || new Set(modes).size < modes.length) {
    problems.add(prop, value, `${remedy} Each at most once.`);
    return undefined;
  }
  const together = modesTogetherProblem(modes);
  if (together !== undefined) {
    problems.add(prop, value, together);
    return undefined;
  }
  return modes;
}

function checkBeginning(
  problems: Problems,
  given: { readonly [Field in ClaimField]?: unknown },
  claim: Pick<BeginningClaim, 'storage' | 'volumeMode' | 'className'>,
  {
    isStatic,
    namespace,
    propOf,
  }: { readonly isStatic: boolean; readonly namespace: string | undefined; readonly propOf: (field: ClaimField) => string },
): void {
  const { dataSource } = given;
  if (dataSource === undefined) return;
  if (isStatic && isA(dataSource, ClaimSource)) {
    problems.add(
      propOf('dataSource'),
      dataSource._reference.name,
      'An existing volume keeps the data that it has. Leave out volumeName and selector, or this.',
    );
  } else checkSource(problems, propOf, dataSource, { ...claim, namespace, driver: driverOfClass(given.storageClass) });
}

/** The driver of a class of ours; undefined for a class of which only the name is known. */
function driverOfClass(storageClass: unknown): string | undefined {
  const driver = isObject(storageClass) ? storageClass.provisioner : undefined;
  return typeof driver === 'string' ? driver : undefined;
}

function checkClass(problems: Problems, prop: string, value: unknown, isStatic: boolean): string | undefined {
  if (value === undefined && isStatic) return '';
  const remedy = "Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.";
  if (!checkGiven(problems, prop, value, remedy)) return undefined;
  const name = typeof value === 'object' && value !== null && 'storageClassName' in value ? value.storageClassName : undefined;
  if (typeof name !== 'string') {
    problems.add(prop, value, 'Give a storage class, such as ZonalStorageClass.fromStorageClassName("fast").');
    return undefined;
  }
  return name === '' && isStatic ? name : checkObjectName(problems, prop, name);
}

function limits(storageClass: unknown): storageClass is IStorageClass & LimitedStorageClass {
  return typeof storageClass === 'object' && storageClass !== null && '_claimProblems' in storageClass;
}

/** The name of the volume inside a Pod, which is a shorter kind of name than that of a claim. */
function volumeNameOf(claim: string): string {
  const name = `pvc-${claim}`;
  if (isDnsLabel(name)) return name;
  const digest = createHash('sha256').update(claim).digest('hex').slice(0, 8);
  return `${name.replace(/\./g, '-').slice(0, 54)}-${digest}`;
}
