import { isObject } from '../../util/unchecked';
import { FieldProblem } from './field-problem';
import { isFileMode } from './file-modes';
import { dnsLabelRule, isDnsLabel, isDnsSubdomain, isDriverName, NO_OBJECT_NAME } from './names';
import { hasParentPart, isAbsolute } from './paths';

/**
 * Volumes of a Pod, as constructs are given them.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/
 */

/** Sources whose files come from the API. */
export const CONFIG_SOURCES = ['configMap', 'secret', 'projected', 'downwardAPI'];

/** Sources that nobody can write to: volumes of theirs hold nothing of their own. */
export const READ_ONLY_SOURCES = [...CONFIG_SOURCES, 'image'];

const MODE = 'Give permission bits in octal, from 0o000 to 0o777, such as 0o444.';

/** What is wrong with a volume, by fields of its manifest. */
export function volumeProblems({ name, ...sources }: Readonly<Record<string, unknown>>): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (!(typeof name === 'string' && isDnsLabel(name))) {
    found.push({
      field: 'name',
      value: name,
      remedy: `${dnsLabelRule()}.`,
    });
  }
  const { configMap, secret, persistentVolumeClaim, csi } = sources;
  for (const [files, key] of [
    [configMap, 'name'],
    [secret, 'secretName'],
  ] as const) {
    if (isObject(files)) found.push(...nameProblems(files[key]), ...fileProblems(files));
  }
  if (isObject(persistentVolumeClaim)) found.push(...nameProblems(persistentVolumeClaim.claimName));
  if (isObject(csi)) found.push(...driverProblems(csi.driver));
  return found;
}

function nameProblems(name: unknown): FieldProblem[] {
  return typeof name === 'string' && isDnsSubdomain(name) ? [] : [{ field: '', value: name, remedy: NO_OBJECT_NAME }];
}

function driverProblems(driver: unknown): FieldProblem[] {
  if (typeof driver === 'string' && isDriverName(driver)) return [];
  return [{ field: 'driver', value: driver, remedy: 'Use at most 63 letters, digits, dashes and dots.' }];
}

/** The files that a ConfigMap or a Secret becomes. */
function fileProblems({ defaultMode, items }: Readonly<Record<string, unknown>>): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (defaultMode !== undefined && !isFileMode(defaultMode)) found.push({ field: 'defaultMode', value: defaultMode, remedy: MODE });
  (Array.isArray(items) ? (items as unknown[]) : []).forEach((item, index) => {
    const { key, path, mode } = isObject(item) ? item : {};
    const at = `items[${index}]`;
    if (typeof key !== 'string' || key === '') found.push({ field: `${at}.key`, value: key, remedy: 'Name the key.' });
    if (mode !== undefined && !isFileMode(mode)) found.push({ field: `${at}.mode`, value: mode, remedy: MODE });
    if (typeof path === 'string' && path !== '' && !isAbsolute(path) && !path.startsWith('..') && !hasParentPart(path)) return;
    found.push({ field: `${at}.path`, value: path, remedy: 'Give a path inside the volume: relative, without "..", no two dots first.' });
  });
  return found;
}
