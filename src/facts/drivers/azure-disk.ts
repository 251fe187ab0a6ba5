import { checkSharedFileSystem, checkSizeRange, formatGibibytes, isShared } from './block-disk';
import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest, ZoneProblem } from './driver-facts';
import {
  anyCaseBoolean,
  anything,
  checkTable,
  entryOf,
  lowered,
  matches,
  notEmpty,
  oneOf,
  oneOfAnyCase,
  whole,
  wholeNumber,
} from './parameter-table';

interface Sku {
  /** In GiB. */
  readonly minSize: number;
  readonly maxSize: number;
  /** Performance that is chosen apart from the size; throughput in MB/s. */
  readonly provisioned?: {
    readonly iops: number;
    readonly iopsPerGib: number;
    readonly baseIops: number;
    readonly throughput: number;
    readonly throughputPerIops: number;
  };
}

const TIERED = { minSize: 1, maxSize: 32767 };

/**
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-types
 */
const SKUS: Readonly<Record<string, Sku>> = {
  Standard_LRS: TIERED,
  StandardSSD_LRS: TIERED,
  StandardSSD_ZRS: TIERED,
  Premium_LRS: TIERED,
  Premium_ZRS: TIERED,
  PremiumV2_LRS: {
    minSize: 1,
    maxSize: 65536,
    provisioned: { iops: 80000, iopsPerGib: 500, baseIops: 3000, throughput: 2000, throughputPerIops: 0.25 },
  },
  UltraSSD_LRS: {
    minSize: 4,
    maxSize: 65536,
    provisioned: { iops: 400000, iopsPerGib: 1000, baseIops: 1000, throughput: 10000, throughputPerIops: 0.256 },
  },
};

const TABLE = {
  keys: {
    skuName: oneOf(Object.keys(SKUS)),
    storageAccountType: oneOf(Object.keys(SKUS)),
    kind: matches(/^managed$/i, 'The driver makes managed disks only, whatever this says. Write managed, or leave it out.'),
    fsType: oneOfAnyCase(['ext4', 'ext3', 'ext2', 'xfs', 'btrfs', 'ntfs']),
    cachingMode: oneOf(['None', 'ReadOnly', 'ReadWrite']),
    location: matches(/^[a-z0-9]+$/, 'Give the region in lower-case letters and digits, such as eastus2.'),
    resourceGroup: notEmpty,
    DiskIOPSReadWrite: wholeNumber,
    DiskMBpsReadWrite: wholeNumber,
    LogicalSectorSize: oneOf(['512', '4096']),
    tags: anything,
    tagValueDelimiter: notEmpty,
    diskEncryptionSetID: matches(
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/diskEncryptionSets\/[^/]+$/i,
      'Give the full id: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Compute/diskEncryptionSets/NAME.',
    ),
    diskEncryptionType: oneOf([
      'EncryptionAtRestWithCustomerKey',
      'EncryptionAtRestWithPlatformAndCustomerKeys',
      'EncryptionAtRestWithPlatformKey',
    ]),
    writeAcceleratorEnabled: anyCaseBoolean,
    perfProfile: oneOfAnyCase(['none', 'basic', 'advanced']),
    networkAccessPolicy: oneOf(['DenyAll', 'AllowPrivate', 'AllowAll']),
    publicNetworkAccess: oneOf(['Disabled', 'Enabled']),
    diskAccessID: notEmpty,
    diskName: notEmpty,
    maxShares: wholeNumber,
    enableBursting: anyCaseBoolean,
    enablePerformancePlus: anyCaseBoolean,
    attachDiskInitialDelay: matches(/^[0-9]+$/, 'Give milliseconds as a whole number.'),
    useragent: notEmpty,
    subscriptionID: notEmpty,
    enableAsyncAttach: anything,
    zoned: anything,
  },
  prefixes: { 'device-setting/': anything },
  unknown: 'The Azure Disk driver refuses parameters that it does not know.',
};

type Add = (key: string, problem: string, ...involves: string[]) => void;

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const given = lowered(parameters);
  const add: Add = (key, problem, ...involves) => {
    const parameter = Object.keys(parameters).find((name) => name.toLowerCase() === key) ?? spelling(key);
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  if (given.has('skuname') && given.has('storageaccounttype')) {
    add('storageaccounttype', 'It is another name for skuName. Keep one of them.', 'skuname');
  }
  checkSku(skuOf(given), given, add);
  checkTags(given, add);
  checkAccess(given, add);
  if (given.has('diskencryptiontype') && !given.has('diskencryptionsetid')) {
    add('diskencryptiontype', 'The driver refuses it without diskEncryptionSetID. Name the set, or leave this out.', 'diskencryptionsetid');
  }
  if (given.has('subscriptionid') && !given.has('resourcegroup')) {
    add('resourcegroup', 'A disk of another subscription needs the resource group there. Name it.', 'subscriptionid');
  }
  return found;
}

function spelling(key: string): string {
  return Object.keys(TABLE.keys).find((name) => name.toLowerCase() === key) ?? key;
}

function checkSku(sku: string, given: ReadonlyMap<string, string>, add: Add): void {
  const limits = entryOf(SKUS, sku);
  if (limits === undefined) return;
  const iops = whole(given.get('diskiopsreadwrite'));
  const throughput = whole(given.get('diskmbpsreadwrite'));
  if (limits.provisioned === undefined) {
    const remedy = `The driver refuses it for ${sku}, whose performance follows from its size. Leave it out, or use PremiumV2_LRS or UltraSSD_LRS.`;
    for (const key of ['diskiopsreadwrite', 'diskmbpsreadwrite', 'logicalsectorsize']) if (given.has(key)) add(key, remedy, 'skuname');
  } else {
    const { provisioned } = limits;
    if (iops !== undefined && iops > provisioned.iops) {
      add('diskiopsreadwrite', `${sku} has at most ${provisioned.iops} IOPS. Give at most that many.`, 'skuname');
    }
    const caching = given.get('cachingmode');
    if (caching !== undefined && caching !== 'None') {
      add('cachingmode', `${sku} has no host cache. Write None, or leave it out.`, 'skuname');
    }
    if (throughput !== undefined) checkThroughput(sku, provisioned, throughput, iops, given, add);
    if (isTrue(given.get('enableperformanceplus'))) {
      add('enableperformanceplus', `Azure has no performance plus for ${sku}. Leave it out and provision what you need.`, 'skuname');
    }
  }
  if (isTrue(given.get('enablebursting')) && !/^Premium_/.test(sku)) {
    add('enablebursting', `Azure bursts Premium_LRS and Premium_ZRS on demand, not ${sku}. Leave it out.`, 'skuname');
  }
}

function checkThroughput(
  sku: string,
  limits: NonNullable<Sku['provisioned']>,
  throughput: number,
  iops: number | undefined,
  given: ReadonlyMap<string, string>,
  add: Add,
): void {
  // Without IOPS, PremiumV2 has its base; the driver works out those of an Ultra disk from its size.
  const known = iops ?? (sku === 'PremiumV2_LRS' && !given.has('diskiopsreadwrite') ? limits.baseIops : undefined);
  if (throughput > limits.throughput) {
    add('diskmbpsreadwrite', `${sku} has at most ${limits.throughput} MB/s. Give at most that much.`, 'skuname');
  } else if (known !== undefined && throughput > known * limits.throughputPerIops) {
    const needed = Math.ceil(throughput / limits.throughputPerIops);
    add(
      'diskmbpsreadwrite',
      `${sku} has at most ${limits.throughputPerIops} MB/s per IOPS, so this needs ${needed} IOPS and there are ${known}. Raise the IOPS or lower this.`,
      'diskiopsreadwrite',
      'skuname',
    );
  }
}

function checkTags(given: ReadonlyMap<string, string>, add: Add): void {
  const tags = given.get('tags');
  if (tags === undefined || tags === '') return;
  const valid = tags.split(given.get('tagvaluedelimiter') || ',').every((tag) => /^\s*[^<>%&?\\/=\s][^<>%&?\\/=]*=/.test(tag));
  if (!valid) add('tags', 'Write tags as key=value,key=value; a key has none of < > % & ? \\ /.', 'tagvaluedelimiter');
}

function checkAccess(given: ReadonlyMap<string, string>, add: Add): void {
  const isPrivate = given.get('networkaccesspolicy') === 'AllowPrivate';
  if (isPrivate && !given.has('diskaccessid')) {
    add(
      'diskaccessid',
      'AllowPrivate needs the disk access resource of the private endpoint. Name it, or use DenyAll.',
      'networkaccesspolicy',
    );
  }
  if (!isPrivate && given.has('diskaccessid')) {
    add(
      'diskaccessid',
      'The driver refuses it unless networkAccessPolicy is AllowPrivate. Set that, or leave this out.',
      'networkaccesspolicy',
    );
  }
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

function skuOf(given: ReadonlyMap<string, string>): string {
  return given.get('skuname') || given.get('storageaccounttype') || 'StandardSSD_LRS';
}

function checkZones(parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  const sku = skuOf(lowered(parameters));
  if (sku.endsWith('_ZRS')) {
    return [
      {
        zones,
        works: true,
        problem: `A ${sku} disk is in every zone of its region, so zones would bind only the first Pod. Leave them out, or use an LRS disk.`,
      },
    ];
  }
  const wrong = zones.filter((zone) => !/^[a-z0-9]+-[0-9]+$/.test(zone));
  return wrong.length === 0 ? [] : [{ zones: wrong, problem: 'Azure zones are written as region and number, such as eastus2-1.' }];
}

function checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  const given = lowered(parameters);
  const sku = skuOf(given);
  const limits = entryOf(SKUS, sku);
  if (limits === undefined) return [];
  return [...checkSize(sku, limits, given, request), ...checkSharing(given, request)];
}

function checkSize(sku: string, limits: Sku, given: ReadonlyMap<string, string>, request: VolumeRequest): readonly RequestProblem[] {
  const size = checkSizeRange(request, { disk: `A disk of ${sku}`, min: limits.minSize, max: limits.maxSize });
  const iops = whole(given.get('diskiopsreadwrite'));
  const { provisioned } = limits;
  if (size.length > 0 || iops === undefined || provisioned === undefined) return size;
  if (iops <= Math.max(provisioned.baseIops, provisioned.iopsPerGib * request.gibibytes)) return [];
  const least = formatGibibytes(Math.ceil(iops / provisioned.iopsPerGib));
  return [
    {
      field: 'storage',
      problem: `${sku} has at most ${provisioned.iopsPerGib} IOPS per GiB, and the class asks for ${iops}. Ask for at least ${least}.`,
    },
  ];
}

function checkSharing(given: ReadonlyMap<string, string>, request: VolumeRequest): readonly RequestProblem[] {
  const shared = checkSharedFileSystem(request);
  if (shared.length > 0 || !isShared(request)) return shared;
  if (request.volumeMode !== 'Block') {
    return [
      { field: 'accessModes', problem: 'The Azure Disk driver shares raw block volumes only. Use ReadWriteOnce, or volumeMode Block.' },
    ];
  }
  if ((whole(given.get('maxshares')) ?? 1) > 1) return [];
  return [
    { field: 'accessModes', problem: 'The class makes disks for one node. Set maxShares above 1 in the class, or use ReadWriteOnce.' },
  ];
}

/**
 * Azure managed disks.
 *
 * @see https://github.com/kubernetes-sigs/azuredisk-csi-driver/blob/master/docs/driver-parameters.md
 */
export const AZURE_DISK: DriverFacts = {
  // See ControllerModifyVolume in pkg/azuredisk/controllerserver.go.
  changeable: {
    keys: { skuName: notEmpty, DiskIOPSReadWrite: wholeNumber, DiskMBpsReadWrite: wholeNumber },
    anyCase: true,
    ignores: true,
    kind: 'skuName',
  },
  title: 'Azure Disk',
  provisioner: 'disk.csi.azure.com',
  inline: 'refuses',
  typed: { name: 'azure-disk', factory: 'azureDisk' },
  storage: 'disks',
  classNames: ['managed-csi', 'managed-csi-premium', 'managed-premium'],
  fsGroupPolicy: 'File',
  predecessor: {
    provisioner: 'kubernetes.io/azure-disk',
    source: 'azureDisk',
    removedIn: '1.27',
    // This driver keeps its own fsType.
    translation: { zoneKey: 'topology.disk.csi.azure.com/zone', zoneParameters: true },
  },
  topologyKeys: ['topology.disk.csi.azure.com/zone', 'topology.kubernetes.io/zone'],
  zonalDisk: true,
  expands: () => true,
  spansZones: (parameters) => /_ZRS$/i.test(skuOf(lowered(parameters))),
  checkParameters,
  checkZones,
  checkRequest,
};
