import { IConstruct } from 'constructs';
import { Problems } from '../props/problems';
import { findWorkload } from '../workloads/find-workload';
import { podSpecPath, valueAt } from '../workloads/pod-json';
import { ContainerRewrite, PodSpecRewrite } from '../workloads/rewrites';
import { WorkloadObject } from '../workloads/workload-object';
import { hardenPod, POD_DEFAULTS } from './pod-hardening';

/**
 * Brings workloads of any make up to the "restricted" Pod Security Standard, as all Pods of this library are.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export class Hardening {
  /**
   * Adds to the Pods of a workload what is missing: the seccomp profile, `runAsNonRoot`, no privilege escalation, dropping of all
   * capabilities but those that a container adds, no variables for each Service, and ephemeral-storage requests and limits (64Mi, 256Mi)
   * where a container names none. Where root is named as the user, `runAsNonRoot` is left out. `fsGroupChangePolicy` becomes `OnRootMismatch`. Containers that are added later get it too. All else
   * that somebody has said is left as it is, privileged containers included.
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   */
  public static apply(workload: IConstruct): void {
    const problems = new Problems('Hardening', 'apply');
    const found = findWorkload(problems, 'workload', workload);
    if (found !== undefined && isForWindows(found)) {
      problems.add(
        'workload',
        workload,
        'Its Pods are for Windows, where the API server refuses what the standard asks of Linux. Leave it out.',
      );
    }
    problems.throwIfAny();
    hardenPod(found!, POD_DEFAULTS);
    const { ofContainers, ofSpec } = found!.rewrites;
    ofSpec.add(asNonRoot);
    ofContainers.add(withoutEscalation);
  }

  private constructor() {}
}

/** cdk8s-plus knows no operating systems, so there is nothing to render for its workloads. */
function isForWindows(workload: WorkloadObject): boolean {
  if (workload.plus !== undefined) return false;
  const object = workload.original();
  return valueAt(object, [...(podSpecPath(object) ?? []), 'os', 'name']) === 'windows';
}

const asNonRoot: PodSpecRewrite = (spec) => {
  const { fsGroupChangePolicy, runAsNonRoot } = POD_DEFAULTS;
  // Whoever says root means it, and such a container would never start.
  const all = [spec, ...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const isRoot = all.some(({ securityContext }) => (securityContext as { readonly runAsUser?: number } | undefined)?.runAsUser === 0);
  spec.securityContext = { ...(!isRoot && { runAsNonRoot }), ...spec.securityContext, fsGroupChangePolicy };
};

/** The API server refuses it of a container that has the privileges already. */
const withoutEscalation: ContainerRewrite = (container) => {
  const { privileged, capabilities } = container.securityContext ?? {};
  if (privileged === true || capabilities?.add?.includes('SYS_ADMIN') === true) return;
  const { allowPrivilegeEscalation } = POD_DEFAULTS;
  container.securityContext = { allowPrivilegeEscalation, ...container.securityContext };
};
