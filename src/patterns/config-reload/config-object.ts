import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Identity, identityLabels } from '../../hardening/identity';
import { checkPathsApart } from '../../hardening/container-options';
import { besideFsGroup, octal } from '../../facts/kubernetes/file-modes';
import { normalizePath, pathsOverlap } from '../../facts/kubernetes/paths';
import { HidingContainer, hiddenByFiles, isOfApplication } from '../../facts/programs/own-directories';
import { checkLabelName, checkMountPath, checkReason, checkTexts } from '../../props/check';
import { checkMode } from '../../props/file-modes';
import { configDigest } from '../../config/digest';
import { NotSecret } from '../../props/not-secret';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { PlannedObject } from '../../workloads/objects';
import { Mountable } from '../../workloads/mountable';
import { addConfigMap } from '../../config/config-map';
import { checkEntries, ConfigEntry, textOf } from '../../config/entries';
import { ConfigContent, ConfigSource } from '../../config/config-source';
import { WATCHER } from './config-watcher';
import { ReloadStrategy } from './reload-strategy';
import { isObject, Unchecked } from '../../util/unchecked';

/** One ConfigMap or Secret of a `ConfigReloadingDeployment`. */
export interface ConfigOptions {
  /**
   * Name of the config, unique in its Deployment: at most 56 lower-case letters, digits and dashes. The ConfigMap is named
   * `<deployment>-<name>`, and `<deployment>-<name>-<hash>` under `ReloadStrategy.immutable()`.
   */
  readonly name: string;

  /** What it holds. */
  readonly source: ConfigSource;

  /**
   * Where the containers see its files: an absolute path of a directory that holds nothing else. Always read-only.
   *
   * @default - not mounted: for environment variables only
   */
  readonly mountPath?: string;

  /**
   * Names of the containers that mount it.
   *
   * @default - all
   */
  readonly containers?: string[];

  /**
   * One file to mount at `mountPath`, which is then the path of a file. Only under `ReloadStrategy.immutable()`: such a file does not change
   * with its object.
   *
   * @default - the directory
   */
  readonly subPath?: string;

  /**
   * Why the program does without the files that its image has at `mountPath`, in words, which are written into the manifest. A config at a
   * directory that programs are known to need, such as /etc/nginx, or in which most images have their application, such as /app, is refused.
   *
   * @default - such a directory is refused
   */
  readonly hidesImageFiles?: string;

  /**
   * Permission bits of the files, such as 0o555 for scripts. They include that the group may read (0o040): beside `fsGroup`, which Pods of this
   * library have, the kubelet adds it.
   *
   * @default - 0o644, and 0o440 for a Secret
   */
  readonly mode?: number;

  /**
   * Keys that look like secrets and are none, each with the reason, which is written into the manifest.
   *
   * @default - none
   */
  readonly notSecret?: { readonly [key: string]: string };
}

/** A config that has been read and checked. */
export interface PlannedConfig extends ConfigContent {
  /** The prop that it was given by. */
  readonly at: string;
  readonly name: string;
  readonly objectName: string;
  readonly mountPath?: string;
  readonly containers: readonly string[];
  readonly subPath?: string;
  readonly mode?: number;
  readonly hidesImageFiles?: string;
  readonly notSecret: Readonly<Record<string, string>>;
}

/** A path at which a container has something, and where that was said. */
export interface Mount {
  readonly prop: string;
  readonly path: string;
}

/** What configs are checked against, and what grows with each of them. */
export interface ConfigContext {
  readonly owner: string;
  /** Undefined where it has problems of its own. */
  readonly strategy: ReloadStrategy | undefined;
  readonly containers: ReadonlyMap<string, Mount[]>;
  /** What is known of what runs in them. */
  readonly programs: ReadonlyMap<string, HidingContainer>;
  readonly names: Set<string>;
}

const LONGEST_NAME = 56;

/** Checks one config; undefined where it could not be looked at. */
export function checkConfig(problems: Problems, at: string, config: unknown, context: ConfigContext): PlannedConfig | undefined {
  if (!isObject(config)) {
    problems.add(at, config, 'Give an object with a name and a source.');
    return undefined;
  }
  const given = config as Unchecked<ConfigOptions>;
  const name = checkLabelName(problems, `${at}.name`, given.name, LONGEST_NAME, 'the volume and the object are named after it');
  if (name !== undefined) {
    if (context.names.has(name)) problems.add(`${at}.name`, name, 'Another config has this name. Give each its own.');
    context.names.add(name);
  }
  const content = readSource(problems, at, given);
  const { existing } = content;
  // A name that is none has been reported, and may be anything.
  const baseName = `${typeof context.owner === 'string' ? context.owner : ''}-${name}`;
  if (existing !== undefined) checkFollowed(problems, at, existing, given.mountPath !== undefined, context.strategy);
  const mode = checkKeptMode(problems, `${at}.mode`, given.mode);
  const isImmutable = context.strategy?._kind === 'immutable' && existing === undefined;
  return {
    ...content,
    ...checkMount(problems, at, given, content, context),
    at,
    name: name ?? '',
    objectName: existing?.name ?? (isImmutable ? `${baseName}-${nameSuffix(content.entries)}` : baseName),
    hidesImageFiles: given.hidesImageFiles as string | undefined,
    mode: mode ?? (existing?.kind === 'Secret' ? 0o440 : undefined),
    notSecret: (given.notSecret ?? {}) as Record<string, string>,
  };
}

/** The end of the name of an immutable object: short, and another one for any other content. */
function nameSuffix(entries: readonly ConfigEntry[]): string {
  return configDigest([{ object: '', entries }]).slice(0, 10);
}

const TOLD = {
  keepSecrets: 'Keep it in a Secret that the cluster has and mount it with ConfigSource.fromSecret().',
  split: 'Split it into several configs, or put large files into an image or a volume.',
};

function readSource(problems: Problems, at: string, { source, notSecret }: Unchecked<ConfigOptions>): ConfigContent {
  if (!isA(source, ConfigSource)) {
    problems.add(`${at}.source`, source, 'Give a ConfigSource, such as ConfigSource.fromDirectory("config").');
    return { entries: [] };
  }
  const before = problems.count;
  const content = source._read(problems, `${at}.source`);
  if (content.existing !== undefined) {
    if (notSecret !== undefined) {
      problems.add(
        `${at}.notSecret`,
        notSecret,
        'It is about the keys of a ConfigMap made here; this object is made by others. Leave it out.',
      );
    }
    return content;
  }
  if (content.entries.length === 0 && problems.count === before) {
    problems.add(`${at}.source`, undefined, 'It holds no file. Give it one, or leave the config out.');
  }
  const excuses = new NotSecret(problems, `${at}.notSecret`, notSecret);
  checkEntries(problems, content.entries, excuses, { ...TOLD, prop: `${at}.source` });
  excuses.check();
  return content;
}

function checkFollowed(
  problems: Problems,
  at: string,
  { kind, name, version }: NonNullable<ConfigContent['existing']>,
  isMounted: boolean,
  strategy: ReloadStrategy | undefined,
): void {
  const prop = `${at}.source`;
  if (version !== undefined || strategy === undefined || strategy._kind === 'reloader') return;
  // Under `live` a mount is enough; what is read as variables is checked where it is read.
  if (strategy._kind === 'live' && isMounted) return;
  problems.add(
    prop,
    name,
    `Others fill this ${kind}, so the strategy ${strategy._kind} cannot see its content, and a change would not reach the Pods. ${strategy._kind === 'live' ? 'Mount it' : 'Use ReloadStrategy.reloader() or live()'}, or give its source a version, which you change with it.`,
  );
}

const COPY = 'a program that takes no file that a group can read wants a copy, made by an init container in a scratch volume.';

/** A mode that the files will have: the kubelet lets the group of the Pod read. */
function checkKeptMode(problems: Problems, prop: string, mode: unknown): number | undefined {
  const checked = checkMode(problems, prop, mode);
  const written = besideFsGroup(checked ?? 0o440);
  if (checked === undefined || written === checked) return checked;
  const wish = `Pods of this library have an fsGroup, and the kubelet lets it read: the files would have the mode ${octal(written)}.`;
  problems.add(prop, mode, `${wish} Write 0o${written.toString(8)}; ${COPY}`);
  return undefined;
}

function checkMount(
  problems: Problems,
  at: string,
  given: Unchecked<ConfigOptions>,
  { entries, existing }: ConfigContent,
  { containers, programs, strategy }: ConfigContext,
): Pick<PlannedConfig, 'mountPath' | 'containers' | 'subPath'> {
  if (given.mountPath === undefined) {
    for (const prop of ['containers', 'subPath', 'mode', 'hidesImageFiles'] as const) {
      if (given[prop] !== undefined) problems.add(`${at}.${prop}`, given[prop], 'It is about a mount. Give a mountPath, or leave it out.');
    }
    return { containers: [] };
  }
  const path = checkMountPath(problems, `${at}.mountPath`, given.mountPath);
  const names = [...containers.keys()];
  const users = names.filter((name) => name !== WATCHER);
  const wanted = checkTexts(problems, `${at}.containers`, given.containers) ?? users;
  if (given.containers !== undefined && wanted.length === 0) {
    problems.add(`${at}.containers`, given.containers, 'Name at least one, or leave it out for all.');
  }
  wanted.forEach((name, index) => {
    if (!users.includes(name)) {
      problems.add(`${at}.containers[${index}]`, name, `There is no such container: there are ${users.join(', ')}.`);
    }
  });
  if (given.subPath !== undefined) checkSubPath(problems, `${at}.subPath`, given.subPath, entries, existing !== undefined, strategy);
  const isFile = given.subPath !== undefined;
  if (checkHiding(problems, at, given.hidesImageFiles) && path !== undefined && !isFile) {
    const files = existing === undefined ? new Map(entries.map(({ key, bytes }) => [key, textOf(bytes) ?? ''])) : undefined;
    const hidden = hiddenIn(normalizePath(path), wanted, programs, files);
    if (hidden !== undefined) problems.add(`${at}.mountPath`, path, `It hides ${hidden}. ${ELSEWHERE}`);
  }
  if (path !== undefined) {
    const mount = { prop: `${at}.mountPath`, path };
    const lists = names.filter((name) => name === WATCHER || wanted.includes(name)).map((name) => containers.get(name)!);
    const other = lists.flatMap((mounts) => mounts).find((present) => pathsOverlap(present.path, path));
    if (other !== undefined) checkPathsApart(problems, [other, mount]);
    for (const mounts of lists) mounts.push(mount);
  }
  return { mountPath: path, containers: wanted, subPath: given.subPath as string | undefined };
}

const ELSEWHERE =
  'Use a directory that holds nothing else, lay in a single file by subPath (under ReloadStrategy.immutable()), or say in hidesImageFiles why the program does without.';

/** Returns whether it has to be looked what is hidden. */
function checkHiding(problems: Problems, at: string, reason: unknown): boolean {
  if (reason === undefined) return true;
  checkReason(problems, `${at}.hidesImageFiles`, reason, 'Say in words why the program does without what its image has there.');
  return false;
}

function hiddenIn(
  path: string,
  containers: readonly string[],
  programs: ReadonlyMap<string, HidingContainer>,
  files: ReadonlyMap<string, string> | undefined,
): string | undefined {
  for (const name of containers) {
    const hidden = hiddenByFiles(programs.get(name) ?? {}, { path, files });
    if (hidden !== undefined) return `${hidden}, in the container ${name}`;
  }
  return isOfApplication(path) ? `what the image has there, which in most is the application` : undefined;
}

function checkSubPath(
  problems: Problems,
  prop: string,
  subPath: unknown,
  entries: ConfigContent['entries'],
  isExisting: boolean,
  strategy: ReloadStrategy | undefined,
): void {
  const problem = strategy?._subPathProblem;
  if (problem !== undefined) {
    problems.add(prop, subPath, problem);
  } else if (isExisting) {
    problems.add(
      prop,
      subPath,
      'Others may change this object, and the file would follow when its container restarts. Mount the directory.',
    );
  } else if (!entries.some(({ key }) => key === subPath)) {
    problems.add(prop, subPath, `The config has no such file: it has ${entries.map(({ key }) => key).join(', ')}.`);
  }
}

/** The ConfigMap of a config, among the objects that its Deployment makes; none where others own it. */
export function configObject({ at, name, existing, objectName }: PlannedConfig): PlannedObject[] {
  return existing === undefined ? [{ kind: 'ConfigMap', name: objectName, from: { prop: `${at}.name`, value: name } }] : [];
}

/** Makes the ConfigMap of a config that has been checked, unless others own it. */
export function makeObject(scope: Construct, identity: Identity, config: PlannedConfig, strategy: ReloadStrategy): ApiObject | undefined {
  if (config.existing !== undefined) return undefined;
  const isImmutable = strategy._kind === 'immutable';
  return addConfigMap(scope, `ConfigMap-${config.name}`, {
    name: config.objectName,
    // By the label, all versions of a config are found, for collecting the old ones.
    labels: { ...identityLabels(identity), ...(isImmutable ? { 'cdk8s-storage/config': config.name } : {}) },
    entries: config.entries,
    notSecret: config.notSecret,
    immutable: isImmutable ? true : undefined,
  });
}

/** The volume of a config that is mounted. */
export function configVolume({ name, objectName, existing, mode }: PlannedConfig): Mountable {
  const fields = mode !== undefined && { defaultMode: mode };
  const source =
    existing?.kind === 'Secret' ? { secret: { ...fields, secretName: objectName } } : { configMap: { ...fields, name: objectName } };
  return { name: `config-${name}`, source };
}
