import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { namesVersion } from '../facts/kubernetes/images';
import { checkBoolean, checkInteger, checkOneOf } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { isObject, Unchecked } from '../util/unchecked';
import { findWorkload } from '../workloads/find-workload';
import { podSpecPath, valueAt } from '../workloads/pod-json';
import { ContainerRewrite, PodSpecRewrite } from '../workloads/rewrites';
import { WorkloadObject } from '../workloads/workload-object';
import { asDefaultUser } from './default-user';
import { hardenPod, POD_DEFAULTS } from './pod-hardening';
import { DEFAULT_USER, MOST_ID } from './pod-options';

/** What `Hardening.apply()` says where nobody has said it. */
export interface HardeningOptions {
  /**
   * User id of the processes of containers for which neither the Pod nor they name one.
   *
   * @default - 10001, or the user that the image is made for, where it is known: 472 for grafana/grafana
   */
  readonly user?: number;

  /**
   * Group id of the processes that get a user.
   *
   * @default 10001
   */
  readonly group?: number;

  /**
   * Whether containers run as the user that their image names. With `runAsNonRoot`, the kubelet does not start an image of root, nor one
   * whose user has a name and no number.
   *
   * @default false
   */
  readonly imageUser?: boolean;

  /**
   * When the node pulls images. It holds for containers that say nothing of it, and for those of cdk8s-plus that say Always, as
   * cdk8s-plus does by itself.
   *
   * @default - IF_NOT_PRESENT for images with a digest or a number in their tag, so that a restart needs no registry; else as it is
   */
  readonly imagePullPolicy?: kplus.ImagePullPolicy;
}

/**
 * Brings workloads of any make up to the "restricted" Pod Security Standard, as all Pods of this library are.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export class Hardening {
  /**
   * Adds to the Pods of a workload what is missing: the seccomp profile, `runAsNonRoot`, no privilege escalation, dropping of all
   * capabilities but those that a container adds, no variables for each Service, and ephemeral-storage requests and limits (64Mi, 256Mi)
   * where a container names none, a user and a group where nobody names one. Where root is named as the user, `runAsNonRoot` is left out.
   * `fsGroupChangePolicy` becomes `OnRootMismatch`, and images of a version are pulled where the node has them not. Containers that are added
   * later get it too. All else that somebody has said is left as it is, privileged containers included. Its network is closed by a
   * `PodIsolation`.
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   * @param options What is said where nobody has said it.
   */
  public static apply(workload: IConstruct, options?: HardeningOptions): void {
    options = withoutNulls(options, 'HardeningOptions');
    const problems = new Problems('Hardening', 'apply');
    const found = findWorkload(problems, 'workload', workload);
    if (found !== undefined && isForWindows(found)) {
      problems.add(
        'workload',
        workload,
        'Its Pods are for Windows, where the API server refuses what the standard asks of Linux. Leave it out.',
      );
    }
    checkOptions(problems, options);
    problems.throwIfAny();
    hardenPod(found!, POD_DEFAULTS);
    const { additions, ofContainers, ofSpec } = found!.rewrites;
    additions.fsGroupChangePolicy = POD_DEFAULTS.fsGroupChangePolicy;
    const { user = DEFAULT_USER, group = DEFAULT_USER, imageUser = false, imagePullPolicy } = options ?? {};
    if (!imageUser) ofSpec.add(asDefaultUser({ user, group }));
    ofSpec.add(asNonRoot);
    ofContainers.add(withoutEscalation);
    ofContainers.add(pulled(imagePullPolicy, found!.plus !== undefined));
  }

  private constructor() {}
}

function checkOptions(problems: Problems, options: unknown): void {
  if (options === undefined) return;
  if (!isObject(options)) {
    problems.add('options', options, 'Give an object, such as { user: 1000, group: 1000 }, or leave it out.');
    return;
  }
  checkKnownProps(problems, 'options', options, 'HardeningOptions');
  const { user, group, imageUser, imagePullPolicy } = options as Unchecked<HardeningOptions>;
  const remedy = 'Give the id of a user, above zero and best above 10000: whoever means root says so in the security context.';
  if (user !== undefined) checkInteger(problems, 'options.user', user, { min: 1, max: MOST_ID, remedy });
  if (group !== undefined) checkInteger(problems, 'options.group', group, { min: 0, max: MOST_ID });
  if (checkBoolean(problems, 'options.imageUser', imageUser) === true && (user !== undefined || group !== undefined)) {
    problems.add('options.imageUser', true, 'The user is that of the image, or the one that is given. Leave one of them out.');
  }
  if (imagePullPolicy !== undefined) {
    checkOneOf(problems, 'options.imagePullPolicy', imagePullPolicy, Object.values(kplus.ImagePullPolicy));
  }
}

/** cdk8s-plus writes Always where nobody says anything. For an image of a version, what is written is the API server's own default. */
const pulled =
  (policy: kplus.ImagePullPolicy | undefined, isPlus: boolean): ContainerRewrite =>
  (container) => {
    const { ALWAYS, IF_NOT_PRESENT } = kplus.ImagePullPolicy;
    const { image, imagePullPolicy: said } = container;
    if (said !== undefined && !(isPlus && said === ALWAYS)) return;
    const isVersion = typeof image === 'string' && namesVersion(image);
    const wanted = policy ?? (isVersion ? IF_NOT_PRESENT : undefined);
    if (wanted !== undefined) container.imagePullPolicy = wanted;
  };

/** cdk8s-plus knows no operating systems, so there is nothing to render for its workloads. */
function isForWindows(workload: WorkloadObject): boolean {
  if (workload.plus !== undefined) return false;
  const object = workload.original();
  return valueAt(object, [...(podSpecPath(object) ?? []), 'os', 'name']) === 'windows';
}

const asNonRoot: PodSpecRewrite = (spec) => {
  const { runAsNonRoot } = POD_DEFAULTS;
  // Whoever says root means it, and such a container would never start.
  const all = [spec, ...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const isRoot = all.some(({ securityContext }) => (securityContext as { readonly runAsUser?: number } | undefined)?.runAsUser === 0);
  spec.securityContext = { ...(!isRoot && { runAsNonRoot }), ...spec.securityContext };
};

/** The API server refuses it of a container that has the privileges already. */
const withoutEscalation: ContainerRewrite = (container) => {
  const { privileged, capabilities } = container.securityContext ?? {};
  if (privileged === true || capabilities?.add?.includes('SYS_ADMIN') === true) return;
  const { allowPrivilegeEscalation } = POD_DEFAULTS;
  container.securityContext = { allowPrivilegeEscalation, ...container.securityContext };
};
