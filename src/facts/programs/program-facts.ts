import { ServerSettings } from '../settings/server-settings';

/** What is known of one program that keeps something on disk; data, and patterns of what people write. */
export interface ProgramFacts {
  /** As people call it. */
  readonly title: string;
  /** Whether it stands for several programs, each called as its image is. */
  readonly namedByImage?: boolean;
  /**
   * What is lost with its directory: a database; a store of others' data; what an application keeps for itself. A cache or metrics that
   * somebody may want to lose are `disposable`.
   */
  readonly kind: 'database' | 'store' | 'application';
  readonly disposable?: boolean;
  /** Its images, by who builds them: each keeps data in places of its own. */
  readonly images: readonly ImageFacts[];
  /** Programs that start the server, besides the entrypoint of the image. */
  readonly programs: readonly string[];
  /** First arguments that make the entrypoint start the server. */
  readonly subcommands?: readonly string[];
  /** Variables that move the data. */
  readonly directoryVariables?: readonly string[];
  /** Variables that move the directory above the data: `NAME` to what the program calls its own below. */
  readonly homeVariables?: Readonly<Record<string, string>>;
  /** Variables that name the file with the data. */
  readonly fileVariables?: readonly string[];
  /** Options and settings that move the data, as regular expressions. */
  readonly directoryOptions?: readonly string[];
  /** Where a claim is out of the way of every VOLUME, and the variable that then names a directory below it as the place of the data. */
  readonly neutralPlace?: { readonly mount: string; readonly variable: string };
  /** The database in files that it has where no server is named. */
  readonly embedded?: EmbeddedDatabase;
  /** Whether it keeps files too, also where its database is elsewhere. */
  readonly keepsFiles?: boolean;
  /** What it has to be told to keep anything at all, and what tells it to keep things elsewhere. */
  readonly keepsIf?: RegExp;
  readonly keepsNothingIf?: RegExp;
  /** What it is told where it keeps nothing at all, so that a claim of it stays empty. */
  readonly savesNothingIf?: RegExp;
  /** Whether it never keeps anything, whatever is mounted. */
  readonly keepsNothing?: boolean;
  /** Whether most of what it mounts are files of its users, so that a claim elsewhere is not meant for its own data. */
  readonly servesFiles?: boolean;
  /** What happens when two of them have one directory: they destroy it, or the second does not start. Undefined where it may be shared. */
  readonly together?: 'corrupts' | 'refuses';
  /** Whether several copies share one set of data: by themselves, never, or once told how. */
  readonly clusters?: boolean | RegExp;
  /** What makes replicas out of single servers. */
  readonly operators?: readonly string[];
  /** Whether several decide by more than half of them, so that fewer do nothing: always, or once told how. */
  readonly majority?: true | RegExp;
  /** Peers that look for each other before they serve. */
  readonly peers?: PeerFacts;
  /** The state is in a directory that is named after the host, unless told otherwise. */
  readonly namedAfterHost?: { readonly unless: RegExp; readonly remedy: string };
  /** How it takes settings, and with which of them a crash costs data. */
  readonly server?: ServerSettings;
  /** Whether it appends to files, changes them in place or locks them, which mounts of a bucket cannot do; true unless said otherwise. */
  readonly wholeFilesOnly?: boolean;
}

/** A database in files of the program itself. */
export interface EmbeddedDatabase {
  readonly name: string;
  /** What the program is told where it uses a server instead. */
  readonly unless?: RegExp;
  /** What it has to be told to use it. */
  readonly onlyIf?: RegExp;
}

export interface PeerFacts {
  /** Readiness that only a quorum passes: path and query of a request, or the command, one word a line. */
  readonly quorumProbe: RegExp;
  /** What they are told where they do not wait for each other, and what they have to be told to do so. */
  readonly unless?: RegExp;
  readonly onlyIf?: RegExp;
}

/** The images of one builder. */
export interface ImageFacts {
  /** Without registry and `library/`. */
  readonly repositories: readonly string[];
  /** How a tag names the major version, in its first group; a number at the beginning where nothing is said. */
  readonly version?: RegExp;
  /** Where they keep data, newest first: the first that fits the tag. */
  readonly layouts: readonly DataLayout[];
  /** The user that the image runs as, where it is not root. */
  readonly user?: number;
  /** Whether, started as root, it makes the directory its own and ends where it cannot. */
  readonly takesOwnership?: boolean;
  /** Whether its directory has to belong to the user that it runs as. */
  readonly wantsOwnDirectory?: boolean;
  /** Whether it starts in a directory only that holds nothing of others, such as lost+found; and what tells it to look away. */
  readonly wantsEmptyDirectory?: { readonly tags?: RegExp; readonly unless?: RegExp };
  /** Where the program itself is, beside or around its data; those of others than engines are in `homes.ts`. */
  readonly home?: string;
  /** What else of the image it cannot do without; that of others than engines is in `own-directories.ts`. */
  readonly ownDirectories?: readonly OwnDirectory[];
  /** Directories that it writes to while it runs, besides its data: on a read-only root each needs a volume. */
  readonly scratch?: readonly string[];
}

/** A directory of an image that its program cannot do without. */
export interface OwnDirectory {
  readonly directory: string;
  /** The files that have to be there; undefined where no volume of a few files can stand in its place. */
  readonly needs?: readonly string[];
  /** Files beside them that are needed where the others name them. */
  readonly includes?: readonly string[];
}

/** Where an image of some versions keeps data. */
export interface DataLayout {
  /** The first major version that it holds for; all older ones, where nothing is said. */
  readonly since?: number;
  /** The tags that it holds for, where they are not told by a version. */
  readonly tags?: RegExp;
  readonly dataDirectory: string;
  /** Whether its configuration says where the data is, so that any claim may hold it. */
  readonly anywhere?: boolean;
  /** Where a claim is best mounted, if not at the directory or at the VOLUME that has it. */
  readonly mountAt?: string;
  /** Other directories that have to be kept too, with the variable that moves them. */
  readonly also?: ReadonlyArray<{ readonly directory: string; readonly variable?: string }>;
  /** Directories one of which is enough, where the rest is made anew. */
  readonly enough?: readonly string[];
  /** Directories that the image declares as a VOLUME: a mount above one does not hold it, since the runtime puts an empty volume there. */
  readonly volumes?: readonly string[];
  /** Where the data lies below its directory, named after the version: a mount deeper down holds it only there. */
  readonly below?: RegExp;
  /** The user of these versions. */
  readonly user?: number;
}
