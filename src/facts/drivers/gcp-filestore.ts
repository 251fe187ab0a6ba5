import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest, ZoneProblem } from './driver-facts';
import { checkNoDevice, checkRounding } from './file-share';
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
  ParameterTable,
} from './parameter-table';

/** In GiB. */
interface Tier {
  readonly min: number;
  readonly max: number;
  /** One server in one zone, without NFS 4.1. */
  readonly isBasic?: boolean;
  /** Copies in several zones. */
  readonly isRegional?: boolean;
}

const HDD: Tier = { min: 100, max: 65433, isBasic: true };
const SSD: Tier = { min: 2560, max: 65433, isBasic: true };

/** The driver makes at least, and at most, as much of any claim; see pkg/csi_driver/controller.go. */
const TIERS: Readonly<Record<string, Tier>> = {
  standard: HDD,
  basic_hdd: HDD,
  premium: SSD,
  basic_ssd: SSD,
  zonal: { min: 1024, max: 102400 },
  high_scale_ssd: { min: 10240, max: 102400 },
  regional: { min: 100, max: 102400, isRegional: true },
  enterprise: { min: 1024, max: 10240, isRegional: true },
};

const TABLE: ParameterTable = {
  keys: {
    tier: oneOfAnyCase(Object.keys(TIERS)),
    network: notEmpty,
    'connect-mode': oneOf(['DIRECT_PEERING', 'PRIVATE_SERVICE_ACCESS']),
    'reserved-ipv4-cidr': matches(/^[0-9.]+\/[0-9]+$/, 'Give a block of addresses, such as 10.20.0.0/24.'),
    'reserved-ip-range': notEmpty,
    'instance-encryption-kms-key': matches(
      /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/,
      'Give the full name of the key: projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY.',
    ),
    'nfs-export-options-on-create': notEmpty,
    protocol: oneOf(['NFS_V3', 'NFS_V4_1']),
    'mount-options': notEmpty,
    labels: anything,
    'resource-tags': anything,
    multishare: anyCaseBoolean,
    'instance-storageclass-label': notEmpty,
    'max-volume-size': notEmpty,
    'share-pool': notEmpty,
    location: notEmpty,
    csiProvisionerSecretName: notEmpty,
    csiProvisionerSecretNamespace: notEmpty,
  },
  unknown: 'The Filestore driver refuses parameters that it does not know.',
};

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const given = lowered(parameters);
  const name = tierOf(given);
  const tier = entryOf(TIERS, name);
  const add = (parameter: string, problem: string, ...involves: string[]) => {
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  if (tier?.isBasic === true && given.get('protocol') === 'NFS_V4_1') {
    add(
      'protocol',
      `Filestore has NFS 4.1 for zonal, regional and enterprise instances, not for ${name}. Use NFS_V3, or another tier.`,
      'tier',
    );
  }
  if (tier?.isBasic === true && given.has('instance-encryption-kms-key')) {
    add(
      'instance-encryption-kms-key',
      `Filestore takes no key of yours for ${name}. Leave it out, or use zonal, regional or enterprise.`,
      'tier',
    );
  }
  if (isTrue(given.get('multishare')) && name !== 'enterprise') {
    add(
      'multishare',
      `Only enterprise instances have several shares, and the class makes ${name}. Leave it out, or use enterprise.`,
      'tier',
    );
  }
  if (given.has('reserved-ipv4-cidr') && given.has('reserved-ip-range')) {
    add('reserved-ip-range', 'It stands instead of reserved-ipv4-cidr. Keep one of them.', 'reserved-ipv4-cidr');
  }
  if (given.get('connect-mode') === 'PRIVATE_SERVICE_ACCESS' && given.has('reserved-ipv4-cidr')) {
    add('reserved-ipv4-cidr', 'With PRIVATE_SERVICE_ACCESS the range is one that has a name. Use reserved-ip-range.', 'connect-mode');
  }
  return found;
}

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

const tierOf = (given: ReadonlyMap<string, string>): string => (given.get('tier') ?? 'standard').toLowerCase();

function checkZones(_parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  const wrong = zones.filter((zone) => !/^[a-z]+(-[a-z]+)*-?[a-z]*[0-9]+-[a-z]$/.test(zone));
  return wrong.length === 0 ? [] : [{ zones: wrong, problem: 'Google zones are written as region and letter, such as europe-west1-b.' }];
}

function checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  const given = lowered(parameters);
  const name = tierOf(given);
  const tier = entryOf(TIERS, name);
  // Shares of one instance have sizes of their own.
  if (tier === undefined || isTrue(given.get('multishare')) || given.has('share-pool')) return checkNoDevice(request);
  const less = checkRounding(request, `the least of an instance of ${name}`, tier.min);
  if (request.gibibytes <= tier.max) return [...checkNoDevice(request), ...less];
  const problem = `An instance of ${name} has at most ${tier.max}Gi, and the driver makes no more of it. Ask for no more than that.`;
  return [...checkNoDevice(request), { field: 'storage', works: true, problem }];
}

/**
 * Google Filestore: a server of NFS for each claim, or a share of one.
 *
 * @see https://github.com/kubernetes-sigs/gcp-filestore-csi-driver#plugin-features
 */
export const GCP_FILESTORE: DriverFacts = {
  title: 'Filestore',
  provisioner: 'filestore.csi.storage.gke.io',
  storage: 'files',
  protocol: 'nfs',
  trustsRoot: true,
  fsGroupPolicy: 'File',
  classNames: ['standard-rwx', 'premium-rwx', 'enterprise-rwx', 'enterprise-multishare-rwx', 'zonal-rwx', 'regional-rwx'],
  topologyKeys: ['topology.gke.io/zone'],
  zonalDisk: false,
  expands: () => true,
  spansZones: (parameters) => entryOf(TIERS, tierOf(lowered(parameters)))?.isRegional === true,
  checkParameters,
  checkZones,
  checkRequest,
};
