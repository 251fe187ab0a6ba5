import { AcknowledgedFinding, Finding } from '../checks/finding';

/**
 * How bad a finding is.
 */
export enum FindingLevel {
  /** It will fail or lose data. */
  ERROR = 'error',

  /** It will hurt in production. */
  WARNING = 'warning',

  /** Worth knowing. */
  INFO = 'info',
}

/**
 * What a storage check found.
 */
export interface StorageFinding {
  /** Id of the rule, such as `rwx-on-block-storage`. `cdk8s-storage explain` tells more about it. */
  readonly rule: string;

  /** How bad it is. */
  readonly level: FindingLevel;

  /** What is wrong: one sentence. */
  readonly cause: string;

  /** What to write instead: one sentence. */
  readonly remedy: string;

  /**
   * Path of the construct that makes the object.
   *
   * @default - it is about an object that no construct makes
   */
  readonly constructPath?: string;

  /**
   * The object's apiVersion.
   *
   * @default - it is about the checks' own configuration
   */
  readonly apiVersion?: string;

  /**
   * The object's kind.
   *
   * @default - it is about the checks' own configuration
   */
  readonly kind?: string;

  /**
   * The object's namespace.
   *
   * @default - the object names none
   */
  readonly namespace?: string;

  /**
   * The object's name.
   *
   * @default - it is about the checks' own configuration
   */
  readonly name?: string;

  /** The place in the object, as a JSON pointer; empty for the object as a whole. */
  readonly pointer: string;
}

/**
 * A finding that somebody has looked at and accepted.
 */
export interface AcknowledgedStorageFinding extends StorageFinding {
  /** Why it may stay. */
  readonly reason: string;

  /** Where it was acknowledged. */
  readonly by: string;
}

export function toStorageFinding({ rule, level, cause, remedy, constructPath, object, pointer }: Finding): StorageFinding {
  return {
    rule,
    level: level as FindingLevel,
    cause,
    remedy,
    constructPath,
    apiVersion: object?.apiVersion,
    kind: object?.kind,
    namespace: object?.namespace,
    name: object?.name,
    pointer,
  };
}

export function toAcknowledgedFinding(finding: AcknowledgedFinding): AcknowledgedStorageFinding {
  return { ...toStorageFinding(finding), reason: finding.reason, by: finding.by };
}
