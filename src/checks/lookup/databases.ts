import { DatabaseFacts, databaseOfRepository, POSTGRES } from '../../facts/engines/databases';
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

const SERVERS =
  '(?:docker-entrypoint\\.sh|entrypoint\\.sh|postgres|mysqld(?:_safe)?|mariadbd(?:-safe)?|mongod|sqlservr|influxd|neo4j|cassandra|clickhouse-server|elasticsearch|couchdb)';
const STARTS_SERVER = new RegExp(`(?:^|[;&|\\n/(]|\\bexec\\b)\\s*${SERVERS}(?=\\s|$)`);

/** Variables and options that move the data. */
const DIRECTORY_VARIABLES = ['PGDATA', 'MYSQL_DATADIR'];
const DIRECTORY_OPTION = /(?:--datadir|--dbpath|--data-dir|data_directory|-Epath\.data)(?:=|\n|\s+)['"]?([^\s'"]+)/;

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
    const facts = image && databaseOfRepository(image.repository);
    if (facts === undefined || !runsServer(container)) return [];
    const directory = dataDirectory(facts, container, image?.tag);
    return [{ pod, container, facts, directory, mount: holdingMount(facts, container, directory) }];
  });
}

/** Without a command, the image's own entrypoint starts the server, unless it is told to start another program. */
function runsServer({ at }: Container): boolean {
  const command = at.at('command').texts;
  const args = at.at('args').texts;
  if (command.length === 0 && (args.length === 0 || args[0].startsWith('-'))) return true;
  return STARTS_SERVER.test([...command, ...args].join('\n'));
}

function dataDirectory(facts: DatabaseFacts, container: Container, tag: string | undefined): string {
  const variables = variablesOf(container);
  const option = DIRECTORY_OPTION.exec(wordsOf(container).join('\n'))?.[1];
  const given = [option, ...DIRECTORY_VARIABLES.map((name) => variables.get(name))]
    .map((path) => path && fillIn(path, variables))
    .find((path) => path !== undefined && isAbsolute(path));
  if (given !== undefined) return normalizePath(given);
  // The official image moved its data with version 18, and declares a VOLUME at the old and at the new place.
  if (facts === POSTGRES && /^(?:1[89]|[2-9][0-9])(?![0-9])/.test(tag ?? '')) return '/var/lib/postgresql';
  return facts.dataDirectories[0];
}

/**
 * The mount at the data directory, above it, or (for data that is kept below) under it. A mount above a directory that the image
 * declares as a VOLUME does not hold it: the runtime puts an empty volume there.
 */
function holdingMount(facts: DatabaseFacts, container: Container, directory: string): Mount | undefined {
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
  const isShadowed = facts === POSTGRES && directory === '/var/lib/postgresql/data' && isUnder(directory, deepest.path!);
  const missesNewPlace = facts === POSTGRES && directory === '/var/lib/postgresql' && isUnder(deepest.path!, directory);
  return isShadowed || missesNewPlace ? undefined : deepest;
}
