import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ServerFacts } from '../../config/database-connection';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { ServerSettings } from '../../facts/settings/server-settings';

/** A directory that a server writes to outside its data, and how much. */
export interface WritableDirectory {
  /** Name of the volume in the Pod. */
  readonly volume: string;
  readonly path: string;
  readonly size: Size;
}

/** The least room on a disk, and what takes it. */
export interface SmallestDisk {
  readonly size: Size;
  readonly why: string;
}

/** How an engine takes a file with its settings. */
export interface ConfigurationSpec {
  /** The file that holds the settings; others may stand beside it. */
  readonly file: string;
  /** Options that make the server read it, in front of all others. */
  options(path: string): readonly string[];
  /** The text of the file, from what the user gave. */
  complete(text: string): string;
  /** Settings that follow from the construct, in the file and as options. */
  readonly reserved: readonly string[];
  /** Letters of the options that say the same. */
  readonly reservedLetters: string;
  /** The setting of the largest cache, and how many bytes a number without a unit means there. */
  readonly memory: { readonly setting: string; readonly plainUnit: number };
}

/** Scripts that make and check a file with the whole database. */
export interface DumpScripts {
  /** How the names of the files end. */
  readonly suffix: string;
  readonly dump: string;
  readonly verify: string;
}

/** Scripts that bring a dump back. */
export interface RestoreScripts {
  /** Ends well once the server takes connections; empty: it is not waited for. */
  readonly ready: string;
  /** Prints what the database holds; empty: it cannot be told. */
  readonly contents: string;
  readonly restore: string;
  /** Says all that would stop a restore, while nothing has changed; empty: it cannot be told. */
  readonly ask: string;
  /** Whether objects have owners, who may be told to become another one. */
  readonly owners: boolean;
  /** Whether it can be asked how much room the disk has. */
  readonly seesSpace: boolean;
  /** Whether what is there goes before the backup is in, so that a dump of it has to be kept meanwhile. */
  readonly dropsFirst: boolean;
}

/** Scripts that run a scratch server for a while, to see that a backup can be restored. */
export interface RehearsalScripts {
  /** Makes its data, and its variables. */
  readonly init: string;
  readonly env: Readonly<Record<string, string>>;
  /** Becomes the server. */
  readonly server: string;
  /** What it does otherwise than the real one, whatever that one's configuration says: it archives nothing and waits for nobody. */
  readonly options: readonly string[];
  /** Makes what a backup needs and cannot bring; empty: it brings all. */
  readonly prepare: string;
  /** Prints what a backup has to hold. */
  readonly inventory: string;
  /** Prints the answer to a statement. */
  readonly query: string;
}

/**
 * What an engine says of itself to the constructs that run it, back it up and restore it.
 */
export interface EngineSpec {
  readonly title: string;
  readonly image: string;
  /** Name of the container and of its port. */
  readonly container: string;
  readonly portName: string;
  readonly port: number;
  /** Where the claim is mounted. */
  readonly dataMount: string;
  /** Where the claim for the write-ahead log is mounted; undefined for engines without one. */
  readonly walMount?: string;
  readonly smallestData?: SmallestDisk;
  readonly smallestLog?: SmallestDisk;
  /** Variables of the server and of what initialises it. */
  readonly env: Readonly<Record<string, kplus.EnvValue>>;
  /** Program of the server; undefined: the image's. */
  readonly command?: readonly string[];
  /** Options of the server alone. */
  readonly options: readonly string[];
  /** Script that makes a new database before the server starts, and its variables. */
  readonly init?: { readonly script: string; readonly name: string; readonly env: Readonly<Record<string, string>> };
  /** How it takes data over that exists. */
  readonly existing?: ExistingSpec;
  /** Variables of the initialisation where there is a claim for the write-ahead log. */
  readonly walEnv?: Readonly<Record<string, string>>;
  readonly writable: readonly WritableDirectory[];
  /** What /dev/shm holds unless told; undefined: the runtime's own 64Mi will do. */
  readonly sharedMemory?: Size;
  readonly probes: { readonly startup: kplus.Probe; readonly liveness: kplus.Probe; readonly readiness: kplus.Probe };
  /** Whether the server knows users; where not, nobody is asked for a Secret. */
  readonly hasUsers: boolean;
  /** Whether the server's container needs to know its database and the credentials, for its probes or its own start. */
  readonly serverReadsCredentials: boolean;
  /** What stops the server quickly and cleanly where SIGTERM does not. */
  readonly stop?: readonly string[];
  readonly configuration?: ConfigurationSpec;
  /** How it takes settings; undefined: it is not known. */
  readonly server?: ServerSettings;
  readonly dump?: DumpScripts;
  readonly restoring?: RestoreScripts;
  /** How a backup is tried; undefined: nobody said. */
  readonly rehearsing?: RehearsalScripts;
  /** How data goes into a newer series; undefined: nobody said. */
  readonly upgrading?: UpgradeSpec;
  /** How an operator runs it on several servers; undefined: none is known here. */
  readonly operated?: OperatedSpec;
  /** Whether several Pods share one set of data; where not, who could do that. */
  readonly replicates: boolean;
  readonly operators: readonly string[];
  readonly ownDatabases: readonly string[];
  readonly longestName: number;
  readonly clientVariables?: ServerFacts['clientVariables'];
}

/** What an upgrade needs beyond a dump and a restore. */
export interface UpgradeSpec {
  /** The series that the engine runs: `18`, `10.11`. */
  readonly series: string;
  /** Fails where somebody still writes to the old database, and says who. */
  readonly quiet: string;
  /** Where images that have the programs of both series for pg_upgrade have those of this one; undefined: there is no pg_upgrade. */
  readonly binaries?: string;
}

/** What an operator is told of an engine that it runs. */
export interface OperatedSpec {
  /** As given, with what follows in the tag of an image. */
  readonly version: string;
  readonly series: string;
  /** The image that was named; undefined: none was. */
  readonly image?: string;
  readonly checksums: boolean;
  /** Further options of what makes a new database. */
  readonly initdbArgs: readonly string[];
}

/** How an engine runs on data that others have made. */
export interface ExistingSpec {
  /** The factory of the engine, by which layouts name it; undefined for one of the user's own. */
  readonly engine?: string;
  readonly major: number;
  /** Options, by their place in the props, that were given and matter to a new database alone. */
  readonly ofNew?: ReadonlyArray<{ readonly prop: string; readonly value: unknown }>;
  /** What it does otherwise there. */
  at(data: { readonly path: string; readonly allowCollationChange: boolean }): Partial<EngineSpec>;
}

/** The least room as facts say it. */
export function smallestDisk(least: EngineFacts['smallestLog']): SmallestDisk | undefined {
  return least && { size: Size.mebibytes(least.mebibytes), why: least.why };
}

/** Where the files of the Secret are mounted in Pods of ours. */
export const CREDENTIALS_PATH = '/run/secrets/database';

/** Where the configuration is mounted. */
export const CONFIGURATION_PATH = '/etc/database';

/** Where the init files are mounted. */
export const INIT_FILES_PATH = '/etc/database-init';

/**
 * A text as it has to stand in a manifest, so that it arrives in the container as it is: in commands and arguments, the kubelet
 * replaces `$(NAME)` by a variable and `$$` by a dollar. Most texts have neither, and stay as they are.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
 */
export function verbatim(text: string): string {
  if (!/\$\$|\$\([A-Za-z_.-][A-Za-z0-9_.-]*\)/.test(text)) return text;
  return text.replace(/\$+\(?/g, (run) => {
    const dollars = run.replace('(', '');
    return dollars.length > 1 || run.endsWith('(') ? `${dollars}${run}` : run;
  });
}
