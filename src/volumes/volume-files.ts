import { configKeyProblem, isHashedName } from '../facts/kubernetes/config-objects';
import { checkBoolean, checkObjectName, checkWritable } from '../props/check';
import { checkMode } from '../props/file-modes';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { isObject, Unchecked } from '../util/unchecked';
import { PodField } from './pod-field';

/** A key of a ConfigMap or Secret, as a file. */
export interface VolumeFile {
  /** The key whose content the file has. */
  readonly key: string;

  /**
   * Where the file is, relative to the volume.
   *
   * @default - the key
   */
  readonly path?: string;

  /**
   * Permission bits of this file, in octal: `0o400`.
   *
   * @default - those of the volume
   */
  readonly mode?: number;
}

/** A field of the Pod, as a file. */
export interface PodFile {
  /** Where the file is, relative to the volume. */
  readonly path: string;

  /** What it shows. */
  readonly field: PodField;

  /**
   * Permission bits of this file, in octal: `0o400`.
   *
   * @default - those of the volume
   */
  readonly mode?: number;
}

/** Something of the namespace that a volume shows. */
export interface ReferredObject {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Where it is known. */
  readonly namespace?: string;
  /** Whether its content never changes. */
  readonly isFixed: boolean;
}

/** A ConfigMap or Secret of any cdk8s-plus, by what it has. */
export function checkObject(problems: Problems, prop: string, value: unknown, kind: ReferredObject['kind']): ReferredObject | undefined {
  const known = isObject(value) ? value : {};
  if (typeof known.name !== 'string' || known.name === '') {
    problems.add(prop, value, `Give a kplus.I${kind}; kplus.${kind}.from${kind}Name() makes one of a name.`);
    return undefined;
  }
  const name = checkObjectName(problems, prop, known.name);
  if (name === undefined) return undefined;
  const metadata = isObject(known.metadata) ? known.metadata : {};
  const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : undefined;
  return { kind, name, namespace, isFixed: known.immutable === true || isHashedName(name) };
}

/** Keys as files, as the manifest has them; absent is fine. */
export function checkVolumeFiles(problems: Problems, prop: string, items: unknown): object[] | undefined {
  if (items === undefined) return undefined;
  if (!Array.isArray(items) || items.length === 0) {
    problems.add(prop, items, 'Give a list of keys, each with a path, or leave it out for all.');
    return undefined;
  }
  return items.map((item: unknown, index) => {
    const at = `${prop}[${index}]`;
    const { key, path, mode } = (isObject(item) ? item : {}) as Unchecked<VolumeFile>;
    const remedy = typeof key === 'string' && key !== '' ? configKeyProblem(key) : 'Name the key.';
    if (remedy !== undefined) problems.add(`${at}.key`, key, remedy);
    checkFilePath(problems, `${at}.path`, path ?? key, path === undefined);
    const checked = checkMode(problems, `${at}.mode`, mode);
    return { key, path: path ?? key, ...(checked !== undefined && { mode: checked }) };
  });
}

/** Fields of the Pod as files, as the manifest has them. */
export function checkPodFiles(problems: Problems, prop: string, items: unknown): object[] {
  if (!Array.isArray(items) || items.length === 0) {
    problems.add(prop, items, 'Give a list of files, each with a path and a PodField.');
    return [];
  }
  return items.map((item: unknown, index) => {
    const at = `${prop}[${index}]`;
    const { path, field, mode } = (isObject(item) ? item : {}) as Unchecked<PodFile>;
    checkFilePath(problems, `${at}.path`, path, false);
    const checked = checkMode(problems, `${at}.mode`, mode);
    const mount = { path, ...(checked !== undefined && { mode: checked }) };
    if (isA(field, PodField)) return { ...mount, ...field._plan(problems, `${at}.field`) };
    problems.add(`${at}.field`, field, 'Give a PodField, such as PodField.NAME or PodField.label("app").');
    return mount;
  });
}

/** A path inside of a volume; one that follows from a key is reported with the key. */
export function checkFilePath(problems: Problems, prop: string, path: unknown, isKey: boolean): void {
  if (isKey) return;
  const isInside =
    typeof path === 'string' && path !== '' && !path.startsWith('/') && !path.startsWith('..') && !path.split('/').includes('..');
  if (isInside) checkWritable(problems, prop, path);
  else problems.add(prop, path, 'Give a path inside the volume: relative, without "..", no two dots first.');
}

export function checkOptional(problems: Problems, prop: string, value: unknown): { optional?: boolean } {
  return checkBoolean(problems, prop, value) === true ? { optional: true } : {};
}
