import { Duration } from 'cdk8s';
import { driverProblems } from '../../facts/kubernetes/csi-node';
import { SHORTEST_TOKEN } from '../../facts/kubernetes/file-sources';
import { checkBoolean, checkDuration, checkOneOf, checkText } from '../../props/check';
import { Problems } from '../../props/problems';
import { isObject, Unchecked } from '../../util/unchecked';

/** What the kubelet does about the group of a Pod (`fsGroup`) when it mounts a volume of a driver. */
export enum FsGroupPolicy {
  /** It gives the files of volumes of one node to the group, where the class names a file system; nothing of shared ones. */
  READ_WRITE_ONCE_WITH_FS_TYPE = 'ReadWriteOnceWithFSType',
  /** It gives the files of every volume to the group, shared ones too. A server that squashes root refuses that, and no Pod starts. */
  FILE = 'File',
  /** It changes nothing: the driver or its server decides who owns files. */
  NONE = 'None',
}

/** How a volume of a driver comes to a Pod. */
export enum CsiLifecycleMode {
  /** By a claim. */
  PERSISTENT = 'Persistent',
  /** Described in the Pod itself, made when it starts and gone with it. */
  EPHEMERAL = 'Ephemeral',
}

/** A token of the Pod's account that a driver gets with each mount. */
export interface CsiTokenRequest {
  /** Whom the token is for, such as `sts.amazonaws.com`. */
  readonly audience: string;

  /**
   * How long it lives: whole seconds, 600 at least.
   *
   * @default - an hour, as the API server has it
   */
  readonly expiration?: Duration;
}

/**
 * What Kubernetes has to know of a driver: its CSIDriver object. `attachRequired` and `volumeLifecycleModes` can never be changed of one that is there.
 *
 * @see https://kubernetes-csi.github.io/docs/csi-driver-object.html
 */
export interface CsiDriverOptions {
  /**
   * Whether a volume is attached to its node before it is mounted there. True is for disks, and wants an external-attacher in the controller of the driver: without one every Pod waits for ever. False is
   * for files, which are mounted alone. It can never be changed.
   */
  readonly attachRequired: boolean;

  /**
   * What the kubelet does about `fsGroup`.
   *
   * @default FsGroupPolicy.READ_WRITE_ONCE_WITH_FS_TYPE
   */
  readonly fsGroupPolicy?: FsGroupPolicy;

  /**
   * Whether the driver is told name, namespace, uid and account of the Pod that it mounts for.
   *
   * @default false
   */
  readonly podInfoOnMount?: boolean;

  /**
   * Whether the kubelet calls the driver again every now and then for volumes that are mounted, so that it may renew what is in them.
   *
   * @default false; it has to be said where there are `tokenRequests`
   */
  readonly requiresRepublish?: boolean;

  /**
   * Whether the driver mounts volumes with the SELinux label of their Pod, so that no file has to be relabelled. Only for one that hands mount options on to `mount`; Pods with different labels can then
   * not share a volume.
   *
   * @default false
   */
  readonly seLinuxMount?: boolean;

  /**
   * Whether the driver gets the tokens of `tokenRequests` as secrets, which stay out of its log, and not beside what else it is told of a
   * volume. Kubernetes 1.35; a server that does not know the field drops it. A newer one warns where it is not said: the driver's documentation
   * tells which it reads.
   *
   * @default - not said, which means false
   */
  readonly serviceAccountTokenInSecrets?: boolean;

  /**
   * Whether the scheduler counts the room that is left. An external-provisioner with `--enable-capacity` has to publish it: without that, no Pod with a new claim is ever placed.
   *
   * @default false
   */
  readonly storageCapacity?: boolean;

  /**
   * Tokens of the Pod's account that the driver gets with each mount, each for an audience of its own.
   *
   * @default - none
   */
  readonly tokenRequests?: CsiTokenRequest[];

  /**
   * How volumes may come to a Pod. It can never be changed.
   *
   * @default [CsiLifecycleMode.PERSISTENT]
   */
  readonly volumeLifecycleModes?: CsiLifecycleMode[];
}

const SWITCHES = ['podInfoOnMount', 'requiresRepublish', 'seLinuxMount', 'serviceAccountTokenInSecrets', 'storageCapacity'] as const;

/** Checks what Kubernetes is told of a driver. */
export function checkCsiDriver(problems: Problems, at: string, given: unknown): void {
  if (!isObject(given)) {
    problems.add(at, given, 'Say at least attachRequired: true for disks, which are attached to a node, false for files.');
    return;
  }
  const before = problems.count;
  const options = given as Unchecked<CsiDriverOptions>;
  if (options.attachRequired === undefined) {
    const remedy = 'Say true for disks, which an external-attacher attaches to a node, false for files. It can never be changed.';
    problems.add(`${at}.attachRequired`, undefined, remedy);
  } else checkBoolean(problems, `${at}.attachRequired`, options.attachRequired);
  for (const name of SWITCHES) checkBoolean(problems, `${at}.${name}`, options[name]);
  if (options.fsGroupPolicy !== undefined) {
    checkOneOf(problems, `${at}.fsGroupPolicy`, options.fsGroupPolicy, Object.values(FsGroupPolicy));
  }
  checkModes(problems, `${at}.volumeLifecycleModes`, options.volumeLifecycleModes);
  checkTokens(problems, `${at}.tokenRequests`, options.tokenRequests);
  if (problems.count > before) return;
  const whole = given as unknown as CsiDriverOptions;
  for (const { field, index, part, cause, remedy } of driverProblems({ ...whole, tokenRequests: tokensOf(whole) })) {
    const value: unknown = index === undefined ? options[field as keyof CsiDriverOptions] : whole.tokenRequests![index].audience;
    problems.add(index === undefined ? `${at}.${field}` : `${at}.${field}[${index}].${part}`, value, `${cause}. ${remedy}`);
  }
}

function checkModes(problems: Problems, at: string, modes: unknown): void {
  if (modes === undefined) return;
  if (!Array.isArray(modes) || modes.length === 0) {
    problems.add(at, modes, 'Name at least one CsiLifecycleMode, or leave it out for claims.');
    return;
  }
  modes.forEach((mode: unknown, index) => {
    if (checkOneOf(problems, `${at}[${index}]`, mode, Object.values(CsiLifecycleMode)) === undefined) return;
    if (modes.indexOf(mode) < index) problems.add(`${at}[${index}]`, mode, 'It is named already. Leave it out.');
  });
}

function checkTokens(problems: Problems, at: string, tokens: unknown): void {
  if (tokens === undefined) return;
  if (!Array.isArray(tokens)) {
    problems.add(at, tokens, 'Give a list of audiences, such as [{ audience: "sts.amazonaws.com" }].');
    return;
  }
  tokens.forEach((token: unknown, index) => {
    if (!isObject(token)) {
      problems.add(`${at}[${index}]`, token, 'Give an object with an audience, such as { audience: "sts.amazonaws.com" }.');
      return;
    }
    const { audience, expiration } = token as Unchecked<CsiTokenRequest>;
    checkText(problems, `${at}[${index}].audience`, audience, 'Name whom the token is for.');
    if (expiration !== undefined) checkDuration(problems, `${at}[${index}].expiration`, expiration, SHORTEST_TOKEN);
  });
}

const tokensOf = ({ tokenRequests }: CsiDriverOptions) =>
  tokenRequests?.map(({ audience, expiration }) => ({ audience, ...(expiration && { expirationSeconds: expiration.toSeconds() }) }));

/** The spec of a CSIDriver object, with all that a server would fill in. */
export function csiDriverSpec(options: CsiDriverOptions): object {
  const tokenRequests = tokensOf(options) ?? [];
  return {
    attachRequired: options.attachRequired,
    fsGroupPolicy: options.fsGroupPolicy ?? FsGroupPolicy.READ_WRITE_ONCE_WITH_FS_TYPE,
    podInfoOnMount: options.podInfoOnMount ?? false,
    requiresRepublish: options.requiresRepublish ?? false,
    seLinuxMount: options.seLinuxMount ?? false,
    ...(options.serviceAccountTokenInSecrets !== undefined && { serviceAccountTokenInSecrets: options.serviceAccountTokenInSecrets }),
    storageCapacity: options.storageCapacity ?? false,
    ...(tokenRequests.length > 0 && { tokenRequests }),
    volumeLifecycleModes: options.volumeLifecycleModes ?? [CsiLifecycleMode.PERSISTENT],
  };
}
