import * as kplus from 'cdk8s-plus-27';
import { parseImage } from '../facts/kubernetes/images';
import { normalizePath } from '../facts/kubernetes/paths';
import { KnownImage, layoutsOf, programOfRepository, userOfImage } from '../facts/programs';
import {
  emptyDirectoryRemedy,
  holderOfLayout,
  keepsNothingThere,
  leftOf,
  mayBeElsewhere,
  mountPlaceOf,
  movedTo,
  runsServer,
  standsAlone,
  Told,
  toldText,
  waitsForPeers,
  wantsEmptyDirectory,
} from '../facts/programs/placement';
import { DataLayout } from '../facts/programs/program-facts';
import { ProbedContainer } from './probed-container';
import { actionOf } from '../props/actions';
import { isPlus } from '../props/plus-values';
import { Problems } from '../props/problems';
import { isMap, Unchecked } from '../util/unchecked';

/* What is known of the programs of a workload by their images, and what they demand of its disks. */

/** A disk as a container sees it. */
export interface SeenDisk {
  readonly prop: string;
  readonly path: string;
  readonly subPath?: string;
  readonly rootIsFine: boolean;
  readonly isNew: boolean;
}

/** A container that runs a program which is known. */
export interface KnownProgram extends KnownImage {
  readonly at: string;
  readonly tag?: string;
  readonly told: Told;
  readonly text: string;
  /** Whether it is told things by objects that are not here. */
  readonly hidden: boolean;
  /** Files and volumes of others. */
  readonly mounts: ReadonlyArray<{ readonly path: string }>;
  readonly container: ProbedContainer;
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : []);

/** The program that a container runs; undefined where it is none that is known. */
export function knownProgramIn(at: string, container: ProbedContainer): KnownProgram | undefined {
  const { image, command, args, env, envFrom, volumeMounts } = container as Unchecked<ProbedContainer>;
  const reference = typeof image === 'string' ? parseImage(image) : undefined;
  const known = reference && programOfRepository(reference.repository);
  if (known === undefined) return undefined;
  const entries = isMap(env) ? Object.entries(env) : [];
  const values = entries.flatMap(([name, value]) => (isPlus(value, 'EnvValue') ? [[name, value.value as unknown] as const] : []));
  const literal = values.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string');
  // A dollar stands for what is not known here.
  const others = values.filter(([, value]) => typeof value !== 'string').map(([name]) => `${name}=$`);
  const told = { command: texts(command), args: texts(args), variables: new Map(literal), configuration: others.join('\n') };
  if (!runsServer(known.facts, told)) return undefined;
  const mounts = (Array.isArray(volumeMounts) ? (volumeMounts as Array<kplus.VolumeMount | null>) : []).flatMap((mount) =>
    typeof mount?.path === 'string' ? [{ path: mount.path }] : [],
  );
  const hidden = mounts.length > 0 || (Array.isArray(envFrom) && envFrom.length > 0);
  return { ...known, at, tag: reference!.tag, told, text: toldText(told), hidden, mounts, container };
}

/** The user that all containers of known images are made for; undefined where there is none, or where they differ. */
export function userOf(containers: readonly ProbedContainer[]): number | undefined {
  const users = containers.map(({ image }) => (typeof image === 'string' ? userOfImage(image) : undefined));
  const known = new Set(users.filter((user) => user !== undefined));
  return known.size === 1 ? [...known][0] : undefined;
}

/** Reports a directory of a known program that no disk holds, and one that it does not start in. */
export function checkDirectories(problems: Problems, program: KnownProgram, disks: readonly SeenDisk[]): void {
  const { facts, image, tag, told, text, hidden, mounts } = program;
  if (keepsNothingThere(facts, text)) return;
  const moved = movedTo(facts, told);
  const layouts = layoutsOf(image, tag);
  const places = layouts.map((layout) => ({ layout, directory: moved ?? layout.dataDirectory }));
  const held = places
    .map((place) => ({ ...place, holder: holderOfLayout(place.layout, place.directory, moved !== undefined, [...disks, ...mounts]) }))
    .find(({ holder }) => holder !== undefined);
  if (held === undefined) {
    if (!layouts.some(({ anywhere }) => anywhere) && !mayBeElsewhere(facts, moved, hidden, text)) {
      reportLost(problems, program, places, moved !== undefined);
    }
    return;
  }
  const left = leftOf(held.layout, told.variables, [...disks, ...mounts], () => true);
  if (left !== undefined) {
    problems.add(
      'disks',
      left,
      `${facts.title} keeps data in ${left} too, and no disk is there. Give ${program.at} one at ${left}, or a subPath of another.`,
    );
  }
  const disk = disks.find((other) => other === held.holder);
  if (disk === undefined || disk.subPath !== undefined || disk.rootIsFine || !disk.isNew || normalizePath(disk.path) !== held.directory) {
    return;
  }
  if (!wantsEmptyDirectory(image, held.layout, tag, text)) return;
  problems.add(
    `${disk.prop}.path`,
    disk.path,
    `${facts.title} wants an empty directory, and the root of a new disk has lost+found: it would not start. ${emptyDirectoryRemedy(facts, held.directory)} Where the disk has its data, or a file system without it, say rootIsFine: true.`,
  );
}

function reportLost(
  problems: Problems,
  { at, facts }: KnownProgram,
  places: ReadonlyArray<{ readonly layout: DataLayout; readonly directory: string }>,
  moved: boolean,
): void {
  const all = [...new Set(places.map(({ layout, directory }) => mountPlaceOf(layout, directory, moved)))];
  const where = all.length > 1 ? `by its version in ${all.join(' or in ')}` : `in ${all[0]}`;
  problems.add(
    'disks',
    all.length > 1 ? all : all[0],
    `${facts.title} of ${at} keeps its data ${where}, which no disk holds: it would be lost with every restart. Give a disk with that path${all.length > 1 ? ', and name the major version in the tag' : ''}.`,
  );
}

/** Whether members of a known program decide by a majority. */
export const needsMajority = ({ facts, text }: KnownProgram): boolean =>
  facts.majority === true || (facts.majority instanceof RegExp && facts.majority.test(text));

/** Reports members that would wait for the first one, which waits for them. */
export function checkOrder(problems: Problems, { facts, text, at, container }: KnownProgram, replicas: number): void {
  if (replicas < 2) return;
  for (const name of ['readiness', 'startup'] as const) {
    const asked = actionOf(container[name]);
    if (asked === undefined || !waitsForPeers(facts, text, asked)) continue;
    problems.add(
      'podManagementPolicy',
      kplus.PodManagementPolicy.ORDERED_READY,
      `By ${at}.${name}, ${facts.title} is ready once there is a quorum, and the second Pod would be made once the first is ready: the cluster never starts. Use PodManagementPolicy.PARALLEL.`,
    );
    return;
  }
}

/** Reports several Pods of a program that would know nothing of each other. */
export function checkReplication(problems: Problems, { facts, text, hidden, at }: KnownProgram, replicas: number): void {
  if (replicas < 2 || keepsNothingThere(facts, text) || !standsAlone(facts, text, hidden)) return;
  const what = facts.kind === 'database' ? 'databases' : 'stores';
  const isTold = facts.clusters !== false;
  const instead = isTold ? `tell it by ${facts.operators![0]}` : `let it do ${facts.operators![0]}`;
  problems.add(
    'replicas',
    replicas,
    `Plain ${facts.title} of ${at} does not replicate${isTold ? ' unless it is told to' : ''}, so these would be ${replicas} separate ${what}. Use 1, or ${instead}; where each is meant to have data of its own, say separateData: true.`,
  );
}

/** The program whose data a directory that is mounted at a path holds, as far as that is known; undefined where it holds none of it. */
export function isHeldAt({ facts, image, tag, told, text }: KnownProgram, path: string): boolean {
  if (keepsNothingThere(facts, text)) return false;
  const moved = movedTo(facts, told);
  return layoutsOf(image, tag).some(
    (layout) => holderOfLayout(layout, moved ?? layout.dataDirectory, moved !== undefined, [{ path }]) !== undefined,
  );
}
