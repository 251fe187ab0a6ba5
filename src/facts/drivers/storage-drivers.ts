import { AWS_EBS } from './aws-ebs';
import { AZURE_DISK } from './azure-disk';
import { DriverFacts } from './driver-facts';
import { GCE_PERSISTENT_DISK } from './gce-persistent-disk';
import { LOCAL_VOLUMES } from './local-volumes';
import { OPENSTACK_CINDER } from './openstack-cinder';
import { VSPHERE } from './vsphere';

/** The drivers whose parameters and topology are known. */
export const STORAGE_DRIVERS: readonly DriverFacts[] = [AWS_EBS, GCE_PERSISTENT_DISK, AZURE_DISK, OPENSTACK_CINDER, VSPHERE, LOCAL_VOLUMES];

/** What is known of the driver behind a class's `provisioner`. */
export function driverOf(provisioner: string): DriverFacts | undefined {
  return STORAGE_DRIVERS.find((driver) => driver.provisioner === provisioner);
}

/** The domain of vSphere's topology keys; what follows the slash is chosen by each site. */
const VSPHERE_DOMAIN = 'topology.csi.vmware.com/';

/** Why a key of allowedTopologies or node affinity is not for this driver; undefined where it is. */
export function topologyKeyProblem(driver: DriverFacts, key: string): string | undefined {
  if (driver.topologyKeys.includes(key) || (driver === VSPHERE && key.startsWith(VSPHERE_DOMAIN))) return undefined;
  const [preferred] = driver.topologyKeys;
  if (preferred === undefined) return 'No provisioner reads topologies of this class. Leave them out.';
  if (driver.deprecatedTopologyKeys.includes(key)) return `The driver still reads this key and calls it deprecated. Write ${preferred}.`;
  return `The driver does not know this key, so no volume would be made. Write ${preferred}.`;
}
