import { App, Chart, Size } from 'cdk8s';
import {
  AwsEbsVolumeType,
  AzureDiskSku,
  FileSystem,
  GceDiskType,
  StorageDriver,
  VolumeAttributes,
  VolumeAttributesClass,
  ZonalStorageClass,
} from 'cdk8s-storage';
import { Construct } from 'constructs';

/**
 * One class per driver. Each waits for the first Pod before it makes a disk, keeps the disk when its claim is deleted,
 * and lets claims grow where the driver can.
 */
class StorageClasses extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    new ZonalStorageClass(this, 'aws-database', {
      driver: StorageDriver.awsEbs({
        type: AwsEbsVolumeType.GP3,
        iops: 6000,
        throughput: Size.mebibytes(500),
        kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        fileSystem: FileSystem.XFS,
        tags: { team: 'orders' },
      }),
      zones: ['eu-central-1a', 'eu-central-1b'],
      mountOptions: ['noatime'],
    });

    // Replicated in two zones, so that a Pod survives the loss of one.
    new ZonalStorageClass(this, 'google-regional', {
      driver: StorageDriver.gcePersistentDisk({ type: GceDiskType.PD_BALANCED, regional: true }),
      zones: ['europe-west1-b', 'europe-west1-c'],
    });

    new ZonalStorageClass(this, 'google-hyperdisk', {
      driver: StorageDriver.gcePersistentDisk({
        type: GceDiskType.HYPERDISK_BALANCED,
        iops: 4000,
        throughput: Size.mebibytes(250),
      }),
    });

    new ZonalStorageClass(this, 'azure-premium', {
      driver: StorageDriver.azureDisk({ sku: AzureDiskSku.PREMIUM_V2_LRS, iops: 5000, megabytesPerSecond: 300 }),
      zones: ['westeurope-1', 'westeurope-2'],
    });

    new ZonalStorageClass(this, 'openstack-ssd', {
      driver: StorageDriver.openStackCinder({ type: 'ssd' }),
      zones: ['nova'],
    });

    new ZonalStorageClass(this, 'vsphere-gold', {
      driver: StorageDriver.vSphere({ storagePolicyName: 'gold' }),
      zones: ['rack-1', 'rack-2'],
    });

    // Disks of the nodes: nothing is provisioned, each PersistentVolume is made by hand or by an operator.
    new ZonalStorageClass(this, 'local-nvme', { driver: StorageDriver.localVolumes() });

    // Any other driver: its parameters and its topology key are in its own documentation.
    new ZonalStorageClass(this, 'hetzner-ssd', {
      driver: StorageDriver.csi('csi.hetzner.cloud', {
        parameters: { 'csi.storage.k8s.io/fstype': 'ext4' },
        topologyKey: 'csi.hetzner.cloud/location',
      }),
      zones: ['fsn1', 'nbg1'],
    });

    // What is left of an old cluster, as it stands in its YAML.
    ZonalStorageClass.fromInTree(this, 'aws-legacy', {
      provisioner: 'kubernetes.io/aws-ebs',
      parameters: { type: 'io1', iopsPerGB: '10', fsType: 'ext4', zones: 'eu-central-1a, eu-central-1b' },
    });
  }
}

/** Whoever uses a class makes the claim; here of less than a GiB, which the driver rounds up. */
class Cache extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'thumbnails' });
    const small = new ZonalStorageClass(this, 'aws-small', { driver: StorageDriver.awsEbs() });
    small.claim(this, 'thumbnails', { storage: Size.mebibytes(512) });

    // IOPS that may change while the disk is used: the claim gets others by the name of another class.
    const busy = new VolumeAttributesClass(this, 'aws-busy', {
      driver: VolumeAttributes.awsEbs({ iops: 6000, throughput: Size.mebibytes(300) }),
    });
    const { volumeAttributesClassName } = busy;
    small.claim(this, 'sessions', { storage: Size.gibibytes(20), volumeAttributesClassName });
  }
}

const app = new App();
new StorageClasses(app, 'storage-classes');
new Cache(app, 'cache');
app.synth();
