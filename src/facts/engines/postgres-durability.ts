/**
 * Settings of PostgreSQL with which what was committed is not on disk.
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

const CRASH_UNSAFE: Readonly<Record<string, string>> = {
  fsync: 'What is committed stays in memory: a node that fails leaves a damaged database.',
  full_page_writes: 'A page that is half written when a node fails is never made whole again.',
};

/** What PostgreSQL takes for off: as much of the word as is no other one. */
const OFF = /^(?:f(?:a(?:l(?:se?)?)?)?|off?|no?|0)$/i;

/**
 * Settings with which a crash loses or damages what was committed.
 *
 * @param waits Whether commits are said to wait for replicas.
 */
export function* unsafeSettings(settings: Readonly<Record<string, string>>, waits: boolean): Generator<UnsafeSetting> {
  for (const [name, why] of Object.entries(CRASH_UNSAFE)) {
    if (Object.hasOwn(settings, name) && OFF.test(settings[name])) yield { name, why, remedy: 'Leave it out.' };
  }
  const commit = Object.hasOwn(settings, 'synchronous_commit') ? settings.synchronous_commit : '';
  if (waits && (OFF.test(commit) || /^local$/i.test(commit))) {
    yield {
      name: 'synchronous_commit',
      why: 'No commit waits for a replica, and a failover loses the last of what was committed.',
      remedy: 'Leave it out.',
    };
  }
}
