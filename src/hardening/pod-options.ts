import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { checkAnnotations, checkBoolean, checkDuration, checkInteger, checkLabels, checkObjectName } from '../props/check';
import { workloadOf } from '../workloads/find-workload';
import { checkPeer } from '../workloads/peers';
import { DEFAULT_GROUP } from '../workloads/disk-group';
import { PlannedObject } from '../workloads/objects';
import { rewritePodSpec } from '../workloads/pod-spec';
import { NotSecret, notSecretAnnotation } from '../props/not-secret';
import { Problems } from '../props/problems';
import { checkDns, checkHostAliases } from './pod-dns';
import { fullName, Identity, identify, identityLabels } from './identity';
import { watchContainers } from './late-containers';
import { checkPodHardening, hardenPod, PodHardening, resolveHardening } from './pod-hardening';
import { open, podsOf, policyOf, PodNetwork } from './pod-network';
import { Unchecked } from '../util/unchecked';

/**
 * What every Pod of this library can be told.
 */
export interface PodOptions {
  /**
   * User id of all processes. Above 10000, it is no user of the node.
   *
   * @default - 10001, or of a `StatefulWorkload` the user that the image is made for, where it is known: 1000 for Elasticsearch
   */
  readonly user?: number;

  /**
   * Group id of all processes, and of the files in volumes that take one.
   *
   * @default - 10001; processes that run as the user of a known image have the groups of the image too
   */
  readonly group?: number;

  /**
   * Labels of the Pod, besides `app.kubernetes.io/name`, `component` and `managed-by`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the Pod.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * Account of the Pod.
   *
   * @default - one of its own, without any right
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * How long the processes may take to stop before they are killed; whole seconds.
   *
   * @default Duration.seconds(30), 60 for a `NodeAgent`, and 120 for a database or a `StatefulWorkload`
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Labels that a node must have to run the Pod.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [key: string]: string };

  /**
   * Name of the PriorityClass: who is evicted first.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;

  /**
   * Secret with the credentials of the image registry.
   *
   * @default - none
   */
  readonly dockerRegistryAuth?: kplus.ISecret;

  /**
   * DNS settings.
   *
   * @default - the cluster's DNS first
   */
  readonly dns?: kplus.PodDnsProps;

  /**
   * Lines for /etc/hosts.
   *
   * @default - none
   */
  readonly hostAliases?: kplus.HostAlias[];

  /**
   * Whether the containers see each other's processes (and, with the same user, can signal them and read their memory and environment).
   *
   * @default false
   */
  readonly shareProcessNamespace?: boolean;

  /**
   * Variables and files that look like secrets and are none, by name, each with the reason, which is written into the manifest. `command`
   * and `args` are those of all containers.
   *
   * @default - none
   */
  readonly notSecret?: { readonly [name: string]: string };

  /**
   * Who may connect to the ports of the containers: workloads of any make, and Pods, Namespaces or blocks of addresses of any cdk8s-plus.
   * Nobody else may, so that a NetworkPolicy stands from the start.
   *
   * @default - nobody
   */
  readonly allowFrom?: IConstruct[];

  /**
   * Where the Pod may connect to, besides DNS.
   *
   * @default - nowhere
   */
  readonly allowTo?: IConstruct[];

  /**
   * Security defaults to override, each by its name.
   *
   * @default - the "restricted" Pod Security Standard, no API token, closed network
   */
  readonly hardening?: PodHardening;
}

export const DEFAULT_USER = DEFAULT_GROUP;

/** The largest user and group id that Linux has. */
export const MOST_ID = 2 ** 31 - 1;

/** Checks the options; what is said to be no secret is asked where containers and files are checked. */
export function checkPodOptions(problems: Problems, options: PodOptions): NotSecret {
  const given = options as Unchecked<PodOptions>;
  const nonRoot = (given.hardening as PodHardening | null | undefined)?.runAsNonRoot !== false;
  const rootRemedy = 'Root is refused while hardening.runAsNonRoot is true. Use an id above zero, best above 10000.';
  if (given.user !== undefined) {
    if (given.user === 0 && nonRoot) problems.add('user', 0, rootRemedy);
    else checkInteger(problems, 'user', given.user, { min: 0, max: MOST_ID });
  }
  if (given.group !== undefined) checkInteger(problems, 'group', given.group, { min: 0, max: MOST_ID });
  for (const key of Object.keys(checkLabels(problems, 'labels', given.labels))) {
    if (key in identityLabels({ name: '', component: '' })) {
      problems.add(`labels["${key}"]`, options.labels![key], 'It follows from the name and selects the Pods. Use another key.');
    }
  }
  checkAnnotations(problems, 'annotations', given.annotations);
  checkLabels(problems, 'nodeSelector', given.nodeSelector);
  if (given.terminationGracePeriod !== undefined) checkDuration(problems, 'terminationGracePeriod', given.terminationGracePeriod, 0);
  if (given.priorityClassName !== undefined) checkObjectName(problems, 'priorityClassName', given.priorityClassName);
  checkBoolean(problems, 'shareProcessNamespace', given.shareProcessNamespace);
  checkNamed(
    problems,
    'serviceAccount',
    given.serviceAccount,
    'Give a kplus.ServiceAccount; ServiceAccount.fromServiceAccountName() makes one of a name.',
  );
  checkNamed(problems, 'dockerRegistryAuth', given.dockerRegistryAuth, 'Give a kplus.Secret; Secret.fromSecretName() makes one of a name.');
  checkDns(problems, 'dns', given.dns);
  checkHostAliases(problems, 'hostAliases', given.hostAliases);
  for (const prop of ['allowFrom', 'allowTo'] as const) checkPeers(problems, prop, given[prop]);
  checkPodHardening(problems, 'hardening', given.hardening);
  return new NotSecret(problems, 'notSecret', given.notSecret);
}

export function checkPeers(problems: Problems, prop: string, peers: unknown): void {
  if (peers === undefined) return;
  if (!Array.isArray(peers)) {
    problems.add(prop, peers, 'Give a list of workloads of any make, or of Pods, Namespaces or NetworkPolicyIpBlock of cdk8s-plus.');
    return;
  }
  peers.forEach((peer: unknown, index) => {
    checkPeer(problems, `${prop}[${index}]`, peer);
  });
}

/** An object of the cluster that has a name. */
function checkNamed(problems: Problems, prop: string, value: unknown, remedy: string): void {
  if (value === undefined) return;
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  if (typeof name === 'string') checkObjectName(problems, `${prop}.name`, name);
  else problems.add(prop, value, remedy);
}

/** What a workload has beside it, among the objects that its construct makes: an account and a network policy, unless told otherwise. */
export function podObjects(identity: Identity, options: PodOptions): PlannedObject[] {
  const { serviceAccount, hardening } = options as Unchecked<PodOptions>;
  const closed = (hardening as PodHardening | null | undefined)?.networkPolicy !== false;
  const name = fullName(identity);
  return [
    ...(serviceAccount === undefined ? [{ kind: 'ServiceAccount', name } as const] : []),
    ...(closed ? [{ kind: 'NetworkPolicy', name } as const] : []),
  ];
}

/** Options with what follows from the containers. */
export interface ResolvedPodOptions extends PodOptions {
  /** The user that the image is made for. Its group is left to the image, whose files may belong to it. */
  readonly imageUser?: number;
}

/** The props that any cdk8s-plus workload takes; makes the ServiceAccount where none is given. */
export function toPodProps(
  scope: Construct,
  identity: Identity,
  options: ResolvedPodOptions,
  fsGroup: boolean | number,
): kplus.AbstractPodProps {
  const hardening = resolveHardening(options.hardening);
  const { imageUser, user = imageUser ?? DEFAULT_USER, group = DEFAULT_USER } = options;
  const isOfImage = options.user === undefined && imageUser !== undefined;
  return {
    serviceAccount: options.serviceAccount ?? makeServiceAccount(scope, identity),
    automountServiceAccountToken: hardening.automountServiceAccountToken,
    securityContext: {
      user,
      group: isOfImage ? options.group : group,
      fsGroup: typeof fsGroup === 'number' ? fsGroup : fsGroup ? group : undefined,
      fsGroupChangePolicy: hardening.fsGroupChangePolicy,
      ensureNonRoot: hardening.runAsNonRoot,
    },
    terminationGracePeriod: options.terminationGracePeriod,
    dockerRegistryAuth: options.dockerRegistryAuth,
    dns: options.dns,
    hostAliases: options.hostAliases,
  };
}

function makeServiceAccount(scope: Construct, identity: Identity): kplus.ServiceAccount {
  return new kplus.ServiceAccount(scope, 'ServiceAccount', {
    metadata: { name: fullName(identity), labels: identityLabels(identity) },
  });
}

/** Labels, hardens and closes a workload made with `toPodProps`. */
export function finishPod(scope: Construct, pod: kplus.AbstractPod, identity: Identity, options: PodOptions): void {
  const hardening = resolveHardening(options.hardening);
  identify(pod, identity, options.labels);
  const annotations = { ...options.annotations, ...notSecretAnnotation(options.notSecret) };
  for (const [key, value] of Object.entries(annotations)) pod.podMetadata.addAnnotation(key, value);
  hardenPod(workloadOf(pod)!, hardening);
  rewritePodSpec(pod, (spec) => {
    if (options.nodeSelector) spec.nodeSelector = options.nodeSelector;
    if (options.priorityClassName) spec.priorityClassName = options.priorityClassName;
    if (options.shareProcessNamespace) spec.shareProcessNamespace = true;
  });
  watchContainers(pod);
  const pods = podsOf(pod);
  if (hardening.networkPolicy) new PodNetwork(scope, 'NetworkPolicy', pods, policyOf(pod, identity));
  options.allowFrom?.forEach((peer) => {
    open(pods, 'from', peer);
  });
  options.allowTo?.forEach((peer) => {
    open(pods, 'to', peer);
  });
}
