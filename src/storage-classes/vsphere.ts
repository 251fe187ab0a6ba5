import { FS_TYPE } from '../facts/drivers/parameter-table';
import { VSPHERE, VSPHERE_TOPOLOGY_DOMAIN } from '../facts/drivers/vsphere';
import { Problems } from '../props/problems';
import { OptionSpec, OptionSpecs, renderOptions, text } from './driver-options';
import { FileSystem } from './file-system';

/** Options of vSphere volumes. Whether they are encrypted is a property of the storage policy. */
export interface VSphereOptions {
  /**
   * The storage policy of vSphere that places and protects the volumes.
   *
   * @default - the default policy of the datastore
   */
  readonly storagePolicyName?: string;

  /**
   * The URL of one datastore: `ds:///vmfs/volumes/ID/`. A storage policy lets the cluster grow more easily.
   *
   * @default - a datastore that the policy and the zone allow
   */
  readonly datastoreUrl?: string;

  /**
   * The tag category of vSphere that names the zones; it follows `topology.csi.vmware.com/` in the topology key.
   *
   * @default k8s-zone
   */
  readonly zoneCategory?: string;

  /**
   * The file system: ext4, ext3, xfs or ntfs.
   *
   * @default - the driver's own, ext4 on Linux
   */
  readonly fileSystem?: FileSystem;
}

const OPTIONS: OptionSpecs = {
  storagePolicyName: text('storagePolicyName'),
  datastoreUrl: text('datastoreUrl'),
  zoneCategory: zoneCategory(),
  fileSystem: text(FS_TYPE),
};

/** No parameter: it is only checked here, and read by `vSphereZoneKey`. */
function zoneCategory(): OptionSpec {
  const render = (value: unknown) =>
    typeof value === 'string' && /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(value)
      ? {}
      : 'Give the name of a tag category that can end a label key: at most 63 letters, digits, dashes, underscores and dots.';
  return { parameter: 'zoneCategory', render };
}

export function renderVSphere(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'vSphere', options, 'VSphereOptions', OPTIONS, VSPHERE);
}

export function vSphereZoneKey(options: VSphereOptions | undefined): string {
  const category: unknown = options?.zoneCategory ?? 'k8s-zone';
  // What is no text is reported with the other options.
  return `${VSPHERE_TOPOLOGY_DOMAIN}${typeof category === 'string' ? category : ''}`;
}
