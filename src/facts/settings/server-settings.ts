/*
 * What servers are told by options and files, and which of it costs data. Data; how it is read is in `syntax-….ts`.
 */

/** One setting, as a server is told it. */
export interface ToldSetting {
  /** As its documentation has it. */
  readonly name: string;
  readonly value: string;
  /** The word, or the line of the file, that says so; both from zero. */
  readonly index: number;
}

/** How a server takes settings. */
export interface SettingsSyntax {
  /** Those among its options, without its own name. */
  readonly ofWords: (words: readonly string[]) => readonly ToldSetting[];
  /** Those in a file; what is for other programs, or for other versions, is left out. */
  readonly ofFile: (text: string, version: string | undefined) => readonly ToldSetting[];
  /** Settings that name another file or directory which is read in their place, and how the files of a directory end. */
  readonly includes: { readonly files: readonly string[]; readonly directories: readonly string[]; readonly ending: string };
  /** How a setting is written in a file of it. */
  readonly written: (name: string, value: string) => string;
}

/** What a crash does to data: it damages what was there, or loses the last of what was committed. */
export type CrashHarm = 'damages' | 'loses';

/** A setting with which a crash costs data. */
export interface CrashSetting {
  readonly name: string;
  /** The shortest beginning of it that the server takes for it; all of it unless said. */
  readonly shortest?: string;
  /** The values with which it does. */
  readonly values: RegExp;
  readonly harm: CrashHarm;
  /** What comes of it: a sentence. */
  readonly why: string;
  /** Matters only where another setting has such a value. */
  readonly only?: { readonly name: string; readonly values: RegExp };
  /** Does not matter where another setting has such a value. */
  readonly unless?: { readonly name: string; readonly values: RegExp };
  /** The first version that no longer takes it. */
  readonly until?: readonly [major: number, minor: number];
}

/** What is known of the settings of a server. */
export interface ServerSettings {
  readonly syntax: SettingsSyntax;
  /** Files that are read without being named. */
  readonly places: readonly RegExp[];
  /** The file in the directory of the data that is read where no other one is named. */
  readonly ofData?: string;
  /** Settings that name the file which is read instead of those; the first word does where `''` is among them. */
  readonly namedBy: readonly string[];
  /** Settings that name a file which is read besides. */
  readonly addedBy?: readonly string[];
  /** Variables that name the file. */
  readonly fileVariables?: readonly string[];
  /** Whether options and variables count for nothing beside a file that is named. */
  readonly fileAlone?: boolean;
  /** Variables that become a setting, and its name. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Variables of images that are split into options of the server. */
  readonly optionVariables?: readonly string[];
  /** Variables of images with options of the program that makes a new database, which writes settings into its file. */
  readonly initVariables?: readonly string[];
  readonly crash: readonly CrashSetting[];
}
