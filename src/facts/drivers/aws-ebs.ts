import { checkSharedFileSystem, checkSizeRange, formatGibibytes, isShared } from './block-disk';
import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest, ZoneProblem } from './driver-facts';
import {
  FS_TYPE,
  anything,
  checkTable,
  entryOf,
  exactBoolean,
  lowered,
  matches,
  notEmpty,
  oneOf,
  whole,
  wholeNumber,
} from './parameter-table';

interface VolumeType {
  readonly minSize: number;
  readonly maxSize: number;
  readonly iops?: { readonly min: number; readonly max: number; readonly perGib: number };
}

/**
 * Sizes in GiB and IOPS of each type; those of gp3 as raised in 2025.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 */
const TYPES: Readonly<Record<string, VolumeType>> = {
  gp3: { minSize: 1, maxSize: 65536, iops: { min: 3000, max: 80000, perGib: 500 } },
  gp2: { minSize: 1, maxSize: 16384 },
  io1: { minSize: 4, maxSize: 16384, iops: { min: 100, max: 64000, perGib: 50 } },
  io2: { minSize: 4, maxSize: 65536, iops: { min: 100, max: 256000, perGib: 1000 } },
  st1: { minSize: 125, maxSize: 16384 },
  sc1: { minSize: 125, maxSize: 16384 },
  standard: { minSize: 1, maxSize: 1024 },
};

/** gp3, in MiB/s. */
const THROUGHPUT = { min: 125, max: 2000, perIops: 0.25 };

const FORMATTING = matches(/^[A-Za-z0-9]+$/, 'Give a number.');

/** File systems that a formatting option does not work with. */
const NOT_FORMATTED: Readonly<Record<string, readonly string[]>> = {
  blocksize: ['ntfs'],
  inodesize: ['ntfs'],
  bytesperinode: ['ntfs', 'xfs'],
  numberofinodes: ['ntfs', 'xfs'],
  ext4bigalloc: ['ntfs', 'xfs', 'ext3'],
  ext4clustersize: ['ntfs', 'xfs', 'ext3'],
  ext4encryptionsupport: ['ntfs', 'xfs', 'ext3'],
};

const TABLE = {
  keys: {
    type: oneOf(Object.keys(TYPES)),
    iops: wholeNumber,
    iopsPerGB: wholeNumber,
    allowAutoIOPSPerGBIncrease: exactBoolean,
    allowAutoIOPSIncreaseOnModify: exactBoolean,
    throughput: wholeNumber,
    encrypted: exactBoolean,
    kmsKeyId: matches(
      /^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)\/.+$/,
      'Give the full ARN of the key: arn:aws:kms:REGION:ACCOUNT:key/ID.',
    ),
    blockSize: FORMATTING,
    inodeSize: FORMATTING,
    bytesPerInode: FORMATTING,
    numberOfInodes: FORMATTING,
    ext4BigAlloc: exactBoolean,
    ext4ClusterSize: FORMATTING,
    ext4EncryptionSupport: exactBoolean,
    volumeInitializationRate: wholeNumber,
    blockAttachUntilInitialized: exactBoolean,
    blockExpress: anything,
  },
  prefixes: { tagSpecification: checkTag },
  unknown: 'The EBS driver refuses parameters that it does not know.',
  bareFsType: `The EBS driver skips the old key, and only the provisioner beside it still reads it. Write ${FS_TYPE}.`,
  bareFsTypeWorks: true,
  fileSystems: ['ext4', 'ext3', 'xfs', 'ntfs'],
};

function checkTag(value: string): string | undefined {
  const [key, ...rest] = value.split('=');
  if (rest.length === 0) return 'Write a tag as key=value.';
  const reserved = ['CSIVolumeName', 'CSIVolumeSnapshotName', 'ebs.csi.aws.com/cluster-name'];
  if (key === '' || reserved.includes(key) || key.startsWith('kubernetes.io') || key.startsWith('ebs.csi.aws.com/')) {
    return 'The driver keeps this key for itself. Use another key for the tag.';
  }
  return notEmpty(key);
}

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const given = lowered(parameters);
  const add = (key: string, problem: string, ...involves: string[]): void => {
    const parameter = Object.keys(parameters).find((name) => name.toLowerCase() === key) ?? key;
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  checkPerformance(given, add);
  if (given.has('kmskeyid') && given.get('encrypted') === 'false') {
    add('encrypted', 'With a key the volume is encrypted whatever this says. Leave out kmsKeyId, or encrypt.', 'kmskeyid');
  }
  if (given.has('ext4clustersize') && given.get('ext4bigalloc') !== 'true') {
    add('ext4clustersize', 'The driver refuses it without ext4BigAlloc "true". Add that, or leave this out.', 'ext4bigalloc');
  }
  const fileSystem = given.get(FS_TYPE) ?? 'ext4';
  for (const [key, refused] of Object.entries(NOT_FORMATTED)) {
    if (given.has(key) && given.get(key) !== 'false' && refused.includes(fileSystem)) {
      add(key, `The driver refuses it for ${fileSystem}. Leave it out, or format as ext4.`, FS_TYPE);
    }
  }
  return found;
}

type Add = (key: string, problem: string, ...involves: string[]) => void;

function checkPerformance(given: ReadonlyMap<string, string>, add: Add): void {
  const type = typeOf(given);
  const limits = entryOf(TYPES, type);
  if (limits === undefined) return;
  const iops = whole(given.get('iops'));
  const perGib = whole(given.get('iopspergb'));
  if (limits.iops === undefined) {
    const remedy = `AWS takes no IOPS for ${type}: they follow from its size. Leave it out, or use gp3, io1 or io2.`;
    if (iops !== undefined) add('iops', remedy, 'type');
    if (perGib !== undefined) add('iopspergb', remedy, 'type');
  } else {
    const { min, max, perGib: most } = limits.iops;
    if (iops !== undefined && (iops < min || iops > max)) {
      add('iops', `${type} has ${min} to ${max} IOPS. Give a number in between, or use another type.`, 'type');
    }
    if (perGib !== undefined && perGib > most) {
      add('iopspergb', `${type} has at most ${most} IOPS per GiB, and the driver cuts down what is above. Give at most ${most}.`, 'type');
    }
    if (type !== 'gp3' && !given.has('iops') && !given.has('iopspergb')) {
      add('iops', `AWS creates no ${type} volume without IOPS. Give iops or iopsPerGB.`, 'type', 'iopspergb');
    }
  }
  if (given.has('iops') && given.has('iopspergb')) {
    add('iopspergb', 'The driver refuses iopsPerGB beside iops. Keep one of them.', 'iops');
  }
  checkThroughput(type, given, add);
}

function checkThroughput(type: string, given: ReadonlyMap<string, string>, add: Add): void {
  const throughput = whole(given.get('throughput'));
  if (throughput === undefined) return;
  const { min, max, perIops } = THROUGHPUT;
  const iops = whole(given.get('iops')) ?? 3000;
  if (type !== 'gp3') {
    add('throughput', `AWS takes a throughput for gp3 only, not for ${type}. Leave it out, or use gp3.`, 'type');
  } else if (throughput < min || throughput > max) {
    add('throughput', `gp3 has ${min} to ${max} MiB/s. Give a number in between.`);
  } else if (!given.has('iopspergb') && throughput > iops * perIops) {
    add(
      'throughput',
      `gp3 has at most 0.25 MiB/s per IOPS, so ${throughput} MiB/s need ${throughput / perIops} IOPS and there are ${iops}. Raise iops or lower this.`,
      'iops',
    );
  }
}

function typeOf(given: ReadonlyMap<string, string>): string {
  return given.get('type') || 'gp3';
}

function checkZones(_parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  const regions = zones.filter((zone) => /^[a-z]+(-[a-z]+)+-[0-9]+$/.test(zone));
  if (regions.length === 0) return [];
  return [{ zones: regions, problem: `That is a region. Name availability zones, such as ${regions[0]}a.` }];
}

function checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  const given = lowered(parameters);
  const type = typeOf(given);
  const limits = entryOf(TYPES, type);
  if (limits === undefined) return [];
  const size = checkSizeRange(request, { disk: `An EBS volume of type ${type}`, min: limits.minSize, max: limits.maxSize });
  return [...(size.length > 0 ? size : checkSizeAgainstIops(type, limits, given, request)), ...checkSharing(type, request)];
}

function checkSizeAgainstIops(
  type: string,
  { iops: limits }: VolumeType,
  given: ReadonlyMap<string, string>,
  { gibibytes }: VolumeRequest,
): readonly RequestProblem[] {
  if (limits === undefined) return [];
  const iops = whole(given.get('iops'));
  if (iops !== undefined && iops > Math.max(limits.min, limits.perGib * gibibytes)) {
    const least = formatGibibytes(Math.ceil(iops / limits.perGib));
    return [
      {
        field: 'storage',
        problem: `${type} has at most ${limits.perGib} IOPS per GiB, and the class asks for ${iops}. Ask for at least ${least}.`,
      },
    ];
  }
  const perGib = whole(given.get('iopspergb'));
  if (perGib === undefined) return [];
  const total = perGib * gibibytes;
  if (total < limits.min && given.get('allowautoiopspergbincrease') !== 'true') {
    const least = formatGibibytes(Math.ceil(limits.min / perGib));
    return [
      {
        field: 'storage',
        problem: `${perGib} IOPS per GiB make ${total} IOPS, and ${type} has at least ${limits.min}. Ask for at least ${least}, or let the class round up.`,
      },
    ];
  }
  const throughput = whole(given.get('throughput')) ?? 0;
  if (throughput > Math.max(total, limits.min) * THROUGHPUT.perIops) {
    const least = formatGibibytes(Math.ceil(throughput / THROUGHPUT.perIops / perGib));
    return [
      {
        field: 'storage',
        problem: `${perGib} IOPS per GiB are too few for the class's ${throughput} MiB/s. Ask for at least ${least}.`,
      },
    ];
  }
  return [];
}

function checkSharing(type: string, request: VolumeRequest): readonly RequestProblem[] {
  const shared = checkSharedFileSystem(request);
  if (shared.length > 0 || !isShared(request)) return shared;
  if (request.accessModes.includes('ReadOnlyMany')) {
    return [{ field: 'accessModes', problem: 'The EBS driver has no ReadOnlyMany. Use ReadWriteOnce and mount read-only.' }];
  }
  if (type === 'io2') return [];
  return [{ field: 'accessModes', problem: `Only io2 can be attached to several nodes, and the class makes ${type}. Use ReadWriteOnce.` }];
}

/**
 * Amazon Elastic Block Store.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 */
export const AWS_EBS: DriverFacts = {
  // See pkg/driver/controller_modify_volume.go.
  changeable: {
    keys: {
      type: oneOf(Object.keys(TYPES)),
      iops: wholeNumber,
      throughput: wholeNumber,
      iopsPerGB: wholeNumber,
      allowAutoIOPSIncreaseOnModify: exactBoolean,
    },
    prefixes: ['tagSpecification', 'tagDeletion'],
    kind: 'type',
  },
  title: 'AWS EBS',
  provisioner: 'ebs.csi.aws.com',
  inline: 'refuses',
  mistakenFor: ['kubernetes.io/ebs', 'ebs.csi.amazonaws.com'],
  typed: { name: 'aws-ebs', factory: 'awsEbs' },
  storage: 'disks',
  classNames: ['gp2', 'gp3'],
  nodeDiskPrefix: 'local-ebs://',
  fsGroupPolicy: 'File',
  predecessor: {
    provisioner: 'kubernetes.io/aws-ebs',
    source: 'awsElasticBlockStore',
    removedIn: '1.27',
    translation: {
      zoneKey: 'topology.kubernetes.io/zone',
      zoneParameters: true,
      fsType: true,
      // The in-tree plugin rounded small disks up by itself.
      implied: { iopspergb: { allowautoiopspergbincrease: 'true' } },
    },
  },
  topologyKeys: [
    'topology.kubernetes.io/zone',
    'topology.k8s.aws/zone-id',
    'topology.ebs.csi.aws.com/outpost-id',
    'topology.ebs.csi.aws.com/region',
    'topology.ebs.csi.aws.com/account-id',
    'topology.ebs.csi.aws.com/partition',
    'kubernetes.io/os',
  ],
  deprecatedTopologyKeys: ['topology.ebs.csi.aws.com/zone'],
  zonalDisk: true,
  safeParameters: { encrypted: 'true' },
  expands: () => true,
  checkParameters,
  checkZones,
  checkRequest,
};
