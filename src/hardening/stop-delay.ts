import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { DEFAULT_GRACE_SECONDS } from '../facts/kubernetes/server-defaults';
import { checkBoolean, checkDuration } from '../props/check';
import { isDuration } from '../props/kinds';
import { Problems } from '../props/problems';
import { withoutContent } from '../props/format-value';
import { isObject, Unchecked } from '../util/unchecked';
import { rewriteContainers } from '../workloads/pod-spec';

/**
 * How long a container that has to stop goes on before it is told so: meanwhile all who sent it requests hear that its Pod is going.
 *
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export interface StopDelay {
  /** How long it goes on; whole seconds, less than the `terminationGracePeriod` of the Pod, which begins at the same time. */
  readonly time: Duration;

  /**
   * Whether the kubelet itself waits, whatever the image has in it. That wants Kubernetes 1.30: older servers refuse the manifest. With
   * `false`, it is the program `sleep` of the image; an image without one is stopped at once, and the event `FailedPreStopHook` says so.
   *
   * @default false
   */
  readonly native?: boolean;
}

/** A container that may have one. */
interface Stopping {
  readonly name: string;
  readonly stopDelay?: StopDelay;
  readonly lifecycle?: unknown;
}

/** Reports delays that are none, or that leave the program no time to end; its Pod has the grace that was given. */
export function checkStopDelays(
  problems: Problems,
  checked: ReadonlyArray<{ readonly at: string; readonly container: Stopping }>,
  graceGiven: unknown,
  graceUnlessGiven = Duration.seconds(DEFAULT_GRACE_SECONDS),
): void {
  for (const { at, container } of checked) {
    const { stopDelay, lifecycle } = container as Unchecked<Stopping>;
    if (stopDelay === undefined) continue;
    const prop = `${at}.stopDelay`;
    if (!isObject(stopDelay)) {
      problems.add(prop, withoutContent(stopDelay), 'Say how long: { time: Duration.seconds(10) }.');
      continue;
    }
    const { time, native } = stopDelay as Unchecked<StopDelay>;
    checkBoolean(problems, `${prop}.native`, native);
    const delay = checkDuration(problems, `${prop}.time`, time, 1);
    if (isObject(lifecycle) && lifecycle.preStop !== undefined) {
      problems.add(prop, 'beside lifecycle.preStop', 'A container has one of them. Let its own command wait, or leave one out.');
    }
    // A grace that is no whole number of seconds is reported where it is given.
    const left = (isDuration(graceGiven) ? graceGiven : graceUnlessGiven).toSeconds({ integral: false });
    if (delay === undefined || delay.toSeconds() < left) continue;
    problems.add(
      `${prop}.time`,
      `${delay.toSeconds()} s`,
      `The Pod is killed after ${left} s, the delay included, so nothing is left for the program to end. Give a longer terminationGracePeriod or a shorter time.`,
    );
  }
}

/** Lets the containers of a workload go on before they are told to stop. */
export function delayStops(workload: IConstruct, containers: readonly Stopping[]): void {
  const delays = new Map(containers.flatMap(({ name, stopDelay }) => (stopDelay === undefined ? [] : [[name, stopDelay] as const])));
  if (delays.size === 0) return;
  rewriteContainers(workload, (container) => {
    const delay = delays.get(container.name);
    if (delay === undefined) return;
    const seconds = delay.time.toSeconds();
    // cdk8s-plus-27 knows no handler that sleeps.
    const preStop = delay.native === true ? { sleep: { seconds } } : { exec: { command: ['sleep', String(seconds)] } };
    container.lifecycle = { ...(container.lifecycle as object | undefined), preStop };
  });
}
