import { didYouMean } from '../../util/did-you-mean';
import { isObject } from '../../util/unchecked';
import { configKeyProblem } from './config-objects';
import { hasField, ownerOfFields, VOLUME_SOURCES } from './fields';
import { isDriverName } from './names';
import { hasParentPart, isAbsolute } from './paths';
import { isPlaceholder, isTemplate } from './placeholders';
import { parseQuantity } from './quantities';
import { Fields, isGiven, Path, VolumeFault } from './volume-fault';

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

/** The shortest life of a token, and the longest, in seconds. */
const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 2 ** 32;

/** What a file can show of its Pod. */
const POD_FIELDS = /^metadata\.(name|namespace|uid|labels|annotations|(labels|annotations)\['.+'\])$/;

/** What is wrong with the source of a volume of a Pod. */
export function volumeFaults(volume: Fields): VolumeFault[] {
  const sources = Object.keys(volume).filter((key) => VOLUME_SOURCES.has(key) && isObject(volume[key]));
  if (sources.length === 0) return missingSource(volume);
  if (sources.length > 1) return [twoSources(sources)];
  const [type] = sources;
  return sourceFaults(type, volume[type] as Fields).map((fault) => ({ ...fault, path: [type, ...fault.path] }));
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

const below = (path: Path, fault: VolumeFault): VolumeFault => ({ ...fault, path: [...path, ...fault.path] });

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as unknown[]).map((item) => (isObject(item) ? item : {})) : []);

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

/** Why a path inside of a volume is refused; undefined where it is taken. */
function insideProblem(path: unknown): string | undefined {
  if (typeof path !== 'string' || isTemplate(path)) return undefined;
  if (isAbsolute(path)) return `has a file at ${path}, which is no path inside of it`;
  return path.startsWith('..') || hasParentPart(path) ? `has a file at ${path}, and ".." leads out of it` : undefined;
}

function fileFaults({ path }: Fields): VolumeFault[] {
  if (!isGiven(path)) return [{ path: [], why: 'has a file without a path', remedy: 'Give its path, relative to the volume.' }];
  const why = insideProblem(path);
  return why === undefined ? [] : [{ path: ['path'], why, remedy: 'Give a path relative to the volume, without "..".' }];
}

function itemFaults({ items }: Fields): VolumeFault[] {
  return listOf(items).flatMap((item, index) => {
    const found = [...fileFaults(item)];
    if (!isGiven(item.key)) found.push({ path: [], why: 'has a file without a key', remedy: 'Name the key whose content the file shows.' });
    else if (typeof item.key === 'string' && configKeyProblem(item.key) !== undefined && !isTemplate(item.key)) {
      found.push({
        path: ['key'],
        why: `shows the key ${item.key}, which no ConfigMap or Secret can have`,
        remedy: configKeyProblem(item.key)!,
      });
    }
    return found.map((fault) => below(['items', index], fault));
  });
}

function podFilesFaults({ items }: Fields): VolumeFault[] {
  return listOf(items).flatMap((item, index) => podFileFaults(item).map((fault) => below(['items', index], fault)));
}

function podFileFaults(file: Fields): VolumeFault[] {
  const found = [...fileFaults(file)];
  const [field, resource] = [
    isObject(file.fieldRef) ? file.fieldRef : undefined,
    isObject(file.resourceFieldRef) ? file.resourceFieldRef : undefined,
  ];
  if ((field === undefined) === (resource === undefined)) {
    found.push({
      path: field === undefined ? [] : ['resourceFieldRef'],
      why: `has a file that shows ${field === undefined ? 'nothing' : 'a field and a resource at once'}`,
      remedy: 'Give one of fieldRef and resourceFieldRef.',
    });
  } else if (typeof field?.fieldPath === 'string' && !POD_FIELDS.test(field.fieldPath) && !isTemplate(field.fieldPath)) {
    found.push({
      path: ['fieldRef', 'fieldPath'],
      why: `shows ${field.fieldPath}, which no file can show`,
      remedy: 'Use metadata.name, namespace, uid, labels or annotations; the rest is for variables.',
    });
  } else if (resource !== undefined && !isGiven(resource.containerName)) {
    found.push({ path: ['resourceFieldRef'], why: 'shows a resource of no container', remedy: 'Give containerName.' });
  }
  return found;
}

const PROJECTED = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'];

function projectedFaults({ sources }: Fields): VolumeFault[] {
  const found: VolumeFault[] = [];
  const paths = new Set<string>();
  listOf(sources).forEach((entry, index) => {
    const types = PROJECTED.filter((type) => isObject(entry[type]));
    if (types.length > 1) {
      const why = `has ${types.join(' and ')} in one entry of sources, and the API server takes one of them`;
      found.push({ path: ['sources', index, types[1]], why, remedy: 'Write each as an entry of its own, with a dash.' });
      return;
    }
    if (types.length === 0) return;
    const [type] = types;
    const source = entry[type] as Fields;
    found.push(...projectedSource(type, source).map((fault) => below(['sources', index, type], fault)));
    for (const [path, at] of pathsOf(type, source)) {
      if (paths.has(path)) {
        const why = `shows two files at ${path}, and the API server refuses that`;
        found.push({ path: ['sources', index, type, ...at], why, remedy: 'Give each file a path of its own.' });
      }
      paths.add(path);
    }
  });
  return found;
}

/** The files that a source of a projected volume names, and where. */
function pathsOf(type: string, source: Fields): ReadonlyArray<readonly [string, Path]> {
  if (type === 'serviceAccountToken' || type === 'clusterTrustBundle') {
    return typeof source.path === 'string' ? [[source.path, ['path']]] : [];
  }
  return listOf(source.items).flatMap(({ path }, index) => (typeof path === 'string' ? [[path, ['items', index, 'path']] as const] : []));
}

function projectedSource(type: string, source: Fields): VolumeFault[] {
  switch (type) {
    case 'secret':
    case 'configMap':
      return [
        ...(isGiven(source.name) || 'secretName' in source ? [] : [{ path: [], why: `names no ${type}`, remedy: 'Give its name.' }]),
        ...itemFaults(source),
      ];
    case 'downwardAPI':
      return podFilesFaults(source);
    case 'serviceAccountToken':
      return [...tokenFaults(source), ...fileFaults(source)];
    case 'clusterTrustBundle':
      return fileFaults(source);
    default:
      return [];
  }
}

function tokenFaults({ expirationSeconds }: Fields): VolumeFault[] {
  if (typeof expirationSeconds !== 'number') return [];
  if (expirationSeconds >= SHORTEST_TOKEN && expirationSeconds <= LONGEST_TOKEN) return [];
  const isShort = expirationSeconds < SHORTEST_TOKEN;
  return [
    {
      path: ['expirationSeconds'],
      why: `has a token that lives ${expirationSeconds} seconds, and the API server refuses ${isShort ? 'less than ten minutes' : 'more than 2^32'}`,
      remedy: `Give at ${isShort ? `least ${SHORTEST_TOKEN}` : `most ${LONGEST_TOKEN}`} seconds; the kubelet renews it in time.`,
    },
  ];
}
