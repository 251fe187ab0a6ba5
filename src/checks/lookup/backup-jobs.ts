import { DATABASES } from '../../facts/engines';
import { Container, PodTemplate } from '../pod-template';
import { isPersistent } from './storage';
import { toldTo, wordsOf } from './scripts';

/** Programs that copy the files of anything, and that write to a store of their own. */
const COPIES = /\b(restic|kopia|borg(?:matic|backup)?|rclone|duplicity|velero)\b/i;

/** What people call programs and images that back up. */
const CALLED = /back-?up|\bdumps?\b/i;

/** Programs that dump databases. */
const DUMPS = new RegExp(DATABASES.flatMap(({ backupPrograms = [] }) => backupPrograms).join('|'), 'i');

/** Those of them that send what they read to a store of their own. */
const ARCHIVERS = /pgbackrest|wal-?g\b|wal-e\b|barman/i;

/** Words of a place that is in no volume of the Pod. */
const REMOTE =
  /\bs3\b|s3:|gs:\/\/|gsutil|azblob|azcopy|az storage|\bb2:|sftp|\bssh\b|\bscp\b|rsync:|https?:\/\/|\bmc (?:cp|mirror|pipe)|bucket|aws s3|swift|webdav|dropbox|ftps?:/i;

/** What a container that backs up does, as far as its words tell. */
export interface BackupProgram {
  /** All that it is told, to look for names in. */
  readonly told: string;
  /** It copies files. */
  readonly copies: boolean;
  /** It dumps databases. */
  readonly dumps: boolean;
  /** It writes to a place outside of the Pod. */
  readonly remote: boolean;
  /** Nobody sees what it does: an image by itself. */
  readonly opaque: boolean;
  /** Names of volumes that outlive the Pod, and that it may write to. */
  readonly writes: readonly string[];
  /** The same of those that it mounts in any way. */
  readonly reads: readonly string[];
}

/** Tools that copy either way: to a store where a path of the container comes first. */
const TRANSFER =
  /\b(?:rclone\s+(?:copy|sync|copyto)|aws\s+(?:\S+\s+)*?s3\s+(?:cp|sync|mv)|gsutil\s+(?:-\S+\s+)*(?:cp|rsync)|gcloud storage (?:cp|rsync)|mc\s+(?:cp|mirror)|azcopy\s+(?:copy|cp|sync)|s3cmd\s+(?:put|sync)|rsync|scp)\s+((?:-\S+\s+)*)(\S+)/;

/** Programs that have a word for backing up, and one for the way back. */
const BACKS_UP = /\b(?:restic|kopia|borg\w*|duplicity)\b[^|;&]*\b(?:backup|create|snapshot|full|incr(?:emental)?)\b/;

/** Whether the words are about bringing data back, or in. */
function restores(named: string, words: string): boolean {
  if (/restore|recover/i.test(named)) return true;
  const transfer = TRANSFER.exec(words.replace(/\n/g, ' '));
  if (transfer !== null && !/^["']?(?:[./$-]|\{)/.test(transfer[2]) && !DUMPS.test(words)) return true;
  return /\brestore\b/i.test(words) && !DUMPS.test(words) && !BACKS_UP.test(words.replace(/\n/g, ' '));
}

/** What a container backs up; undefined where it backs up nothing. */
export function backupProgram(container: Container, { workload, volumes, isTask }: PodTemplate): BackupProgram | undefined {
  const words = wordsOf(container).join('\n');
  const told = `${container.image ?? ''}\n${toldTo(container)}`;
  const image = container.image ?? '';
  const named = `${image}\n${container.name}${isTask ? `\n${workload.name}` : ''}`;
  if (restores(named, words)) return undefined;
  const sends = isTask && TRANSFER.test(words.replace(/\n/g, ' '));
  const copies =
    sends ||
    (COPIES.test(`${image}\n${words}`) && !/\b(?:check|prune|forget|unlock|init)\b/.test(words.replace(BACKS_UP, ''))) ||
    BACKS_UP.test(words.replace(/\n/g, ' '));
  const dumps = DUMPS.test(`${image}\n${words}`);
  const opaque = words === '' && CALLED.test(named);
  if (!copies && !dumps && !opaque && !(isTask && CALLED.test(`${named}\n${words}`))) return undefined;
  const persistent = new Set(volumes.filter((volume) => isPersistent(volume)).map(({ name }) => name));
  const mounts = container.mounts.filter(({ name }) => name !== undefined && persistent.has(name));
  return {
    told,
    copies: copies || (!dumps && CALLED.test(`${named}\n${words}`)),
    dumps: dumps || opaque,
    remote: COPIES.test(`${image}\n${words}`) || ARCHIVERS.test(told) || REMOTE.test(told),
    opaque,
    writes: mounts.filter(({ writable }) => writable).map(({ name }) => name!),
    reads: mounts.map(({ name }) => name!),
  };
}

/** Whether a database that is dumped by one of its own programs, or by one that nobody sees into, is one of these. */
export function dumpsEngine(told: string, programs: readonly string[]): boolean {
  return !DUMPS.test(told) || programs.some((program) => new RegExp(program, 'i').test(told));
}
