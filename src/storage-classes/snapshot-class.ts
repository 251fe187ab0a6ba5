import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { hasNoSnapshots, titleOfDriver } from '../facts/drivers';
import { inTreeProvisioner } from '../facts/drivers/in-tree';
import { isDriverName } from '../facts/kubernetes/names';
import { misspeltProvisioner } from '../facts/kubernetes/provisioners';
import { DEFAULT_SNAPSHOT_CLASS, GROUP_SNAPSHOT_API, SNAPSHOT_API, SnapshotClassKind } from '../facts/kubernetes/snapshots';
import { checkAnnotations, checkBoolean, checkLabels, checkObjectName, checkOneOf } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { ISnapshotClass, ISnapshotGroupClass } from '../volumes/snapshot-class';
import { leaveNamespace } from '../workloads/cluster-scoped';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { checkParameterMap } from './parameters';

/** What becomes of the copy in the storage system when its snapshot is deleted: by somebody, by a schedule, or with its namespace. */
export enum SnapshotDeletionPolicy {
  /** It stays, with the VolumeSnapshotContent that knows it, until somebody deletes both. */
  RETAIN = 'Retain',
  /** It is deleted. */
  DELETE = 'Delete',
}

/** Props of a `SnapshotClass`, and of a `SnapshotGroupClass`. */
export interface SnapshotClassProps {
  /** The name of the CSI driver that has the volumes, such as `ebs.csi.aws.com`: the `provisioner` of their class. */
  readonly driver: string;

  /**
   * The name of the class, which snapshots refer to. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * What becomes of the copy when its snapshot is deleted. DELETE destroys it with the namespace too, and is what a `SnapshotSchedule` needs, which deletes old ones.
   *
   * @default SnapshotDeletionPolicy.RETAIN
   */
  readonly deletionPolicy?: SnapshotDeletionPolicy;

  /**
   * Parameters, as the driver's documentation names them. They are not those of a StorageClass.
   *
   * @default - none
   */
  readonly parameters?: { readonly [key: string]: string };

  /**
   * Whether snapshots of volumes of this driver that name no class get this one. With two default classes of a driver, such snapshots fail.
   *
   * @default false
   */
  readonly defaultClass?: boolean;

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
 * How snapshots of volumes of a driver are taken: creates a VolumeSnapshotClass whose copies outlive their snapshots unless told otherwise.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/
 * @example
 * const kept = new SnapshotClass(chart, 'kept', { driver: disks.provisioner });
 * new Snapshot(chart, 'before-upgrade', { claim: pages, snapshotClass: kept });
 */
export class SnapshotClass extends Construct implements ISnapshotClass {
  /** A class that the cluster has already. */
  static fromSnapshotClassName(snapshotClassName: string): ISnapshotClass {
    return { snapshotClassName };
  }

  readonly snapshotClassName: string;

  /** The driver's name. */
  readonly driver: string;

  /** What becomes of the copy when its snapshot is deleted. */
  readonly deletionPolicy: SnapshotDeletionPolicy;

  /** The VolumeSnapshotClass itself. */
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: SnapshotClassProps) {
    props = ownProps(props, 'SnapshotClassProps', new.target !== SnapshotClass);
    const plan = planOf('SnapshotClass', 'VolumeSnapshotClass', scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.snapshotClassName = plan.name;
    this.driver = props.driver;
    this.deletionPolicy = plan.deletionPolicy;
    this.apiObject = makeClass(this, SNAPSHOT_API, 'VolumeSnapshotClass', plan, props);
  }
}

/**
 * How groups of volumes of a driver are taken at one moment: creates a VolumeGroupSnapshotClass, for `SnapshotGroup` and for schedules of groups. None of its
 * fields can be changed later.
 *
 * @see https://kubernetes-csi.github.io/docs/group-snapshot-restore-feature.html
 * @example
 * const together = new SnapshotGroupClass(chart, 'together', { driver: disks.provisioner });
 */
export class SnapshotGroupClass extends Construct implements ISnapshotGroupClass {
  /** A class that the cluster has already. */
  static fromSnapshotGroupClassName(snapshotGroupClassName: string): ISnapshotGroupClass {
    return { snapshotGroupClassName };
  }

  readonly snapshotGroupClassName: string;

  /** The driver's name. */
  readonly driver: string;

  /** What becomes of the copies when their group is deleted. */
  readonly deletionPolicy: SnapshotDeletionPolicy;

  /** The VolumeGroupSnapshotClass itself. */
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: SnapshotClassProps) {
    props = ownProps(props, 'SnapshotClassProps', new.target !== SnapshotGroupClass);
    const plan = planOf('SnapshotGroupClass', 'VolumeGroupSnapshotClass', scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.snapshotGroupClassName = plan.name;
    this.driver = props.driver;
    this.deletionPolicy = plan.deletionPolicy;
    this.apiObject = makeClass(this, GROUP_SNAPSHOT_API, 'VolumeGroupSnapshotClass', plan, props);
  }
}

interface ClassPlan {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly deletionPolicy: SnapshotDeletionPolicy;
}

function makeClass(
  scope: Construct,
  apiVersion: string,
  kind: SnapshotClassKind,
  { name, deletionPolicy }: ClassPlan,
  { annotations, defaultClass, driver, labels, parameters }: SnapshotClassProps,
): ApiObject {
  const apiObject = new ApiObject(scope, 'Resource', {
    apiVersion,
    kind,
    metadata: {
      name,
      labels,
      annotations: defaultClass === true ? { ...annotations, [DEFAULT_SNAPSHOT_CLASS[kind]]: 'true' } : annotations,
    },
    driver,
    deletionPolicy,
    parameters: parameters === undefined || Object.keys(parameters).length === 0 ? undefined : { ...parameters },
  });
  leaveNamespace(apiObject);
  return apiObject;
}

/** What people look for who know storage classes. */
const REMEDIES = new Map([
  ['reclaimPolicy', 'Classes of snapshots call it deletionPolicy.'],
  ['provisioner', 'Classes of snapshots call it driver.'],
]);

function planOf(title: string, kind: SnapshotClassKind, scope: Construct, id: string, given: SnapshotClassProps): ClassPlan {
  const problems = Problems.ofNew(title, scope, id);
  const props: Partial<SnapshotClassProps> = given ?? {};
  checkKnownProps(problems, '', props, 'SnapshotClassProps', REMEDIES);
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind, name: free }]);
  checkDriver(problems, props.driver);
  const { RETAIN } = SnapshotDeletionPolicy;
  const policy = checkOneOf(problems, 'deletionPolicy', props.deletionPolicy ?? RETAIN, Object.values(SnapshotDeletionPolicy));
  checkParameterMap(
    problems,
    'parameters',
    props.parameters,
    'Name a Secret for the driver in csi.storage.k8s.io/snapshotter-secret-name, or where it says.',
  );
  checkBoolean(problems, 'defaultClass', props.defaultClass);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return { name: name!, objects, deletionPolicy: policy! };
}

function checkDriver(problems: Problems, driver: unknown): void {
  const inTree = typeof driver === 'string' ? inTreeProvisioner(driver) : undefined;
  if (inTree !== undefined) {
    const { successor } = inTree;
    const remedy = successor === undefined ? 'Back the files up by a program.' : `Name the driver that took over: ${successor}.`;
    problems.add('driver', driver, `It is no CSI driver, and only those take snapshots. ${remedy}`);
  } else if (typeof driver === 'string' && hasNoSnapshots(driver)) {
    problems.add(
      'driver',
      driver,
      `Nobody takes snapshots of volumes of ${titleOfDriver(driver)}. Back the files up by a program, or move them to a driver that takes snapshots.`,
    );
  } else if (typeof driver !== 'string' || !isDriverName(driver)) {
    problems.add('driver', driver, 'Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.');
  } else {
    const meant = misspeltProvisioner(driver);
    if (meant !== undefined) problems.add('driver', driver, `No driver has this name. Did you mean ${meant}?`);
  }
}
