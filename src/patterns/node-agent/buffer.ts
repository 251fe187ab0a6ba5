import * as kplus from 'cdk8s-plus-27';
import { exposureOf, isOwningDirectory } from '../../facts/kubernetes/node-paths';
import { isUnder, normalizePath } from '../../facts/kubernetes/paths';
import { checkAbsolutePath, checkImage, checkMountPath, checkTexts } from '../../props/check';
import { Problems } from '../../props/problems';
import { loadScript } from '../../scripts/load-script';
import { isObject, Unchecked } from '../../util/unchecked';
import { HostReader } from '../../volumes/host-mount';
import { HostPathType } from '../../volumes/host-path-type';
import { mountOwn, OwnMount } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { fillResources } from '../../workloads/resources';
import { HostBuffer } from './props';

/** Name of its volume. */
export const BUFFER = 'buffer';

const PREPARE = 'prepare-buffer';

/** A buffer that has been checked. */
export interface PlannedBuffer {
  readonly mount: OwnMount;
  /** With what it is given to the user of the agent; undefined where that is root. */
  readonly prepareImage?: string;
}

export function checkBuffer(problems: Problems, given: unknown, reader: HostReader): PlannedBuffer | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given)) {
    problems.add('buffer', given, 'Give an object, such as { path: "/var/lib/log-agent", prepareImage: "busybox:1.37.0" }.');
    return undefined;
  }
  const before = problems.count;
  const { path: onNode, mountPath, containers, prepareImage } = given as Unchecked<HostBuffer>;
  const path = checkPath(problems, onNode);
  const place = mountPath === undefined ? path : checkMountPath(problems, 'buffer.mountPath', mountPath);
  const writers = checkWriters(problems, containers, reader);
  checkPrepareImage(problems, prepareImage, reader);
  if (problems.count > before || path === undefined || place === undefined) return undefined;
  const source = { hostPath: { path, type: HostPathType.DIRECTORY_OR_CREATE } };
  const mount = { volume: { name: BUFFER, source }, path: place, containers: writers, access: MountAccess.READ_WRITE };
  return { mount, prepareImage: prepareImage as string | undefined };
}

/** Where programs have a directory each. */
const SHARED = ['/var/lib', '/var/cache', '/var/log', '/var/spool', '/var/tmp', '/opt', '/srv', '/mnt', '/data'];

/** A directory of its own: what is handed over belongs to nobody else. */
function checkPath(problems: Problems, given: unknown): string | undefined {
  const path = checkAbsolutePath(problems, 'buffer.path', given);
  if (path === undefined) return undefined;
  const normal = normalizePath(path);
  const isTaken = isOwningDirectory(normal) || exposureOf(normal, true) !== undefined || NOT_ITS_OWN.includes(normal);
  if (!isTaken && SHARED.some((directory) => isUnder(normal, directory))) return normal;
  problems.add(
    'buffer.path',
    path,
    `It becomes the agent's, and has to be of nobody else. Use a directory of its own below ${SHARED.join(', ')}, such as /var/lib/log-agent.`,
  );
  return undefined;
}

/** What is below these and of others. */
const NOT_ITS_OWN = ['/var/log/containers', '/var/log/pods', '/var/log/journal', '/var/lib/docker/containers'];

function checkWriters(problems: Problems, given: unknown, { containers }: HostReader): readonly string[] {
  const names = checkTexts(problems, 'buffer.containers', given);
  if (names === undefined) return containers.slice(0, 1);
  if (names.length === 0) problems.add('buffer.containers', given, 'Name at least one, or leave it out for the first.');
  names.forEach((name, index) => {
    if (containers.includes(name)) return;
    problems.add(`buffer.containers[${index}]`, name, `There is no such container: there is ${containers.join(', ')}.`);
  });
  return [...new Set(names)];
}

function checkPrepareImage(problems: Problems, image: unknown, { user, containers }: HostReader): void {
  if (user === 0) {
    if (image !== undefined) problems.add('buffer.prepareImage', image, 'The agent is root, who owns the directory. Leave it out.');
    return;
  }
  if (image === undefined) {
    const remedy = `The kubelet makes the directory as root, mode 0755, and user ${user} cannot write there. Name an image with a shell and chown, such as busybox:1.37.0, which hands it over.`;
    problems.add('buffer.prepareImage', undefined, remedy);
  } else checkImage(problems, 'buffer.prepareImage', image);
  if (containers.includes(PREPARE)) {
    problems.add(`containers[${containers.indexOf(PREPARE)}].name`, PREPARE, 'What hands the buffer over has this name. Give another.');
  }
}

/** Whom the buffer is given to. */
interface Owner {
  readonly user: number;
  readonly group: number;
}

/** Mounts the buffer, and has it given to the agent. */
export function addBuffer(set: kplus.DaemonSet, { mount, prepareImage }: PlannedBuffer, { user, group }: Owner): void {
  if (prepareImage !== undefined) {
    set.addInitContainer({
      name: PREPARE,
      image: prepareImage,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      command: ['sh', '-c', loadScript('prepare-directory'), 'prepare-directory', mount.path, String(user), String(group)],
      resources: fillResources(undefined),
      securityContext: {
        user: 0,
        group: 0,
        ensureNonRoot: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { add: [kplus.Capability.CHOWN] },
      },
    });
  }
  mountOwn(set, { ...mount, containers: [...(prepareImage === undefined ? [] : [PREPARE]), ...mount.containers] });
}
