import { GCP_FILESTORE } from '../../../src/facts/drivers/gcp-filestore';
import { testParameters, testRequests, testZones } from './cases';

const KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';

testParameters(
  GCP_FILESTORE,
  [
    {},
    { tier: 'basic_hdd', network: 'default', 'reserved-ipv4-cidr': '10.20.0.0/24' },
    { tier: 'ZONAL', protocol: 'NFS_V4_1', 'instance-encryption-kms-key': KEY, labels: 'team=shop' },
    { tier: 'enterprise', multishare: 'true', 'connect-mode': 'PRIVATE_SERVICE_ACCESS', 'reserved-ip-range': 'files' },
  ],
  [
    [{ tier: 'ssd' }, 'tier: Use one of standard, basic_hdd, premium, basic_ssd, zonal, high_scale_ssd, regional, enterprise.'],
    [
      { tier: 'basic_ssd', protocol: 'NFS_V4_1' },
      'protocol: Filestore has NFS 4.1 for zonal, regional and enterprise instances, not for basic_ssd. Use NFS_V3, or another tier.',
    ],
    [
      { 'instance-encryption-kms-key': KEY },
      'instance-encryption-kms-key: Filestore takes no key of yours for standard. Leave it out, or use zonal, regional or enterprise.',
    ],
    [
      { tier: 'zonal', 'instance-encryption-kms-key': 'k' },
      'instance-encryption-kms-key: Give the full name of the key: projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY.',
    ],
    [
      { tier: 'zonal', multishare: 'true' },
      'multishare: Only enterprise instances have several shares, and the class makes zonal. Leave it out, or use enterprise.',
    ],
    [
      { 'reserved-ipv4-cidr': '10.20.0.0/24', 'reserved-ip-range': 'files' },
      'reserved-ip-range: It stands instead of reserved-ipv4-cidr. Keep one of them.',
    ],
    [
      { 'connect-mode': 'PRIVATE_SERVICE_ACCESS', 'reserved-ipv4-cidr': '10.20.0.0/24' },
      'reserved-ipv4-cidr: With PRIVATE_SERVICE_ACCESS the range is one that has a name. Use reserved-ip-range.',
    ],
    [{ 'connect-mode': 'PEERING' }, 'connect-mode: Use one of DIRECT_PEERING, PRIVATE_SERVICE_ACCESS.'],
    [{ size: '1Ti' }, 'size: The Filestore driver refuses parameters that it does not know.'],
  ],
);

const LEAST = (size: string, tier: string) =>
  `storage: The driver makes ${size} of it, the least of an instance of ${tier}, and that is what is paid for. Ask for ${size}.`;

testRequests(GCP_FILESTORE, [
  [{}, { gibibytes: 10 }, LEAST('100Gi', 'standard')],
  [{ tier: 'Zonal' }, { gibibytes: 1023, accessModes: ['ReadWriteMany'] }, LEAST('1Ti', 'zonal')],
  [{ tier: 'premium' }, { gibibytes: 2560 }],
  [{ tier: 'premium' }, { gibibytes: 1 }, LEAST('2560Gi', 'premium')],
  [
    { tier: 'enterprise' },
    { gibibytes: 10241 },
    'storage: An instance of enterprise has at most 10240Gi, and the driver makes no more of it. Ask for no more than that.',
  ],
  [{ tier: 'enterprise', multishare: 'true' }, { gibibytes: 10 }],
  [{ tier: 'zonal' }, { gibibytes: 1024, volumeMode: 'Block' }, 'volumeMode: The driver has directories and no devices. Use Filesystem.'],
]);

testZones(GCP_FILESTORE, [
  [{}, ['europe-west1-b']],
  [{}, ['us-central1-c', 'europe-west1'], 'europe-west1: Google zones are written as region and letter, such as europe-west1-b.'],
]);

test('instances grow, and two tiers are in several zones', () => {
  expect(GCP_FILESTORE.expands({})).toBe(true);
  expect(GCP_FILESTORE.spansZones!({ tier: 'REGIONAL' })).toBe(true);
  expect(GCP_FILESTORE.spansZones!({})).toBe(false);
});
