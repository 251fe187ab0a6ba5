import * as kplus from 'cdk8s-plus-27';
import { checkBoolean, checkOneOf } from '../props/check';
import { ContainerRewrite } from '../workloads/rewrites';
import { WorkloadObject } from '../workloads/workload-object';
import { withoutContent } from '../props/format-value';
import { Problems } from '../props/problems';
import { SecurityContextJson } from '../workloads/pod-json';
import { limitEphemeralStorage } from '../workloads/resources';
import { isObject, Unchecked } from '../util/unchecked';

/**
 * The security defaults of a container, each with the word that turns it off.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export interface ContainerHardening {
  /**
   * Whether a process may gain more privileges than its parent (setuid programs).
   *
   * @default false
   */
  readonly allowPrivilegeEscalation?: boolean;

  /**
   * Whether the image's own file system is read-only, so that what is written goes to volumes.
   *
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;

  /**
   * Linux capabilities that stay; all others are dropped. The "restricted" standard allows NET_BIND_SERVICE only.
   *
   * @default - none
   */
  readonly capabilities?: kplus.Capability[];
}

/** Filter of the system calls that containers may make. */
export enum SeccompProfile {
  /** The container runtime's own list. */
  RUNTIME_DEFAULT = 'RuntimeDefault',
  /** No filter; the "restricted" and "baseline" standards refuse it. */
  UNCONFINED = 'Unconfined',
}

/** How the files of volumes get the SELinux label of a Pod. */
export enum SELinuxChangePolicy {
  /** The runtime relabels file by file, which takes long on large volumes; Pods with different labels may share a volume. */
  RECURSIVE = 'Recursive',
  /**
   * The volume is mounted with the label, at once; a second Pod with another label does not start.
   *
   * Up to Kubernetes 1.36 a server refuses it unless the feature gate SELinuxMount is on.
   */
  MOUNT_OPTION = 'MountOption',
}

/**
 * The SELinux label of a Pod's processes. What is left out follows from the policy of the node. "restricted" and "baseline" allow a level, and
 * the types container_t, container_init_t, container_kvm_t and container_engine_t, and neither a role nor a user: a namespace that enforces
 * one of them refuses the Pod.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container
 */
export interface SELinuxOptions {
  /**
   * Level, such as `s0:c123,c456`. Files of volumes get it: Pods that share a volume need the same.
   *
   * @default - one of the runtime's own for each Pod
   */
  readonly level?: string;

  /**
   * Role.
   *
   * @default - that of the policy
   */
  readonly role?: string;

  /**
   * Type, such as `container_t`; `spc_t` is confined by nothing.
   *
   * @default - that of the policy
   */
  readonly type?: string;

  /**
   * User.
   *
   * @default - that of the policy
   */
  readonly user?: string;
}

/**
 * The security defaults of a Pod and of all its containers, each with the word that turns it off.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export interface PodHardening extends ContainerHardening {
  /**
   * Whether the kubelet refuses to start containers as root.
   *
   * @default true
   */
  readonly runAsNonRoot?: boolean;

  /**
   * Filter of system calls.
   *
   * @default SeccompProfile.RUNTIME_DEFAULT
   */
  readonly seccompProfile?: SeccompProfile;

  /**
   * Whether the containers get a token for the Kubernetes API.
   *
   * @default false
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * Whether the containers get an environment variable for each Service of the namespace: a crowded namespace slows their start and can
   * overflow the environment.
   *
   * @default false
   */
  readonly enableServiceLinks?: boolean;

  /**
   * When the group of a volume's files is changed to the Pod's: only where its root directory differs, or at each start, which takes
   * minutes on large volumes and loosens the permissions that Postgres insists on.
   *
   * @default FsGroupChangePolicy.ON_ROOT_MISMATCH
   */
  readonly fsGroupChangePolicy?: kplus.FsGroupChangePolicy;

  /**
   * How the files of volumes get the Pod's SELinux label. Kubernetes 1.33; a server that does not know the field drops it.
   *
   * @default - the cluster's own, which becomes MOUNT_OPTION for all volumes with a later Kubernetes
   */
  readonly seLinuxChangePolicy?: SELinuxChangePolicy;

  /**
   * SELinux label of the processes, for nodes that have SELinux; others ignore it.
   *
   * @default - that of the node's policy
   */
  readonly seLinuxOptions?: SELinuxOptions;

  /**
   * Whether a NetworkPolicy closes the Pod in both directions, but for DNS and what `allowFrom` and `allowTo` open.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;
}

/** What every Pod gets unless a default is overridden by name. */
export const POD_DEFAULTS = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: [] as kplus.Capability[],
  runAsNonRoot: true,
  seccompProfile: SeccompProfile.RUNTIME_DEFAULT,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH,
  networkPolicy: true,
};

export type ResolvedHardening = typeof POD_DEFAULTS & Pick<PodHardening, 'seLinuxChangePolicy' | 'seLinuxOptions'>;

export function resolveHardening(hardening: PodHardening = {}): ResolvedHardening {
  const given = Object.fromEntries(Object.entries(hardening).filter(([, value]) => value !== undefined));
  return { ...POD_DEFAULTS, ...given };
}

const CAPABILITIES = Object.values(kplus.Capability);

/** Whether a capability is called as Kubernetes and later versions of cdk8s-plus call it. */
const isShort = (item: unknown): item is string => typeof item === 'string' && Object.keys(kplus.Capability).includes(item);

const CONTAINER_SWITCHES = ['allowPrivilegeEscalation', 'readOnlyRootFilesystem'] as const;
const POD_SWITCHES = ['runAsNonRoot', 'automountServiceAccountToken', 'enableServiceLinks', 'networkPolicy'] as const;

export function checkContainerHardening(problems: Problems, at: string, hardening: unknown): void {
  if (hardening === undefined) return;
  if (!isObject(hardening)) {
    problems.add(at, hardening, 'Give an object that names the defaults to override.');
    return;
  }
  const given = hardening as Unchecked<PodHardening>;
  for (const name of CONTAINER_SWITCHES) checkBoolean(problems, `${at}.${name}`, given[name]);
  if (given.capabilities === undefined) return;
  if (!Array.isArray(given.capabilities)) problems.add(`${at}.capabilities`, given.capabilities, 'Give a list of kplus.Capability.');
  else {
    given.capabilities.forEach((item, index) =>
      checkOneOf(problems, `${at}.capabilities[${index}]`, isShort(item) ? `CAP_${item}` : item, CAPABILITIES),
    );
  }
}

export function checkPodHardening(problems: Problems, at: string, hardening: unknown): void {
  checkContainerHardening(problems, at, hardening);
  if (typeof hardening !== 'object' || hardening === null) return;
  const given = hardening as Unchecked<PodHardening>;
  for (const name of POD_SWITCHES) checkBoolean(problems, `${at}.${name}`, given[name]);
  if (given.seccompProfile !== undefined) {
    checkOneOf(problems, `${at}.seccompProfile`, given.seccompProfile, Object.values(SeccompProfile));
  }
  if (given.seLinuxChangePolicy !== undefined) {
    checkOneOf(problems, `${at}.seLinuxChangePolicy`, given.seLinuxChangePolicy, Object.values(SELinuxChangePolicy));
  }
  checkLabel(problems, `${at}.seLinuxOptions`, given.seLinuxOptions);
  if (given.fsGroupChangePolicy !== undefined) {
    checkOneOf(problems, `${at}.fsGroupChangePolicy`, given.fsGroupChangePolicy, Object.values(kplus.FsGroupChangePolicy));
  }
}

const LABEL_PARTS = ['level', 'role', 'type', 'user'] as const;

/** Sensitivities and categories; a level may be a range of them. */
const LEVEL = /^s\d{1,2}(?:-s\d{1,2})?(?::c\d{1,4}(?:[.,]c\d{1,4})*)?(?:-s\d{1,2}(?::c\d{1,4}(?:[.,]c\d{1,4})*)?)?$/;

function checkLabel(problems: Problems, at: string, label: unknown): void {
  if (label === undefined) return;
  const given = (isObject(label) ? label : {}) as Unchecked<SELinuxOptions>;
  if (LABEL_PARTS.every((part) => given[part] === undefined)) {
    problems.add(at, withoutContent(label), 'Give an object with a level, such as { level: "s0:c123,c456" }, or a type.');
    return;
  }
  for (const part of LABEL_PARTS) {
    const value = given[part];
    if (value === undefined) continue;
    const isRight = typeof value === 'string' && (part === 'level' ? LEVEL : /^[A-Za-z0-9_.]+$/).test(value);
    const remedy =
      part === 'level'
        ? 'Give a level, such as s0:c123,c456; the others of a label are role, type and user.'
        : 'Give a name of the policy: letters, digits, underscores and dots.';
    if (!isRight) problems.add(`${at}.${part}`, value, remedy);
  }
}

/** The security context of a container: what the container overrides, over what the Pod does. */
export function containerSecurityContext(pod: ResolvedHardening, container: ContainerHardening = {}): kplus.ContainerSecurityContextProps {
  const keep = container.capabilities ?? pod.capabilities;
  return {
    ensureNonRoot: pod.runAsNonRoot,
    allowPrivilegeEscalation: container.allowPrivilegeEscalation ?? pod.allowPrivilegeEscalation,
    readOnlyRootFilesystem: container.readOnlyRootFilesystem ?? pod.readOnlyRootFilesystem,
    capabilities: keep.length > 0 ? { add: keep } : undefined,
  };
}

/** The same as a manifest has it, for containers that no class of cdk8s-plus makes. */
export function securityContextJson({
  allowPrivilegeEscalation,
  readOnlyRootFilesystem,
  runAsNonRoot,
  capabilities,
}: ResolvedHardening): SecurityContextJson {
  const add = capabilities.length > 0 && { capabilities: { add: capabilities } };
  return { allowPrivilegeEscalation, ...add, privileged: false, readOnlyRootFilesystem, runAsNonRoot };
}

/** Adds to a workload's Pods, containers added later included, what cdk8s-plus-27 has no props for. What somebody has said of it stays. */
export function hardenPod({ rewrites }: WorkloadObject, hardening: ResolvedHardening): void {
  const { seLinuxOptions: said, seLinuxChangePolicy: policy } = hardening;
  // What is mounted is held against it.
  if (said !== undefined || policy !== undefined) rewrites.additions.seLinux = { label: said && { ...said }, policy };
  rewrites.ofSpec.add((spec) => {
    spec.enableServiceLinks ??= hardening.enableServiceLinks;
    const { seccompProfile: type, seLinuxChangePolicy, seLinuxOptions } = hardening;
    const label = seLinuxOptions && { seLinuxOptions: { ...seLinuxOptions } };
    spec.securityContext = { seLinuxChangePolicy, ...label, seccompProfile: { type }, ...spec.securityContext };
  });
  rewrites.ofContainers.add(dropCapabilities);
  rewrites.ofContainers.add(limitEphemeralStorage);
}

const dropCapabilities: ContainerRewrite = (container) => {
  const { capabilities } = container.securityContext ?? {};
  const given: unknown = capabilities?.add;
  const add = Array.isArray(given) ? given.map((name) => String(name).replace(/^CAP_/, '')) : undefined;
  const kept = { ...(add && { add }), drop: ['ALL'] };
  container.securityContext = { ...container.securityContext, capabilities: kept };
};
