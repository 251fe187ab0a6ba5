import { KnownImage, layoutsOf, majorOf, programOfRepository } from '../../facts/programs';
import {
  holderOfLayout,
  keepsNothingThere,
  leftOf,
  mayBeElsewhere,
  mountPlaceOf as placeOfMount,
  movedTo,
  runsServer,
  savesNothing as savesNothingThere,
  usesEmbedded,
} from '../../facts/programs/placement';
import { DataLayout, ImageFacts, ProgramFacts } from '../../facts/programs/program-facts';
import { ImageReference, parseImage } from '../../facts/kubernetes/images';
import { isAbsolute } from '../../facts/kubernetes/paths';
import { onceFor } from '../../util/once-for';
import { ManifestSet } from '../manifest-set';
import { Container, Mount, PodTemplate } from '../pod-template';
import { configurationOf } from './configuration';
import { toldTo, variablesOf } from './scripts';
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
  const command = container.at.at('command').texts;
  const args = container.at.at('args').texts;
  if (known === undefined || !runsServer(known.facts, { command, args })) return [];
  const { facts, image, reference } = known;
  const { text, hidden, hiddenVariables } = configurationOf(set, pod, container);
  const told = `${toldTo(container)}\n${text}`;
  const variables = variablesOf(container);
  const moved = movedTo(facts, { command, args, variables, configuration: text });
  const layouts = layoutsOf(image, reference.tag);
  const directories = moved === undefined ? layouts.map(({ dataDirectory }) => dataDirectory) : [moved];
  const places = layouts.map((layout, index) => placeOf(layout, directories[index] ?? directories[0], moved !== undefined, container));
  const best =
    places.find(({ mount }) => mount !== undefined && isKept(mount)) ?? places.find(({ mount }) => mount !== undefined) ?? places[0];
  // What it is told elsewhere, or by a name that is not known here, may be that its data is on the claim that it has.
  const isElsewhere = best.mount === undefined && (best.layout.anywhere || mayBeElsewhere(facts, moved, hidden, told));
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
      left: mount === undefined || isElsewhere ? undefined : leftOf(best.layout, variables, mountsOf(container), isKept),
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

interface Place {
  readonly layout: DataLayout;
  readonly directory: string;
  readonly mount: Mount | undefined;
}

function placeOf(layout: DataLayout, directory: string, moved: boolean, container: Container): Place {
  return { layout, directory, mount: holderOfLayout(layout, directory, moved, mountsOf(container)) };
}

function mountsOf(container: Container): readonly Mount[] {
  return container.mounts.filter(
    ({ path, volume, isDevice }) =>
      path !== undefined && isAbsolute(path) && !isDevice && (volume === undefined || !isConfigVolume(volume)),
  );
}

/** Where a claim for the data is best mounted. */
export function mountPlaceOf({ layout, directory, moved }: Program): string {
  return placeOfMount(layout, directory, moved);
}

/** What a program keeps in its directory: its own database, files, or nothing, as it is told. */
export function keeps({ facts, told, hidden }: Program): 'database' | 'embedded' | 'files' | undefined {
  if (keepsNothingThere(facts, told)) return undefined;
  if (facts.kind === 'database') return 'database';
  if (usesEmbedded(facts, told, hidden)) return 'embedded';
  // A key or another place may be among what is not told here.
  const mayKeepNothing = hidden && facts.kind === 'application' && facts.keepsNothingIf !== undefined;
  return facts.kind === 'store' || (facts.keepsFiles === true && !mayKeepNothing) ? 'files' : undefined;
}

/** Whether it writes nothing to its directory, so that a claim there stays empty. */
export function savesNothing({ facts, told }: Pick<Program, 'facts' | 'told'>): boolean {
  return savesNothingThere(facts, told);
}

/** The user that a container runs as: the one that is written, or that of the image; root is 0. */
export function userOf({ pod, container, layout, image }: Program): number {
  return writtenUser(pod, container) ?? layout.user ?? image.user ?? 0;
}
