import { didYouMean } from '../../util/did-you-mean';
import { isObject } from '../../util/unchecked';
import { FieldProblem } from './field-problem';
import { dotted, hasField, ownerOfFields, VOLUME_SOURCES } from './fields';
import { itemFaults, podFilesFaults, projectedFaults } from './file-sources';
import { isDriverName } from './names';
import { hasParentPart } from './paths';
import { volumeProblems } from './pod-volumes';
import { isPlaceholder, isTemplate } from './placeholders';
import { parseQuantity } from './quantities';
import { Fields, isGiven, VolumeFault } from './volume-fault';

/**
 * What the API server, or the kubelet after it, refuses of the source of a volume.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/
 */

/** Fields without which a source is none; those in one text with a bar are one of several. Old sources of disks are left to their drivers. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  configMap: ['name'],
  csi: ['driver'],
  ephemeral: ['volumeClaimTemplate'],
  fc: ['targetWWNs|wwids'],
  gitRepo: ['repository'],
  hostPath: ['path'],
  image: ['reference'],
  iscsi: ['targetPortal', 'iqn'],
  local: ['path'],
  nfs: ['server', 'path'],
  persistentVolumeClaim: ['claimName'],
  secret: ['secretName'],
};

/** What is wrong with the source of a volume of a Pod. */
export function volumeFaults(volume: Fields): VolumeFault[] {
  const sources = Object.keys(volume).filter((key) => VOLUME_SOURCES.has(key) && isObject(volume[key]));
  if (sources.length === 0) return missingSource(volume);
  if (sources.length > 1) return [twoSources(sources)];
  const [type] = sources;
  return sourceFaults(type, volume[type] as Fields).map((fault) => ({ ...fault, path: [type, ...fault.path] }));
}

/** What is wrong with a volume that a construct is given: what the server refuses, and, where that is nothing, what is there in vain. */
export function givenVolumeProblems(volume: Fields): FieldProblem[] {
  const refused = volumeProblems(volume);
  if (refused.length > 0) return refused;
  return volumeFaults(volume).map(({ path, why, remedy }) => ({
    field: dotted(path.slice(1)),
    value: path.reduce<unknown>((value, key) => (isObject(value) || Array.isArray(value) ? (value as Fields)[key] : undefined), volume),
    remedy: `The volume ${why}. ${remedy}`,
  }));
}

export function twoSources(sources: readonly string[]): VolumeFault {
  return {
    path: [sources[1]],
    why: `has ${sources.length === 2 ? 'two sources' : `${sources.length} sources`}, ${sources.join(' and ')}, and the API server takes one`,
    remedy: 'Give each a volume of its own.',
  };
}

function missingSource(volume: Fields): VolumeFault[] {
  const keys = Object.keys(volume).filter((key) => key !== 'name');
  if (keys.some((key) => key.startsWith('$') || isTemplate(key))) return [];
  const empty = keys.filter((key) => VOLUME_SOURCES.has(key) && !isObject(volume[key]));
  // Text in the place of a source is refused, see wrong-type.
  if (empty.some((key) => volume[key] !== null && volume[key] !== undefined)) return [];
  const strays = keys.filter((key) => !VOLUME_SOURCES.has(key));
  if (strays.length === 0) {
    if (empty.includes('emptyDir')) return [];
    if (empty.length > 0) {
      return [
        {
          path: [empty[0]],
          why: `has nothing below ${empty[0]}, so it becomes an empty directory`,
          remedy: `Write the fields of ${empty[0]} below it, indented.`,
        },
      ];
    }
    return [
      {
        path: ['name'],
        why: 'does not say what it is made of, so it becomes an empty directory that goes with the Pod',
        remedy: 'Write the source below its name, or emptyDir: {} where an empty directory is meant.',
        isTaken: true,
      },
    ];
  }
  const names = strays.join(', ');
  const [owner] = empty.length > 0 ? empty : [ownerOfFields(strays)];
  const near = didYouMean(strays[0], [...VOLUME_SOURCES]).trim();
  // A kind of source that is newer than all that is known here.
  if (near === '' && isObject(volume[strays[0]])) return [];
  return [
    {
      path: [strays[0]],
      why:
        empty.length > 0
          ? `has ${names} beside ${empty[0]}, where no volume has such fields, and nothing below it: it is refused, or becomes an empty directory`
          : `has ${names} and no source, so it is refused, or becomes an empty directory`,
      remedy:
        owner !== undefined
          ? `Write ${owner}: with ${names} indented below it.`
          : near === ''
            ? `Write what the volume is made of: configMap, secret, persistentVolumeClaim or another source.`
            : near,
    },
  ];
}

/** What is wrong with a source, of a Pod’s volume or of a PersistentVolume; paths begin below it. */
export function sourceFaults(type: string, source: Fields): VolumeFault[] {
  const missing = missingFields(type, source);
  if (missing.length > 0) return missing;
  switch (type) {
    case 'emptyDir':
      return emptyDirFaults(source);
    case 'hostPath':
      return parentFault(source, 'path');
    case 'csi':
      return typeof source.driver === 'string' && !isDriverName(source.driver) && !isPlaceholder(source.driver)
        ? [
            {
              path: ['driver'],
              why: `names the driver ${source.driver}, which is no name of one`,
              remedy: 'Use at most 63 letters, digits, dashes and dots.',
            },
          ]
        : [];
    case 'configMap':
    case 'secret':
      return itemFaults(source);
    case 'downwardAPI':
      return podFilesFaults(source);
    case 'projected':
      return projectedFaults(source);
    default:
      return [];
  }
}

function missingFields(type: string, source: Fields): VolumeFault[] {
  // A field that is misspelt is told as such.
  if (Object.keys(source).some((key) => !hasField(type, key))) return [];
  const missing = (REQUIRED[type] ?? []).filter((names) => !names.split('|').some((field) => isGiven(source[field])));
  if (missing.length === 0) return [];
  const names = missing.map((name) => name.replace('|', ' or ')).join(' and ');
  return [{ path: [], why: `has no ${names} below ${type}, and the API server refuses it`, remedy: `Give ${names}.` }];
}

function emptyDirFaults({ medium, sizeLimit }: Fields): VolumeFault[] {
  const found: VolumeFault[] = [];
  if (typeof medium === 'string' && !/^(|Memory|HugePages(-.+)?)$/.test(medium) && !isTemplate(medium)) {
    const near = didYouMean(medium, ['Memory', 'HugePages']).trim();
    found.push({
      path: ['medium'],
      why: `is to be on the medium ${medium}, which there is not: the Pod is taken and never starts`,
      remedy:
        near === '' ? 'Leave medium out for the disk of the node, or write Memory.' : `${near} For the disk of the node, leave it out.`,
    });
  }
  if ((parseQuantity(sizeLimit) ?? 0) < 0) {
    found.push({
      path: ['sizeLimit'],
      why: `has the sizeLimit ${String(sizeLimit)}, below zero`,
      remedy: 'Give the most that the program needs, such as 1Gi.',
    });
  }
  return found;
}

function parentFault(source: Fields, field: string): VolumeFault[] {
  const path = source[field];
  if (typeof path !== 'string' || !hasParentPart(path)) return [];
  return [
    { path: [field], why: `has the path ${path}, and the API server takes none with ".." in it`, remedy: 'Write the path without "..".' },
  ];
}
