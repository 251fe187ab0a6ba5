import * as kplus from 'cdk8s-plus-27';
import { checkText, checkTexts } from '../props/check';
import { kindOf } from '../props/format-value';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { bytesOfBase64, bytesOfText, ConfigEntry } from './entries';
import { readDirectory, readEntry } from './read-files';
import { isMap } from '../util/unchecked';

/** How a directory is read. */
export interface ConfigDirectoryOptions {
  /**
   * Files and subdirectories to leave out: names, in which `*` stands for any characters.
   *
   * @default - none; subdirectories, links and hidden files are then errors
   */
  readonly exclude?: string[];
}

/** What is known of an object that others own. */
export interface ExistingConfigOptions {
  /**
   * Whatever changes with the content, such as a date or a version: a new text rolls the Pods. Needed where nothing else follows
   * the object: under the strategies `rollout` and `immutable`, and for environment variables under `live`.
   *
   * @default - none
   */
  readonly version?: string;
}

/** An object that others own. */
export interface ExistingObject {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly version?: string;
}

/** What a source gives once it has been read. */
export interface ConfigContent {
  readonly existing?: ExistingObject;
  readonly entries: readonly ConfigEntry[];
}

type Reader = (problems: Problems, prop: string) => ConfigContent;

/**
 * Where the files of a config come from: literal data, files, a directory, or an object that the cluster has.
 *
 * There is no way to make a Secret here: whoever can read the repository or the manifest could read it. Let an operator, a vault or
 * `kubectl create secret` make it, and name it by `fromSecret()`.
 *
 * Files are taken byte by byte, so line ends count: pin them in `.gitattributes` where people check out on several platforms. What is no
 * UTF-8, or would not come out of YAML as it went in, becomes `binaryData`; Pods see the same file either way.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
 */
export class ConfigSource {
  /** Texts by file name. */
  static fromData(data: { readonly [key: string]: string }): ConfigSource {
    return new ConfigSource((problems, prop) => readMap(problems, prop, data, 'text', bytesOfText, NO_TEXT));
  }

  /** Bytes, written in base64, by file name. */
  static fromBinaryData(data: { readonly [key: string]: string }): ConfigSource {
    return new ConfigSource((problems, prop) => readMap(problems, prop, data, 'base64 text', bytesOfBase64, NO_BASE64));
  }

  /** A file. Relative paths start at the working directory, which is that of `cdk8s.yaml` under the cdk8s CLI. */
  static fromFile(path: string, key?: string): ConfigSource {
    return new ConfigSource((problems, prop) => {
      const file = checkPath(problems, prop, path, 'Give the path of a file.');
      const name = key === undefined || key === null ? undefined : checkText(problems, prop, key, 'Give the key as a text.');
      const entry = file === undefined ? undefined : readEntry(problems, prop, file, name);
      return { entries: entry === undefined ? [] : [entry] };
    });
  }

  /** Files, each under its own name. */
  static fromFiles(paths: string[]): ConfigSource {
    return new ConfigSource((problems, prop) => {
      if (!Array.isArray(paths) || paths.length === 0) problems.add(prop, paths, 'Give a list of paths of files.');
      return merge(problems, prop, Array.isArray(paths) ? paths.map((path: string) => ConfigSource.fromFile(path)) : []);
    });
  }

  /** The files of a directory, without subdirectories. */
  static fromDirectory(path: string, options?: ConfigDirectoryOptions): ConfigSource {
    options = withoutNulls(options, 'ConfigDirectoryOptions');
    return new ConfigSource((problems, prop) => {
      const directory = checkPath(problems, prop, path, 'Give the path of a directory.');
      checkKnownProps(problems, prop, options, 'ConfigDirectoryOptions');
      const exclude = checkTexts(problems, `${prop}.exclude`, options?.exclude) ?? [];
      return { entries: directory === undefined ? [] : readDirectory(problems, prop, directory, exclude) };
    });
  }

  /** Several sources as one ConfigMap. */
  static merge(...sources: ConfigSource[]): ConfigSource {
    return new ConfigSource((problems, prop) => merge(problems, prop, sources));
  }

  /** A ConfigMap that others own, by `kplus.ConfigMap.fromConfigMapName()`. */
  static fromConfigMap(configMap: kplus.IConfigMap, options?: ExistingConfigOptions): ConfigSource {
    const remedy = 'Give a kplus.IConfigMap; ConfigMap.fromConfigMapName() makes one of a name.';
    return new ConfigSource((problems, prop) => existing(problems, prop, 'ConfigMap', configMap, remedy, options));
  }

  /** A Secret that others own, by `kplus.Secret.fromSecretName()`. */
  static fromSecret(secret: kplus.ISecret, options?: ExistingConfigOptions): ConfigSource {
    const remedy = 'Give a kplus.ISecret; Secret.fromSecretName() makes one of a name.';
    return new ConfigSource((problems, prop) => existing(problems, prop, 'Secret', secret, remedy, options));
  }

  private constructor(
    /** @internal */
    readonly _read: Reader,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ConfigSource';
  }
}

/** A path on the machine that synthesizes: it stands in no manifest, so any text may be one. */
function checkPath(problems: Problems, prop: string, path: unknown, remedy: string): string | undefined {
  if (typeof path === 'string' && path.trim() !== '') return path;
  problems.add(prop, path, remedy);
  return undefined;
}

const NO_TEXT = 'It is no text (half a surrogate pair). Give bytes by ConfigSource.fromBinaryData().';
const NO_BASE64 = 'It is no base64. Write Buffer.from(bytes).toString("base64").';

function readMap(
  problems: Problems,
  prop: string,
  data: unknown,
  kind: string,
  bytesOf: (value: string) => Buffer | undefined,
  remedy: string,
): ConfigContent {
  if (!isMap(data)) {
    problems.add(prop, data, `Give an object of file names and ${kind}.`);
    return { entries: [] };
  }
  const entries = Object.entries(data as Record<string, unknown>).flatMap(([key, value]) => {
    const bytes = typeof value === 'string' ? bytesOf(value) : undefined;
    if (bytes !== undefined) return [{ key, bytes }];
    const wrong = typeof value === 'string' ? remedy : `Give ${kind}; quote numbers and booleans.`;
    // Not written out: it may well be a secret.
    problems.add(`${prop}[${JSON.stringify(key)}]`, kindOf(value), wrong);
    return [];
  });
  return { entries };
}

function merge(problems: Problems, prop: string, sources: readonly unknown[]): ConfigContent {
  const entries = sources.flatMap((source) => {
    if (!isA(source, ConfigSource)) {
      problems.add(prop, source, 'Give sources made by ConfigSource.');
      return [];
    }
    const content = source._read(problems, prop);
    if (content.existing !== undefined) {
      const remedy = 'It is an object of its own and cannot become part of another. Make it a config of its own.';
      problems.add(prop, content.existing.name, remedy);
    }
    return content.entries;
  });
  return { entries };
}

function existing(
  problems: Problems,
  prop: string,
  kind: ExistingObject['kind'],
  value: unknown,
  remedy: string,
  options: ExistingConfigOptions | undefined,
): ConfigContent {
  options = withoutNulls(options, 'ExistingConfigOptions');
  const name = (value as { name?: unknown } | null | undefined)?.name;
  checkKnownProps(problems, prop, options, 'ExistingConfigOptions');
  const version = options?.version;
  if (version !== undefined) checkText(problems, `${prop}.version`, version, 'Give a text that changes with the content.');
  if (typeof name !== 'string' || name === '') problems.add(prop, value, remedy);
  return { existing: { kind, name: String(name), version }, entries: [] };
}
