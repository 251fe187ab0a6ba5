import * as kplus from 'cdk8s-plus-27';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { normalizePath, pathsOverlap } from '../facts/kubernetes/paths';
import { givenVolumeProblems } from '../facts/kubernetes/volume-sources';
import { containerMountProblems } from '../facts/kubernetes/volume-mounts';
import { checkAbsolutePath, checkImage, checkLabelName, checkMountPath, checkOneOf, checkTexts } from '../props/check';
import { checkHandler, checkProbe, ofFirstPort, Ports } from '../props/actions';
import { checkVariableObjects, checkVariables, checkWords } from '../props/environment';
import { NotSecret } from '../props/not-secret';
import { isPlus } from '../props/plus-values';
import { withoutContent } from '../props/format-value';
import { Problems } from '../props/problems';
import { checkResources, fillResources } from '../workloads/resources';
import { checkPorts, checkPortsApart } from './container-ports';
import { checkContainerHardening, ContainerHardening, containerSecurityContext, ResolvedHardening } from './pod-hardening';
import { isObject, Unchecked } from '../util/unchecked';

/**
 * A container of one of this library's Pods.
 */
export interface ContainerOptions {
  /** Name of the container, unique in its Pod: at most 63 lower-case letters, digits and dashes. */
  readonly name: string;

  /** Image with a tag or digest; `latest` is refused, since it changes under a running Pod. */
  readonly image: string;

  /**
   * Program to run instead of the image's.
   *
   * @default - the image's entrypoint
   */
  readonly command?: string[];

  /**
   * Arguments of the program.
   *
   * @default - the image's
   */
  readonly args?: string[];

  /**
   * Directory in which the program starts.
   *
   * @default - the image's
   */
  readonly workingDir?: string;

  /**
   * Environment variables by name. A literal secret is refused: whoever may read the manifest would read it. Keep it in a Secret, and mount
   * that as a file, or take it by `EnvValue.fromSecretValue()`.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: kplus.EnvValue };

  /**
   * ConfigMaps and Secrets whose keys all become environment variables.
   *
   * @default - none
   */
  readonly envFrom?: kplus.EnvFrom[];

  /**
   * Ports on which the container listens; `allowFrom` opens these.
   *
   * @default - none
   */
  readonly ports?: kplus.ContainerPort[];

  /**
   * Requests and limits. What is left out gets its default, so that no container is ever without a limit.
   *
   * @default - 100m to 500m of CPU, 128Mi to 256Mi of memory, 64Mi to 256Mi of ephemeral storage, and what the scratch volume adds
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * When a container that hangs is restarted.
   *
   * @default - no probe
   */
  readonly liveness?: kplus.Probe;

  /**
   * When a container gets traffic.
   *
   * @default - no probe
   */
  readonly readiness?: kplus.Probe;

  /**
   * Until when the other probes wait for a container that starts.
   *
   * @default - no probe
   */
  readonly startup?: kplus.Probe;

  /**
   * What runs after the start and before the stop.
   *
   * @default - nothing
   */
  readonly lifecycle?: kplus.ContainerLifecycle;

  /**
   * When the image is pulled. A tag or digest is mandatory, so what the node has is what was asked for.
   *
   * @default ImagePullPolicy.IF_NOT_PRESENT
   */
  readonly imagePullPolicy?: kplus.ImagePullPolicy;

  /**
   * Other volumes of the container.
   *
   * @default - none
   */
  readonly volumeMounts?: kplus.VolumeMount[];

  /**
   * Directories that the program writes to although the root file system is read-only, such as `/tmp`: each becomes a disk scratch
   * volume of 64Mi, seen by this container only.
   *
   * @default - none
   */
  readonly writablePaths?: string[];

  /**
   * Security defaults to override for this container.
   *
   * @default - those of the Pod
   */
  readonly hardening?: ContainerHardening;
}

/** A container that could be looked at, and its prop. */
export interface CheckedContainer<C extends ContainerOptions> {
  readonly at: string;
  readonly container: C;
}

/** The containers of a Pod, as far as they can be looked at; a list that is none or empty is reported. */
export function checkContainers<C extends ContainerOptions>(
  problems: Problems,
  at: string,
  containers: unknown,
  notSecret: NotSecret,
): ReadonlyArray<CheckedContainer<C>> {
  if (!Array.isArray(containers) || containers.length === 0) {
    problems.add(at, containers, 'A Pod needs at least one container. Give a list with a name and an image for each.');
    return [];
  }
  const usable = containers.map((container: unknown, index) => checkContainer<C>(problems, `${at}[${index}]`, container, notSecret));
  checkNames(problems, at, usable);
  checkPortsApart(problems, at, usable);
  return usable.flatMap((container, index) => (container === undefined ? [] : [{ at: `${at}[${index}]`, container }]));
}

/** One container, as far as it can be looked at. */
export function checkContainer<C extends ContainerOptions>(
  problems: Problems,
  at: string,
  container: unknown,
  notSecret: NotSecret,
): C | undefined {
  if (isObject(container)) {
    checkFields(problems, at, container, notSecret);
    return container as unknown as C;
  }
  problems.add(at, withoutContent(container), 'Give an object with a name and an image.');
  return undefined;
}

function checkFields(problems: Problems, at: string, container: Unchecked<ContainerOptions>, notSecret: NotSecret): void {
  checkLabelName(problems, `${at}.name`, container.name, LONGEST_LABEL, '');
  checkImage(problems, `${at}.image`, container.image);
  for (const field of ['command', 'args'] as const) checkWords(problems, `${at}.${field}`, container[field], field, notSecret);
  if (container.workingDir !== undefined) checkAbsolutePath(problems, `${at}.workingDir`, container.workingDir);
  checkVariables(problems, `${at}.env`, container.env, notSecret);
  checkVariableObjects(problems, `${at}.envFrom`, container.envFrom);
  const ports = checkPorts(problems, `${at}.ports`, container.ports);
  checkResources(problems, `${at}.resources`, container.resources);
  for (const name of ['liveness', 'readiness', 'startup'] as const) {
    const probe = container[name];
    if (probe !== undefined && !isPlus(probe, 'Probe')) {
      problems.add(`${at}.${name}`, probe, 'Give a kplus.Probe, such as Probe.fromHttpGet("/healthz").');
    }
    checkProbe(problems, `${at}.${name}`, probe, name, ports, notSecret);
  }
  checkLifecycle(problems, `${at}.lifecycle`, container.lifecycle, ports, notSecret);
  if (container.imagePullPolicy !== undefined) {
    checkOneOf(problems, `${at}.imagePullPolicy`, container.imagePullPolicy, Object.values(kplus.ImagePullPolicy));
  }
  checkMounts(problems, at, container);
  checkContainerHardening(problems, `${at}.hardening`, container.hardening);
}

function checkLifecycle(problems: Problems, at: string, lifecycle: unknown, ports: Ports, notSecret: NotSecret): void {
  if (lifecycle === undefined) return;
  if (!isObject(lifecycle)) {
    problems.add(at, lifecycle, 'Give an object with postStart, preStop or both.');
    return;
  }
  const { postStart, preStop } = lifecycle as Unchecked<kplus.ContainerLifecycle>;
  for (const [name, handler] of Object.entries({ postStart, preStop })) {
    checkHandler(problems, `${at}.${name}`, handler, ports, notSecret);
    if (handler === undefined || isPlus(handler, 'Handler')) continue;
    problems.add(`${at}.${name}`, handler, 'Give a kplus.Handler, such as Handler.fromCommand(["stop"]).');
  }
}

/** All paths at which a container has something mounted, apart from the pattern's own volume. */
export function ownMountPaths(at: string, container: ContainerOptions): ReadonlyArray<{ readonly prop: string; readonly path: string }> {
  const { volumeMounts, writablePaths } = container as Unchecked<ContainerOptions>;
  const mounts = Array.isArray(volumeMounts) ? (volumeMounts as Array<kplus.VolumeMount | null>) : [];
  const paths = Array.isArray(writablePaths) ? (writablePaths as unknown[]) : [];
  return [
    ...mounts.map((item, index) => ({ prop: `${at}.volumeMounts[${index}].path`, path: item?.path })),
    ...paths.map((path, index) => ({ prop: `${at}.writablePaths[${index}]`, path })),
  ].filter((item): item is { prop: string; path: string } => typeof item.path === 'string');
}

function checkMounts(problems: Problems, at: string, container: Unchecked<ContainerOptions>): void {
  const { volumeMounts, writablePaths } = container;
  if (volumeMounts !== undefined) {
    if (!Array.isArray(volumeMounts)) problems.add(`${at}.volumeMounts`, volumeMounts, 'Give a list of volumes and paths.');
    else {
      volumeMounts.forEach((item: kplus.VolumeMount | null, index) => {
        checkMountPath(problems, `${at}.volumeMounts[${index}].path`, item?.path);
        checkMount(problems, `${at}.volumeMounts[${index}]`, item);
      });
    }
  }
  checkTexts(problems, `${at}.writablePaths`, writablePaths)?.forEach((path, index) => {
    checkMountPath(problems, `${at}.writablePaths[${index}]`, path);
  });
  checkPathsApart(problems, ownMountPaths(at, container as unknown as ContainerOptions));
}

function checkMount(problems: Problems, at: string, mount: Partial<kplus.VolumeMount> | null): void {
  const { volume, subPath, subPathExpr, propagation } = mount ?? {};
  problems.addFields(at, containerMountProblems({ subPath, subPathExpr, mountPropagation: propagation }));
  if (isPlus(volume, 'Volume')) problems.addFields(`${at}.volume`, givenVolumeProblems({ ...volume._toKube() }));
  else problems.add(`${at}.volume`, volume, 'Give a kplus.Volume; a ScratchVolume or claim gives its own by asVolume().');
}

/** Reports mounts of one container that hide one another. */
export function checkPathsApart(problems: Problems, mounts: ReadonlyArray<{ readonly prop: string; readonly path: string }>): void {
  mounts.forEach(({ prop, path }, index) => {
    const other = mounts.slice(0, index).find((before) => pathsOverlap(before.path, path));
    if (other) {
      problems.add(
        prop,
        path,
        `It overlaps the mount at ${normalizePath(other.path)} (${other.prop}): one would hide the other. Use a path apart.`,
      );
    }
  });
}

/** The names of checked containers; what is no name has been reported where it is given. */
export function containerNames(checked: ReadonlyArray<CheckedContainer<ContainerOptions>>): string[] {
  return checked.map(({ container }) => container.name as unknown).filter((name) => typeof name === 'string');
}

/** Containers of a Pod are told apart by their names. */
function checkNames(problems: Problems, at: string, containers: ReadonlyArray<ContainerOptions | undefined>): void {
  const names = new Map<unknown, number>();
  containers.forEach((container, index) => {
    if (container === undefined) return;
    const first = names.get(container.name);
    if (first === undefined) names.set(container.name, index);
    else if (typeof container.name === 'string') {
      problems.add(`${at}[${index}].name`, container.name, `${at}[${first}] has this name too. Give each container its own.`);
    }
  });
}

/** The props of a checked container for cdk8s-plus, with `memory` where the pattern decides on it. */
export function toContainerProps(
  container: ContainerOptions,
  hardening: ResolvedHardening,
  memory?: kplus.MemoryResources,
): kplus.ContainerProps {
  return {
    name: container.name,
    image: container.image,
    command: container.command,
    args: container.args,
    workingDir: container.workingDir,
    envVariables: { ...container.env },
    envFrom: container.envFrom,
    ports: container.ports,
    resources: fillResources(container.resources, memory),
    liveness: ofFirstPort(container.liveness, container.ports),
    readiness: ofFirstPort(container.readiness, container.ports),
    startup: ofFirstPort(container.startup, container.ports),
    lifecycle: container.lifecycle && {
      postStart: ofFirstPort(container.lifecycle.postStart, container.ports),
      preStop: ofFirstPort(container.lifecycle.preStop, container.ports),
    },
    imagePullPolicy: container.imagePullPolicy ?? kplus.ImagePullPolicy.IF_NOT_PRESENT,
    volumeMounts: [...(container.volumeMounts ?? [])],
    securityContext: containerSecurityContext(hardening, container.hardening),
  };
}
