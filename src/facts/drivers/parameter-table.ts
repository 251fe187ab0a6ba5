import { didYouMean } from '../../util/did-you-mean';
import { ParameterProblem, Parameters } from './driver-facts';

/** The parameters that one driver knows. */
export interface ParameterTable {
  /** The known keys in the driver's own spelling, each with the check of its value. */
  readonly keys: Readonly<Record<string, ValueCheck>>;
  /** Keys known by how they begin, in the driver's own case. */
  readonly prefixes?: Readonly<Record<string, ValueCheck>>;
  /** Whether the driver tells `Type` from `type`. */
  readonly caseSensitive?: boolean;
  /** What becomes of a key that the driver does not know, as a sentence. */
  readonly unknown: string;
  /** What becomes of the old bare `fstype`; without it, `fstype` is the driver's own key. */
  readonly bareFsType?: string;
  /** Whether the old key still does what it did. */
  readonly bareFsTypeWorks?: boolean;
  /** File systems that the driver can make, where it is known to refuse others. */
  readonly fileSystems?: readonly string[];
}

/** Returns what is wrong with a value, as a sentence. */
export type ValueCheck = (value: string) => string | undefined;

export const FS_TYPE = 'csi.storage.k8s.io/fstype';

/** What the keys begin with that the CSI provisioner reads itself. */
export const RESERVED_PREFIX = 'csi.storage.k8s.io/';

/** Operations whose secrets the provisioner takes out of the parameters before the driver sees them. */
const SECRETS = [
  '',
  'provisioner-',
  'controller-publish-',
  'controller-expand-',
  'controller-modify-',
  'node-stage-',
  'node-publish-',
  'node-expand-',
];

/**
 * Keys of the reserved prefix that the CSI provisioner knows; it refuses every other one.
 *
 * @see https://github.com/kubernetes-csi/external-provisioner/blob/master/pkg/controller/controller.go
 */
const RESERVED_KEYS = [
  FS_TYPE,
  ...SECRETS.flatMap((operation) => ['name', 'namespace'].map((part) => `${RESERVED_PREFIX}${operation}secret-${part}`)),
];

/** Checks each parameter by itself. */
export function checkTable(parameters: Parameters, table: ParameterTable): ParameterProblem[] {
  const found: ParameterProblem[] = [];
  const seen = new Set<string>();
  for (const [parameter, value] of Object.entries(parameters)) {
    const key = sameKey(parameter, table);
    const problem = seen.has(key)
      ? 'The driver does not tell upper from lower case, so this key is there twice. Keep one.'
      : checkEntry(parameter, value, table);
    seen.add(key);
    const works = problem === table.bareFsType && table.bareFsTypeWorks === true;
    if (problem !== undefined) found.push({ parameter, value, problem, ...(works && { works }) });
  }
  if (isGivenTwice(parameters)) {
    found.push({
      parameter: FS_TYPE,
      value: parameters[FS_TYPE],
      problem: 'The provisioner refuses it beside fstype. Keep one of them.',
      involves: ['fstype'],
    });
  }
  return found;
}

/** The parameters by lower-case key, those that are strings. */
export function lowered(parameters: Parameters): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(parameters).flatMap(([key, value]) => (typeof value === 'string' ? [[key.toLowerCase(), value] as const] : [])),
  );
}

/** The file system that a class names, by the reserved key or by the old one; undefined where the driver chooses. */
export function fileSystemOf(parameters: Parameters): string | undefined {
  const texts = lowered(parameters);
  return texts.get(FS_TYPE) ?? texts.get('fstype');
}

/** An entry by a key that anybody may have written, `constructor` too. */
export function entryOf<T>(entries: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

function sameKey(parameter: string, table: ParameterTable): string {
  return table.caseSensitive === true || parameter.startsWith(RESERVED_PREFIX) ? parameter : parameter.toLowerCase();
}

function checkEntry(parameter: string, value: unknown, table: ParameterTable): string | undefined {
  const check = checkOf(parameter, table);
  if (typeof check === 'string') return check;
  if (typeof value !== 'string') return 'Parameters are strings: quote the value.';
  return check(value);
}

/** The check of a key's value, or what is wrong with the key itself. */
function checkOf(parameter: string, table: ParameterTable): ValueCheck | string {
  if (parameter.startsWith(RESERVED_PREFIX)) {
    if (!RESERVED_KEYS.includes(parameter)) {
      return `The provisioner refuses keys of ${RESERVED_PREFIX} that it does not know.${didYouMean(parameter, RESERVED_KEYS)}`;
    }
    return parameter === FS_TYPE && table.fileSystems !== undefined ? oneOf(table.fileSystems) : notEmpty;
  }
  const lower = parameter.toLowerCase();
  if (lower === 'fstype' && table.bareFsType !== undefined) return table.bareFsType;
  for (const [prefix, check] of Object.entries(table.prefixes ?? {})) {
    if (parameter.startsWith(prefix)) return check;
  }
  const known = Object.keys(table.keys);
  const name = known.find((candidate) => candidate.toLowerCase() === lower);
  if (name === undefined) return `${table.unknown}${didYouMean(parameter, [...known, FS_TYPE])}`;
  if (table.caseSensitive === true && name !== parameter) return `The driver tells upper from lower case. Write ${name}.`;
  return table.keys[name];
}

/** Whether the file system is named by the reserved key and by the old one. */
function isGivenTwice(parameters: Parameters): boolean {
  return FS_TYPE in parameters && Object.keys(parameters).some((key) => key.toLowerCase() === 'fstype');
}

// Checks of values.

export const anything: ValueCheck = () => undefined;

export const notEmpty: ValueCheck = (value) => (value.trim() === '' ? 'It is empty. Give a value, or leave the key out.' : undefined);

export function oneOf(values: readonly string[]): ValueCheck {
  return (value) => (values.includes(value) ? undefined : `Use one of ${values.join(', ')}.${didYouMean(value, values)}`);
}

/** One of the values, in any case. */
export function oneOfAnyCase(values: readonly string[]): ValueCheck {
  return (value) => (values.includes(value.toLowerCase()) ? undefined : `Use one of ${values.join(', ')}.${didYouMean(value, values)}`);
}

/** Exactly `true` or `false`. */
export const exactBoolean: ValueCheck = (value) =>
  value === 'true' || value === 'false' ? undefined : 'Only "true" switches it on; anything else means false. Write "true" or "false".';

export const anyCaseBoolean: ValueCheck = oneOfAnyCase(['true', 'false']);

/** What `strconv.ParseBool` of Go takes. */
export const anyGoBoolean: ValueCheck = matches(/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/, 'Write "true" or "false".');

/** The id of a user or a group. */
export const groupOrUser: ValueCheck = (value) =>
  /^[0-9]+$/.test(value) && Number(value) < 2 ** 32 - 1 ? undefined : 'Give the id as a whole number, in digits.';

export const wholeNumber: ValueCheck = (value) => (whole(value) === undefined ? 'Give a whole number above zero, in digits.' : undefined);

export function matches(pattern: RegExp, remedy: string): ValueCheck {
  return (value) => (pattern.test(value) ? undefined : remedy);
}

/** A whole number above zero within 32 bits, or undefined. */
export function whole(value: string | undefined): number | undefined {
  if (value === undefined || !/^\+?[0-9]+$/.test(value)) return undefined;
  const amount = Number(value);
  return amount > 0 && amount < 2 ** 31 ? amount : undefined;
}
