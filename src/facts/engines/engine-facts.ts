import { ProgramFacts } from '../programs/program-facts';

/** What is known of one kind of database; data, and patterns of what people write. */
export interface DatabaseFacts extends ProgramFacts {
  readonly kind: 'database';
  readonly port: number;
  /** Programs that back it up, as regular expressions of what they are called in images, commands and variables. */
  readonly backupPrograms?: readonly string[];
  /** Whether several copies of the image find each other and share one set of data: once told how, where that can be seen. */
  readonly clusters: boolean | RegExp;
  readonly operators: readonly string[];
}

/** What is known of a database that this library runs. */
export interface EngineFacts extends DatabaseFacts {
  /** The factory of `DatabaseEngine`, which is also its name on the command line. */
  readonly factory: string;
  /** Series of versions that have the files and options that are relied upon: the long-term ones, where there are such. */
  readonly series: readonly string[];
  /** Repository of the official image. */
  readonly image: string;
  /** The least room, in MiB, and what takes it. */
  readonly smallestData: { readonly mebibytes: number; readonly why: string };
  /** The same for a disk of its own for the write-ahead log, where the engine can have one. */
  readonly smallestLog?: { readonly mebibytes: number; readonly why: string };
  /** Databases that the engine needs for itself. */
  readonly ownDatabases: readonly string[];
  /** Longest name of a database. */
  readonly longestName: number;
}
