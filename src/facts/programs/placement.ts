import { fillIn } from '../../util/fill-in';
import { deepestOver, isAbsolute, isUnder, isWithin, normalizePath } from '../kubernetes/paths';
import { PROGRAMS } from './index';
import { DataLayout, ImageFacts, ProgramFacts } from './program-facts';

/*
 * Where a program keeps its data, by what its container is told, and which mount holds it. Constructs and rules ask here.
 */

/** What a container is told. */
export interface Told {
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Its literal variables. */
  readonly variables: ReadonlyMap<string, string>;
  /** The files of its configuration, and variables from elsewhere as `NAME=value`, as far as they are known. */
  readonly configuration: string;
}

/** All of it as one text, by which programs are known to be told something. */
export function toldText({ command, args, variables, configuration }: Told): string {
  return [...command, ...args, ...[...variables].map(([name, value]) => `${name}=${value}`), configuration].join('\n');
}

const STARTERS = ['docker-entrypoint\\.sh', 'entrypoint\\.sh', '/entrypoint\\.sh'];
const starters: ReadonlyMap<ProgramFacts, RegExp> = new Map(
  PROGRAMS.map((facts) => [facts, new RegExp(`(?:^|[;&|\\n/(]|\\bexec\\b)\\s*(?:${[...STARTERS, ...facts.programs].join('|')})(?=\\s|$)`)]),
);

/** Whether a container runs the server: without a command, the image's own entrypoint starts it, unless it is told to start another program. */
export function runsServer(facts: ProgramFacts, { command, args }: Pick<Told, 'command' | 'args'>): boolean {
  const { subcommands = [] } = facts;
  if (command.length === 0) {
    const [first] = args;
    if (first === undefined || first.startsWith('-') || first.endsWith('.conf') || subcommands.includes(first)) return true;
    if (subcommands.length === 0 && facts.kind === 'application') return true;
    if (subcommands.length > 0 && args.some((arg) => subcommands.includes(arg))) return true;
  }
  return starters.get(facts)!.test([...command, ...args].join('\n'));
}

const options: ReadonlyMap<ProgramFacts, RegExp | undefined> = new Map(
  PROGRAMS.map((facts) => [
    facts,
    facts.directoryOptions === undefined
      ? undefined
      : new RegExp(`(?:${facts.directoryOptions.join('|')})\\s*(?:=|\\n|\\s)\\s*['"]?([^\\s'",]+)`),
  ]),
);

/** Variables that move the data of a program, as a script or a file of variables sets them. */
const assignments: ReadonlyMap<ProgramFacts, RegExp | undefined> = new Map(
  PROGRAMS.map((facts) => {
    const { directoryVariables = [], fileVariables = [], homeVariables = {} } = facts;
    const names = [...directoryVariables, ...fileVariables, ...Object.keys(homeVariables)];
    return [facts, names.length === 0 ? undefined : new RegExp(`(?:^|[\\s;&({])(${names.join('|')})=["']?([^\\s"';&]+)`, 'g')];
  }),
);

/** The variables of a container that move its data: its own, those of ConfigMaps, and those that its script sets. */
function movingVariables(facts: ProgramFacts, own: ReadonlyMap<string, string>, text: string): ReadonlyMap<string, string> {
  const pattern = assignments.get(facts);
  if (pattern === undefined) return own;
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line) && line.includes('='));
  return new Map([...[...lines.join('\n').matchAll(pattern)].map(([, name, value]) => [name, value] as const), ...own]);
}

/** Where the container is told to keep the data; undefined where it is told nothing. What begins with a dollar is not known here. */
export function movedTo(facts: ProgramFacts, { command, args, variables: own, configuration }: Told): string | undefined {
  const text = `${[...command, ...args].join('\n')}\n${configuration}`;
  const variables = movingVariables(facts, own, text);
  const option = options.get(facts)?.exec(text)?.[1];
  const { directoryVariables = [], fileVariables = [], homeVariables = {} } = facts;
  const given = [
    option?.replace(/^https?:\/\/[^/]+/, ''),
    ...directoryVariables.map((name) => variables.get(name)),
    ...fileVariables.map((name) => variables.get(name)?.replace(/\/[^/]*$/, '')),
    ...Object.entries(homeVariables).map(([name, below]) => variables.get(name) && `${variables.get(name)}/${below}`),
  ]
    .map((path) => path && fillIn(path.split(',')[0], variables))
    .find((path) => path !== undefined && (isAbsolute(path) || path.startsWith('$')));
  if (given === undefined) return undefined;
  // Several drives, as MinIO writes them, are not looked at one by one.
  return given.startsWith('$') || given.includes('{') ? `$${given}` : normalizePath(given);
}

/** What is mounted somewhere in the container, for its files. */
export interface Holder {
  readonly path?: string;
}

/**
 * The mount at a directory or above it. One above a directory that the image declares as a VOLUME does not hold it: the runtime puts an
 * empty volume there.
 */
export function holderOf<M extends Holder>(mounts: readonly M[], directory: string, volumes: readonly string[] = []): M | undefined {
  const mount = deepestOver(mounts, directory);
  const isShadowed = volumes.some((volume) => mount !== undefined && isUnder(volume, mount.path!) && isWithin(directory, volume));
  return isShadowed ? undefined : mount;
}

/** The mount that holds the data of a layout, all of it or what is enough. */
export function holderOfLayout<M extends Holder>(
  layout: DataLayout,
  directory: string,
  moved: boolean,
  mounts: readonly M[],
): M | undefined {
  const own = holderOf(mounts, directory, layout.volumes);
  if (own !== undefined || moved) return own;
  const others = (layout.enough ?? []).map((place) => holderOf(mounts, place, layout.volumes));
  const deeper = layout.below && mounts.find(({ path }) => isUnder(path!, directory) && layout.below!.test(relative(path!, directory)));
  return others.find((mount) => mount !== undefined) ?? deeper;
}

function relative(path: string, directory: string): string {
  return normalizePath(path).slice(normalizePath(directory).length + 1);
}

/** A directory that has to be kept besides the data, and that no mount keeps. */
export function leftOf<M extends Holder>(
  { also = [], volumes }: DataLayout,
  variables: ReadonlyMap<string, string>,
  mounts: readonly M[],
  keeps: (mount: M) => boolean,
): string | undefined {
  return also
    .map(({ directory, variable }) => (variable !== undefined && variables.get(variable)) || directory)
    .find((directory) => {
      const mount = holderOf(mounts, directory, volumes);
      return mount === undefined || !keeps(mount);
    });
}

/** Where a claim for the data is best mounted. */
export function mountPlaceOf(layout: DataLayout, directory: string, moved: boolean): string {
  if (moved) return directory;
  return layout.mountAt ?? layout.volumes?.find((volume) => isUnder(directory, volume)) ?? directory;
}

/** Whether a program starts in a directory only that holds nothing of others: a new ext4 file system has lost+found at its root. */
export function wantsEmptyDirectory(
  { wantsEmptyDirectory: wanted }: ImageFacts,
  layout: DataLayout,
  tag: string | undefined,
  told: string,
): boolean {
  if (wanted === undefined || layout.below !== undefined) return false;
  if (wanted.tags !== undefined && (tag === undefined || !wanted.tags.test(tag))) return false;
  return wanted.unless?.test(told) !== true;
}

/** How a program comes to an empty directory on a new disk, as the beginning of a sentence. */
export function emptyDirectoryRemedy({ neutralPlace }: ProgramFacts, directory: string): string {
  const below = 'mount the volume with a subPath, such as data';
  const variable = neutralPlace?.variable;
  if (variable === undefined) return 'Mount the volume with a subPath, such as data.';
  return `Set ${variable} to a directory below, such as ${directory}/${variable.toLowerCase()}, or ${below}.`;
}

/** Whether a program writes nothing to its directory, so that a claim there stays empty. */
export function savesNothing({ keepsNothing, savesNothingIf }: ProgramFacts, told: string): boolean {
  return keepsNothing === true || savesNothingIf?.test(told) === true;
}

/** Whether it keeps nothing in its directory, or elsewhere, as it is told. */
export function keepsNothingThere(facts: ProgramFacts, told: string): boolean {
  if (savesNothing(facts, told) || facts.keepsNothingIf?.test(told) === true) return true;
  return facts.keepsIf !== undefined && !facts.keepsIf.test(told);
}

const NAMES_CONFIGURATION = /(?:^|\n|\s)--?(?:config|conf|f|c|configpath|config-file|defaults-file)(?:[=.\s]|$)|config_file/;

/** Whether where the data is may be said in something that is not known here. */
export function mayBeElsewhere({ kind }: ProgramFacts, moved: string | undefined, hidden: boolean, told: string): boolean {
  if (moved?.includes('$') === true) return true;
  return moved === undefined && hidden && (kind !== 'database' || NAMES_CONFIGURATION.test(told));
}

/** Whether members wait for each other with a probe that asks this, so that none of them is ready alone. */
export function waitsForPeers({ peers }: ProgramFacts, told: string, asked: string): boolean {
  if (peers === undefined || !peers.quorumProbe.test(asked)) return false;
  return peers.unless?.test(told) !== true && peers.onlyIf?.test(told) !== false;
}

/** Words of people who set up replication themselves, as in the tutorial of the Kubernetes documentation. */
export const REPLICATION =
  /basebackup|primary_conninfo|standby|repmgr|patroni|stolon|pg_auto_failover|replica(tion|te)|change\s+(master|replication)|xtrabackup|mariabackup|wsrep|galera|log[-_]bin|server[-_]id/i;

/** Whether each of several has data of its own, and knows nothing of the others; where it may be told otherwise in what is not here, it is not said. */
export function standsAlone({ clusters, operators }: ProgramFacts, told: string, hidden: boolean): boolean {
  if (clusters === undefined || clusters === true || operators === undefined || REPLICATION.test(told)) return false;
  return clusters === false || !(hidden || clusters.test(told));
}

/** How many of a number of members may be away while more than half of them are there. */
export const mostAway = (members: number): number => Math.floor((members - 1) / 2);

/** What several Pods on one directory of a program do to it, as the end of a sentence; undefined where it may be shared. */
export function harmOfSharing({ together, embedded }: ProgramFacts): string | undefined {
  if (together === 'corrupts') return 'two servers that write to one directory destroy it';
  if (together === 'refuses') {
    return 'the second finds it locked and never gets ready, and where the lock is not passed on both write to it';
  }
  return embedded && `several programs on one file of ${embedded.name} lock each other out, and in time break it`;
}

/** Whether a program has its embedded database, as it is told. Where its variables come from elsewhere, it may be told a server there. */
export function usesEmbedded({ embedded }: ProgramFacts, told: string, hidden: boolean): boolean {
  if (embedded === undefined) return false;
  const { onlyIf, unless } = embedded;
  if (onlyIf !== undefined && !onlyIf.test(told)) return false;
  return unless === undefined || (!hidden && !unless.test(told));
}
