/** What is known of one kind of database; data, and patterns of what people write. */
export interface DatabaseFacts {
  /** As people call it. */
  readonly title: string;
  readonly port: number;
  /** Its images, by who builds them: each keeps data in places of its own. */
  readonly images: readonly ImageFacts[];
  /** Programs that start the server, besides the entrypoint of the image. */
  readonly programs: readonly string[];
  /** Variables that move the data. */
  readonly directoryVariables?: readonly string[];
  /** Options and settings that move the data, as regular expressions. */
  readonly directoryOptions?: readonly string[];
  /** Where a claim is out of the way of every VOLUME, and the variable that then names a directory below it as the place of the data. */
  readonly neutralPlace?: { readonly mount: string; readonly variable: string };
  /** Programs that back it up, as regular expressions of what they are called in images, commands and variables. */
  readonly backupPrograms?: readonly string[];
  /** Whether several copies of the image find each other and share one set of data, once told how. */
  readonly clusters: boolean;
  /** What makes replicas out of single servers. */
  readonly operators: readonly string[];
}

/** The images of one builder. */
export interface ImageFacts {
  /** Without registry and `library/`. */
  readonly repositories: readonly string[];
  /** Where they keep data: the first whose tags fit. */
  readonly layouts: readonly DataLayout[];
}

/** Where an image of some versions keeps data. */
export interface DataLayout {
  /** The tags that it holds for; all that are left, where there is none. */
  readonly tags?: RegExp;
  readonly dataDirectory: string;
  /** Directories that the image declares as a VOLUME: a mount above one does not hold it, since the runtime puts an empty volume there. */
  readonly volumes?: readonly string[];
  /** Whether the data lies in a directory below that is named after the version, so that a mount below does not hold it. */
  readonly dataBelow?: boolean;
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
