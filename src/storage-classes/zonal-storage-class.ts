import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { takeObjects } from '../workloads/objects';
import { Problems } from '../props/problems';
import { ownProps } from '../props/own-props';
import { withoutNulls } from '../props/without-nulls';
import { Claim, ClaimOptions, ClaimRequest, LimitedStorageClass } from '../volumes/claim';
import { IStorageClass } from '../volumes/storage-class';
import { ClassPlan, makeClass, planClass } from './class-plan';
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
 * @example
 * const disks = new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() });
 * const pages = disks.claim(chart, 'pages', { storage: Size.gibibytes(20) });
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
    const { mountOptions } = props;
    this.apiObject = makeClass(this, plan, { props, volumeBindingMode: 'WaitForFirstConsumer', mountOptions });
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

function planOf(scope: Construct, id: string, given: ZonalStorageClassProps): ClassPlan {
  const problems = Problems.ofNew('ZonalStorageClass', scope, id);
  const props: Partial<ZonalStorageClassProps> = given ?? {};
  checkKnownProps(problems, '', props, 'ZonalStorageClassProps', BINDING_REMEDY);
  return planClass(problems, scope, id, props, { driverOf: () => driverOf(problems, props.driver), drivers: 'StorageDriver' });
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
