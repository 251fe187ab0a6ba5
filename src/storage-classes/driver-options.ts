import { DriverFacts, ParameterProblem, SecretOperation } from '../facts/drivers/driver-facts';
import { RESERVED_PREFIX } from '../facts/drivers/parameter-table';
import { isDnsLabel, isDnsSubdomain } from '../facts/kubernetes/names';
import { sharedSubDirProblem, subDirProblem } from '../facts/nfs/servers';
import { checkKnownProps } from '../props/known-props';
import { withoutContent } from '../props/format-value';
import { isSize } from '../props/kinds';
import { checkParameters } from './parameters';
import { Problems } from '../props/problems';
import { kibibytes } from '../props/sizes';
import type { StructName } from '../props/struct-table';
import { withoutNulls } from '../props/without-nulls';
import { isMap, isObject } from '../util/unchecked';

/** How one typed option becomes parameters of a class. */
export interface OptionSpec {
  /** The parameter, in the driver's spelling, by which problems find their way back to the option. */
  readonly parameter: string;
  /** The parameters for a value, or what is wrong with it as a sentence. */
  readonly render: (value: unknown) => Readonly<Record<string, string>> | string;
  /** Written where the option is left out. */
  readonly fallback?: string;
  /** Whether it cannot be left out. */
  readonly required?: boolean;
  /** Whether a value that is wrong is not shown: somebody may have written a secret. */
  readonly hidden?: boolean;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Typed options as parameters of a class, besides those that are implied; what is wrong with them is reported under `driver.`. */
export function renderOptions(
  problems: Problems,
  factory: string,
  given: unknown,
  struct: StructName,
  specs: OptionSpecs,
  facts: DriverFacts,
  implied: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const parameters: Record<string, string> = { ...implied };
  const optionOf = new Map(Object.entries(specs).map(([option, { parameter }]) => [parameter.toLowerCase(), option]));
  const broken = new Set<string>();
  const options = optionsOf(problems, factory, given, struct);
  for (const [option, spec] of Object.entries(specs)) {
    const value = options[option];
    const rendered = value === undefined && spec.required !== true ? fallbackOf(spec, facts) : spec.render(value);
    if (typeof rendered === 'string') {
      problems.add(`driver.${option}`, spec.hidden === true ? withoutContent(value) : value, rendered);
      broken.add(spec.parameter.toLowerCase());
      continue;
    }
    Object.assign(parameters, rendered);
    for (const parameter of Object.keys(rendered)) optionOf.set(parameter.toLowerCase(), option);
  }
  for (const problem of facts.checkParameters(parameters)) {
    // What follows from an option that is reported already would only confuse.
    if (involved(problem).some((parameter) => broken.has(parameter))) continue;
    const option = optionOf.get(problem.parameter.toLowerCase());
    problems.add(option === undefined ? 'driver' : `driver.${option}`, shownValue(problem, option, options), problem.problem);
  }
  checkParameters(problems, 'driver', parameters);
  return parameters;
}

/** The options as an object, with the unknown ones reported. */
export function optionsOf(problems: Problems, factory: string, given: unknown, struct: StructName): Readonly<Record<string, unknown>> {
  const options = withoutNulls(given, struct);
  if (options === undefined) return {};
  if (!isObject(options)) {
    problems.add('driver', options, `Give ${factory} an object of options.`);
    return {};
  }
  checkKnownProps(problems, 'driver', options, struct);
  return options;
}

function fallbackOf({ parameter, fallback }: OptionSpec, { safeParameters }: DriverFacts): Readonly<Record<string, string>> {
  const value = fallback ?? safeParameters?.[parameter];
  return value === undefined ? {} : { [parameter]: value };
}

function involved(problem: ParameterProblem): readonly string[] {
  return [problem.parameter.toLowerCase(), ...(problem.involves ?? [])];
}

/** The value as the caller gave it, unless it has several parts of which one is wrong. */
function shownValue(problem: ParameterProblem, option: string | undefined, options: Readonly<Record<string, unknown>>): unknown {
  const value = option === undefined ? undefined : options[option];
  return value === undefined || (typeof value === 'object' && !isSize(value)) ? problem.value : value;
}

// How options are written.

export function text(parameter: string, fallback?: string): OptionSpec {
  const render = (value: unknown) =>
    typeof value === 'string' && value.trim() !== '' ? { [parameter]: value } : 'Give a text that is not empty.';
  return { parameter, fallback, render };
}

export function wholeAmount(parameter: string, unit = ''): OptionSpec {
  const render = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31
      ? { [parameter]: `${value}${unit}` }
      : 'Give a whole number above zero.';
  return { parameter, render };
}

export function flag(parameter: string, fallback?: string): OptionSpec {
  const render = (value: unknown) => (typeof value === 'boolean' ? { [parameter]: String(value) } : 'Give true or false.');
  return { parameter, fallback, render };
}

/** A word that is written where the option is true, and another one or nothing where it is false. */
export function choice(parameter: string, whenTrue: string, whenFalse?: string): OptionSpec {
  const render = (value: unknown): Readonly<Record<string, string>> | string => {
    if (typeof value !== 'boolean') return 'Give true or false.';
    const word = value ? whenTrue : whenFalse;
    return word === undefined ? {} : { [parameter]: word };
  };
  return { parameter, render };
}

/** A throughput: the Size that passes in one second, in whole MiB. */
export function perSecond(parameter: string, unit = ''): OptionSpec {
  const remedy = 'Give the Size per second in whole MiB, such as Size.mebibytes(250).';
  const render = (value: unknown) => {
    const amount = isSize(value) ? kibibytes(value) / 1024 : 0;
    return Number.isInteger(amount) && amount > 0 ? { [parameter]: `${amount}${unit}` } : remedy;
  };
  return { parameter, render };
}

/** Keys and values in one parameter: `key=value,key=value`. */
export function pairs(parameter: string): OptionSpec {
  const render = (value: unknown) => {
    const entries = entriesOf(value);
    if (typeof entries === 'string') return entries;
    const wrong = entries.find((entry) => /[,=]/.test(entry.join('')));
    if (wrong !== undefined) return `The driver separates by commas and equals signs. Write ${wrong[0]} without them.`;
    return { [parameter]: entries.map((entry) => entry.join('=')).join(',') };
  };
  return { parameter, render };
}

/** Keys and values in one parameter each: `prefix_1: key=value`. */
export function numberedPairs(prefix: string): OptionSpec {
  const render = (value: unknown) => {
    const entries = entriesOf(value);
    if (typeof entries === 'string') return entries;
    return Object.fromEntries(entries.map((entry, index) => [`${prefix}_${index + 1}`, entry.join('=')]));
  };
  return { parameter: prefix, render };
}

/** The id of a user or a group, zero included. */
export function userId(parameter: string): OptionSpec {
  const render = (value: unknown) => (isUserId(value) ? { [parameter]: `${value}` } : ID_REMEDY);
  return { parameter, render };
}

export const isUserId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31;

export const ID_REMEDY = 'Give an id as a whole number, from 0 to 2147483647.';

/** The mode of files or directories, in octal digits. */
export function octalMode(parameter: string, fallback?: string): OptionSpec {
  const render = (value: unknown) => (isMode(value) ? { [parameter]: value } : MODE_REMEDY);
  return { parameter, fallback, render };
}

export const isMode = (value: unknown): value is string => typeof value === 'string' && /^[0-7]{3,4}$/.test(value);

export const MODE_REMEDY = 'Give the mode as a string of three or four octal digits, such as "0770".';

/** The directory of a volume, in which the driver puts names so that no two claims share one. */
export function ownDirectory(parameter: string, driver: string): OptionSpec {
  const render = (value: unknown) => {
    if (typeof value !== 'string') return 'Give a text that is not empty.';
    return subDirProblem(value) ?? sharedSubDirProblem(value, driver) ?? { [parameter]: value };
  };
  return { parameter, render };
}

export const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string' && /^[^\s,]+$/.test(word));

/** Several words in one parameter; somebody may have written a secret among them. */
export function words(parameter: string): OptionSpec {
  const render = (value: unknown) =>
    isWords(value) ? { [parameter]: value.join(',') } : 'Give a list of texts without blanks and commas.';
  return { parameter, render, hidden: true };
}

/** A Secret by its name, for some operations of the driver. */
export function secret(operations: readonly SecretOperation[], { required = true }: { readonly required?: boolean } = {}): OptionSpec {
  const keyOf = (operation: SecretOperation, part: string) => `${RESERVED_PREFIX}${operation}-secret-${part}`;
  const render = (value: unknown) => {
    const { name, namespace }: Readonly<Record<string, unknown>> = isMap(value) ? value : {};
    const fits = typeof name === 'string' && isDnsSubdomain(name) && typeof namespace === 'string' && isDnsLabel(namespace);
    if (!fits) {
      return 'Give the name and the namespace of a Secret and nothing of its content: { name: "share", namespace: "storage" }.';
    }
    return Object.fromEntries(
      operations.flatMap((operation) => [
        [keyOf(operation, 'name'), name],
        [keyOf(operation, 'namespace'), namespace],
      ]),
    );
  };
  return { parameter: keyOf(operations[0], 'name'), render, hidden: true, required };
}

/** An option that becomes no parameter, and is read elsewhere: it is only checked here. */
export function checkedOnly(name: string, isRight: (value: unknown) => boolean, remedy: string): OptionSpec {
  return { parameter: name, render: (value) => (isRight(value) ? {} : remedy) };
}

function entriesOf(value: unknown): ReadonlyArray<readonly [string, string]> | string {
  if (!isMap(value)) return 'Give an object of keys and string values.';
  const entries = Object.entries(value);
  if (entries.length === 0) return 'It is empty. Give keys and values, or leave it out.';
  if (!entries.every((entry) => typeof entry[1] === 'string')) return 'Give an object of keys and string values.';
  return entries as Array<[string, string]>;
}
