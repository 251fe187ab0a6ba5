import { isRegistrationDirectory } from '../../facts/kubernetes/csi-node';
import { isAbsolute, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { isTemplate } from '../../facts/kubernetes/placeholders';
import { Cursor } from '../cursor';
import { Container, Mount, PodTemplate, PodVolume } from '../pod-template';

/** The node part of a CSI driver registers itself with the kubelet, and mounts for other Pods. */
export function isNodePlugin({ workload, volumes, containers }: PodTemplate): boolean {
  return workload.type === 'apps/DaemonSet' && (containers.some(isRegistrar) || volumes.some(registers));
}

const registers = ({ source }: PodVolume): boolean => isRegistrationDirectory(normalizePath(source.at('path').text ?? ''));

const isRegistrar = ({ image }: Container): boolean => /node-driver-registrar/.test(image ?? '');

export const REGISTRATION_FLAG = 'kubelet-registration-path';

/** The containers of a Pod on Linux that register a driver with the kubelet. */
export function registrarsOf(pod: PodTemplate): readonly Container[] {
  if (pod.spec.at('nodeSelector', 'kubernetes.io/os').text === 'windows' || pod.spec.at('securityContext', 'windowsOptions').exists) {
    return [];
  }
  return pod.containers.filter((container) => isRegistrar(container) || flagOf(container, REGISTRATION_FLAG) !== undefined);
}

/** What a flag says, and where; the text is undefined where something fills it in later. */
export interface FlagValue {
  readonly at: Cursor;
  readonly text: string | undefined;
}

/** A flag of a program, as Go reads it: one dash or two, with an equals sign or as the next word. Variables of the container are put in, as the kubelet does. */
export function flagOf(container: Container, flag: string): FlagValue | undefined {
  const words = ['command', 'args'].flatMap((key) => container.at.at(key).items);
  for (const [index, at] of words.entries()) {
    const found = /^--?([a-z-]+)(?:=(.*))?$/s.exec(at.text ?? '');
    if (found === null || found[1] !== flag) continue;
    if (found[2] !== undefined) return { at, text: filledIn(container, found[2]) };
    const next = words[index + 1];
    return next === undefined ? { at, text: undefined } : { at: next, text: filledIn(container, next.text ?? '') };
  }
  return undefined;
}

/** A text with the variables of its container; undefined where one of them is not known. */
function filledIn(container: Container, text: string): string | undefined {
  const values = new Map(container.at.at('env').items.map((entry) => [entry.at('name').text, entry.at('value').text]));
  const filled = text.replace(/\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string) => values.get(name) ?? whole);
  return isTemplate(filled) ? undefined : filled;
}

/** The path of a socket; undefined for one that is no path of Linux. */
export function socketPath(text: string | undefined): string | undefined {
  const path = text?.replace(/^unix:(?:\/\/)?/, '');
  return path !== undefined && isAbsolute(path) && !path.includes('\\') ? normalizePath(path) : undefined;
}

/** What a path of a container is on the node. */
export interface NodePlace {
  readonly mount: Mount;
  /** Its path on the node; undefined where it lies in a volume that is no directory of the node. */
  readonly path: string | undefined;
}

/** Where a path of a container leads; undefined where that is not known. */
export function onNode(container: Container, path: string): NodePlace | undefined {
  const over = container.mounts
    .flatMap((mount) =>
      mount.path !== undefined && isWithin(path, normalizePath(mount.path)) ? [{ mount, at: normalizePath(mount.path) }] : [],
    )
    .sort((one, other) => other.at.length - one.at.length)[0];
  if (over?.mount.volume === undefined || over.mount.subPath !== undefined) return undefined;
  const { mount, at } = over;
  if (mount.volume!.type !== 'hostPath') return { mount, path: undefined };
  const directory = mount.volume!.source.at('path').text;
  if (directory === undefined || isTemplate(directory) || !isAbsolute(directory)) return undefined;
  return { mount, path: normalizePath(`${directory}/${at === '/' ? path : path.slice(at.length)}`) };
}
