import { KnownImage, layoutsOf, majorOf, PROGRAMS, programOfRepository } from '../../facts/programs';
import { DataLayout, ImageFacts, ProgramFacts } from '../../facts/programs/program-facts';
import { ImageReference, parseImage } from '../../facts/kubernetes/images';
import { isAbsolute, isUnder, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { onceFor } from '../../util/once-for';
import { ManifestSet } from '../manifest-set';
import { Container, Mount, PodTemplate } from '../pod-template';
import { configurationOf } from './configuration';
import { mountOver } from './mounts';
import { fillIn, toldTo, variablesOf, wordsOf } from './scripts';
import { isConfigVolume, isPersistent } from './storage';
import { writtenUser } from './users';

/** A container that runs a program of which it is known what it keeps. */
export interface Program {
  readonly pod: PodTemplate;
  readonly container: Container;
  readonly facts: ProgramFacts;
  readonly image: ImageFacts;
  /** The program as people call it. */
  readonly title: string;
  readonly tag: string | undefined;
  /** The major version that the tag names. */
  readonly major: number | undefined;
  /** Whether a digest pins the image. */
  readonly pinned: boolean;
  /** Where it keeps its data. */
  readonly directory: string;
  /** All directories that it may be, where the version cannot be read. */
  readonly directories: readonly string[];
  /** Whether the directory was named for it. */
  readonly moved: boolean;
  readonly layout: DataLayout;
  /** The mount that holds the data; undefined where it lies on the container's own layer. */
  readonly mount: Mount | undefined;
  /** Another directory that has to be kept, and that no mount holds. */
  readonly left: string | undefined;
  /** Command, arguments, variables and what is in the files of its configuration. */
  readonly told: string;
  /** Whether it is told things that are not among the manifests. */
  readonly hidden: boolean;
  /** Whether its variables may name a directory that is not known here. */
  readonly hiddenVariables: boolean;
}

/** The programs of a set of manifests; what a Job or another container does with such an image is none. */
export const programsOf = onceFor((set: ManifestSet): readonly Program[] =>
  set.pods.filter((pod) => !pod.isTask).flatMap((pod) => pod.running.flatMap((container) => readProgram(set, pod, container))),
);

/** The program that a container runs; undefined where it is none that is known. */
export function programIn(set: ManifestSet, container: Container): Program | undefined {
  return byContainer(set).get(container);
}

const byContainer = onceFor(
  (set: ManifestSet): ReadonlyMap<Container, Program> => new Map(programsOf(set).map((program) => [program.container, program])),
);

/** The image of a container, and the program that it is; undefined where it is none that is known. */
export function knownImageOf({ image }: Container): (KnownImage & { readonly reference: ImageReference }) | undefined {
  const reference = image === undefined ? undefined : parseImage(image);
  const known = reference && programOfRepository(reference.repository);
  return known && { ...known, reference };
}

function readProgram(set: ManifestSet, pod: PodTemplate, container: Container): Program[] {
  const known = knownImageOf(container);
  if (known === undefined || !runsServer(known.facts, container)) return [];
  const { facts, image, reference } = known;
  const { text, hidden, hiddenVariables } = configurationOf(set, pod, container);
  const told = `${toldTo(container)}\n${text}`;
  const moved = movedTo(facts, container, text);
  const layouts = layoutsOf(image, reference.tag);
  const directories = moved === undefined ? layouts.map(({ dataDirectory }) => dataDirectory) : [moved];
  const places = layouts.map((layout, index) => placeOf(layout, directories[index] ?? directories[0], moved !== undefined, container));
  const best =
    places.find(({ mount }) => mount !== undefined && isKept(mount)) ?? places.find(({ mount }) => mount !== undefined) ?? places[0];
  // What it is told elsewhere, or by a name that is not known here, may be that its data is on the claim that it has.
  const isElsewhere = best.mount === undefined && (best.layout.anywhere || isUnclear(facts, moved, hidden, told));
  const mount = isElsewhere ? (claimBeside(container) ?? best.mount) : best.mount;
  const { tag, digest, repository } = reference;
  return [
    {
      pod,
      container,
      facts,
      image,
      title: facts.namedByImage === true ? repository.split('/').at(-1)! : facts.title,
      tag,
      major: majorOf(image, tag),
      pinned: digest !== undefined,
      directory: best.directory,
      directories: [...new Set(directories)],
      moved: moved !== undefined,
      layout: best.layout,
      mount,
      left: mount === undefined || isElsewhere ? undefined : leftOf(best.layout, container),
      told,
      hidden,
      hiddenVariables,
    },
  ];
}

/** A mount that outlives the Pod and that the container writes to. */
export function claimBeside(container: Container): Mount | undefined {
  return container.mounts.find(
    ({ path, volume, writable, isDevice }) => path !== undefined && volume !== undefined && writable && !isDevice && isPersistent(volume),
  );
}

function isKept({ volume }: Mount): boolean {
  return volume === undefined || isPersistent(volume);
}

const NAMES_CONFIGURATION = /(?:^|\n|\s)--?(?:config|conf|f|c|configpath|config-file|defaults-file)(?:[=.\s]|$)|config_file/;

function isUnclear({ kind }: ProgramFacts, moved: string | undefined, hidden: boolean, told: string): boolean {
  if (moved?.includes('$') === true) return true;
  return moved === undefined && hidden && (kind !== 'database' || NAMES_CONFIGURATION.test(told));
}

const STARTERS = ['docker-entrypoint\\.sh', 'entrypoint\\.sh', '/entrypoint\\.sh'];
const starters: ReadonlyMap<ProgramFacts, RegExp> = new Map(
  PROGRAMS.map((facts) => [facts, new RegExp(`(?:^|[;&|\\n/(]|\\bexec\\b)\\s*(?:${[...STARTERS, ...facts.programs].join('|')})(?=\\s|$)`)]),
);

/** Without a command, the image's own entrypoint starts the server, unless it is told to start another program. */
function runsServer(facts: ProgramFacts, { at }: Container): boolean {
  const command = at.at('command').texts;
  const args = at.at('args').texts;
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
function movingVariables(facts: ProgramFacts, container: Container, text: string): ReadonlyMap<string, string> {
  const own = variablesOf(container);
  const pattern = assignments.get(facts);
  if (pattern === undefined) return own;
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line) && line.includes('='));
  return new Map([...[...lines.join('\n').matchAll(pattern)].map(([, name, value]) => [name, value] as const), ...own]);
}

/** Where the container is told to keep the data; undefined where it is told nothing. */
function movedTo(facts: ProgramFacts, container: Container, configuration: string): string | undefined {
  const text = `${wordsOf(container).join('\n')}\n${configuration}`;
  const variables = movingVariables(facts, container, text);
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

interface Place {
  readonly layout: DataLayout;
  readonly directory: string;
  readonly mount: Mount | undefined;
}

function placeOf(layout: DataLayout, directory: string, moved: boolean, container: Container): Place {
  const mounts = mountsOf(container);
  const own = holderOf(mounts, directory, layout.volumes);
  if (own !== undefined || moved) return { layout, directory, mount: own };
  const others = (layout.enough ?? []).map((place) => holderOf(mounts, place, layout.volumes));
  const deeper = layout.below && mounts.find(({ path }) => isUnder(path!, directory) && layout.below!.test(relative(path!, directory)));
  return { layout, directory, mount: others.find((mount) => mount !== undefined) ?? deeper };
}

function relative(path: string, directory: string): string {
  return normalizePath(path).slice(normalizePath(directory).length + 1);
}

function mountsOf(container: Container): readonly Mount[] {
  return container.mounts.filter(
    ({ path, volume, isDevice }) =>
      path !== undefined && isAbsolute(path) && !isDevice && (volume === undefined || !isConfigVolume(volume)),
  );
}

/**
 * The mount at a directory or above it. One above a directory that the image declares as a VOLUME does not hold it: the runtime puts an
 * empty volume there.
 */
function holderOf(mounts: readonly Mount[], directory: string, volumes: readonly string[] = []): Mount | undefined {
  const mount = mountOver(mounts, directory);
  const isShadowed = volumes.some((volume) => mount !== undefined && isUnder(volume, mount.path!) && isWithin(directory, volume));
  return isShadowed ? undefined : mount;
}

/** A directory that has to be kept besides, and that is not. */
function leftOf({ also = [], volumes }: DataLayout, container: Container): string | undefined {
  if (also.length === 0) return undefined;
  const variables = variablesOf(container);
  const mounts = mountsOf(container);
  return also
    .map(({ directory, variable }) => (variable !== undefined && variables.get(variable)) || directory)
    .find((directory) => {
      const mount = holderOf(mounts, directory, volumes);
      return mount === undefined || !isKept(mount);
    });
}

/** Where a claim for the data is best mounted. */
export function mountPlaceOf({ layout, directory, moved }: Program): string {
  if (moved) return directory;
  return layout.mountAt ?? layout.volumes?.find((volume) => isUnder(directory, volume)) ?? directory;
}

/** What a program keeps in its directory: its own database, files, or nothing, as it is told. */
export function keeps({ facts, told, hidden }: Program): 'database' | 'embedded' | 'files' | undefined {
  if (savesNothing({ facts, told }) || facts.keepsNothingIf?.test(told) === true) return undefined;
  if (facts.keepsIf !== undefined && !facts.keepsIf.test(told)) return undefined;
  if (facts.kind === 'database') return 'database';
  if (facts.embedded !== undefined && usesEmbedded(facts, told, hidden)) return 'embedded';
  // A key or another place may be among what is not told here.
  const mayKeepNothing = hidden && facts.kind === 'application' && facts.keepsNothingIf !== undefined;
  return facts.kind === 'store' || (facts.keepsFiles === true && !mayKeepNothing) ? 'files' : undefined;
}

/** Where its variables come from elsewhere, it may be told a server there. */
function usesEmbedded({ embedded }: ProgramFacts, told: string, hidden: boolean): boolean {
  const { onlyIf, unless } = embedded!;
  if (onlyIf !== undefined && !onlyIf.test(told)) return false;
  return unless === undefined || (!hidden && !unless.test(told));
}

/** Whether it writes nothing to its directory, so that a claim there stays empty. */
export function savesNothing({ facts, told }: Pick<Program, 'facts' | 'told'>): boolean {
  return facts.keepsNothing === true || facts.savesNothingIf?.test(told) === true;
}

/** The user that a container runs as: the one that is written, or that of the image; root is 0. */
export function userOf({ pod, container, layout, image }: Program): number {
  return writtenUser(pod, container) ?? layout.user ?? image.user ?? 0;
}
