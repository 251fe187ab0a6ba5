import { checkInteger } from '../../props/check';
import { Problems } from '../../props/problems';

/** How `spec.postgresql.synchronous` is written. */
interface SynchronousJson {
  readonly method: 'any';
  readonly number: number;
  readonly dataDurability: 'required' | 'preferred';
  readonly failoverQuorum?: boolean;
}

/**
 * What a client may count on once a transaction is committed: a choice between losing nothing, staying up, and being fast.
 *
 * @see https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication
 */
export class CommitGuarantee {
  /**
   * A commit waits until that many replicas have it on disk. Where too few are there, nobody can write: nothing that was committed is ever lost in a failover, and no
   * replica is promoted that may lack some of it.
   *
   * @param standbys How many replicas have to have it; 1 unless given, and always fewer than there are.
   */
  static losingNothing(standbys?: number): CommitGuarantee {
    return new CommitGuarantee(standbys ?? 1, 'required');
  }

  /**
   * A commit waits for that many replicas, as far as they are there. Where they are not, writing goes on, and what is written then is lost if the primary is.
   *
   * @param standbys How many replicas have to have it; 1 unless given, and always fewer than there are.
   */
  static stayingUp(standbys?: number): CommitGuarantee {
    return new CommitGuarantee(standbys ?? 1, 'preferred');
  }

  /** A commit waits for no replica: the fastest, and a failover loses the last of what was committed. */
  static asynchronous(): CommitGuarantee {
    return new CommitGuarantee(0, undefined);
  }

  private constructor(
    private readonly standbys: number,
    private readonly durability: 'required' | 'preferred' | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'CommitGuarantee';
  }

  /**
   * Reports a number of standbys that so many instances do not have.
   *
   * @internal
   */
  _check(problems: Problems, at: string, replicas: number | undefined): void {
    if (this.durability === undefined) return;
    const number = checkInteger(problems, `${at}.standbys`, this.standbys, { min: 1, max: 1000 });
    if (number === undefined || replicas === undefined || number < replicas) return;
    problems.add(
      `${at}.standbys`,
      number,
      replicas === 1
        ? 'One server has no replica that could wait. Use CommitGuarantee.asynchronous(), or more replicas.'
        : `Of ${replicas} servers one is the primary, so ${replicas - 1} are left: no commit would ever end. Name at most ${replicas - 1}.`,
    );
  }

  /** @internal */
  get _json(): SynchronousJson | undefined {
    if (this.durability === undefined) return undefined;
    const json = { method: 'any', number: this.standbys, dataDurability: this.durability } as const;
    return this.durability === 'required' ? { ...json, failoverQuorum: true } : json;
  }
}
