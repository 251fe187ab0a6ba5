import { databaseOfRepository, DATABASES, KnownImage, layoutOf } from '../../facts/engines';
import { DatabaseFacts, DataLayout } from '../../facts/engines/engine-facts';
import { parseImage } from '../../facts/kubernetes/images';
import { isAbsolute, isUnder, normalizePath, pathsOverlap } from '../../facts/kubernetes/paths';
import { ManifestSet } from '../manifest-set';
import { Container, Mount, PodTemplate } from '../pod-template';
import { fillIn, variablesOf, wordsOf } from './scripts';
import { isConfigVolume } from './storage';

/** A container that runs a database server. */
export interface Database {
  readonly pod: PodTemplate;
  readonly container: Container;
  readonly facts: DatabaseFacts;
  /** Where it keeps its data. */
  readonly directory: string;
  /** The mount that holds the data; undefined where it lies on the container's own layer. */
  readonly mount: Mount | undefined;
}

const SERVERS = ['docker-entrypoint\\.sh', 'entrypoint\\.sh', ...DATABASES.flatMap(({ programs }) => programs)];
const STARTS_SERVER = new RegExp(`(?:^|[;&|\\n/(]|\\bexec\\b)\\s*(?:${SERVERS.join('|')})(?=\\s|$)`);

/** Variables and options that move the data. */
const DIRECTORY_VARIABLES = [...new Set(DATABASES.flatMap(({ directoryVariables = [] }) => directoryVariables))];
const DIRECTORY_OPTIONS = [...new Set(DATABASES.flatMap(({ directoryOptions = [] }) => directoryOptions))];
const DIRECTORY_OPTION = new RegExp(`(?:${DIRECTORY_OPTIONS.join('|')})(?:=|\\n|\\s+)['"]?([^\\s'"]+)`);

/** The database servers of a set of manifests; what a Job or another container does with a database's image is not one. */
export function databasesOf(set: ManifestSet): readonly Database[] {
  let databases = cache.get(set);
  if (databases === undefined) {
    databases = set.pods.filter((pod) => !pod.isTask).flatMap(databasesIn);
    cache.set(set, databases);
  }
  return databases;
}

/** Several rules ask for them. */
const cache = new WeakMap<ManifestSet, readonly Database[]>();

function databasesIn(pod: PodTemplate): Database[] {
  return pod.running.flatMap((container) => {
    const image = parseImage(container.image ?? '');
    const known = image && databaseOfRepository(image.repository);
    if (known === undefined || !runsServer(container)) return [];
    const layout = layoutOf(known.image, image?.tag);
    const directory = movedTo(container) ?? layout.dataDirectory;
    return [{ pod, container, facts: known.facts, directory, mount: holdingMount(known, layout, container, directory) }];
  });
}

/** Without a command, the image's own entrypoint starts the server, unless it is told to start another program. */
function runsServer({ at }: Container): boolean {
  const command = at.at('command').texts;
  const args = at.at('args').texts;
  if (command.length === 0 && (args.length === 0 || args[0].startsWith('-'))) return true;
  return STARTS_SERVER.test([...command, ...args].join('\n'));
}

/** Where the container is told to keep the data; undefined where it is told nothing. */
function movedTo(container: Container): string | undefined {
  const variables = variablesOf(container);
  const option = DIRECTORY_OPTION.exec(wordsOf(container).join('\n'))?.[1];
  const given = [option, ...DIRECTORY_VARIABLES.map((name) => variables.get(name))]
    .map((path) => path && fillIn(path, variables))
    .find((path) => path !== undefined && isAbsolute(path));
  return given && normalizePath(given);
}

/**
 * The mount at the data directory, above it, or (for data that is kept below) under it. A mount above a directory that the image
 * declares as a VOLUME does not hold it: the runtime puts an empty volume there.
 */
function holdingMount({ image }: KnownImage, layout: DataLayout, container: Container, directory: string): Mount | undefined {
  const mounts = container.mounts.filter(
    ({ path, volume, isDevice }) =>
      path !== undefined &&
      isAbsolute(path) &&
      !isDevice &&
      (volume === undefined || !isConfigVolume(volume)) &&
      pathsOverlap(path, directory),
  );
  const [deepest] = [...mounts].sort((one, other) => other.path!.length - one.path!.length);
  if (deepest === undefined) return undefined;
  const isShadowed = layout.volumes?.includes(directory) === true && isUnder(directory, deepest.path!);
  const isBeside =
    image.layouts.some((one) => one.dataBelow === true && one.dataDirectory === directory) && isUnder(deepest.path!, directory);
  return isShadowed || isBeside ? undefined : deepest;
}
