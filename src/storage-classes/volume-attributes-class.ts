import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { attributeProblems } from '../facts/drivers/attributes';
import { AWS_EBS } from '../facts/drivers/aws-ebs';
import { AZURE_DISK } from '../facts/drivers/azure-disk';
import { DriverFacts } from '../facts/drivers/driver-facts';
import { GCE_PERSISTENT_DISK } from '../facts/drivers/gce-persistent-disk';
import { checkAnnotations, checkLabels, checkObjectName } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { checkDriverName } from '../volumes/persistent-volume-source';
import { leaveNamespace } from '../workloads/cluster-scoped';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { isMap, Unchecked } from '../util/unchecked';
import { AwsEbsVolumeType } from './aws-ebs';
import { AzureDiskSku } from './azure-disk';
import { numberedPairs, OptionSpecs, perSecond, renderOptions, text, wholeAmount } from './driver-options';
import { checkParameters } from './parameters';

/** What can be changed of an EBS volume that is in use. Between two changes of one volume are six hours. */
export interface AwsEbsAttributes {
  /**
   * The kind of volume that it becomes.
   *
   * @default - the one that it is
   */
  readonly type?: AwsEbsVolumeType;

  /**
   * IOPS, whatever its size.
   *
   * @default - as they are, or what the type gives
   */
  readonly iops?: number;

  /**
   * What passes in a second, gp3 only: 125 to 2000 MiB.
   *
   * @default - as it is, or what the type gives
   */
  readonly throughput?: Size;

  /**
   * Tags that the volume gets.
   *
   * @default - none
   */
  readonly tags?: { readonly [key: string]: string };
}

/** What can be changed of a Hyperdisk that is in use. */
export interface GceDiskAttributes {
  /**
   * IOPS.
   *
   * @default - as they are
   */
  readonly iops?: number;

  /**
   * What passes in a second, in whole MiB.
   *
   * @default - as it is
   */
  readonly throughput?: Size;
}

/** What can be changed of an Azure disk that is in use. */
export interface AzureDiskAttributes {
  /**
   * The kind of disk that it becomes.
   *
   * @default - the one that it is
   */
  readonly sku?: AzureDiskSku;

  /**
   * IOPS, for PremiumV2 and Ultra.
   *
   * @default - as they are
   */
  readonly iops?: number;

  /**
   * Throughput in MB (not MiB) per second, for PremiumV2 and Ultra.
   *
   * @default - as it is
   */
  readonly megabytesPerSecond?: number;
}

interface AttributesPlan {
  readonly driverName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const EBS: OptionSpecs = {
  type: text('type'),
  iops: wholeAmount('iops'),
  throughput: perSecond('throughput'),
  tags: numberedPairs('tagSpecification'),
};
const GCE: OptionSpecs = { iops: wholeAmount('iops'), throughput: perSecond('throughput', 'Mi') };
const AZURE: OptionSpecs = {
  sku: text('skuName'),
  iops: wholeAmount('DiskIOPSReadWrite'),
  megabytesPerSecond: wholeAmount('DiskMBpsReadWrite'),
};

/** A driver as it reads the parameters of such classes. */
const changing = (facts: DriverFacts): DriverFacts => ({
  ...facts,
  safeParameters: undefined,
  checkParameters: (parameters) => attributeProblems(facts, parameters),
});

/**
 * What a driver changes of a volume that is in use.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/
 */
export class VolumeAttributes {
  /** Of EBS volumes: the kind, IOPS, throughput, tags. */
  static awsEbs(options: AwsEbsAttributes): VolumeAttributes {
    return new VolumeAttributes((problems) => ({
      driverName: AWS_EBS.provisioner,
      parameters: renderOptions(problems, 'awsEbs', options, 'AwsEbsAttributes', EBS, changing(AWS_EBS)),
    }));
  }

  /** Of Hyperdisks of Google: IOPS and throughput. */
  static gcePersistentDisk(options: GceDiskAttributes): VolumeAttributes {
    return new VolumeAttributes((problems) => ({
      driverName: GCE_PERSISTENT_DISK.provisioner,
      parameters: renderOptions(problems, 'gcePersistentDisk', options, 'GceDiskAttributes', GCE, changing(GCE_PERSISTENT_DISK)),
    }));
  }

  /** Of Azure disks: the kind, IOPS and throughput. */
  static azureDisk(options: AzureDiskAttributes): VolumeAttributes {
    return new VolumeAttributes((problems) => ({
      driverName: AZURE_DISK.provisioner,
      parameters: renderOptions(problems, 'azureDisk', options, 'AzureDiskAttributes', AZURE, changing(AZURE_DISK)),
    }));
  }

  /** Of another driver, whose documentation names the parameters. */
  static csi(driver: string, parameters: { [key: string]: string }): VolumeAttributes {
    return new VolumeAttributes((problems) => {
      const driverName = checkDriverName(problems, 'driver', driver);
      if (isMap(parameters)) checkParameters(problems, 'driver.parameters', parameters);
      else problems.add('driver.parameters', parameters, 'Give an object of keys and string values.');
      return { driverName, parameters: isMap(parameters) ? { ...parameters } : {} };
    });
  }

  private constructor(
    /** @internal */
    readonly _plan: (problems: Problems) => AttributesPlan,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'VolumeAttributes';
  }
}

/** Props of a `VolumeAttributesClass`. */
export interface VolumeAttributesClassProps {
  /** The driver, and what it changes. */
  readonly driver: VolumeAttributes;

  /**
   * Name of the class, which claims refer to. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

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
 * Attributes of volumes that may change while they are used, such as IOPS: creates a VolumeAttributesClass, which claims name by
 * `volumeAttributesClassName`. Kubernetes 1.34.
 *
 * A class cannot be changed: a claim gets other attributes by the name of another class. Parameters that the driver would refuse or ignore are
 * refused here, since the API server takes any.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/
 * @example
 * const gold = new VolumeAttributesClass(chart, 'gold', { driver: VolumeAttributes.awsEbs({ iops: 6000, throughput: Size.mebibytes(500) }) });
 * const ledger = disks.claim(chart, 'ledger', {
 *   storage: Size.gibibytes(100),
 *   volumeAttributesClassName: gold.volumeAttributesClassName,
 * });
 */
export class VolumeAttributesClass extends Construct {
  /** What claims name. */
  readonly volumeAttributesClassName: string;

  /** The VolumeAttributesClass itself. */
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: VolumeAttributesClassProps) {
    props = ownProps(props, 'VolumeAttributesClassProps', new.target !== VolumeAttributesClass);
    const { name, objects, driverName, parameters } = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.volumeAttributesClassName = name;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttributesClass',
      metadata: { name, labels: props.labels, annotations: props.annotations },
      driverName,
      parameters: { ...parameters },
    });
    leaveNamespace(this.apiObject);
  }
}

function planOf(scope: Construct, id: string, given: VolumeAttributesClassProps): AttributesPlan & { name: string; objects: FreeObjects } {
  const problems = Problems.ofNew('VolumeAttributesClass', scope, id);
  const props: Unchecked<VolumeAttributesClassProps> = given ?? {};
  checkKnownProps(problems, '', props, 'VolumeAttributesClassProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'VolumeAttributesClass', name: free }]);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  const { driver } = props;
  const before = problems.count;
  const plan = isA(driver, VolumeAttributes) ? driver._plan(problems) : undefined;
  if (plan === undefined) problems.add('driver', driver, 'Give VolumeAttributes, such as VolumeAttributes.awsEbs({ iops: 6000 }).');
  else if (problems.count === before && Object.keys(plan.parameters).length === 0) {
    problems.add('driver', 'nothing', 'The API server wants one parameter at least. Say what changes.');
  }
  problems.throwIfAny();
  return { name: name!, objects, ...plan! };
}
