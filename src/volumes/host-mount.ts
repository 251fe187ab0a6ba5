import { exposureOf, hasParentOnNode, isOwningDirectory, NodeExposure, showsContainerLogs } from '../facts/kubernetes/node-paths';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { isSystemPath, normalizePath } from '../facts/kubernetes/paths';
import { checkAbsolutePath, checkLabelName, checkMountPath, checkOneOf, checkReason, checkTexts } from '../props/check';
import { Problems } from '../props/problems';
import { isObject, Unchecked } from '../util/unchecked';
import { checkAccess, checkSight, OwnMount } from '../workloads/mount';
import { MountAccess, MountPropagation, RecursiveReadOnly } from '../workloads/mount-options';
import { HostPathType } from './host-path-type';

/**
 * A file or directory of the node, as the containers of an agent see it.
 *
 * What shows the secrets of others has to be meant: a reason is mandatory then, and is written into the manifest.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
 */
export interface HostMount {
  /** Name of the volume in the Pod: at most 63 lower-case letters, digits and dashes. */
  readonly name: string;

  /** Absolute path on the node. */
  readonly path: string;

  /** What has to be there. Where there is something else, the Pod does not start, and says so. */
  readonly type: HostPathType;

  /**
   * Absolute path in the containers. Links of the node lead to where they lead on the node, so the same path is best where it can be.
   *
   * @default - the path on the node
   */
  readonly mountPath?: string;

  /**
   * What the containers may do with it.
   *
   * @default MountAccess.READ_ONLY
   */
  readonly access?: MountAccess;

  /**
   * Names of the containers that see it.
   *
   * @default - all
   */
  readonly containers?: string[];

  /**
   * Whether the containers see what the node mounts below it later.
   *
   * @default MountPropagation.NONE - they see what was mounted when they started
   */
  readonly propagation?: MountPropagation;

  /**
   * Whether what is mounted below is read-only too.
   *
   * @default RecursiveReadOnly.DISABLED
   */
  readonly recursiveReadOnly?: RecursiveReadOnly;

  /**
   * Why the containers need `/`, which shows the Secrets of every Pod of the node; in words, which are written into the manifest.
   *
   * @default - `/` is refused
   */
  readonly acknowledgeWholeNode?: string;

  /**
   * Why they need the directory of the kubelet, or what it is in: it has the Secrets, tokens and volumes of every Pod of the node.
   *
   * @default - it is refused
   */
  readonly acknowledgeKubeletDirectory?: string;

  /**
   * Why they need the socket of the container runtime, or what it is in: whoever connects to it owns the node.
   *
   * @default - it is refused
   */
  readonly acknowledgeRuntimeSocket?: string;

  /**
   * Why they need a directory of the system that has secrets in it, such as `/etc`, `/proc` or `/dev`, or to write where its programs are.
   *
   * @default - it is refused
   */
  readonly acknowledgeSystemPath?: string;
}

/** A mount of the node that has been checked. */
export interface PlannedHostMount extends OwnMount {
  /** Where it was given. */
  readonly prop: string;
  readonly hostPath: string;
  readonly type: HostPathType;
  /** What it shows that had to be meant, and why. */
  readonly exposure?: NodeExposure;
  readonly reason?: string;
}

/** Who looks at the node. */
export interface HostReader {
  readonly user: number;
  readonly groups: readonly number[];
  readonly containers: readonly string[];
  /** The containers that mount for the node. */
  readonly mounting: readonly string[];
}

/** The word for each kind of exposure. */
const WORDS = {
  node: 'acknowledgeWholeNode',
  kubelet: 'acknowledgeKubeletDirectory',
  runtime: 'acknowledgeRuntimeSocket',
  system: 'acknowledgeSystemPath',
} as const;

const TYPE_REMEDY =
  'Say what is there, such as HostPathType.DIRECTORY. The empty type checks nothing: where the path is missing, the runtime makes a directory, in the place of a file or socket too.';

const BE_ROOT = 'be root: user: 0 with hardening: { runAsNonRoot: false }';

/** Whether somebody reads what only root, or the group of root, may read. */
export const readsAsRoot = ({ user, groups }: Pick<HostReader, 'user' | 'groups'>): boolean => user === 0 || groups.includes(0);

/** Checks mounts of the node; those that are whole are returned. */
export function checkHostMounts(problems: Problems, at: string, mounts: readonly unknown[], reader: HostReader): PlannedHostMount[] {
  const names = new Map<unknown, number>();
  return mounts.flatMap((mount, index) => {
    const place = `${at}[${index}]`;
    if (!isObject(mount)) {
      problems.add(place, mount, 'Give an object with name, path and type.');
      return [];
    }
    const { name } = mount as Unchecked<HostMount>;
    const first = names.get(name);
    if (first === undefined) names.set(name, index);
    else if (typeof name === 'string') problems.add(`${place}.name`, name, `${at}[${first}] has this name too. Give each its own.`);
    return checkHostMount(problems, place, mount, reader);
  });
}

function checkHostMount(problems: Problems, at: string, mount: Unchecked<HostMount>, reader: HostReader): PlannedHostMount[] {
  const before = problems.count;
  const { name, propagation, recursiveReadOnly } = mount;
  checkLabelName(problems, `${at}.name`, name, LONGEST_LABEL, '');
  const path = checkAbsolutePath(problems, `${at}.path`, mount.path);
  const types = Object.values(HostPathType);
  const type = types.find((one) => one === mount.type);
  if (mount.type === undefined || mount.type === '') problems.add(`${at}.type`, mount.type, TYPE_REMEDY);
  else checkOneOf(problems, `${at}.type`, mount.type, types);
  const access = checkAccess(problems, `${at}.access`, mount.access);
  const containers = checkContainers(problems, `${at}.containers`, mount.containers, reader);
  checkSight(problems, at, { access, propagation, recursiveReadOnly });
  const mountPath = checkPlace(problems, `${at}.mountPath`, mount.mountPath, path);
  if (path === undefined) return [];
  const hostPath = normalizePath(path);
  const exposure = checkWords(problems, at, mount, hostPath, access);
  if (type === undefined || access === undefined || containers === undefined) return [];
  checkPropagation(problems, at, propagation, type, containers, reader);
  checkAllowed(problems, at, { hostPath, type, access }, reader);
  if (problems.count > before || mountPath === undefined) return [];
  return [
    {
      prop: at,
      volume: { name: name as string, source: { hostPath: { path: hostPath, type } } },
      path: mountPath,
      containers,
      access,
      propagation: propagation as MountPropagation | undefined,
      recursiveReadOnly: recursiveReadOnly as RecursiveReadOnly | undefined,
      hostPath,
      type,
      ...(exposure && { exposure, reason: mount[WORDS[exposure.kind]] as string }),
    },
  ];
}

function checkContainers(problems: Problems, prop: string, given: unknown, { containers }: HostReader): readonly string[] | undefined {
  const before = problems.count;
  const names = checkTexts(problems, prop, given);
  if (names === undefined) return problems.count > before ? undefined : containers;
  if (names.length === 0) problems.add(prop, given, 'Name at least one, or leave it out for all.');
  names.forEach((name, index) => {
    if (!containers.includes(name)) {
      problems.add(`${prop}[${index}]`, name, `There is no such container: there is ${containers.join(', ')}.`);
    }
  });
  return problems.count > before ? undefined : [...new Set(names)];
}

/** Where the containers see it: the same path, unless it would hide what they are made of. */
function checkPlace(problems: Problems, prop: string, given: unknown, path: string | undefined): string | undefined {
  if (given !== undefined) return checkMountPath(problems, prop, given);
  if (path === undefined) return undefined;
  if (!isSystemPath(path)) return path;
  const example = normalizePath(`/host${path}`);
  problems.add(prop, undefined, `A mount at ${path} would hide what the containers have there. Say where they see it, such as ${example}.`);
  return undefined;
}

/** What shows the secrets of others is meant, by a word of its own; a word that nothing needs is a mistake. */
function checkWords(
  problems: Problems,
  at: string,
  mount: Unchecked<HostMount>,
  hostPath: string,
  access: MountAccess | undefined,
): NodeExposure | undefined {
  const exposure = exposureOf(hostPath, access === MountAccess.READ_WRITE);
  for (const [kind, word] of Object.entries(WORDS)) {
    const reason = mount[word];
    if (exposure?.kind === kind) {
      const remedy = `${hostPath} shows ${exposure.shows}. Mount what is enough of it, or say here in words why that is needed.`;
      checkReason(problems, `${at}.${word}`, reason, remedy);
    } else if (reason !== undefined) {
      problems.add(
        `${at}.${word}`,
        reason,
        `${hostPath} needs ${exposure === undefined ? 'no such word' : WORDS[exposure.kind]}. Leave it out.`,
      );
    }
  }
  return exposure;
}

function checkPropagation(
  problems: Problems,
  at: string,
  propagation: unknown,
  type: HostPathType,
  containers: readonly string[],
  { mounting }: HostReader,
): void {
  if (propagation === MountPropagation.BIDIRECTIONAL && !containers.every((name) => mounting.includes(name))) {
    const others = mounting.length === 0 ? 'What mounts for others is a CsiNodePlugin.' : `Only ${mounting.join(', ')} may.`;
    problems.add(
      `${at}.propagation`,
      propagation,
      `An agent mounts nothing for the node. Use HOST_TO_CONTAINER, which shows what the node mounts later. ${others}`,
    );
  }
  const isDirectory = type === HostPathType.DIRECTORY || type === HostPathType.DIRECTORY_OR_CREATE;
  if (propagation !== undefined && propagation !== MountPropagation.NONE && !isDirectory) {
    problems.add(`${at}.propagation`, propagation, `Nothing is mounted below a ${type}. Leave it out.`);
  }
}

interface Wanted {
  readonly hostPath: string;
  readonly type: HostPathType;
  readonly access: MountAccess;
}

/** What the kubelet would accept, and the node not. */
function checkAllowed(problems: Problems, at: string, { hostPath, type, access }: Wanted, reader: HostReader): void {
  const writes = access === MountAccess.READ_WRITE;
  const { user, groups } = reader;
  if (writes && isOwningDirectory(hostPath) && reader.mounting.length === 0) {
    problems.add(
      `${at}.access`,
      access,
      `Whoever writes to ${hostPath} owns the node. Mount it read-only, or name the directory below it.`,
    );
  }
  if (type === HostPathType.FILE_OR_CREATE && !hasParentOnNode(hostPath)) {
    const parent = hostPath.slice(0, hostPath.lastIndexOf('/')) || '/';
    problems.add(
      `${at}.type`,
      type,
      `The kubelet makes the file, and not ${parent}: where that is missing, the Pod does not start. Mount ${parent} with DIRECTORY_OR_CREATE, or use FILE.`,
    );
  }
  const isMade = type === HostPathType.DIRECTORY_OR_CREATE || type === HostPathType.FILE_OR_CREATE;
  if (writes && isMade && user !== 0) {
    problems.add(
      `${at}.access`,
      access,
      `The kubelet makes ${hostPath} as root, mode ${type === HostPathType.FILE_OR_CREATE ? '0644' : '0755'}, and user ${user} cannot write there. Use buffer, which hands a directory over, or ${BE_ROOT}.`,
    );
  }
  if (showsContainerLogs(hostPath) && !readsAsRoot(reader)) {
    problems.add(
      `${at}.path`,
      hostPath,
      `Logs of containers belong to root, mode 0640, and user ${user} of ${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')} reads none. Give supplementalGroups: [0], or ${BE_ROOT}.`,
    );
  }
}
