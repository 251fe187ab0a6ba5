import { GCP_FILESTORE } from '../facts/drivers/gcp-filestore';
import { Problems } from '../props/problems';
import { choice, flag, OptionSpecs, pairs, renderOptions, text } from './driver-options';

/**
 * Kinds of Filestore instances. The driver makes the least size of any smaller claim, which is paid for, so smaller claims are refused.
 *
 * @see https://cloud.google.com/filestore/docs/service-tiers
 */
export enum FilestoreTier {
  /** Hard disk in one zone; 100 GiB to 63.9 TiB, NFS 3. */
  BASIC_HDD = 'basic_hdd',
  /** SSD in one zone; 2.5 to 63.9 TiB, NFS 3. */
  BASIC_SSD = 'basic_ssd',
  /** SSD in one zone, that grows and shrinks; 1 to 100 TiB. */
  ZONAL = 'zonal',
  /** SSD in several zones; 100 GiB to 100 TiB. */
  REGIONAL = 'regional',
  /** SSD in several zones, also for several shares; 1 to 10 TiB. */
  ENTERPRISE = 'enterprise',
}

/** How the nodes speak to a Filestore instance. */
export enum FilestoreProtocol {
  /** NFS 3. */
  NFS_V3 = 'NFS_V3',
  /** NFS 4.1, which has locks of its own; not for basic tiers. */
  NFS_V4_1 = 'NFS_V4_1',
}

/** Options of Filestore instances, one for each claim, or one for several with `multishare`. */
export interface GcpFilestoreOptions {
  /**
   * The kind of instance.
   *
   * @default FilestoreTier.BASIC_HDD
   */
  readonly tier?: FilestoreTier;

  /**
   * The network in which instances are reached; it has to be that of the nodes.
   *
   * @default - the network called `default`
   */
  readonly network?: string;

  /**
   * How the nodes speak to it.
   *
   * @default - the driver's own, NFS_V3
   */
  readonly protocol?: FilestoreProtocol;

  /**
   * Whether the network is connected by private services access, as a shared VPC needs it.
   *
   * @default false
   */
  readonly privateServiceAccess?: boolean;

  /**
   * The name of a range of addresses, with `privateServiceAccess`.
   *
   * @default - a free range
   */
  readonly reservedIpRange?: string;

  /**
   * A block of addresses that the instances take theirs from, such as `10.20.0.0/24`.
   *
   * @default - a free range
   */
  readonly reservedIpv4Cidr?: string;

  /**
   * The full name of the key of Cloud KMS to encrypt with; not for basic tiers.
   *
   * @default - Google's own key
   */
  readonly kmsKeyName?: string;

  /**
   * Whether claims share instances, each with a share of its own; ENTERPRISE only.
   *
   * @default false
   */
  readonly multishare?: boolean;

  /**
   * Labels of the instances in Google Cloud.
   *
   * @default - those of the driver
   */
  readonly instanceLabels?: { readonly [key: string]: string };
}

const OPTIONS: OptionSpecs = {
  tier: text('tier', FilestoreTier.BASIC_HDD),
  network: text('network'),
  protocol: text('protocol'),
  privateServiceAccess: choice('connect-mode', 'PRIVATE_SERVICE_ACCESS'),
  reservedIpRange: text('reserved-ip-range'),
  reservedIpv4Cidr: text('reserved-ipv4-cidr'),
  kmsKeyName: text('instance-encryption-kms-key'),
  multishare: flag('multishare'),
  instanceLabels: pairs('labels'),
};

export function renderGcpFilestore(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'gcpFilestore', options, 'GcpFilestoreOptions', OPTIONS, GCP_FILESTORE);
}
