import { Budget, ONE_AT_A_TIME } from '../../hardening/availability';
import { mostAway } from '../../facts/programs/placement';
import { checkInteger } from '../../props/check';
import { Problems } from '../../props/problems';

/**
 * How many Pods of a `StatefulWorkload` drains and upgrades of nodes may take at once.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export class AllowedDisruptions {
  /** One Pod, and any that is not ready. For programs whose members do without each other, and for one alone, which is then away for a while. */
  static oneAtATime(): AllowedDisruptions {
    return new AllowedDisruptions('oneAtATime');
  }

  /**
   * As many as leave more than half of all: one of three, two of five. Pods that are not ready go only while enough others are there, since they may vote all the same.
   * For ZooKeeper, etcd, Kafka, Elasticsearch and others that decide by a majority.
   */
  static keepingMajority(): AllowedDisruptions {
    return new AllowedDisruptions('keepingMajority');
  }

  /**
   * As many as leave a number of Pods: `replicas - 1` copies of a partition, say.
   *
   * @param pods How many stay; fewer than there are, or no node could ever be drained.
   */
  static keeping(pods: number): AllowedDisruptions {
    return new AllowedDisruptions('keeping', pods);
  }

  private constructor(
    private readonly kind: 'oneAtATime' | 'keepingMajority' | 'keeping',
    private readonly pods?: number,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'AllowedDisruptions';
  }

  /**
   * The budget of a number of Pods.
   *
   * @internal
   */
  _budget(problems: Problems, prop: string, replicas: number): Budget {
    if (this.kind === 'oneAtATime') return ONE_AT_A_TIME;
    // One alone has nobody to be a majority with.
    if (this.kind === 'keepingMajority') return replicas === 1 ? ONE_AT_A_TIME : majorityOf(problems, prop, replicas);
    const remedy =
      replicas === 1
        ? 'There is one Pod, which has to go for a while when its node does. Use oneAtATime().'
        : `Of ${replicas} Pods at most ${replicas - 1} can stay while one goes: else no node with one of them could ever be drained.`;
    const pods = checkInteger(problems, `${prop}.pods`, this.pods, { min: 1, max: replicas - 1, remedy });
    return { maxUnavailable: replicas - (pods ?? 0), unhealthyPodEvictionPolicy: 'IfHealthyBudget' };
  }
}

function majorityOf(problems: Problems, prop: string, replicas: number): Budget {
  const maxUnavailable = mostAway(replicas);
  if (maxUnavailable === 0) {
    problems.add(
      prop,
      'keepingMajority',
      `Of ${replicas} Pods both are the majority: neither could go, and the one that fails stops the other. Use replicas: 3 or 1, or AllowedDisruptions.oneAtATime() where one goes on alone.`,
    );
  }
  return { maxUnavailable, unhealthyPodEvictionPolicy: 'IfHealthyBudget' };
}
