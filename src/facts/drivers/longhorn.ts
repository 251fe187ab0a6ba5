import { didYouMean } from '../../util/did-you-mean';
import { DriverFacts, ParameterProblem, Parameters } from './driver-facts';

/** What its classes may say; the rest is ignored. */
const KEYS = [
  ...['numberOfReplicas', 'staleReplicaTimeout', 'fromBackup', 'dataSource', 'diskSelector', 'nodeSelector', 'recurringJobSelector'],
  ...['backingImage', 'backingImageDataSourceType', 'backingImageDataSourceParameters', 'backingImageChecksum', 'dataLocality'],
  ...['replicaAutoBalance', 'fsType', 'mkfsParams', 'migratable', 'encrypted', 'dataEngine', 'unmapMarkSnapChainRemoved'],
  ...['disableRevisionCounter', 'replicaSoftAntiAffinity', 'replicaZoneSoftAntiAffinity', 'replicaDiskSoftAntiAffinity', 'nfsOptions'],
  ...['backupTargetName', 'share', 'exclusive', 'freezeFilesystemForSnapshot', 'snapshotDataIntegrity', 'backupBlockSize'],
];

const LOCALITIES = ['disabled', 'best-effort', 'strict-local'];
const BOOLEANS = ['migratable', 'encrypted', 'disableRevisionCounter', 'share', 'exclusive'];

/** Copies of a volume where the class does not say. */
const DEFAULT_REPLICAS = '3';

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found: ParameterProblem[] = [];
  for (const [parameter, value] of Object.entries(parameters)) {
    if (typeof value !== 'string') continue;
    const problem = KEYS.includes(parameter) ? checkValue(parameter, value) : checkKey(parameter);
    if (problem !== undefined) found.push({ parameter, value, problem });
  }
  const { dataLocality, numberOfReplicas, migratable } = parameters;
  if (dataLocality === 'strict-local' && (numberOfReplicas ?? DEFAULT_REPLICAS) !== '1') {
    found.push({
      parameter: 'numberOfReplicas',
      value: numberOfReplicas,
      problem:
        'A volume of dataLocality strict-local has one replica, and Longhorn refuses more. Write "1", or dataLocality: best-effort with several.',
      involves: ['datalocality'],
    });
  }
  if (dataLocality === 'strict-local' && migratable === 'true') {
    found.push({
      parameter: 'migratable',
      value: migratable,
      problem: 'A volume of dataLocality strict-local cannot move to another node. Leave it out.',
      involves: ['datalocality'],
    });
  }
  return found;
}

function checkValue(parameter: string, value: string): string | undefined {
  if (parameter === 'numberOfReplicas' && !/^(0|[1-9]|1[0-9]|20)$/.test(value)) return 'Give a whole number of 1 to 20, in digits.';
  if (parameter === 'staleReplicaTimeout' && !/^[0-9]+$/.test(value)) return 'Give minutes, in digits.';
  if (parameter === 'dataLocality' && !LOCALITIES.includes(value)) {
    return `Use one of ${LOCALITIES.join(', ')}.${didYouMean(value, LOCALITIES)}`;
  }
  if (BOOLEANS.includes(parameter) && !/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)) return 'Use "true" or "false".';
  return undefined;
}

/** Longhorn ignores what it does not know; only what was probably meant to be known is a mistake. */
function checkKey(parameter: string): string | undefined {
  if (parameter.includes('/')) return undefined;
  const meant = didYouMean(parameter, KEYS);
  return meant === '' ? undefined : `Longhorn ignores parameters that it does not know.${meant}`;
}

/**
 * Longhorn: disks that are copied between nodes, and shared over NFS where a claim is ReadWriteMany.
 *
 * @see https://longhorn.io/docs/latest/references/storage-class-parameters/
 */
export const LONGHORN: DriverFacts = {
  title: 'Longhorn',
  provisioner: 'driver.longhorn.io',
  disksForOne: true,
  classNames: ['longhorn'],
  zonalDisk: false,
  expands: () => true,
  spansNodes: ({ numberOfReplicas = DEFAULT_REPLICAS }) => numberOfReplicas !== '1',
  checkParameters,
  checkZones: () => [],
  checkRequest: () => [],
};
