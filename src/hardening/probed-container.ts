import { checkReason } from '../props/check';
import { Problems } from '../props/problems';
import { Unchecked } from '../util/unchecked';
import { ContainerOptions } from './container-options';
import { StopDelay } from './stop-delay';

/**
 * A container whose probes are given, or declined in words.
 */
export interface ProbedContainer extends ContainerOptions {
  /**
   * Why the container has no readiness probe, in words, which are written into the manifest. Without one a rollout replaces the next Pod
   * before the new one serves.
   *
   * @default - a readiness probe is mandatory
   */
  readonly declineReadiness?: string;

  /**
   * Why the container has no liveness probe, in words, which are written into the manifest. Without one a program that hangs stays.
   *
   * @default - a liveness probe is mandatory
   */
  readonly declineLiveness?: string;

  /**
   * How long the container goes on serving when its Pod is to go, before it is told to stop. What it serves is asked for some seconds longer,
   * until all nodes have heard of it, and a program that stops at once leaves these requests without an answer.
   *
   * @default - none: what waits on images and servers that may not have it is asked for
   */
  readonly stopDelay?: StopDelay;
}

const PROBES = [
  ['readiness', 'declineReadiness', 'Without it a rollout replaces the next Pod before the new one serves'],
  ['liveness', 'declineLiveness', 'Without it a program that hangs stays'],
] as const;

/** Reports probes that are neither there nor declined. `instead` is what may stand for them, as in "Give livenessImage, …". */
export function checkProbes(problems: Problems, at: string, container: ProbedContainer, instead = ''): void {
  const given = container as Unchecked<ProbedContainer>;
  for (const [probe, decline, why] of PROBES) {
    const reason = given[decline];
    if (reason !== undefined) {
      checkReason(problems, `${at}.${decline}`, reason, 'Say in words why there is none.');
      if (given[probe] !== undefined) {
        problems.add(`${at}.${decline}`, reason, `The container has a ${probe} probe. Leave one of them out.`);
      }
    } else if (given[probe] === undefined) {
      problems.add(`${at}.${probe}`, undefined, `${why}. Give ${instead}a kplus.Probe, or say in ${decline} why there is none.`);
    }
  }
}

/** What the manifest says of probes that were declined, by annotation. */
export function declinedProbes(
  containers: ReadonlyArray<Pick<ProbedContainer, 'name' | 'declineReadiness' | 'declineLiveness'>>,
): Record<string, string> {
  const lines = PROBES.map(([probe, decline]) => {
    const reasons = containers.flatMap(({ name, [decline]: reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
    return [`cdk8s-storage/no-${probe}-probe`, reasons.join('; ')] as const;
  });
  return Object.fromEntries(lines.filter(([, reasons]) => reasons !== ''));
}
