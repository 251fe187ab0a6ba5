import * as kplus from 'cdk8s-plus-27';
import { rewriteContainers } from '../workloads/pod-spec';

/** Makes the end of the log part of the Pod's status where a container fails: `kubectl describe pod` then says why a script refused. */
export function showLastWords(pod: kplus.AbstractPod): void {
  rewriteContainers(pod, (container) => {
    container.terminationMessagePolicy = 'FallbackToLogsOnError';
  });
}
