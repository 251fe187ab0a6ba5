import { ApiObject, Chart, Lazy, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { localNodesProblem, sourceModeProblems } from '../facts/kubernetes/access-modes';
import { isLabelValue, isQualifiedName } from '../facts/kubernetes/names';
import { undeletedSource } from '../facts/kubernetes/reclaim';
import { HOSTNAME } from '../facts/kubernetes/topology';
import { checkAnnotations, checkLabelName, checkLabels, checkObjectName, checkOneOf, checkSize, checkTexts } from '../props/check';
import { leaveNamespace } from '../workloads/cluster-scoped';
import { checkMountSecrets } from '../props/environment';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { withoutNulls } from '../props/without-nulls';
import { ownProps } from '../props/own-props';
import { checkPair, NO_NAMESPACE } from './bind';
import { checkAccessModes, Claim } from './claim';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { describeConstruct, holderOf, take, takenIn } from '../workloads/taken';
import { PersistentVolumeSource } from './persistent-volume-source';
import { isMap, Unchecked } from '../util/unchecked';

/** The one claim that may bind a volume. */
export interface ClaimReference {
  /** Name of the claim. */
  readonly name: string;

  /** Namespace of the claim. A reference without it never binds: the claim stays Pending for ever. */
  readonly namespace: string;
}

/** Props of a `PersistentVolume`. */
export interface PersistentVolumeProps {
  /** Where the data is. */
  readonly source: PersistentVolumeSource;

  /** Size of the volume, in whole KiB or larger units. A claim that asks for more does not bind; NFS does not enforce it. */
  readonly storage: Size;

  /** Who may mount the volume at once. */
  readonly accessModes: kplus.PersistentVolumeAccessMode[];

  /**
   * Name of the volume, unique in the cluster. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Name of the class that a claim must name to bind the volume. It need not exist.
   *
   * @default - none: the claim must have an empty class
   */
  readonly storageClassName?: string;

  /**
   * The claim that the volume is for; no other can bind it.
   *
   * @default - any claim that fits
   */
  readonly claimRef?: ClaimReference;

  /**
   * What becomes of the volume when its claim is deleted.
   *
   * @default PersistentVolumeReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: kplus.PersistentVolumeReclaimPolicy;

  /**
   * Whether containers see a directory or the raw device.
   *
   * @default PersistentVolumeMode.FILE_SYSTEM
   */
  readonly volumeMode?: kplus.PersistentVolumeMode;

  /**
   * Name of the VolumeAttributesClass that the volume has, for CSI sources; a claim has to name the same. Kubernetes 1.34.
   *
   * @default - none
   */
  readonly volumeAttributesClassName?: string;

  /**
   * Options that the volume is mounted with, one in each entry.
   *
   * @default - none
   */
  readonly mountOptions?: string[];

  /**
   * Labels that a node must have to use the volume, each with the values that will do. A local volume needs them, a disk of one zone too.
   *
   * @default - any node
   */
  readonly nodeAffinity?: { readonly [label: string]: string[] };

  /**
   * Labels of the volume, which claims can select it by.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the volume.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/** What a claim on a volume that exists already may say for itself; all else it has from the volume. */
export interface BoundClaimOptions {
  /**
   * The name of the claim, by which Pods find the data. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of the claim, which is that of the Pods that mount it.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

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

/**
 * A volume that exists already: creates a PersistentVolume for NFS, for a CSI driver or for a disk of one node, in sizes of any unit.
 *
 * The data outlives the claim, and the volume can name the one claim that it is for, with its namespace, since a reference without one
 * never binds.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume
 * @example
 * const archive = new PersistentVolume(chart, 'archive', {
 *   source: PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/exports/archive' }),
 *   storage: Size.gibibytes(500),
 *   accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY],
 * });
 * archive.claim(chart, 'archive-data').mountInto(web, '/archive');
 */
export class PersistentVolume extends kplus.Resource implements kplus.IPersistentVolume {
  /** @see base.Resource.apiObject */
  protected readonly apiObject: ApiObject;
  readonly resourceType = 'persistentvolumes';

  /** Size of the volume. */
  readonly storage: Size;

  /** Name of the class that a claim must name; empty for none. */
  readonly storageClassName: string;

  /** What becomes of the volume when its claim is deleted. */
  readonly reclaimPolicy: kplus.PersistentVolumeReclaimPolicy;

  /** Whether containers see a directory or the raw device. */
  readonly volumeMode: kplus.PersistentVolumeMode;

  private readonly modes: readonly kplus.PersistentVolumeAccessMode[];
  private readonly attributesClass?: string;
  private claimRef?: ClaimReference;

  constructor(scope: Construct, id: string, props: PersistentVolumeProps) {
    props = ownProps(props, 'PersistentVolumeProps', new.target !== PersistentVolume);
    const plan = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    if (plan.source.csi !== undefined) take(takenIn(this), this, handleOf(plan.source.csi.driver, plan.source.csi.volumeHandle));
    this.storage = props.storage;
    this.storageClassName = props.storageClassName ?? '';
    this.reclaimPolicy = props.reclaimPolicy ?? kplus.PersistentVolumeReclaimPolicy.RETAIN;
    this.modes = [...props.accessModes];
    this.volumeMode = props.volumeMode ?? kplus.PersistentVolumeMode.FILE_SYSTEM;
    this.attributesClass = props.volumeAttributesClassName;
    this.claimRef = props.claimRef;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: plan.name, labels: props.labels, annotations: props.annotations },
      spec: {
        ...plan.source,
        accessModes: [...props.accessModes],
        capacity: { storage: formatSize(props.storage) },
        // A claim may be bound until the app is synthesized.
        claimRef: Lazy.any({ produce: () => this.claimRef && { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...this.claimRef } }) as
          object | undefined,
        mountOptions: props.mountOptions && [...props.mountOptions],
        nodeAffinity: props.nodeAffinity && { required: { nodeSelectorTerms: [{ matchExpressions: expressionsOf(props.nodeAffinity) }] } },
        persistentVolumeReclaimPolicy: this.reclaimPolicy,
        storageClassName: this.storageClassName,
        volumeAttributesClassName: this.attributesClass,
        volumeMode: this.volumeMode,
      },
    });
    leaveNamespace(this.apiObject);
  }

  /** Who may mount the volume at once. */
  get accessModes(): kplus.PersistentVolumeAccessMode[] {
    return [...this.modes];
  }

  /**
   * Ties the volume to a claim, each naming the other: no other claim gets the volume, and the claim no other volume. Nobody else compares such a
   * pair, so all that binding asks for is asked here, and what disagrees is refused, all at once.
   *
   * @param claim The claim, which needs a namespace: its own or that of its chart.
   */
  bind(claim: Claim): void {
    const problems = Problems.of('PersistentVolume', this);
    const reference = checkPair(problems, claim, {
      name: this.name,
      claimRef: this.claimRef,
      labels: (this.metadata.toJson() as { readonly labels?: Readonly<Record<string, string>> } | undefined)?.labels,
      storage: this.storage,
      side: {
        className: this.storageClassName,
        accessModes: this.modes,
        volumeMode: this.volumeMode,
        attributesClass: this.attributesClass ?? '',
        size: kibibytes(this.storage) * 1024,
      },
    });
    problems.throwIfAny();
    claim._bindTo(this.name);
    this.claimRef = reference!;
  }

  /**
   * Makes the claim of this volume, with its class, size, modes and attributes, and ties the two together.
   *
   * @param scope Whose claim it is.
   * @param id The id of the claim, which is its name unless another is given.
   * @param options What else the claim says.
   */
  claim(scope: Construct, id: string, options?: BoundClaimOptions): Claim {
    options = withoutNulls(options, 'BoundClaimOptions');
    const problems = Problems.ofNew('Claim', scope, id);
    checkKnownProps(problems, '', options, 'BoundClaimOptions', FROM_VOLUME);
    const namespace = options?.namespace ?? Chart.of(scope).namespace;
    if (namespace === undefined) problems.add('namespace', undefined, NO_NAMESPACE);
    const { name, namespace: space } = this.claimRef ?? {};
    if (name !== undefined && (name !== (options?.name ?? id) || space !== namespace)) {
      problems.add(
        'name',
        options?.name ?? id,
        `The volume ${this.name} is kept for the claim ${space}/${name}. Use that name, or another volume.`,
      );
    }
    problems.throwIfAny();
    const claim = new Claim(scope, id, {
      ...options,
      storage: this.storage,
      storageClass: { storageClassName: this.storageClassName },
      accessModes: this.accessModes,
      volumeMode: this.volumeMode,
      volumeAttributesClassName: this.attributesClass,
      volumeName: this.name,
    });
    this.claimRef = { name: claim.name, namespace: namespace! };
    return claim;
  }
}

/** What a claim on a volume has from it. */
const FROM_VOLUME = new Map(
  ['storage', 'storageClass', 'accessModes', 'volumeMode', 'volumeName', 'volumeAttributesClassName'].map((prop) => [
    prop,
    'The claim has it from the volume. Leave it out.',
  ]),
);

/** Reports an identity that another volume of the app has. */
export function checkVolumeHandle(problems: Problems, scope: Construct, prop: string, driver: string, handle: string): void {
  const holder = holderOf(takenIn(scope), handleOf(driver, handle));
  if (holder !== undefined) problems.add(prop, handle, `${describeConstruct(holder)} has it already. ${ONE_HANDLE}`);
}

const handleOf = (driver: string, handle: string): string => `volumeHandle of ${driver} ${handle}`;
const ONE_HANDLE =
  'A node takes two volumes of one handle for one, so Pods get the wrong data or never start. Mount that volume, or give this one a volumeHandle of its own.';

interface VolumePlan {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly source: ReturnType<PersistentVolumeSource['_plan']>;
}

function planOf(scope: Construct, id: string, given: PersistentVolumeProps): VolumePlan {
  const problems = Problems.ofNew('PersistentVolume', scope, id);
  const props: Unchecked<PersistentVolumeProps> = given ?? {};
  checkKnownProps(problems, '', props, 'PersistentVolumeProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'PersistentVolume', name: free }]);
  checkSize(problems, 'storage', props.storage);
  if (props.storageClassName !== undefined && props.storageClassName !== '') {
    checkObjectName(problems, 'storageClassName', props.storageClassName);
  }
  checkClaimRef(problems, props.claimRef);
  const modes = checkAccessModes(problems, 'accessModes', props.accessModes);
  for (const prop of ['reclaimPolicy', 'volumeMode'] as const) {
    const values = Object.values(prop === 'volumeMode' ? kplus.PersistentVolumeMode : kplus.PersistentVolumeReclaimPolicy);
    if (props[prop] !== undefined) checkOneOf<string>(problems, prop, props[prop], values);
  }
  if (props.volumeAttributesClassName !== undefined) {
    checkObjectName(problems, 'volumeAttributesClassName', props.volumeAttributesClassName);
  }
  const mountOptions = checkTexts(problems, 'mountOptions', props.mountOptions) ?? [];
  checkMountSecrets(problems, 'mountOptions', mountOptions);
  mountOptions.forEach((option, index) => {
    if (option !== '' && !/[\s,]/.test(option)) return;
    problems.add(`mountOptions[${index}]`, option, 'Give one option in each entry of the list, without blanks or commas.');
  });
  checkNodeAffinity(problems, props.nodeAffinity);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  const source = checkSource(problems, props.source);
  if (source !== undefined) checkKind(problems, source, props, modes ?? []);
  const planned = source?._plan(problems, 'source') ?? {};
  if (planned.csi !== undefined) checkVolumeHandle(problems, scope, 'source.volumeHandle', planned.csi.driver, planned.csi.volumeHandle);
  problems.throwIfAny();
  return { name: name!, objects, source: planned };
}

function checkSource(problems: Problems, source: unknown): PersistentVolumeSource | undefined {
  if (isA(source, PersistentVolumeSource)) return source;
  problems.add('source', source, 'Give PersistentVolumeSource.nfs(...), .csi(...), .local(...) or .hostPath(...).');
  return undefined;
}

function checkClaimRef(problems: Problems, claimRef: unknown): void {
  if (claimRef === undefined) return;
  const { name, namespace } = (claimRef ?? {}) as Unchecked<ClaimReference>;
  checkObjectName(problems, 'claimRef.name', name);
  if (namespace === undefined || namespace === null || namespace === '') {
    problems.add('claimRef.namespace', namespace, 'Without a namespace the claim stays Pending for ever. Name that of the claim.');
  } else checkLabelName(problems, 'claimRef.namespace', namespace, 63, '');
}

function checkNodeAffinity(problems: Problems, affinity: unknown): void {
  if (affinity === undefined) return;
  if (!isMap(affinity) || Object.keys(affinity).length === 0) {
    problems.add('nodeAffinity', affinity, 'Give labels of nodes, each with a list of values.');
    return;
  }
  for (const [label, values] of Object.entries(affinity)) {
    const prop = `nodeAffinity[${JSON.stringify(label)}]`;
    if (!isQualifiedName(label)) {
      problems.add(prop, label, 'The key must be a name of at most 63 characters, with an optional DNS prefix and slash.');
    }
    const valid = Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string' && isLabelValue(value));
    if (!valid) problems.add(prop, values, 'Give a list of values that the label may have, at least one.');
  }
}

/** What the kind of source rules out. */
function checkKind(
  problems: Problems,
  { _kind: kind }: PersistentVolumeSource,
  props: Unchecked<PersistentVolumeProps>,
  modes: readonly kplus.PersistentVolumeAccessMode[],
): void {
  if (kind === 'csi') return;
  if (props.volumeAttributesClassName !== undefined) {
    const remedy = 'Only volumes of CSI drivers have one, and the API server refuses others. Leave it out.';
    problems.add('volumeAttributesClassName', props.volumeAttributesClassName, remedy);
  }
  const [mode] = sourceModeProblems(kind, modes);
  if (mode !== undefined) problems.add('accessModes', modes, mode.problem);
  if (props.reclaimPolicy === kplus.PersistentVolumeReclaimPolicy.DELETE && undeletedSource({ [kind]: {} }) !== undefined) {
    problems.add('reclaimPolicy', 'Delete', 'Nothing can delete such data, so the volume would end up Failed. Use RETAIN.');
  }
  if (kind === 'nfs') {
    if (props.volumeMode === kplus.PersistentVolumeMode.BLOCK) {
      problems.add('volumeMode', 'Block', 'NFS has directories and no devices. Use FILE_SYSTEM.');
    }
    return;
  }
  if (kind === 'hostPath') {
    if (props.volumeMode === kplus.PersistentVolumeMode.BLOCK) {
      problems.add('volumeMode', 'Block', 'A hostPath is no device for the kubelet. Use PersistentVolumeSource.local().');
    }
    return;
  }
  const nodes = (props.nodeAffinity as Record<string, unknown> | null | undefined)?.[HOSTNAME];
  if (props.nodeAffinity === undefined) {
    problems.add(
      'nodeAffinity',
      undefined,
      `A local volume is on one node, and the API server refuses it without. Give { '${HOSTNAME}': ['NODE'] }.`,
    );
    return;
  }
  const severalNodes = Array.isArray(nodes) ? localNodesProblem(nodes as string[]) : undefined;
  if (severalNodes !== undefined) problems.add(`nodeAffinity["${HOSTNAME}"]`, nodes, severalNodes);
}

function expressionsOf(affinity: { readonly [label: string]: string[] }): kplus.k8s.NodeSelectorRequirement[] {
  return Object.entries(affinity).map(([key, values]) => ({ key, operator: 'In', values: [...values] }));
}
