import { DATABASES } from './engines';

/**
 * Programs that back data up, by the words with which they are called: what they copy, dump, and send where.
 */

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

/** Tools that copy either way: to a store where a path of the container comes first. */
const TRANSFER =
  /\b(?:rclone\s+(?:copy|sync|copyto)|aws\s+(?:\S+\s+)*?s3\s+(?:cp|sync|mv)|gsutil\s+(?:-\S+\s+)*(?:cp|rsync)|gcloud storage (?:cp|rsync)|mc\s+(?:cp|mirror)|azcopy\s+(?:copy|cp|sync)|s3cmd\s+(?:put|sync)|rsync|scp)\s+((?:-\S+\s+)*)(\S+)/;

/** Programs that have a word for backing up, and one for the way back. */
const BACKS_UP = /\b(?:restic|kopia|borg\w*|duplicity)\b[^|;&]*\b(?:backup|create|snapshot|full|incr(?:emental)?)\b/;

/** What a container is called, and told. */
export interface ToldProgram {
  readonly image: string;
  /** Image, container and, of a job, workload. */
  readonly named: string;
  /** Command and arguments. */
  readonly words: string;
  /** All that it is told, in variables too. */
  readonly told: string;
  /** Whether it runs to its end. */
  readonly isTask: boolean;
}

/** What a program that backs up does. */
export interface BackupActions {
  /** It copies files. */
  readonly copies: boolean;
  /** It dumps databases. */
  readonly dumps: boolean;
  /** It writes to a place outside of the Pod. */
  readonly remote: boolean;
  /** Nobody sees what it does: an image by itself. */
  readonly opaque: boolean;
}

/** What a program backs up, as far as its words tell; undefined where it backs up nothing. */
export function backupActions({ image, named, words, told, isTask }: ToldProgram): BackupActions | undefined {
  if (restores(named, words)) return undefined;
  const line = words.replace(/\n/g, ' ');
  const isCopier = COPIES.test(`${image}\n${words}`);
  const copies =
    (isTask && TRANSFER.test(line)) ||
    (isCopier && !/\b(?:check|prune|forget|unlock|init)\b/.test(words.replace(BACKS_UP, ''))) ||
    BACKS_UP.test(line);
  const dumps = DUMPS.test(`${image}\n${words}`);
  const opaque = words === '' && CALLED.test(named);
  const isCalled = CALLED.test(`${named}\n${words}`);
  if (!copies && !dumps && !opaque && !(isTask && isCalled)) return undefined;
  return {
    copies: copies || (!dumps && isCalled),
    dumps: dumps || opaque,
    remote: isCopier || ARCHIVERS.test(told) || REMOTE.test(told),
    opaque,
  };
}

/** Whether the words are about bringing data back, or in. */
function restores(named: string, words: string): boolean {
  if (/restore|recover/i.test(named)) return true;
  const line = words.replace(/\n/g, ' ');
  const transfer = TRANSFER.exec(line);
  if (transfer !== null && !/^["']?(?:[./$-]|\{)/.test(transfer[2]) && !DUMPS.test(words)) return true;
  return /\brestore\b/i.test(words) && !DUMPS.test(words) && !BACKS_UP.test(line);
}

/** Whether a database that is dumped by one of its own programs, or by one that nobody sees into, is one of these. */
export function dumpsEngine(told: string, programs: readonly string[]): boolean {
  return !DUMPS.test(told) || programs.some((program) => new RegExp(program, 'i').test(told));
}
