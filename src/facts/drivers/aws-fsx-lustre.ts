import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest } from './driver-facts';
import { checkNoDevice, checkRounding, ignoredZones } from './file-share';
import { anyGoBoolean, checkTable, entryOf, matches, notEmpty, oneOf, ParameterTable, wholeNumber } from './parameter-table';

/** The throughputs of each kind, in MB/s for each TiB. */
const THROUGHPUTS: Readonly<Record<string, readonly string[]>> = {
  'PERSISTENT_1 SSD': ['50', '100', '200'],
  'PERSISTENT_1 HDD': ['12', '40'],
  'PERSISTENT_2 SSD': ['125', '250', '500', '1000'],
};

const TABLE: ParameterTable = {
  keys: {
    subnetId: matches(/^subnet-[0-9a-f]+$/, 'Give the id of a subnet, such as subnet-0123456789abcdef0.'),
    securityGroupIds: matches(
      /^sg-[0-9a-f]+(,sg-[0-9a-f]+)*$/,
      'Give ids of security groups with commas between, such as sg-0123456789abcdef0.',
    ),
    deploymentType: oneOf(['SCRATCH_1', 'SCRATCH_2', 'PERSISTENT_1', 'PERSISTENT_2']),
    storageType: oneOf(['SSD', 'HDD']),
    perUnitStorageThroughput: wholeNumber,
    driveCacheType: oneOf(['NONE', 'READ']),
    kmsKeyId: notEmpty,
    s3ImportPath: matches(/^s3:\/\/.+/, 'Give a bucket, such as s3://data/path.'),
    s3ExportPath: matches(/^s3:\/\/.+/, 'Give a bucket, such as s3://data/path.'),
    autoImportPolicy: oneOf(['NONE', 'NEW', 'NEW_CHANGED', 'NEW_CHANGED_DELETED']),
    automaticBackupRetentionDays: matches(/^([0-9]|[1-8][0-9]|90)$/, 'Give days as a whole number from 0 to 90.'),
    dailyAutomaticBackupStartTime: matches(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Give a time of UTC, such as 03:00.'),
    copyTagsToBackups: anyGoBoolean,
    dataCompressionType: oneOf(['NONE', 'LZ4']),
    weeklyMaintenanceStartTime: matches(/^[1-7]:([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Give the day, 1 for Monday, and a time of UTC: 7:03:00.'),
    fileSystemTypeVersion: oneOf(['2.10', '2.12', '2.15']),
    extraTags: matches(/^[^,=]+=[^,=]*(,[^,=]+=[^,=]*)*$/, 'Write tags as key=value,key=value.'),
    efaEnabled: anyGoBoolean,
    metadataConfigurationMode: oneOf(['AUTOMATIC', 'USER_PROVISIONED']),
    metadataIops: wholeNumber,
  },
  caseSensitive: true,
  unknown: 'The FSx driver ignores parameters that it does not know.',
};

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const add = (parameter: string, problem: string, ...involves: string[]) => {
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  for (const parameter of ['subnetId', 'securityGroupIds']) {
    if (parameters[parameter] === undefined) add(parameter, 'AWS makes no file system without it. Name it.');
  }
  const type = typeOf(parameters);
  const storage = storageOf(parameters);
  checkThroughput(type, storage, parameters, add);
  if (storage === 'HDD' && parameters.driveCacheType === undefined) {
    add('driveCacheType', 'AWS wants it said of hard disks. Write READ, or NONE for no cache.', 'storagetype');
  }
  if (storage !== 'HDD' && parameters.driveCacheType !== undefined) {
    add('driveCacheType', 'Only hard disks have such a cache. Leave it out, or use storageType: HDD.', 'storagetype');
  }
  if (type === 'PERSISTENT_2') {
    for (const parameter of ['s3ImportPath', 's3ExportPath', 'autoImportPolicy']) {
      const problem = 'A file system of PERSISTENT_2 is linked to buckets once it is there, not when it is made. Leave it out.';
      if (parameters[parameter] !== undefined) add(parameter, problem, 'deploymenttype');
    }
  }
  if (type.startsWith('SCRATCH')) {
    for (const parameter of ['kmsKeyId', 'automaticBackupRetentionDays', 'dailyAutomaticBackupStartTime', 'copyTagsToBackups']) {
      const problem = `AWS has that for persistent file systems, not for ${type}. Leave it out, or use PERSISTENT_2.`;
      if (parameters[parameter] !== undefined) add(parameter, problem, 'deploymenttype');
    }
  }
  return found;
}

type Add = (parameter: string, problem: string, ...involves: string[]) => void;

function checkThroughput(type: string, storage: string, parameters: Parameters, add: Add): void {
  const given = parameters.perUnitStorageThroughput;
  const key = `${type} ${storage}`;
  if (storage === 'HDD' && type !== 'PERSISTENT_1') {
    if (['SCRATCH_1', 'SCRATCH_2', 'PERSISTENT_2'].includes(type)) {
      add(
        'storageType',
        `AWS has hard disks for PERSISTENT_1 only, and the class makes ${type}. Use SSD, or PERSISTENT_1.`,
        'deploymenttype',
      );
    }
    return;
  }
  const known = entryOf(THROUGHPUTS, key);
  if (known === undefined) {
    if (type.startsWith('SCRATCH') && given !== undefined) {
      add('perUnitStorageThroughput', `AWS has one throughput of ${type}, 200. Leave it out.`, 'deploymenttype');
    }
  } else if (given === undefined) {
    add(
      'perUnitStorageThroughput',
      `AWS makes no ${type} file system without it. Use one of ${known.join(', ')}.`,
      'deploymenttype',
      'storagetype',
    );
  } else if (typeof given === 'string' && !known.includes(given)) {
    add(
      'perUnitStorageThroughput',
      `A ${key} file system has one of ${known.join(', ')}. Use one of them.`,
      'deploymenttype',
      'storagetype',
    );
  }
}

const typeOf = ({ deploymentType }: Parameters): string => (typeof deploymentType === 'string' ? deploymentType : 'SCRATCH_1');
const storageOf = ({ storageType }: Parameters): string => (typeof storageType === 'string' ? storageType : 'SSD');

/** What the driver makes of a size, in GiB; see pkg/util/util.go. */
function madeOf(parameters: Parameters, asked: number): number {
  const steps = (step: number) => Math.max(1, Math.ceil(asked / step)) * step;
  if (storageOf(parameters) === 'HDD') return steps(parameters.perUnitStorageThroughput === '12' ? 6000 : 1800);
  const step = typeOf(parameters) === 'SCRATCH_1' ? 3600 : 2400;
  return steps(asked < step ? 1200 : step);
}

function checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  return [
    ...checkNoDevice(request),
    ...checkRounding(request, 'the next size of a file system of FSx for Lustre', madeOf(parameters, request.gibibytes)),
  ];
}

/**
 * Amazon FSx for Lustre: a file system for each claim.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/tree/master/examples/kubernetes/dynamic_provisioning
 */
export const AWS_FSX_LUSTRE: DriverFacts = {
  title: 'AWS FSx for Lustre',
  provisioner: 'fsx.csi.aws.com',
  storage: 'files',
  classNames: ['fsx-sc'],
  withoutSnapshots: true,
  // Its CSIDriver object says ReadWriteOnceWithFSType.
  groupStaysRoot: true,
  zonalDisk: false,
  expands: () => true,
  checkParameters,
  checkZones: (_parameters, zones) => ignoredZones(zones, 'A file system of FSx'),
  checkRequest,
};
