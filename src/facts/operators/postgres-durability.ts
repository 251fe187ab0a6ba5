import { CrashSetting } from '../settings/server-settings';
import { POSTGRES_SERVER } from '../settings/postgres';

/**
 * Settings of PostgreSQL with which what was committed is not on disk, where an operator runs it.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-SETTINGS
 */

export interface UnsafeSetting {
  readonly name: string;
  /** What comes of it: a sentence. */
  readonly why: string;
  /** What to write instead: a sentence. */
  readonly remedy: string;
}

const DAMAGING: readonly CrashSetting[] = POSTGRES_SERVER.crash.filter(({ harm }) => harm === 'damages');

/** Values of synchronous_commit with which no commit waits for a replica. */
const WAITS_FOR_NONE = /^(?:off|false|no|0|local)$/i;

/**
 * Settings with which a crash damages what was committed, or a failover loses it. Without replicas that a commit waits for, a failover
 * loses the last of it whatever is set, so that this is said where they wait.
 *
 * @param waits Whether commits are said to wait for replicas.
 */
export function* unsafeSettings(settings: Readonly<Record<string, string>>, waits: boolean): Generator<UnsafeSetting> {
  for (const { name, values, why } of DAMAGING) {
    if (Object.hasOwn(settings, name) && values.test(settings[name])) yield { name, why, remedy: 'Leave it out.' };
  }
  if (waits && Object.hasOwn(settings, 'synchronous_commit') && WAITS_FOR_NONE.test(settings.synchronous_commit)) {
    yield {
      name: 'synchronous_commit',
      why: 'No commit waits for a replica, and a failover loses the last of what was committed.',
      remedy: 'Leave it out.',
    };
  }
}
