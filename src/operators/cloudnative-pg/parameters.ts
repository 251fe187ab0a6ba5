import { unsafeSettings } from '../../facts/engines/postgres-durability';
import {
  FIXED_PARAMETERS,
  inUnits,
  isParameterBoolean,
  PARAMETER_NAME,
  parameterSize,
  walProblems,
} from '../../facts/operators/cloudnative-pg';
import { checkSetting } from '../../props/environment';
import { kindOf, withoutContent } from '../../props/format-value';
import { Problems } from '../../props/problems';
import { formatKibibytes } from '../../props/sizes';
import { isMap } from '../../util/unchecked';

/** What settings have to fit, in KiB; undefined where it is wrong itself. */
export interface Room {
  readonly memory: number | undefined;
  readonly wal: number | undefined;
  readonly replicas: number | undefined;
  /** Whether commits wait for replicas. */
  readonly waits: boolean;
}

const BOOLEANS = ['hot_standby_feedback', 'sync_replication_slots', 'wal_log_hints'];

/** Reports settings that the operator refuses, or that stop the servers; returns all, with what follows from memory and disk. */
export function checkParameters(problems: Problems, at: string, given: unknown, room: Room): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  if (given !== undefined && !isMap(given)) {
    problems.add(at, withoutContent(given), 'Give an object of names and texts, such as { max_connections: "200" }.');
    return {};
  }
  const before = problems.count;
  for (const [name, value] of Object.entries(given ?? {})) {
    const prop = `${at}[${JSON.stringify(name)}]`;
    if (typeof value !== 'string') {
      problems.add(prop, kindOf(value), 'Give a string; quote numbers and booleans.');
      continue;
    }
    checkSetting(problems, prop, name, value, 'Keep it in a Secret, and set it in the database.');
    if (!PARAMETER_NAME.test(name)) {
      problems.add(prop, name, 'A setting is named with letters, digits and underscores, with one dot at most.');
    } else if (FIXED_PARAMETERS.has(name)) problems.add(prop, withoutContent(value), remedyOfFixed(name));
    else texts[name] = value;
  }
  checkMeaning(problems, at, texts, room);
  if (problems.count > before) return {};
  const all = completed(texts, room);
  for (const { name, why, remedy } of walProblems(all, room.wal)) {
    problems.add(`${at}["${name}"]`, all[name], `${why} ${remedy}`);
  }
  return all;
}

function remedyOfFixed(name: string): string {
  if (name === 'shared_preload_libraries') return 'It is called preloadLibraries here, and is a list.';
  if (name === 'synchronous_standby_names') return 'The operator sets it. Use commits: CommitGuarantee.losingNothing() or stayingUp().';
  if (name === 'archive_command' || name === 'archive_mode') return 'The operator sets it. Use backup.';
  return 'The operator sets it itself, and its webhook refuses it. Leave it out.';
}

function checkMeaning(problems: Problems, at: string, texts: Readonly<Record<string, string>>, { memory, replicas, waits }: Room): void {
  for (const { name, why, remedy } of unsafeSettings(texts, waits)) problems.add(`${at}["${name}"]`, texts[name], `${why} ${remedy}`);
  const told = (name: string) => (Object.hasOwn(texts, name) ? texts[name] : undefined);
  for (const name of BOOLEANS) {
    const value = told(name);
    if (value !== undefined && !isParameterBoolean(value)) problems.add(`${at}["${name}"]`, value, 'Give on or off.');
  }
  const hints = told('wal_log_hints');
  if (hints !== undefined && isParameterBoolean(hints) && /^(f|n|of|0)/i.test(hints) && replicas !== 1) {
    problems.add(`${at}["wal_log_hints"]`, hints, 'Without it, an old primary cannot become a replica again. Leave it out.');
  }
  const level = told('wal_level');
  if (level !== undefined && level !== 'replica' && level !== 'logical') {
    problems.add(`${at}["wal_level"]`, level, 'Replicas and the archive need replica or logical. Use one of them, or leave it out.');
  }
  if (told('max_slot_wal_keep_size') === '-1') {
    problems.add(
      `${at}["max_slot_wal_keep_size"]`,
      '-1',
      'Without a limit, a replica that is away for long fills the disk of the log, and the primary stops. Give a size below that of the disk.',
    );
  }
  const buffers = told('shared_buffers');
  if (buffers === undefined) return;
  const prop = `${at}["shared_buffers"]`;
  const size = /[0-9]$/.test(buffers) ? undefined : parameterSize(buffers);
  if (size === undefined) {
    problems.add(
      prop,
      buffers,
      'Write the size with its unit, such as 512MB: a number alone means 8kB each to PostgreSQL, and MB to the operator.',
    );
  } else if (memory !== undefined && size > memory / 2) {
    problems.add(
      prop,
      buffers,
      `The servers have ${formatKibibytes(memory)} of memory, and each connection takes some beside it. Give it a quarter, or at most half of that, or raise resources.memory.`,
    );
  }
}

/** The settings with those that follow from memory and disk. */
function completed(texts: Readonly<Record<string, string>>, { memory, wal }: Room): Record<string, string> {
  return {
    ...(memory !== undefined && { shared_buffers: megabytes(memory / 4) }),
    ...(wal !== undefined && { max_wal_size: megabytes(wal / 4), max_slot_wal_keep_size: megabytes(wal / 2) }),
    ...texts,
  };
}

const megabytes = (kibibytes: number): string => inUnits(Math.max(1, Math.floor(kibibytes / 1024)) * 1024);
