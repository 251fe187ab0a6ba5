import { AWS_EBS } from '../facts/drivers/aws-ebs';
import { AZURE_DISK } from '../facts/drivers/azure-disk';
import { DriverFacts } from '../facts/drivers/driver-facts';
import { GCE_PERSISTENT_DISK } from '../facts/drivers/gce-persistent-disk';
import { LOCAL_VOLUMES } from '../facts/drivers/local-volumes';
import { OPENSTACK_CINDER } from '../facts/drivers/openstack-cinder';
import { VSPHERE } from '../facts/drivers/vsphere';
import { Problems } from '../props/problems';
import { AwsEbsOptions, renderAwsEbs } from './aws-ebs';
import { AzureDiskOptions, renderAzureDisk } from './azure-disk';
import { CsiOptions, planCsi } from './csi';
import { DriverPlan } from './driver-plan';
import { GcePersistentDiskOptions, renderGcePersistentDisk } from './gce-persistent-disk';
import { InTreeStorageClassProps, planInTree } from './in-tree';
import { OpenStackCinderOptions, renderOpenStackCinder } from './openstack-cinder';
import { VSphereOptions, renderVSphere, vSphereZoneKey } from './vsphere';

/**
 * The driver that makes the volumes of a class, with its options.
 *
 * Wrong options are reported when the class is constructed, together with everything else that is wrong with it.
 */
export class StorageDriver {
  /**
   * Amazon Elastic Block Store: encrypted gp3 unless told otherwise.
   *
   * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
   */
  static awsEbs(options?: AwsEbsOptions): StorageDriver {
    return new StorageDriver((problems) => known(AWS_EBS, renderAwsEbs(problems, options)));
  }

  /**
   * Google Compute Engine Persistent Disk and Hyperdisk: pd-balanced unless told otherwise.
   *
   * @see https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver#createvolume-parameters
   */
  static gcePersistentDisk(options?: GcePersistentDiskOptions): StorageDriver {
    return new StorageDriver((problems) => known(GCE_PERSISTENT_DISK, renderGcePersistentDisk(problems, options)));
  }

  /**
   * Azure managed disks: StandardSSD_LRS unless told otherwise.
   *
   * @see https://github.com/kubernetes-sigs/azuredisk-csi-driver/blob/master/docs/driver-parameters.md
   */
  static azureDisk(options?: AzureDiskOptions): StorageDriver {
    return new StorageDriver((problems) => known(AZURE_DISK, renderAzureDisk(problems, options)));
  }

  /**
   * OpenStack Cinder.
   *
   * @see https://github.com/kubernetes/cloud-provider-openstack/blob/master/docs/cinder-csi-plugin/using-cinder-csi-plugin.md
   */
  static openStackCinder(options?: OpenStackCinderOptions): StorageDriver {
    return new StorageDriver((problems) => known(OPENSTACK_CINDER, renderOpenStackCinder(problems, options)));
  }

  /**
   * VMware vSphere.
   *
   * @see https://github.com/kubernetes-sigs/vsphere-csi-driver
   */
  static vSphere(options?: VSphereOptions): StorageDriver {
    return new StorageDriver((problems) => ({ ...known(VSPHERE, renderVSphere(problems, options)), zoneKey: vSphereZoneKey(options) }));
  }

  /**
   * Disks of the nodes themselves: nothing is provisioned, a claim waits for its Pod and binds a volume that exists there.
   *
   * @see https://kubernetes.io/docs/concepts/storage/storage-classes/#local
   */
  static localVolumes(): StorageDriver {
    return new StorageDriver(() => known(LOCAL_VOLUMES, {}));
  }

  /**
   * Any other CSI driver, whose parameters are written as its documentation names them.
   *
   * @param provisioner The name of the driver, as `kubectl get csidrivers` shows it.
   * @see https://kubernetes-csi.github.io/docs/drivers.html
   */
  static csi(provisioner: string, options?: CsiOptions): StorageDriver {
    return new StorageDriver((problems) => planCsi(problems, provisioner, options));
  }

  /**
   * The CSI driver that took over from a removed provisioner.
   *
   * @internal
   */
  static _inTree(props: InTreeStorageClassProps): StorageDriver {
    return new StorageDriver((problems) => planInTree(problems, props));
  }

  private constructor(
    /** @internal */
    readonly _plan: (problems: Problems) => DriverPlan,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'StorageDriver';
  }
}

function known(facts: DriverFacts, parameters: Record<string, string>): DriverPlan {
  return {
    provisioner: facts.provisioner,
    parameters,
    facts,
    expandable: facts.expands(parameters),
    zoneKey: facts.topologyKeys?.[0],
  };
}
