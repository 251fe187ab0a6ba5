import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { normalizePath } from '../../facts/kubernetes/paths';
import { checkContainers, checkPathsApart, ContainerOptions, ownMountPaths, toContainerProps } from '../../hardening/container-options';
import { checkIdentity, Identity, takeIdentity } from '../../hardening/identity';
import { resolveHardening, containerSecurityContext } from '../../hardening/pod-hardening';
import { PodNetwork } from '../../hardening/pod-network';
import { checkPodOptions, finishPod, PodOptions, toPodProps } from '../../hardening/pod-options';
import { checkMountPath, checkOneOf } from '../../props/check';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { DEFAULT_RESOURCES, limitsEphemeralStorage } from '../../workloads/resources';
import { checkAccess } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-access';
import { checkDiskFits, checkMemoryFits, memoryWithScratch } from '../../volumes/scratch-accounting';
import { ScratchMedium } from '../../volumes/scratch-medium';
import { addSeed, checkSeed, ScratchSeed, seededPath } from '../../volumes/scratch-seed';
import { checkScratchVolume, ScratchVolume } from '../../volumes/scratch-volume';
import { addWritablePaths, writableDemand } from '../../volumes/writable-paths';

/**
 * A container of a `SharedScratchPod`.
 */
export interface ScratchContainer extends ContainerOptions {
  /**
   * What the container may do with the scratch volume.
   *
   * @default MountAccess.READ_ONLY
   */
  readonly access?: MountAccess;

  /**
   * Where the container sees the scratch volume.
   *
   * @default - the mountPath of the Pod
   */
  readonly mountPath?: string;
}

/**
 * What a `SharedScratchPod` is made of.
 */
export interface SharedScratchPodProps extends PodOptions {
  /** The containers: at least one, and at least one that writes, unless the volume is seeded. */
  readonly containers: ScratchContainer[];

  /** Most that the scratch volume may hold. Requests and limits follow from it. */
  readonly sizeLimit: Size;

  /**
   * Name of the Pod; its account and network policy are named `<name>-scratch-pod`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Where the containers see the scratch volume: an absolute path.
   *
   * @default '/scratch'
   */
  readonly mountPath?: string;

  /**
   * Where the scratch data lives.
   *
   * @default ScratchMedium.DISK
   */
  readonly medium?: ScratchMedium;

  /**
   * A directory of an image to fill the scratch volume with before the containers start.
   *
   * @default - the volume starts empty
   */
  readonly seed?: ScratchSeed;

  /**
   * Whether containers that end are started again.
   *
   * @default RestartPolicy.ALWAYS
   */
  readonly restartPolicy?: kplus.RestartPolicy;
}

const COMPONENT = 'scratch-pod';

/**
 * A Pod whose containers share a scratch volume: one writes, others read.
 *
 * Creates a Pod with a size-limited volume, read-only for the containers that only read, whose space is part of what the containers
 * request; a ServiceAccount without rights; and a NetworkPolicy closed in both directions. All containers meet the "restricted" Pod
 * Security Standard.
 *
 * A bare Pod is not made anew when its node goes away or the kubelet evicts it. For anything that has to come back, mount a
 * `ScratchVolume` into a Deployment, Job or StatefulSet.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
export class SharedScratchPod extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the Pod. */
  public readonly name: string;

  /** The Pod. */
  public readonly pod: kplus.Pod;

  /** The volume that the containers share. */
  public readonly scratch: ScratchVolume;

  private readonly network?: PodNetwork;
  private readonly mountPaths: ReadonlyMap<string, string>;
  private readonly seed?: ScratchSeed;

  public constructor(scope: Construct, id: string, props: SharedScratchPodProps) {
    const identity: Identity = { name: props?.name ?? id, component: COMPONENT };
    checkProps(scope, id, identity, props);

    super(scope, id);
    takeIdentity(this, identity);
    const mountPathOf = (container: ScratchContainer) => normalizePath(container.mountPath ?? props.mountPath ?? DEFAULT_MOUNT_PATH);
    const hardening = resolveHardening(props.hardening);
    this.name = identity.name;
    this.seed = props.seed;
    this.mountPaths = new Map(props.containers.map((container) => [container.name, mountPathOf(container)]));
    this.scratch = new ScratchVolume(this, 'Scratch', { name: 'scratch', sizeLimit: props.sizeLimit, medium: props.medium });
    this.pod = new kplus.Pod(this, 'Pod', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: this.name },
      restartPolicy: props.restartPolicy,
      containers: props.containers.map((container) => toContainerProps(container, hardening, memoryOf(container, props))),
    });
    this.network = finishPod(this, this.pod, identity, props);
    for (const container of [...props.containers].sort((one, other) => chargeRank(one) - chargeRank(other))) {
      this.scratch.mountInto(this.pod, mountPathOf(container), { access: container.access, containers: [container.name] });
    }
    for (const container of props.containers) addWritablePaths(this.pod, container.name, container.writablePaths);
    if (props.seed) addSeed(this.scratch, this.pod, props.seed, containerSecurityContext(hardening));
  }

  /** Lets a peer connect: to the ports given, or to all ports that the containers name. */
  public allowFrom(peer: kplus.INetworkPolicyPeer, ports?: kplus.NetworkPolicyPort[]): void {
    this.network?.allowFrom(peer, ports);
  }

  /** Lets the Pod connect to a peer: to the ports given, or to any. */
  public allowTo(peer: kplus.INetworkPolicyPeer, ports?: kplus.NetworkPolicyPort[]): void {
    this.network?.allowTo(peer, ports);
  }

  /** Where a container finds the seeded files. Fails where the Pod has no seed or no such container. */
  public seededPath(container: string): string {
    const problems = Problems.of('SharedScratchPod', this);
    const mountPath = this.mountPaths.get(container);
    if (mountPath === undefined) {
      problems.add('container', container, `The Pod has no such container: it has ${[...this.mountPaths.keys()].join(', ')}.`);
    }
    if (this.seed === undefined) problems.add('seed', undefined, 'The Pod starts with an empty volume. Give it a seed.');
    problems.throwIfAny();
    return `${mountPath}/${seededPath(this.seed!)}`;
  }

  /** The Pod as a peer of network policies. */
  public toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return this.pod.toNetworkPolicyPeerConfig();
  }

  /** The Pod as a selector of Pods. */
  public toPodSelector(): kplus.IPodSelector | undefined {
    return this.pod.toPodSelector();
  }
}

const DEFAULT_MOUNT_PATH = '/scratch';

const writes = (container: ScratchContainer): boolean => container.access === MountAccess.READ_WRITE;

/** The room on the node's disk is charged to the first that mounts the volume: best a writer that names no limit of its own. */
const chargeRank = (container: ScratchContainer): number => Number(limitsEphemeralStorage(container)) * 2 + Number(!writes(container));

/** The memory of a container that may fill a Memory volume; undefined where the default will do. */
function memoryOf(container: ScratchContainer, { medium, sizeLimit }: SharedScratchPodProps): kplus.MemoryResources | undefined {
  if (medium !== ScratchMedium.MEMORY || !writes(container)) return undefined;
  return memoryWithScratch(container.resources?.memory, DEFAULT_RESOURCES.memory, sizeLimit);
}

function checkProps(scope: Construct, id: string, identity: Identity, props: SharedScratchPodProps): void {
  const problems = Problems.ofNew('SharedScratchPod', scope, id);
  checkIdentity(problems, scope, identity);
  checkPodOptions(problems, props ?? {});
  const { mountPath, medium, sizeLimit, restartPolicy, seed } = props ?? {};
  if (mountPath !== undefined) checkMountPath(problems, 'mountPath', mountPath);
  if (restartPolicy !== undefined) checkOneOf(problems, 'restartPolicy', restartPolicy, Object.values(kplus.RestartPolicy));
  const containers = checkContainers<ScratchContainer>(problems, 'containers', props?.containers);
  const accesses = containers.map(({ at, container }) => checkAccess(problems, `${at}.access`, container.access));
  if (containers.length > 0 && seed === undefined && !accesses.includes(MountAccess.READ_WRITE)) {
    problems.add(
      'containers',
      accesses,
      'Nobody writes to the scratch volume, so it stays empty. Give a container access: MountAccess.READ_WRITE, or give a seed.',
    );
  }
  for (const { at, container } of containers) {
    const own =
      container.mountPath === undefined
        ? (mountPath ?? DEFAULT_MOUNT_PATH)
        : checkMountPath(problems, `${at}.mountPath`, container.mountPath);
    if (typeof own === 'string') {
      checkPathsApart(problems, [...ownMountPaths(at, container), { prop: `${at}.mountPath`, path: own }]);
    }
  }
  const before = problems.count;
  checkScratchVolume(problems, '', 'scratch', { medium, sizeLimit });
  const volume = problems.count === before ? { name: 'scratch', medium: medium ?? ScratchMedium.DISK, sizeLimit } : undefined;
  if (seed !== undefined) checkSeed(problems, 'seed', seed, volume);
  // Sizes are compared once they are sizes.
  if (problems.count === 0) checkFits(problems, props);
  problems.throwIfAny();
}

function checkFits(problems: Problems, props: SharedScratchPodProps): void {
  const size = kibibytes(props.sizeLimit);
  if (props.medium === ScratchMedium.MEMORY) {
    for (const container of props.containers.filter(writes)) {
      checkMemoryFits(problems, 'sizeLimit', { name: container.name, resources: { memory: memoryOf(container, props) } }, size);
    }
  }
  const onDisk = (props.medium ?? ScratchMedium.DISK) === ScratchMedium.DISK;
  const demand = writableDemand(props.containers);
  if (onDisk && props.containers.every(limitsEphemeralStorage)) checkDiskFits(problems, 'sizeLimit', props.containers, size, demand);
  else if (demand > 0) checkDiskFits(problems, 'containers', props.containers, demand);
}
