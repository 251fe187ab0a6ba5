import { App, Chart, Size } from 'cdk8s';
import {
  AzureFilesSku,
  FileDriver,
  FilestoreProtocol,
  FilestoreTier,
  FileStorageClass,
  FsxLustreDeployment,
  SharedStorageDeployment,
} from 'cdk8s-storage';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/**
 * One class of files per driver. Each keeps the files when their claim is deleted, opens them to nobody but those who are meant, and lets claims grow where the driver can.
 */
class FileClasses extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Everything is read and written as the user of the access point, whoever the Pods are; a size limits nothing.
    new FileStorageClass(this, 'aws-efs', {
      driver: FileDriver.awsEfs({ fileSystemId: 'fs-0123456789abcdef0', basePath: '/apps', directoryPermissions: '0750' }),
    });

    // A file system for each claim, with copies in its zone: made when its first Pod is there, since it is paid for from then on.
    new FileStorageClass(this, 'aws-lustre', {
      driver: FileDriver.awsFsxLustre({
        subnetId: 'subnet-0123456789abcdef0',
        securityGroupIds: ['sg-0123456789abcdef0'],
        deployment: FsxLustreDeployment.PERSISTENT_2,
        throughputPerTebibyte: 250,
        compression: true,
      }),
    });

    // With locks of its own, and copies in three zones.
    new FileStorageClass(this, 'google-regional-files', {
      driver: FileDriver.gcpFilestore({ tier: FilestoreTier.REGIONAL, protocol: FilestoreProtocol.NFS_V4_1, network: 'apps' }),
    });

    // By SMB all files belong to one user and one group, which are those of the Pods.
    new FileStorageClass(this, 'azure-smb', {
      driver: FileDriver.azureFilesSmb({ sku: AzureFilesSku.STANDARD_ZRS, user: 10001, group: 10001 }),
    });

    new FileStorageClass(this, 'azure-nfs', {
      driver: FileDriver.azureFilesNfs({ sku: AzureFilesSku.PREMIUM_ZRS, privateEndpoint: true }),
      mountOptions: ['nconnect=4', 'noresvport'],
    });

    // As Rook installs it.
    new FileStorageClass(this, 'ceph', {
      driver: FileDriver.cephFs({
        driverPrefix: 'rook-ceph',
        clusterId: 'rook-ceph',
        fileSystem: 'shared',
        pool: 'shared-data0',
        provisionerSecret: { name: 'rook-csi-cephfs-provisioner', namespace: 'rook-ceph' },
        nodeSecret: { name: 'rook-csi-cephfs-node', namespace: 'rook-ceph' },
      }),
    });

    new FileStorageClass(this, 'office', {
      driver: FileDriver.smb({ source: '//nas.example.com/team', secret: { name: 'nas-account', namespace: 'storage' } }),
    });

    new FileStorageClass(this, 'nas', {
      driver: FileDriver.nfs({ server: 'nfs.example.com', share: '/exports', directoryPermissions: '2770' }),
    });

    // Disks that are shared by a server of the driver's own.
    new FileStorageClass(this, 'longhorn-shared', {
      driver: FileDriver.csi('driver.longhorn.io', { parameters: { numberOfReplicas: '3', nfsOptions: 'vers=4.2,hard' } }),
    });
  }
}

/** A claim of such a class is ReadWriteMany, and all Pods mount the one directory. */
class Archive extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'archive' });
    const files = new FileStorageClass(this, 'archive-files', {
      driver: FileDriver.azureFilesSmb({ sku: AzureFilesSku.PREMIUM_LRS }),
    });
    const papers = files.claim(this, 'papers', { storage: Size.gibibytes(100) });
    new SharedStorageDeployment(this, 'archive', {
      name: 'archive',
      replicas: 3,
      containers: [
        {
          name: 'archive',
          image: 'registry.example.com/archive:2.4.0',
          ports: [{ number: 8080 }],
          readiness: kplus.Probe.fromHttpGet('/healthz', { port: 8080 }),
          liveness: kplus.Probe.fromTcpSocket({ port: 8080 }),
        },
      ],
      storage: { path: '/papers', claim: papers },
    });
  }
}

const app = new App();
new FileClasses(app, 'file-classes');
new Archive(app, 'archive');
app.synth();
