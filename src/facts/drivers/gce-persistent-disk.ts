import { checkSharedFileSystem, checkSizeRange, formatGibibytes, isShared } from './block-disk';
import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest, ZoneProblem } from './driver-facts';
import {
  FS_TYPE,
  anyCaseBoolean,
  anything,
  checkTable,
  entryOf,
  lowered,
  matches,
  notEmpty,
  oneOf,
  oneOfAnyCase,
  wholeNumber,
} from './parameter-table';

interface Range {
  readonly min: number;
  readonly max: number;
}

interface DiskType {
  /** In GiB. */
  readonly size: Range;
  readonly iops?: Range & { readonly perGib?: number };
  /** In MiB/s. */
  readonly throughput?: Range;
  /** What replication-type regional-pd makes of it; `always` lies in two zones without it. */
  readonly regional?: 'possible' | 'always';
}

const WHOLE = { min: 1, max: 65536 };

/**
 * @see https://cloud.google.com/compute/docs/disks/persistent-disks
 * @see https://cloud.google.com/compute/docs/disks/hyperdisk-performance
 */
const TYPES: Readonly<Record<string, DiskType>> = {
  'pd-standard': { size: WHOLE, regional: 'possible' },
  'pd-balanced': { size: WHOLE, regional: 'possible' },
  'pd-ssd': { size: WHOLE, regional: 'possible' },
  'pd-extreme': { size: { min: 500, max: 65536 }, iops: { min: 2500, max: 120000 } },
  'hyperdisk-balanced': {
    size: { min: 4, max: 65536 },
    iops: { min: 2000, max: 160000, perGib: 500 },
    throughput: { min: 140, max: 2400 },
  },
  'hyperdisk-balanced-high-availability': {
    size: { min: 4, max: 65536 },
    iops: { min: 2000, max: 100000, perGib: 500 },
    throughput: { min: 140, max: 1200 },
    regional: 'always',
  },
  'hyperdisk-extreme': { size: { min: 64, max: 65536 }, iops: { min: 128, max: 350000, perGib: 1200 } },
  'hyperdisk-throughput': { size: { min: 2048, max: 32768 }, throughput: { min: 20, max: 2400 } },
  'hyperdisk-ml': { size: { min: 4, max: 65536 }, throughput: { min: 400, max: 1200000 } },
  // The driver picks a type that the node can attach.
  dynamic: { size: WHOLE, iops: { min: 1, max: 350000 }, throughput: { min: 1, max: 1200000 } },
};

const KEYS = {
  type: oneOfAnyCase(Object.keys(TYPES)),
  'replication-type': oneOfAnyCase(['none', 'regional-pd']),
  'disk-encryption-kms-key': matches(
    /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/,
    'Give the full name of the key: projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY.',
  ),
  labels: checkLabels,
  'provisioned-iops-on-create': matches(/^[1-9][0-9]*$/, 'Give a whole number above zero, in digits.'),
  'provisioned-throughput-on-create': checkThroughputText,
  'resource-tags': notEmpty,
  'availability-class': oneOfAnyCase(['none', 'regional-hard-failover']),
  'enable-confidential-storage': anyCaseBoolean,
  'storage-pools': notEmpty,
  'use-allowed-disk-topology': anyCaseBoolean,
  'data-cache-size': matches(/^[1-9][0-9]*(Mi|Gi|Ti)$/, 'Give a size with its unit, such as 100Gi.'),
  'data-cache-mode': oneOf(['writethrough', 'writeback']),
  'enable-multi-zone-provisioning': anyCaseBoolean,
  'access-mode': oneOf(['READ_WRITE_SINGLE', 'READ_ONLY_MANY', 'READ_WRITE_MANY']),
  'hyperdisk-type': oneOfAnyCase(Object.keys(TYPES).filter((type) => type.startsWith('hyperdisk-'))),
  'pd-type': oneOfAnyCase(Object.keys(TYPES).filter((type) => type.startsWith('pd-'))),
  'disk-type-preference': oneOfAnyCase(['hyperdisk-type', 'pd-type']),
  csiProvisionerSecretName: anything,
  csiProvisionerSecretNamespace: anything,
};

const TABLE = {
  keys: KEYS,
  unknown: 'The Persistent Disk driver refuses parameters that it does not know.',
  bareFsType: `The Persistent Disk driver refuses the old key. Write ${FS_TYPE}.`,
  fileSystems: ['ext4', 'ext3', 'xfs', 'btrfs', 'ntfs'],
};

/** The driver reads a quantity of bytes and rounds it up to MiB: a bare number of MiB/s would become 1 MiB/s. */
function checkThroughputText(value: string): string | undefined {
  if (mebibytes(value) !== undefined) return undefined;
  if (/^[0-9]+$/.test(value)) return `The driver reads a bare number as bytes and would provision 1 MiB/s. Write "${value}Mi".`;
  return 'Give MiB/s as a quantity, such as 250Mi.';
}

function mebibytes(value: string | undefined): number | undefined {
  const parts = /^([1-9][0-9]*)(Mi|Gi)$/.exec(value ?? '');
  return parts === null ? undefined : Number(parts[1]) * (parts[2] === 'Gi' ? 1024 : 1);
}

function checkLabels(value: string): string | undefined {
  const labels = value.split(',').map((label) => label.split('='));
  const valid = labels.every(
    (parts) => parts.length === 2 && /^\p{Ll}[\p{Ll}0-9_-]{0,62}$/u.test(parts[0].trim()) && /^[\p{Ll}0-9_-]{0,63}$/u.test(parts[1].trim()),
  );
  if (valid && labels.length <= 64) return undefined;
  return 'Write at most 64 labels as key=value,key=value, in lower-case letters, digits, dashes and underscores.';
}

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const given = lowered(parameters);
  const typeName = typeOf(given);
  const type = entryOf(TYPES, typeName);
  const add = (key: string, problem: string, ...involves: string[]): void => {
    const parameter = Object.keys(parameters).find((name) => name.toLowerCase() === key) ?? key;
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  if (type === undefined) return found;
  const iops = amount(given.get('provisioned-iops-on-create'));
  const throughput = mebibytes(given.get('provisioned-throughput-on-create'));
  checkProvisioned(typeName, 'IOPS', 'provisioned-iops-on-create', iops, type.iops, add);
  checkProvisioned(typeName, 'MiB/s', 'provisioned-throughput-on-create', throughput, type.throughput, add);
  const needed = (throughput ?? 0) * 4;
  if (typeName.startsWith('hyperdisk-balanced') && iops !== undefined && needed > iops) {
    const text = `${typeName} has at most 1 MiB/s per 4 IOPS, so this needs ${needed} IOPS and there are ${iops}. Raise the IOPS or lower this.`;
    add('provisioned-throughput-on-create', text, 'provisioned-iops-on-create', 'type');
  }
  if (given.get('replication-type')?.toLowerCase() === 'regional-pd' && type.regional === undefined) {
    add('replication-type', `${typeName} cannot be regional. Use none, or one of ${REGIONAL_TYPES.join(', ')}.`, 'type');
  }
  if (given.get('availability-class')?.toLowerCase() === 'regional-hard-failover' && !isRegional(given)) {
    add(
      'availability-class',
      'The driver refuses it for a disk of one zone. Add replication-type regional-pd.',
      'replication-type',
      'type',
    );
  }
  if (given.get('enable-confidential-storage')?.toLowerCase() === 'true' && !given.has('disk-encryption-kms-key')) {
    add('disk-encryption-kms-key', 'Confidential storage needs a key of your own. Name one.', 'enable-confidential-storage');
  }
  for (const key of ['hyperdisk-type', 'pd-type', 'disk-type-preference']) {
    if (given.has(key) && typeName !== 'dynamic') add(key, 'The driver refuses it unless the type is dynamic. Leave it out.', 'type');
  }
  return found;
}

const REGIONAL_TYPES = Object.keys(TYPES).filter((type) => TYPES[type].regional === 'possible');

type Add = (key: string, problem: string, ...involves: string[]) => void;

function checkProvisioned(type: string, unit: string, key: string, value: number | undefined, range: Range | undefined, add: Add): void {
  if (value === undefined) return;
  if (range === undefined) add(key, `Google provisions no ${unit} for ${type}. Leave it out, or use a Hyperdisk.`, 'type');
  else if (value < range.min || value > range.max) {
    add(key, `${type} has ${range.min} to ${range.max} ${unit}. Give a number in between, or use another type.`, 'type');
  }
}

function amount(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9][0-9]*$/.test(value) ? Number(value) : undefined;
}

function typeOf(given: ReadonlyMap<string, string>): string {
  return (given.get('type') || 'pd-standard').toLowerCase();
}

function isRegional(given: ReadonlyMap<string, string>): boolean {
  return given.get('replication-type')?.toLowerCase() === 'regional-pd' || entryOf(TYPES, typeOf(given))?.regional === 'always';
}

function checkZones(parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  const regions = zones.filter((zone) => /^[a-z]+-[a-z]+[0-9]+$/.test(zone));
  if (regions.length > 0) return [{ zones: regions, problem: `That is a region. Name zones, such as ${regions[0]}-a.` }];
  if (!isRegional(lowered(parameters))) return [];
  if (zones.length === 1) {
    return [{ zones, problem: 'A regional disk lies in two zones. Name at least two, or make the disk zonal.' }];
  }
  const places = new Set(zones.map((zone) => zone.replace(/-[a-z]+$/, '')));
  return places.size > 1 ? [{ zones, problem: 'A regional disk lies in two zones of one region. Name zones of one region.' }] : [];
}

function checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  const given = lowered(parameters);
  const name = typeOf(given);
  const type = entryOf(TYPES, name);
  if (type === undefined) return [];
  return [...checkSize(name, type, given, request), ...checkSharing(name, request)];
}

function checkSize(name: string, type: DiskType, given: ReadonlyMap<string, string>, request: VolumeRequest): readonly RequestProblem[] {
  const regional = isRegional(given);
  const min = regional && name === 'pd-standard' ? 200 : type.size.min;
  const disk = `A ${regional && type.regional === 'possible' ? 'regional ' : ''}disk of type ${name}`;
  const size = checkSizeRange(request, { disk, min, max: type.size.max });
  const iops = amount(given.get('provisioned-iops-on-create'));
  const perGib = type.iops?.perGib;
  if (size.length > 0 || iops === undefined || perGib === undefined || iops <= perGib * request.gibibytes) return size;
  // Small disks of the balanced types get up to 3000 IOPS whatever their size.
  if (name.startsWith('hyperdisk-balanced') && iops <= 3000 && request.gibibytes >= 6) return size;
  const least = formatGibibytes(Math.ceil(iops / perGib));
  return [
    { field: 'storage', problem: `${name} has at most ${perGib} IOPS per GiB, and the class asks for ${iops}. Ask for at least ${least}.` },
  ];
}

function checkSharing(name: string, request: VolumeRequest): readonly RequestProblem[] {
  const shared = checkSharedFileSystem(request);
  if (shared.length > 0 || !isShared(request)) return shared;
  if (name === 'hyperdisk-extreme' || name === 'hyperdisk-throughput') {
    return [{ field: 'accessModes', problem: `The driver attaches ${name} to one node only. Use ReadWriteOnce.` }];
  }
  if (!request.accessModes.includes('ReadOnlyMany')) return [];
  if (name === 'hyperdisk-balanced-high-availability') {
    return [{ field: 'accessModes', problem: `The driver has no ReadOnlyMany for ${name}. Use ReadWriteOnce.` }];
  }
  if (request.hasSource || name === 'hyperdisk-ml') return [];
  return [
    {
      field: 'accessModes',
      problem: 'A new disk that nobody may write stays empty, and the driver refuses it. Add a data source, or use ReadWriteOnce.',
    },
  ];
}

/**
 * Google Compute Engine Persistent Disk and Hyperdisk.
 *
 * @see https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver#createvolume-parameters
 */
export const GCE_PERSISTENT_DISK: DriverFacts = {
  // See ExtractModifyVolumeParameters in pkg/parameters/parameters.go.
  changeable: {
    keys: { iops: wholeNumber, throughput: matches(/^[1-9][0-9]*Mi$/, 'Give whole MiB per second, with the unit: 250Mi.') },
    anyCase: true,
  },
  title: 'GCE Persistent Disk',
  provisioner: 'pd.csi.storage.gke.io',
  inline: 'refuses',
  typed: { name: 'gce-pd', factory: 'gcePersistentDisk' },
  storage: 'disks',
  classNames: ['standard-rwo', 'premium-rwo'],
  predecessor: {
    provisioner: 'kubernetes.io/gce-pd',
    source: 'gcePersistentDisk',
    removedIn: '1.28',
    translation: { zoneKey: 'topology.gke.io/zone', zoneParameters: true, fsType: true },
  },
  topologyKeys: ['topology.gke.io/zone'],
  zonalDisk: true,
  expands: () => true,
  spansZones: (parameters) => isRegional(lowered(parameters)),
  checkParameters,
  checkZones,
  checkRequest,
};
