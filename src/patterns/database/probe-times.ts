import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';

/** Options of a probe: how often, how long each may take, and how many failures in a row count; in seconds. */
export function times(period: number, timeout: number, failures: number): kplus.ProbeOptions {
  return { periodSeconds: Duration.seconds(period), timeoutSeconds: Duration.seconds(timeout), failureThreshold: failures };
}
