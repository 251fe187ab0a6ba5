import { Chart, Size } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeMode, PersistentVolumeReclaimPolicy } from 'cdk8s-plus-27';
import { FileDriver } from '../../src/storage-classes/file-driver';
import { FileStorageClass } from '../../src/storage-classes/file-storage-class';
import { StorageDriver } from '../../src/storage-classes/storage-driver';
import { findKind, Manifest, newChart } from '../support';
import { linesOf, untyped } from './support';

const SECRET = { name: 'account', namespace: 'storage' };
const EFS = FileDriver.awsEfs({ fileSystemId: 'fs-0123456789abcdef0' });
const AZURE = FileDriver.azureFilesSmb();
const NFS = FileDriver.nfs({ server: 'nfs.example.com', share: '/exports' });
const SMB = { source: '//nas.example.com/team', secret: SECRET };
const CEPH = { clusterId: 'ceph', fileSystem: 'shared', provisionerSecret: SECRET, nodeSecret: SECRET };
const FSX = { subnetId: 'subnet-1', securityGroupIds: ['sg-1'] };

function filesWith(driver: unknown, props: object = {}, chart: Chart = newChart()): FileStorageClass {
  return new FileStorageClass(chart, 'files', { driver: driver as FileDriver, ...props });
}

function manifestOf(driver: FileDriver, props: object = {}): Manifest {
  const chart = newChart();
  filesWith(driver, props, chart);
  return findKind(chart, 'StorageClass');
}

const problemsOf = (driver: unknown, props: object = {}): string[] =>
  linesOf(() => filesWith(driver, props), 'FileStorageClass at shop/files');

const claimProblems = (driver: FileDriver, options: object): string[] =>
  linesOf(() => filesWith(driver).claim(newChart(), 'data', untyped(options)), 'Claim at shop/data');

describe('practices', () => {
  test('files stay when their claim goes', () => {
    expect(manifestOf(EFS).reclaimPolicy).toBe('Retain');
    expect(manifestOf(EFS, { reclaimPolicy: PersistentVolumeReclaimPolicy.DELETE }).reclaimPolicy).toBe('Delete');
    expect(manifestOf(NFS).parameters).toMatchObject({ onDelete: 'retain' });
    expect(manifestOf(FileDriver.smb(SMB)).parameters).toMatchObject({ onDelete: 'retain' });
  });

  test('a claim of EFS cannot grow, and has no need to', () => {
    expect(manifestOf(EFS).allowVolumeExpansion).toBe(false);
    expect(manifestOf(AZURE).allowVolumeExpansion).toBe(true);
  });

  test('files on SMB belong to the user and the group of this library’s Pods, and to nobody else', () => {
    const owner = ['uid=10001', 'gid=10001', 'dir_mode=0770', 'file_mode=0660'];
    expect(manifestOf(AZURE).mountOptions).toEqual(['mfsymlinks', 'cache=strict', 'nosharesock', ...owner]);
    expect(manifestOf(FileDriver.smb(SMB)).mountOptions).toEqual(['mfsymlinks', 'cache=strict', 'noserverino', ...owner]);
  });

  test('locks of parts of files stay on the node only where that is said', () => {
    expect(manifestOf(FileDriver.azureFilesSmb({ locksHoldOnOneNodeOnly: true })).mountOptions).toContain('nobrl');
    expect(manifestOf(AZURE).mountOptions).not.toContain('nobrl');
  });

  test('NFS waits for a server that is away, and one of EFS gets what AWS recommends', () => {
    expect(manifestOf(NFS).mountOptions).toEqual(['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2']);
    const efs = FileDriver.nfs({ server: 'fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com', share: '/' });
    expect(manifestOf(efs).mountOptions).toContain('noresvport');
    expect(manifestOf(NFS, { mountOptions: ['timeo=100', 'nconnect=4'] }).mountOptions).toEqual([
      'hard',
      'nfsvers=4.1',
      'timeo=100',
      'retrans=2',
      'nconnect=4',
    ]);
  });

  test('a file system of FSx has copies, unless told otherwise: the driver itself would make one that is lost with a server', () => {
    expect(manifestOf(FileDriver.awsFsxLustre(FSX)).parameters).toEqual({
      deploymentType: 'PERSISTENT_2',
      storageType: 'SSD',
      perUnitStorageThroughput: '125',
      subnetId: 'subnet-1',
      securityGroupIds: 'sg-1',
    });
    expect(manifestOf(FileDriver.awsFsxLustre(untyped({ ...FSX, deployment: 'SCRATCH_2' }))).parameters).toMatchObject({
      deploymentType: 'SCRATCH_2',
    });
    expect(manifestOf(FileDriver.awsFsxLustre(untyped({ ...FSX, deployment: 'PERSISTENT_1', storage: 'HDD' }))).parameters).toMatchObject({
      perUnitStorageThroughput: '12',
      driveCacheType: 'NONE',
    });
  });

  test('a share of Azure by NFS is for the group of its Pods, which the driver itself would open to all', () => {
    expect(manifestOf(FileDriver.azureFilesNfs()).parameters).toEqual({
      protocol: 'nfs',
      skuName: 'Premium_LRS',
      mountPermissions: '0770',
    });
  });

  test('a claim shows at once whether it works, where no place has to be waited for', () => {
    expect(manifestOf(EFS).volumeBindingMode).toBe('Immediate');
    expect(manifestOf(FileDriver.gcpFilestore()).volumeBindingMode).toBe('WaitForFirstConsumer');
    expect(manifestOf(FileDriver.awsFsxLustre(FSX)).volumeBindingMode).toBe('WaitForFirstConsumer');
    expect(manifestOf(EFS, { waitForFirstPod: true }).volumeBindingMode).toBe('WaitForFirstConsumer');
    expect(manifestOf(FileDriver.gcpFilestore(), { waitForFirstPod: false }).volumeBindingMode).toBe('Immediate');
  });

  test('secrets are named for every operation that the driver does with one', () => {
    const keys = (driver: FileDriver) => Object.keys(manifestOf(driver).parameters as object).filter((key) => key.endsWith('secret-name'));
    expect(keys(FileDriver.cephFs(CEPH))).toEqual([
      'csi.storage.k8s.io/controller-expand-secret-name',
      'csi.storage.k8s.io/node-stage-secret-name',
      'csi.storage.k8s.io/provisioner-secret-name',
    ]);
    expect(keys(FileDriver.smb(SMB))).toEqual(['csi.storage.k8s.io/node-stage-secret-name', 'csi.storage.k8s.io/provisioner-secret-name']);
  });

  test('claims are for many nodes, unless told otherwise', () => {
    const claim = filesWith(AZURE).claim(newChart(), 'data', { storage: Size.gibibytes(5) });
    expect(claim.accessModes).toEqual([PersistentVolumeAccessMode.READ_WRITE_MANY]);
    const { READ_WRITE_ONCE_POD } = PersistentVolumeAccessMode;
    const alone = filesWith(AZURE).claim(newChart(), 'data', { storage: Size.gibibytes(5), accessModes: [READ_WRITE_ONCE_POD] });
    expect(alone.accessModes).toEqual([READ_WRITE_ONCE_POD]);
  });
});

test('Rook puts its namespace before the name of the driver', () => {
  expect(filesWith(FileDriver.cephFs({ ...CEPH, driverPrefix: 'rook-ceph' })).provisioner).toBe('rook-ceph.cephfs.csi.ceph.com');
  expect(filesWith(FileDriver.cephFs(CEPH)).provisioner).toBe('cephfs.csi.ceph.com');
});

test('everything at once', () => {
  const chart = newChart();
  const files = filesWith(
    FileDriver.gcpFilestore(
      untyped({ tier: 'zonal', privateServiceAccess: true, reservedIpRange: 'files', instanceLabels: { team: 'shop' } }),
    ),
    {
      name: 'google.files',
      zones: ['europe-west1-b'],
      defaultClass: true,
      allowVolumeExpansion: false,
      mountOptions: ['nconnect=2', 'soft'],
      acknowledge: { softMountMayCorruptData: 'The files can be had again.' },
      labels: { tier: 'files' },
      annotations: { owner: 'storage' },
    },
    chart,
  );
  expect(files.mountOptions).toEqual(['nconnect=2', 'soft']);
  expect(files.parameters).toMatchObject({ tier: 'zonal' });
  expect(findKind(chart, 'StorageClass')).toMatchSnapshot();
});

test('every option of every driver is written as the driver spells it', () => {
  const all: Array<readonly [string, FileDriver]> = [
    [
      'awsEfs',
      FileDriver.awsEfs({
        fileSystemId: 'fs-1',
        directoryPermissions: '0700',
        user: 1000,
        group: 1001,
        groupRangeStart: 2000,
        groupRangeEnd: 3000,
        basePath: '/apps',
        subPathPattern: '${.PVC.namespace}/${.PVC.name}',
        ensureUniqueDirectory: false,
        roleSecret: SECRET,
        availabilityZone: 'eu-central-1a',
      }),
    ],
    [
      'azureFilesSmb',
      FileDriver.azureFilesSmb(
        untyped({
          sku: 'PremiumV2_LRS',
          storageAccount: 'files',
          resourceGroup: 'files',
          privateEndpoint: true,
          shareNamePrefix: 'shop',
          iops: 3000,
          mebibytesPerSecond: 100,
          tags: { team: 'shop' },
          storeAccountKey: false,
          secretName: 'files-key',
          secretNamespace: 'storage',
          multichannel: true,
          user: 0,
          group: 2000,
          directoryMode: '0750',
          fileMode: '0640',
        }),
      ),
    ],
    [
      'azureFilesNfs',
      FileDriver.azureFilesNfs(
        untyped({ rootSquash: 'RootSquash', encryptInTransit: true, vnetName: 'apps', subnetName: 'nodes', directoryPermissions: '0750' }),
      ),
    ],
    [
      'cephFs',
      FileDriver.cephFs(
        untyped({
          ...CEPH,
          pool: 'data',
          mounter: 'kernel',
          kernelMountOptions: ['noatime'],
          volumeNamePrefix: 'a-',
          encryptionKmsId: 'vault',
        }),
      ),
    ],
    [
      'awsFsxLustre',
      FileDriver.awsFsxLustre({
        ...FSX,
        throughputPerTebibyte: 500,
        compression: true,
        kmsKeyId: 'key',
        backupRetentionDays: 7,
        backupStartTime: '03:00',
        maintenanceStartTime: '7:04:00',
        lustreVersion: '2.15',
        tags: { team: 'shop' },
      }),
    ],
    ['smb', FileDriver.smb({ ...SMB, subDir: '${pv.metadata.name}' })],
    ['nfs', FileDriver.nfs({ server: 'nfs.example.com', share: '/', subDir: '${pv.metadata.name}', directoryPermissions: '2770' })],
  ];
  const written = all.map(([name, driver]) => {
    const { parameters, mountOptions } = manifestOf(driver);
    return [name, { parameters, mountOptions }];
  });
  expect(written).toMatchSnapshot();
});

describe('refusals', () => {
  test('of a driver that is none, or is one of disks', () => {
    expect(problemsOf(undefined)).toEqual([
      'driver: missing. Give a FileDriver, such as FileDriver.awsEfs({ fileSystemId: "fs-0123456789abcdef0" }).',
    ]);
    expect(problemsOf(StorageDriver.awsEbs())[0]).toMatch(
      /^driver: .*\. That is a driver of disks: use a ZonalStorageClass, or a FileDriver for files that many nodes share\.$/,
    );
    expect(problemsOf(FileDriver.csi('ebs.csi.aws.com'))).toEqual([
      'driver.provisioner: "ebs.csi.aws.com". AWS EBS makes disks, whose file system two nodes cannot write without destroying it. Use ZonalStorageClass for ReadWriteOnce, or a driver of files.',
    ]);
    expect(problemsOf(FileDriver.csi('rancher.io/local-path'))).toContain(
      'driver.provisioner: "rancher.io/local-path". local-path makes directories of one node. Use a driver of files, which all nodes reach.',
    );
  });

  test.each(['driver.longhorn.io', 'pxd.portworx.com', 'csi.vsphere.vmware.com', 'files.example.com', 'rook-ceph.cephfs.csi.ceph.com'])(
    '%s is no block driver, or serves disks as files too',
    (provisioner) => {
      const parameters: Record<string, string> = provisioner.startsWith('rook') ? { clusterID: 'a', fsName: 'b' } : {};
      expect(manifestOf(FileDriver.csi(provisioner, { parameters })).provisioner).toBe(provisioner);
    },
  );

  test('of options that the driver needs and does not get', () => {
    expect(problemsOf(FileDriver.awsEfs(untyped({})))).toEqual([
      'driver.fileSystemId: missing. The driver makes no volumes without it. Name the file system.',
    ]);
    expect(problemsOf(FileDriver.awsFsxLustre(untyped(undefined)))).toEqual([
      'driver.subnetId: missing. AWS makes no file system without it. Name it.',
      'driver.securityGroupIds: missing. AWS makes no file system without it. Name it.',
    ]);
    const remedy = 'Give the name and the namespace of a Secret and nothing of its content: { name: "share", namespace: "storage" }.';
    expect(problemsOf(FileDriver.cephFs(untyped({})))).toEqual([
      `driver.provisionerSecret: missing. ${remedy}`,
      `driver.nodeSecret: missing. ${remedy}`,
      'driver.clusterId: missing. The driver makes no volumes without a clusterID. Name it.',
      'driver.fileSystem: missing. The driver makes no volumes without a fsName. Name it.',
    ]);
    expect(problemsOf(FileDriver.nfs(untyped({ server: 'nfs.example.com' })))).toEqual([
      'driver.share: missing. The driver does not make volumes without a share. Name it.',
    ]);
  });

  test('of a secret that is not a name, which is not shown', () => {
    const lines = problemsOf(FileDriver.smb(untyped({ ...SMB, secret: { ...SECRET, password: 'hunter2-correct-horse' } })));
    expect(lines).toEqual([
      'driver.secret.password: a string of 21 characters. It is not known here. DatabaseCredentials.fromSecret and DatabaseCredentials.fromSecretName take it.',
    ]);
    const key = problemsOf(FileDriver.cephFs({ ...CEPH, kernelMountOptions: ['password=hunter2-correct-horse'] })).join();
    expect(key).toContain('driver.kernelMountOptions[0]');
    expect(key).not.toContain('hunter2');
    expect(problemsOf(FileDriver.azureFilesSmb(), { mountOptions: ['password=hunter2-correct-horse'] }).join()).not.toContain('hunter2');
  });

  test('of whom files on SMB belong to by a mount option, or not at all', () => {
    expect(problemsOf(AZURE, { mountOptions: ['uid=0', 'nobrl', 'actimeo=30', 'actimeo=60', 'ro'] })).toEqual([
      'mountOptions[4]: "ro". Who may write is said by the mounts into Pods. Leave it out.',
      'mountOptions[0]: "uid=0". It follows from the options of the driver: user, group, directoryMode and fileMode. Leave it out.',
      'mountOptions[1]: "nobrl". Locks of parts of files then hold among the Pods of one node only. Say locksHoldOnOneNodeOnly: true in the options of the driver.',
      'mountOptions[3]: "actimeo=60". It is there twice. Keep one.',
    ]);
    expect(problemsOf(FileDriver.csi('smb.csi.k8s.io', { parameters: { source: '//nas/team' } }), { mountOptions: ['uid=1'] })).toEqual([
      'mountOptions: ["uid=1"]. Files on SMB belong to whom the mount says, which is root, and everybody may write: no Pod can change that. Add gid=, dir_mode=, file_mode=, or use FileDriver.smb or FileDriver.azureFilesSmb.',
    ]);
  });

  test('of risks of NFS without a reason, and of reasons without a risk', () => {
    expect(problemsOf(NFS, { mountOptions: ['soft'] })).toEqual([
      'mountOptions: "soft". When the server is away for some minutes, a soft mount fails writes that programs believe to be done, which corrupts data silently. Use hard, or say in acknowledge.softMountMayCorruptData why it is right here.',
    ]);
    expect(problemsOf(FileDriver.azureFilesNfs({ directoryPermissions: '0777' }))).toEqual([
      'driver.directoryPermissions: "0777". Everybody who mounts a directory could write there, whatever their group. Use "2770", or say in acknowledge.directoriesAreWorldWritable why it is right here.',
    ]);
    expect(problemsOf(NFS, { acknowledge: { softMountMayCorruptData: 'It is a cache.' } })).toEqual([
      'acknowledge.softMountMayCorruptData: "It is a cache.". The store takes no such risk. Leave it out.',
    ]);
    expect(problemsOf(AZURE, { acknowledge: { softMountMayCorruptData: 'It is a cache.' } })).toEqual([
      'acknowledge.softMountMayCorruptData: "It is a cache.". It is for NFS, which this driver does not speak. Leave it out.',
    ]);
    expect(problemsOf(NFS, { mountOptions: ['hrad', 'ro'] })).toEqual([
      'mountOptions[0]: "hrad". mount.nfs does not know this option, so no Pod would start. Did you mean hard?',
      'mountOptions[1]: "ro". Who may write is said by the mounts into Pods. Leave it out.',
    ]);
  });

  test('of what a driver would refuse or ignore', () => {
    expect(problemsOf(FileDriver.azureFilesNfs(untyped({ sku: 'Standard_LRS' })))).toEqual([
      'driver.sku: "Standard_LRS". Azure has NFS for Premium shares only. Use Premium_LRS or Premium_ZRS, or SMB.',
    ]);
    expect(problemsOf(FileDriver.gcpFilestore(untyped({ protocol: 'NFS_V4_1' })))).toEqual([
      'driver.protocol: "NFS_V4_1". Filestore has NFS 4.1 for zonal, regional and enterprise instances, not for basic_hdd. Use NFS_V3, or another tier.',
    ]);
    expect(problemsOf(FileDriver.awsEfs({ fileSystemId: 'fs-1', groupRangeStart: 5 }))).toEqual([
      'driver.groupRangeEnd: missing. The driver refuses gidRangeStart without it. Give both.',
    ]);
    expect(problemsOf(FileDriver.smb({ ...SMB, subDir: '${pvc.metadata.name}' }))).toEqual([
      'driver.subDir: "${pvc.metadata.name}". Claims of the class would share a directory. Put in ${pv.metadata.name}, or ${pvc.metadata.namespace} and ${pvc.metadata.name}; left out, each claim gets its own.',
    ]);
    expect(problemsOf(FileDriver.azureFilesSmb(untyped({ directoryMode: 777, user: -1, locksHoldOnOneNodeOnly: 'yes' })))).toEqual([
      'driver.user: -1. Give an id as a whole number, from 0 to 2147483647.',
      'driver.directoryMode: 777. Give the mode as a string of three or four octal digits, such as "0770".',
      'driver.locksHoldOnOneNodeOnly: "yes". Give true or false.',
    ]);
    expect(problemsOf(FileDriver.cephFs(untyped({ ...CEPH, driverPrefix: 'Rook Ceph', kernelMountOptions: ['a b'] })))).toEqual([
      'driver.driverPrefix: "Rook Ceph". Give the namespace of the operator, such as rook-ceph: it is part of the name of the driver.',
      'driver.kernelMountOptions: a list of 1. Give a list of texts without blanks and commas.',
    ]);
  });

  test('of growth and of zones where there are none, and of the fields of Kubernetes by their names', () => {
    expect(problemsOf(EFS, { allowVolumeExpansion: true, zones: ['eu-central-1a'] })).toEqual([
      'zones: ["eu-central-1a"]. A file system of EFS is reached from every zone, and the driver reads no zones of a class. Leave them out.',
      'allowVolumeExpansion: true. Volumes of this class cannot grow, and claims that try stay stuck. Leave it out.',
    ]);
    expect(problemsOf(FileDriver.csi('files.example.com'), { zones: ['a'] })).toEqual([
      'zones: ["a"]. Zones are written under the driver\'s own key, which is not known. Give topologyKey to FileDriver.csi.',
    ]);
    expect(problemsOf(EFS, { volumeBindingMode: 'Immediate' })).toEqual([
      'volumeBindingMode: "Immediate". Say waitForFirstPod: true for WaitForFirstConsumer, and false for Immediate.',
    ]);
  });

  test('of claims that would be made larger, or not at all', () => {
    expect(claimProblems(FileDriver.azureFilesNfs(), { storage: Size.gibibytes(10) })).toEqual([
      'storage: 10Gi. The driver makes 100Gi of it, the least of a share of Premium_LRS, and that is what is paid for. Ask for 100Gi.',
    ]);
    expect(claimProblems(FileDriver.gcpFilestore(untyped({ tier: 'zonal' })), { storage: Size.gibibytes(10) })).toEqual([
      'storage: 10Gi. The driver makes 1Ti of it, the least of an instance of zonal, and that is what is paid for. Ask for 1Ti.',
    ]);
    expect(claimProblems(EFS, { storage: Size.gibibytes(5), volumeMode: PersistentVolumeMode.BLOCK })).toEqual([
      'volumeMode: "Block". The driver has directories and no devices. Use Filesystem.',
    ]);
    expect(claimProblems(EFS, { storage: Size.gibibytes(5), storageClass: {} })).toEqual([
      'storageClass: {}. The claim is of this class. Leave it out.',
    ]);
  });

  test('and the remedies work', () => {
    const grow = FileDriver.azureFilesNfs();
    expect(
      filesWith(grow)
        .claim(newChart(), 'data', { storage: Size.gibibytes(100) })
        .storage.toGibibytes(),
    ).toBe(100);
    const open = { acknowledge: { directoriesAreWorldWritable: 'Everybody is meant.' } };
    const manifest = manifestOf(FileDriver.azureFilesNfs({ directoryPermissions: '0777' }), open);
    expect(manifest.metadata.annotations).toEqual({ 'cdk8s-storage/directories-are-world-writable': 'Everybody is meant.' });
  });
});
