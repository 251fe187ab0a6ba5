import { IConstruct } from 'constructs';
import { Problems } from '../props/problems';
import { findWorkload } from '../workloads/find-workload';
import { ContainerRewrite, PodSpecRewrite } from '../workloads/rewrites';
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
   * where a container names none. `fsGroupChangePolicy` becomes `OnRootMismatch`. Containers that are added later get it too. All else
   * that somebody has said is left as it is, privileged containers included.
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   */
  public static apply(workload: IConstruct): void {
    const problems = new Problems('Hardening', 'apply');
    const found = findWorkload(problems, 'workload', workload);
    problems.throwIfAny();
    hardenPod(found!, POD_DEFAULTS);
    const { ofContainers, ofSpec } = found!.rewrites;
    ofSpec.add(asNonRoot);
    ofContainers.add(withoutEscalation);
  }

  private constructor() {}
}

const asNonRoot: PodSpecRewrite = (spec) => {
  const { fsGroupChangePolicy } = POD_DEFAULTS;
  spec.securityContext = { runAsNonRoot: POD_DEFAULTS.runAsNonRoot, ...spec.securityContext, fsGroupChangePolicy };
};

/** The API server refuses it of a container that has the privileges already. */
const withoutEscalation: ContainerRewrite = (container) => {
  const { privileged, capabilities } = container.securityContext ?? {};
  if (privileged === true || capabilities?.add?.includes('SYS_ADMIN') === true) return;
  const { allowPrivilegeEscalation } = POD_DEFAULTS;
  container.securityContext = { allowPrivilegeEscalation, ...container.securityContext };
};
