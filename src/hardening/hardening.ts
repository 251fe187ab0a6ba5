import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../props/problems';
import { PodSpecRewrite, rewritePodSpec } from '../workloads/pod-spec';
import { hardenPod, POD_DEFAULTS } from './pod-hardening';

/**
 * Brings the workloads of cdk8s-plus up to the "restricted" Pod Security Standard, as all Pods of this library are.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export class Hardening {
  /**
   * Adds to the Pods of a workload what cdk8s-plus cannot say: the seccomp profile, dropping of all capabilities but those that a
   * container adds, no variables for each Service, `fsGroupChangePolicy: OnRootMismatch`, and ephemeral-storage requests and limits
   * (64Mi, 256Mi) where a container names none. Containers that are added later get it too. What cdk8s-plus can say is left as it is.
   *
   * @param workload Any Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of cdk8s-plus.
   */
  public static apply(workload: kplus.AbstractPod): void {
    if (!(workload instanceof kplus.AbstractPod)) {
      const problems = new Problems('Hardening', 'apply');
      problems.add('workload', workload, 'Give a workload of cdk8s-plus: a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob.');
      problems.throwIfAny();
    }
    hardenPod(workload, POD_DEFAULTS);
    rewritePodSpec(workload, onRootMismatch);
  }

  private constructor() {}
}

const onRootMismatch: PodSpecRewrite = (spec) => {
  spec.securityContext = { ...spec.securityContext, fsGroupChangePolicy: POD_DEFAULTS.fsGroupChangePolicy };
};
