import { Cursor } from '../checks/cursor';

/** The parameter of each driver that keeps copies of a disk in several zones, and the values that do. */
const REGIONAL: Readonly<Record<string, readonly [parameter: string, values: RegExp]>> = {
  'pd.csi.storage.gke.io': ['replication-type', /^regional-pd$/i],
  'disk.csi.azure.com': ['skuname', /_ZRS$/i],
};

/** Names that a parameter also has. */
const ALIASES: Readonly<Record<string, string>> = { storageaccounttype: 'skuname' };

/** GCE has disk types that are always in two zones. */
const REGIONAL_TYPES = /-high-availability$/i;

/** Whether a class keeps copies of its disks in several zones. */
export function isReplicatedOverZones(driver: string, parameters: Cursor): boolean {
  return parameters.textEntries.some(([key, value]) => {
    const name = ALIASES[key.toLowerCase()] ?? key.toLowerCase();
    const [parameter, values] = REGIONAL[driver] ?? [];
    return (parameter === name && values?.test(value) === true) || (name === 'type' && REGIONAL_TYPES.test(value));
  });
}
