import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { RequestProblem } from '../facts/drivers/driver-facts';
import { nameOfOption } from '../facts/smb/mount-options';
import { checkBoolean } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { Unchecked } from '../util/unchecked';
import { Claim, ClaimOptions, ClaimRequest } from '../volumes/claim';
import { IStorageClass } from '../volumes/storage-class';
import { takeObjects } from '../workloads/objects';
import { ClassPlan, makeClass, planClass } from './class-plan';
import { FileDriver } from './file-driver';
import { FileDriverPlan, FileMountPlan, planFileMount } from './file-mounts';
import { NfsAcknowledgements } from './nfs-mount';
import { StorageDriver } from './storage-driver';

/** Props of a `FileStorageClass`. */
export interface FileStorageClassProps {
  /** The driver that makes the volumes, with its options. */
  readonly driver: FileDriver;

  /**
   * The name of the class, which claims refer to. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The zones in which volumes may be made, for drivers that make them in one (Filestore).
   *
   * @default - the zone of the node where the first Pod is scheduled, where the driver has zones
   */
  readonly zones?: string[];

  /**
   * Whether a volume is made only when its first Pod is scheduled.
   *
   * @default - true for Filestore, whose instances are best in the zone of their Pods, and for FSx, which is paid for from then on; false for others, so that a claim shows at once
   * whether it works
   */
  readonly waitForFirstPod?: boolean;

  /**
   * What becomes of a volume whose claim is deleted. DELETE destroys the data with the claim.
   *
   * @default PersistentVolumeReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: kplus.PersistentVolumeReclaimPolicy;

  /**
   * Whether claims may grow.
   *
   * @default - true where the driver can: EFS cannot, and has no need to
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * Whether claims that name no class get this one. With two default classes in a cluster, the newest wins.
   *
   * @default false
   */
  readonly defaultClass?: boolean;

  /**
   * Mount options, one in each entry, each in the place of the driver's for the same setting, or besides.
   *
   * @default - for `nfs` the standard ones of `NfsSharedStore`; for SMB whom files belong to, links, and a cache that sees what others write; else none
   */
  readonly mountOptions?: string[];

  /**
   * Reasons for mount options and permissions of NFS that put data at risk.
   *
   * @default - none, so such options are refused
   */
  readonly acknowledge?: NfsAcknowledgements;

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
 * A class of files that Pods of many nodes share: creates a StorageClass for EFS, Filestore, Azure Files, CephFS, FSx for Lustre, or a server of SMB or NFS.
 *
 * Volumes outlive their claims, can grow where the driver can, and files are not open to all, unless told otherwise. Parameters that the driver would refuse or ignore are refused
 * here, since the API server takes any; so are claims that the driver would make larger, and paid for, without a word.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
 * @example
 * const shared = new FileStorageClass(chart, 'shared', { driver: FileDriver.awsEfs({ fileSystemId: 'fs-0123456789abcdef0' }) });
 * const uploads = shared.claim(chart, 'uploads', { storage: Size.gibibytes(20) });
 * uploads.mountInto(web, '/uploads');
 */
export class FileStorageClass extends Construct implements IStorageClass {
  /** A class that the cluster has already. */
  static fromStorageClassName(storageClassName: string): IStorageClass {
    return { storageClassName };
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

  private readonly driver: FileDriverPlan;
  private readonly options: readonly string[];

  constructor(scope: Construct, id: string, props: FileStorageClassProps) {
    props = ownProps(props, 'FileStorageClassProps', new.target !== FileStorageClass);
    const { plan, mount } = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.storageClassName = plan.name;
    this.provisioner = plan.driver.provisioner;
    this.reclaimPolicy = plan.reclaimPolicy;
    this.allowVolumeExpansion = plan.allowVolumeExpansion;
    this.driver = plan.driver;
    this.options = mount.options;
    const waits = props.waitForFirstPod ?? plan.driver.waits === true;
    this.apiObject = makeClass(this, plan, {
      props,
      volumeBindingMode: waits ? 'WaitForFirstConsumer' : 'Immediate',
      mountOptions: mount.options.length === 0 ? undefined : mount.options,
      annotations: mount.annotations,
    });
  }

  /** The driver's parameters; a copy. */
  get parameters(): { [key: string]: string } {
    return { ...this.driver.parameters };
  }

  /** The mount options of the volumes; a copy. */
  get mountOptions(): string[] {
    return [...this.options];
  }

  /**
   * Makes a claim of this class, in the scope of whoever uses it; refused where the driver would make another volume, or none.
   *
   * @param options What the claim asks for; ReadWriteMany, unless it says otherwise.
   */
  claim(scope: Construct, id: string, options: ClaimOptions): Claim {
    options = withoutNulls(options, 'ClaimOptions');
    const problems = Problems.ofNew('Claim', scope, id);
    checkKnownProps(problems, '', options, 'ClaimOptions', CLASS_REMEDY);
    problems.throwIfAny();
    return new Claim(scope, id, {
      ...options,
      accessModes: options?.accessModes ?? [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY],
      storageClass: this,
    });
  }

  /**
   * The group that all files belong to, where the mount says it.
   *
   * @internal
   */
  get _groupOfFiles(): number | undefined {
    const option = this.options.find((text) => nameOfOption(text) === 'gid');
    return option === undefined ? undefined : Number(option.split('=')[1]);
  }

  /**
   * What a claim asks that the class's volumes cannot be.
   *
   * @internal
   */
  _claimProblems(request: ClaimRequest): readonly RequestProblem[] {
    return this.driver.facts?.checkRequest(this.driver.parameters, request) ?? [];
  }
}

/** What people look for who know Kubernetes, or the class of disks. */
const REMEDIES = new Map([
  ['volumeBindingMode', 'Say waitForFirstPod: true for WaitForFirstConsumer, and false for Immediate.'],
  [
    'parameters',
    'They are options of the driver, such as FileDriver.awsEfs({ fileSystemId: "fs-0123456789abcdef0" }); FileDriver.csi takes any.',
  ],
]);
const CLASS_REMEDY = new Map([['storageClass', 'The claim is of this class. Leave it out.']]);

function planOf(
  scope: Construct,
  id: string,
  given: FileStorageClassProps,
): { readonly plan: ClassPlan<FileDriverPlan>; readonly mount: FileMountPlan } {
  const problems = Problems.ofNew('FileStorageClass', scope, id);
  const props: Unchecked<FileStorageClassProps> = given ?? {};
  checkKnownProps(problems, '', props, 'FileStorageClassProps', REMEDIES);
  const driver = driverOf(problems, props.driver);
  const mount = planFileMount(problems, driver?.mount, props);
  checkBoolean(problems, 'waitForFirstPod', props.waitForFirstPod);
  return { plan: planClass(problems, scope, id, props as FileStorageClassProps, { driverOf: () => driver, drivers: 'FileDriver' }), mount };
}

function driverOf(problems: Problems, driver: unknown): FileDriverPlan | undefined {
  if (isA(driver, FileDriver)) return driver._plan(problems);
  problems.add(
    'driver',
    driver,
    isA(driver, StorageDriver)
      ? 'That is a driver of disks: use a ZonalStorageClass, or a FileDriver for files that many nodes share.'
      : 'Give a FileDriver, such as FileDriver.awsEfs({ fileSystemId: "fs-0123456789abcdef0" }).',
  );
  return undefined;
}
