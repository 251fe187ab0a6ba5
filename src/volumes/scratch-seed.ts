import { createHash } from 'crypto';
import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { normalizePath, pathsOverlap } from '../facts/kubernetes/paths';
import { loadScript } from '../scripts/load-script';
import { checkAbsolutePath, checkImage } from '../props/check';
import { Problems } from '../props/problems';
import { kibibytes } from '../props/sizes';
import { ContainerJson, SecurityContextJson } from '../workloads/pod-json';
import { checkResources, DEFAULT_RESOURCES, fillResources, toResourcesJson } from '../workloads/resources';
import { WorkloadObject } from '../workloads/workload-object';
import { MountAccess, MountOptions } from '../workloads/mount-options';
import { checkMemoryFits, memoryWithScratch } from './scratch-accounting';
import { ScratchMedium } from './scratch-medium';
import { Unchecked } from '../util/unchecked';

/**
 * A directory of an image that a scratch volume is filled with before the containers start.
 */
export interface ScratchSeed {
  /** Image with the files, by tag or digest. It needs a POSIX shell with cp, mv, ln, mkdir, rm, chmod and cat: busybox has all. */
  readonly image: string;

  /** Absolute path of the directory in the image. */
  readonly path: string;

  /**
   * Directory of the volume that receives the files; consumers read `<directory>/current`.
   *
   * @default 'seed'
   */
  readonly directory?: string;

  /**
   * Version of the files: letters, digits, dots, dashes and underscores. Files of a version that is complete are never written again;
   * a new version is copied beside the old one, and `current` is switched to it at once.
   *
   * @default - a digest of image and path
   */
  readonly version?: string;

  /**
   * Requests and limits of the init container.
   *
   * @default - 100m to 500m of CPU, 128Mi to 256Mi of memory (and the size of the volume where that is in memory)
   */
  readonly resources?: kplus.ContainerResources;
}

const DEFAULT_DIRECTORY = 'seed';

/** Where the init container mounts the volume: the first that does not hide the files to copy. */
const MOUNT_PATHS = ['/scratch', '/seed-target'];

const TOKEN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** What a seed needs to know of the volume that it fills. */
interface SeededVolume {
  readonly name: string;
  readonly medium: ScratchMedium;
  readonly sizeLimit: Size;
}

interface CanMount {
  mountInto(workload: IConstruct, path: string, options: MountOptions): void;
}

/** Checks a seed of a volume; `at` is its prop. */
export function checkSeed(problems: Problems, at: string, seed: unknown, volume: SeededVolume | undefined): void {
  if (typeof seed !== 'object' || seed === null) {
    if (!problems.mentions(at)) problems.add(at, seed, 'Give the image and the path of the directory to copy.');
    return;
  }
  const { image, path, directory, version, resources } = seed as Unchecked<ScratchSeed>;
  checkImage(problems, `${at}.image`, image);
  const checked = checkAbsolutePath(problems, `${at}.path`, path);
  if (checked !== undefined && normalizePath(checked) === '/') {
    problems.add(`${at}.path`, checked, 'That is the whole image, with /proc and /sys. Name the directory with the files.');
  }
  for (const [prop, value] of Object.entries({ directory, version })) {
    if (value === undefined || (typeof value === 'string' && TOKEN.test(value))) continue;
    problems.add(`${at}.${prop}`, value, 'Use at most 63 letters, digits, dots, dashes and underscores, with a letter or digit first.');
  }
  const before = problems.count;
  checkResources(problems, `${at}.resources`, resources);
  if (volume === undefined || problems.count > before || volume.medium.kind !== 'memory') return;
  const container = {
    name: containerName(volume),
    resources: containerResources(volume, resources as kplus.ContainerResources | undefined),
  };
  checkMemoryFits(problems, `${at}.resources.memory`, container, kibibytes(volume.sizeLimit));
}

/** The path, inside the volume, of the files of a seed. */
export function seededPath(seed: ScratchSeed): string {
  return `${seed.directory ?? DEFAULT_DIRECTORY}/current`;
}

/** Reports a container of the workload that has the name of the init container. */
export function checkSeedName(problems: Problems, workload: WorkloadObject, volume: SeededVolume): void {
  const name = containerName(volume);
  if (!workload.view().containers.some((container) => container.name === name)) return;
  problems.add(
    'seed',
    name,
    'The workload has a container of this name, perhaps that of another seed of the volume. Seed each volume once.',
  );
}

/** Adds the init container of a seed that has been checked, after those that are there. */
export function addSeed(
  scratch: SeededVolume & CanMount,
  workload: IConstruct,
  found: WorkloadObject,
  seed: ScratchSeed,
  securityContext: SecurityContextJson = DEFAULT_SECURITY_CONTEXT,
): void {
  const mountPath = MOUNT_PATHS.find((path) => !pathsOverlap(path, seed.path))!;
  const container: ContainerJson = {
    name: containerName(scratch),
    image: seed.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', loadScript('seed-scratch'), 'seed-scratch'],
    args: [normalizePath(seed.path), `${mountPath}/${seed.directory ?? DEFAULT_DIRECTORY}`, seed.version ?? defaultVersion(seed)],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext,
    resources: toResourcesJson(containerResources(scratch, seed.resources)),
  };
  const { initContainers } = found.rewrites.additions;
  const seeding = { at: found.view().containers.filter(({ isInit }) => isInit).length, container };
  initContainers.push(seeding);
  try {
    scratch.mountInto(workload, mountPath, { access: MountAccess.READ_WRITE, containers: [container.name] });
  } catch (error) {
    // What is refused leaves nothing behind.
    initContainers.splice(initContainers.indexOf(seeding), 1);
    throw error;
  }
}

/** What cdk8s-plus gives each container: no user is set, so that of the Pod counts. */
const DEFAULT_SECURITY_CONTEXT: SecurityContextJson = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
};

const containerName = (volume: SeededVolume): string => `seed-${volume.name}`.slice(0, LONGEST_LABEL).replace(/-+$/, '');

function containerResources(volume: SeededVolume, given: kplus.ContainerResources | undefined): kplus.ContainerResources {
  const inMemory = volume.medium.kind === 'memory';
  return fillResources(given, inMemory ? memoryWithScratch(given?.memory, DEFAULT_RESOURCES.memory, volume.sizeLimit) : undefined);
}

const defaultVersion = (seed: ScratchSeed): string =>
  createHash('sha256')
    .update(`${seed.image}\n${normalizePath(seed.path)}`)
    .digest('hex')
    .slice(0, 12);
