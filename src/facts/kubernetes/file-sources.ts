import { isObject } from '../../util/unchecked';
import { configKeyProblem } from './config-objects';
import { isQualifiedName } from './names';
import { hasParentPart, isAbsolute, normalizePath, isUnder } from './paths';
import { isTemplate } from './placeholders';
import { resourceProblems } from './variable-sources';
import { Fields, isGiven, Path, VolumeFault } from './volume-fault';

/**
 * What the API server, or the kubelet after it, refuses of the files that a volume shows: of ConfigMaps, Secrets, the Pod itself, tokens.
 *
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
 */

/** The shortest life of a token, and the longest, in seconds. */
export const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 2 ** 32;

/** What a file can show of its Pod. */
const POD_FIELDS = /^metadata\.(name|namespace|uid|labels|annotations)$/;

/** One label or annotation of it. */
const KEYED_FIELD = /^metadata\.(?:labels|annotations)\['(.*)'\]$/;

const below = (path: Path, fault: VolumeFault): VolumeFault => ({ ...fault, path: [...path, ...fault.path] });

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as unknown[]).map((item) => (isObject(item) ? item : {})) : []);

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

/** What is wrong with the files of a ConfigMap or Secret. */
export function itemFaults(source: Fields): VolumeFault[] {
  return [...keyFaults(source), ...collisions(itemsOf(source))];
}

function keyFaults({ items }: Fields): VolumeFault[] {
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

/** What is wrong with files that show the Pod itself. */
export function podFilesFaults(source: Fields): VolumeFault[] {
  if (isEmpty(source.items)) return [noFiles('items')];
  return [...podFieldFaults(source), ...collisions(itemsOf(source))];
}

const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0;

const noFiles = (list: string): VolumeFault => ({
  path: [list],
  why: `has no ${list}, so it is an empty directory`,
  remedy: `Write ${list}, or leave the volume out.`,
  isTaken: true,
});

function podFieldFaults({ items }: Fields): VolumeFault[] {
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
  } else if (field !== undefined) {
    const remedy = podFieldProblem(field.fieldPath);
    if (remedy !== undefined) {
      found.push({ path: ['fieldRef', 'fieldPath'], why: `shows ${String(field.fieldPath)}, which no file can show`, remedy });
    }
  } else if (resource !== undefined) {
    if (!isGiven(resource.containerName)) {
      found.push({ path: ['resourceFieldRef'], why: 'shows a resource of no container', remedy: 'Give containerName.' });
    }
    for (const { field: name, value, remedy } of resourceProblems(resource)) {
      if (typeof value !== 'string' || name === 'container' || isTemplate(value)) continue;
      found.push({ path: ['resourceFieldRef', name], why: `has the ${name} ${value} in a file, and the API server refuses it`, remedy });
    }
  }
  return found;
}

/** Why no file can show a field of its Pod; undefined where one can. */
export function podFieldProblem(fieldPath: unknown): string | undefined {
  if (typeof fieldPath !== 'string' || isTemplate(fieldPath) || POD_FIELDS.test(fieldPath)) return undefined;
  const key = KEYED_FIELD.exec(fieldPath)?.[1];
  if (key === undefined) return 'Use metadata.name, namespace, uid, labels or annotations; the rest is for variables.';
  return isQualifiedName(key) ? undefined : `No label or annotation has the key ${JSON.stringify(key)}. Name one.`;
}

/** What is wrong with a file that shows a resource of a container that the Pod does not have. */
export function unknownContainer(name: string, known: readonly string[]): Pick<VolumeFault, 'why' | 'remedy'> {
  return {
    why: `shows a resource of the container ${name}, which the Pod does not have: it never starts`,
    remedy: `Name one of ${known.join(', ')}.`,
  };
}

const PROJECTED = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'];

/** What is wrong with a projected volume. */
export function projectedFaults({ sources }: Fields): VolumeFault[] {
  if (isEmpty(sources)) return [noFiles('sources')];
  const found: VolumeFault[] = [];
  const files: File[] = [];
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
    for (const { path, at } of pathsOf(type, source)) {
      const file = { path, at: ['sources', index, type, ...at] };
      if (paths.has(path)) {
        const why = `shows two files at ${path}, and the API server refuses that`;
        found.push({ path: file.at, why, remedy: OTHER_PATH });
      } else files.push(file);
      paths.add(path);
    }
  });
  return [...found, ...collisions(files)];
}

/** A file that a volume is told to show, and where that stands. */
interface File {
  readonly path: string;
  readonly at: Path;
}

const OTHER_PATH = 'Give each file a path of its own.';

const itemsOf = ({ items }: Fields): File[] =>
  listOf(items).flatMap(({ path }, index) => (typeof path === 'string' ? [{ path, at: ['items', index, 'path'] }] : []));

/** Files that are in the way of one another: the API server takes them, with a warning at best. */
function collisions(files: readonly File[]): VolumeFault[] {
  const found: VolumeFault[] = [];
  const seen: string[] = [];
  for (const { path, at } of files) {
    // What is no path inside of the volume is told as that.
    if (insideProblem(path) !== undefined || isTemplate(path)) continue;
    const normal = normalizePath(path);
    const same = seen.includes(normal);
    const other = seen.find((one) => isUnder(one, normal) || isUnder(normal, one));
    if (same) {
      found.push({ path: at, why: `shows two files at ${path}, and one of them is lost without a word`, remedy: OTHER_PATH });
    } else if (other !== undefined) {
      const why = `shows a file at ${path} and another at ${other.slice(1)}: one would have to be a directory, so the kubelet writes neither and the Pod never starts`;
      found.push({ path: at, why, remedy: OTHER_PATH });
    }
    seen.push(normal);
  }
  return found;
}

/** The files that a source of a projected volume names, and where. */
function pathsOf(type: string, source: Fields): readonly File[] {
  if (type === 'serviceAccountToken' || type === 'clusterTrustBundle') {
    return typeof source.path === 'string' ? [{ path: source.path, at: ['path'] }] : [];
  }
  return itemsOf(source);
}

function projectedSource(type: string, source: Fields): VolumeFault[] {
  switch (type) {
    case 'secret':
    case 'configMap':
      return [
        ...(isGiven(source.name) || 'secretName' in source ? [] : [{ path: [], why: `names no ${type}`, remedy: 'Give its name.' }]),
        ...keyFaults(source),
      ];
    case 'downwardAPI':
      return isEmpty(source.items) ? [noFiles('items')] : podFieldFaults(source);
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
