import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { TopologyTerm } from '../facts/drivers/in-tree';
import { isLabelValue } from '../facts/kubernetes/names';
import { DEFAULT_CLASS_ANNOTATION } from '../facts/kubernetes/storage-classes';
import { checkAnnotations, checkBoolean, checkLabels, checkObjectName, checkOneOf, checkTexts } from '../props/check';
import { leaveNamespace } from '../workloads/cluster-scoped';
import { checkMountSecrets } from '../props/environment';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { Problems } from '../props/problems';
import { ownProps } from '../props/own-props';
import { withoutNulls } from '../props/without-nulls';
import { Claim, ClaimOptions, ClaimRequest, LimitedStorageClass } from '../volumes/claim';
import { IStorageClass } from '../volumes/storage-class';
import { DriverPlan } from './driver-plan';
import { InTreeStorageClassProps } from './in-tree';
import { StorageDriver } from './storage-driver';

/** Props of a `ZonalStorageClass`. */
export interface ZonalStorageClassProps {
  /** The driver that makes the volumes, with its options. */
  readonly driver: StorageDriver;

  /**
   * The name of the class, which claims refer to. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The zones in which volumes may be made, written under the driver's own topology key.
   *
   * @default - the zone of the node where the first Pod is scheduled, whichever that is
   */
  readonly zones?: string[];

  /**
   * What becomes of a volume whose claim is deleted. DELETE destroys the data with the claim.
   *
   * @default PersistentVolumeReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: kplus.PersistentVolumeReclaimPolicy;

  /**
   * Whether claims may grow.
   *
   * @default - true where the driver can
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * Whether claims that name no class get this one. With two default classes in a cluster, the newest wins.
   *
   * @default false
   */
  readonly defaultClass?: boolean;

  /**
   * Options that volumes are mounted with, such as `noatime`. A mount fails on an option that it does not know.
   *
   * @default - none
   */
  readonly mountOptions?: string[];

  /**
   * Labels of the class.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the class.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * A class of zonal disks: creates a StorageClass that always waits for the first Pod before it makes a volume.
 *
 * So the disk lies in the zone where its Pod can run; it outlives its claim, can grow, and is encrypted, unless told otherwise.
 * Parameters that the driver would refuse or ignore are refused here, since the API server takes any.
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
 */
export class ZonalStorageClass extends Construct implements IStorageClass {
  /** A class that the cluster has already. */
  static fromStorageClassName(storageClassName: string): IStorageClass {
    return { storageClassName };
  }

  /**
   * The class for the CSI driver that took over from a provisioner which Kubernetes removed: its parameters, zones and
   * topologies are translated, and what the old class leaves open gets the defaults of this construct.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#csi-migration
   */
  static fromInTree(scope: Construct, id: string, props: InTreeStorageClassProps): ZonalStorageClass {
    const old: Partial<InTreeStorageClassProps> = withoutNulls(props, 'InTreeStorageClassProps') ?? {};
    return new ZonalStorageClass(scope, id, {
      driver: StorageDriver._inTree(old as InTreeStorageClassProps),
      name: old.name,
      reclaimPolicy: old.reclaimPolicy,
      allowVolumeExpansion: old.allowVolumeExpansion,
      defaultClass: old.defaultClass,
      mountOptions: old.mountOptions,
      labels: old.labels,
      annotations: old.annotations,
    });
  }

  readonly storageClassName: string;

  /** The driver's name. */
  readonly provisioner: string;

  /** What becomes of a volume whose claim is deleted. */
  readonly reclaimPolicy: kplus.PersistentVolumeReclaimPolicy;

  /** Whether claims may grow. */
  readonly allowVolumeExpansion: boolean;

  /** The StorageClass itself. */
  readonly apiObject: ApiObject;

  private readonly driver: DriverPlan;

  constructor(scope: Construct, id: string, props: ZonalStorageClassProps) {
    props = ownProps(props, 'ZonalStorageClassProps', new.target !== ZonalStorageClass);
    const plan = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.storageClassName = plan.name;
    this.provisioner = plan.driver.provisioner;
    this.reclaimPolicy = plan.reclaimPolicy;
    this.allowVolumeExpansion = plan.allowVolumeExpansion;
    this.driver = plan.driver;
    const parameters = this.parameters;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: plan.name,
        labels: props.labels,
        annotations: props.defaultClass === true ? { ...props.annotations, [DEFAULT_CLASS_ANNOTATION]: 'true' } : props.annotations,
      },
      provisioner: plan.driver.provisioner,
      parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
      reclaimPolicy: plan.reclaimPolicy,
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: plan.allowVolumeExpansion,
      allowedTopologies: plan.allowedTopologies.length === 0 ? undefined : plan.allowedTopologies.map(copyOf),
      mountOptions: props.mountOptions === undefined ? undefined : [...props.mountOptions],
    });
    leaveNamespace(this.apiObject);
  }

  /** The driver's parameters; a copy. */
  get parameters(): { [key: string]: string } {
    return { ...this.driver.parameters };
  }

  /**
   * Makes a claim of this class, in the scope of whoever uses it; refused where the driver could make no such volume.
   */
  claim(scope: Construct, id: string, options: ClaimOptions): Claim {
    options = withoutNulls(options, 'ClaimOptions');
    const problems = Problems.ofNew('Claim', scope, id);
    checkKnownProps(problems, '', options, 'ClaimOptions', CLASS_REMEDY);
    problems.throwIfAny();
    return new Claim(scope, id, { ...options, storageClass: this });
  }

  /**
   * What a claim asks that the class's volumes cannot be.
   *
   * @internal
   */
  _claimProblems(request: ClaimRequest): ReturnType<LimitedStorageClass['_claimProblems']> {
    return this.driver.facts?.checkRequest(this.driver.parameters, request) ?? [];
  }
}

interface ClassPlan {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly driver: DriverPlan;
  readonly reclaimPolicy: kplus.PersistentVolumeReclaimPolicy;
  readonly allowVolumeExpansion: boolean;
  readonly allowedTopologies: readonly TopologyTerm[];
}

function planOf(scope: Construct, id: string, given: ZonalStorageClassProps): ClassPlan {
  const problems = Problems.ofNew('ZonalStorageClass', scope, id);
  const props: Partial<ZonalStorageClassProps> = given ?? {};
  checkKnownProps(problems, '', props, 'ZonalStorageClassProps', BINDING_REMEDY);
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'StorageClass', name: free }]);
  const driver = driverOf(problems, props.driver);
  const zones = checkZones(problems, props.zones, driver);
  const { RETAIN } = kplus.PersistentVolumeReclaimPolicy;
  const policies = Object.values(kplus.PersistentVolumeReclaimPolicy);
  const reclaimPolicy = checkOneOf(problems, 'reclaimPolicy', props.reclaimPolicy ?? RETAIN, policies);
  const expansion = checkBoolean(problems, 'allowVolumeExpansion', props.allowVolumeExpansion);
  if (expansion === true && driver?.expandable === false) {
    problems.add('allowVolumeExpansion', true, 'Volumes of this class cannot grow, and claims that try stay stuck. Leave it out.');
  }
  checkBoolean(problems, 'defaultClass', props.defaultClass);
  const mountOptions = checkTexts(problems, 'mountOptions', props.mountOptions) ?? [];
  if (mountOptions.some((option) => option.trim() === '')) {
    problems.add('mountOptions', props.mountOptions, 'An option is empty. Leave it out.');
  }
  checkMountSecrets(problems, 'mountOptions', mountOptions);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return {
    name: name!,
    objects,
    driver: driver!,
    reclaimPolicy: reclaimPolicy!,
    allowVolumeExpansion: expansion ?? driver!.expandable,
    allowedTopologies:
      zones === undefined ? (driver!.allowedTopologies ?? []) : [{ matchLabelExpressions: [{ key: driver!.zoneKey!, values: zones }] }],
  };
}

/** What people look for who know Kubernetes better than this construct. */
const BINDING_REMEDY = new Map([
  [
    'volumeBindingMode',
    'A ZonalStorageClass always waits for the first consumer: with Immediate the disk could be made in a zone where no Pod can run. Drop it.',
  ],
  [
    'parameters',
    'They are options of the driver, such as StorageDriver.awsEbs({ iops: 6000 }); StorageDriver.csi takes any, and ZonalStorageClass.fromInTree those of an old class.',
  ],
]);
const CLASS_REMEDY = new Map([['storageClass', 'The claim is of this class. Leave it out.']]);

function driverOf(problems: Problems, driver: unknown): DriverPlan | undefined {
  if (isA(driver, StorageDriver)) return driver._plan(problems);
  problems.add('driver', driver, 'Give a StorageDriver, such as StorageDriver.awsEbs().');
  return undefined;
}

function checkZones(problems: Problems, value: unknown, driver: DriverPlan | undefined): readonly string[] | undefined {
  const zones = checkTexts(problems, 'zones', value);
  if (zones === undefined) return undefined;
  if (zones.length === 0) {
    problems.add('zones', zones, 'An empty list allows no zone, and the API server refuses it. Name zones, or leave it out.');
  } else if (zones.some((zone) => zone === '' || !isLabelValue(zone))) {
    problems.add(
      'zones',
      zones,
      'Name each zone as the label of its nodes does: at most 63 letters, digits, dashes, underscores and dots.',
    );
  } else if (new Set(zones).size < zones.length) {
    problems.add('zones', zones, 'A zone is there twice. Name each once.');
  } else if (driver !== undefined) {
    const wrong = driver.facts?.checkZones(driver.parameters, zones) ?? [];
    for (const { zones: those, problem } of wrong) problems.add('zones', those, problem);
    if (wrong.length === 0 && driver.zoneKey === undefined && driver.provisioner !== '') {
      problems.add(
        'zones',
        zones,
        `Zones are written under the driver's own key, which is not known. Give topologyKey to StorageDriver.csi.`,
      );
    }
  }
  return zones;
}

function copyOf(term: TopologyTerm): kplus.k8s.TopologySelectorTerm {
  return { matchLabelExpressions: term.matchLabelExpressions.map(({ key, values }) => ({ key, values: [...values] })) };
}
