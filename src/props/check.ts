import type { Duration, Size } from 'cdk8s';
import { MOST_ANNOTATION_BYTES } from '../facts/kubernetes/config-objects';
import { unpinnedReason } from '../facts/kubernetes/images';
import { dnsLabelRule, isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../facts/kubernetes/names';
import { hasParentPart, isAbsolute, isSystemPath } from '../facts/kubernetes/paths';
import { isWritableText } from '../facts/kubernetes/texts';
import { described, withoutContent } from './format-value';
import { isDuration, isSize } from './kinds';
import { Problems } from './problems';
import { isWritable } from './sizes';
import { isMap } from '../util/unchecked';

/*
 * Checks of single props. Types vanish at run time (JavaScript, casts, other languages), so each starts from `unknown`:
 * it reports what is wrong and returns the value where it can be used.
 */

/** Whether something was given at all; reports it as missing otherwise. */
export function checkGiven(problems: Problems, prop: string, value: unknown, remedy: string): boolean {
  if (value !== undefined && value !== null) return true;
  problems.add(prop, undefined, remedy);
  return false;
}

/** A text that says something. */
export function checkText(problems: Problems, prop: string, value: unknown, remedy: string): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') {
    checkWritable(problems, prop, value);
    return value;
  }
  problems.add(prop, value, remedy);
  return undefined;
}

const NOT_WRITABLE =
  'kubectl would refuse or change it, as it stands in YAML. Leave out control characters, line separators and what is no character, a tab at the start, lines of nothing but blanks, and numbers in forms such as 0o17, 0X1F and 1e_3, which it would take for numbers.';

/** Reports a text that would not come out of YAML as it went in. */
export function checkWritable(problems: Problems, prop: string, text: string): void {
  if (!isWritableText(text)) problems.add(prop, described('a text'), NOT_WRITABLE);
}

function written(problems: Problems, prop: string, text: string): string | undefined {
  if (isWritableText(text)) return text;
  problems.add(prop, text, NOT_WRITABLE);
  return undefined;
}

/** A list of strings that may be absent. */
export function checkTexts(problems: Problems, prop: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    value.forEach((item, index) => checkWritable(problems, `${prop}[${index}]`, item));
    return value;
  }
  problems.add(prop, withoutContent(value), 'Give a list of strings.');
  return undefined;
}

/** A whole number within limits. */
export function checkInteger(
  problems: Problems,
  prop: string,
  value: unknown,
  limits: { readonly min: number; readonly max: number; readonly remedy?: string },
): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= limits.min && value <= limits.max) return value;
  problems.add(prop, value, limits.remedy ?? `Give a whole number from ${limits.min} to ${limits.max}.`);
  return undefined;
}

export function checkBoolean(problems: Problems, prop: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  problems.add(prop, value, 'Give true or false.');
  return undefined;
}

/** One of the values of an enum. */
export function checkOneOf<T extends string>(problems: Problems, prop: string, value: unknown, values: readonly T[]): T | undefined {
  if (values.includes(value as T)) return value as T;
  problems.add(prop, value, `Use one of ${values.join(', ')}.`);
  return undefined;
}

/** A size that can be written as a quantity: above zero, whole KiB, below 8 EiB. */
export function checkSize(problems: Problems, prop: string, value: unknown, remedy = ''): Size | undefined {
  if (isSize(value)) {
    if (isWritable(value)) return value;
    problems.add(prop, value, `Give a size of whole KiB above zero and below 8 EiB. ${remedy}`.trim());
  } else {
    problems.add(prop, value, `Give a Size, such as Size.gibibytes(1). ${remedy}`.trim());
  }
  return undefined;
}

/** The most seconds that all fields of the API can hold: 68 years. */
const MOST_SECONDS = 2 ** 31 - 1;

/** A duration of whole seconds, at least the minimum. */
export function checkDuration(problems: Problems, prop: string, value: unknown, minSeconds: number): Duration | undefined {
  if (isDuration(value)) {
    const seconds = value.toSeconds({ integral: false });
    if (Number.isInteger(seconds) && seconds >= minSeconds && seconds <= MOST_SECONDS) return value;
    const most = seconds > MOST_SECONDS ? ` and at most ${MOST_SECONDS}` : '';
    problems.add(prop, `${seconds} s`, `Give whole seconds, at least ${minSeconds}${most}.`);
  } else {
    problems.add(prop, value, 'Give a Duration, such as Duration.seconds(30).');
  }
  return undefined;
}

/** The name of an object whose name is a DNS label, of at most `longest` characters. */
export function checkLabelName(problems: Problems, prop: string, value: unknown, longest: number, why: string): string | undefined {
  if (typeof value === 'string' && isDnsLabel(value) && value.length <= longest) return written(problems, prop, value);
  problems.add(prop, value, `${dnsLabelRule(longest)}${why === '' ? '' : `: ${why}`}.`);
  return undefined;
}

/** The name of an object whose name is a DNS subdomain: classes, volumes, ConfigMaps, Secrets. */
export function checkObjectName(problems: Problems, prop: string, value: unknown): string | undefined {
  if (typeof value === 'string' && isDnsSubdomain(value)) return written(problems, prop, value);
  problems.add(
    prop,
    value,
    'Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
  );
  return undefined;
}

/** Labels that the API server accepts; absent is fine. */
export function checkLabels(problems: Problems, prop: string, value: unknown): Readonly<Record<string, string>> {
  return checkMap(problems, prop, value, (item) =>
    !isLabelValue(item)
      ? 'A label value has at most 63 letters, digits, dashes, underscores and dots.'
      : isWritableText(item)
        ? undefined
        : NOT_WRITABLE,
  );
}

/** Annotations that the API server accepts; absent is fine. */
export function checkAnnotations(problems: Problems, prop: string, value: unknown): Readonly<Record<string, string>> {
  const annotations = checkMap(problems, prop, value, (item) => (isWritableText(item) ? undefined : NOT_WRITABLE));
  const texts = Object.entries(annotations as Record<string, unknown>).filter(([, item]) => typeof item === 'string');
  const bytes = texts.flat().reduce((sum: number, text) => sum + Buffer.byteLength(text as string), 0);
  if (bytes > MOST_GIVEN) {
    const remedy = `All annotations of an object may have ${MOST_ANNOTATION_BYTES} bytes together, and others add to them. Give at most ${MOST_GIVEN}, and put more into a ConfigMap.`;
    problems.add(prop, described(`${bytes} bytes`), remedy);
  }
  return annotations;
}

/** What is left for annotations that this library, controllers and kubectl add. */
const MOST_GIVEN = MOST_ANNOTATION_BYTES - 16 * 1024;

/** The most characters of a reason: it becomes part of an annotation. */
const LONGEST_REASON = 2048;

/** Why something is as it is, in words that are written into the manifest. */
export function checkReason(problems: Problems, prop: string, value: unknown, remedy: string): string | undefined {
  const reason = checkText(problems, prop, value, remedy);
  if (reason === undefined || reason.length <= LONGEST_REASON) return reason;
  problems.add(
    prop,
    described(`${reason.length} characters`),
    `It is written into an annotation. Say it in at most ${LONGEST_REASON} characters.`,
  );
  return undefined;
}

/** Why cdk8s cannot write an object with a key: it asks a map for its `constructor`, and sets its prototype. */
export function keyProblem(key: string): string | undefined {
  return key === 'constructor' || key === '__proto__' ? 'cdk8s loses a key of this name. Use another.' : undefined;
}

function checkMap(
  problems: Problems,
  prop: string,
  value: unknown,
  wrong: (item: string) => string | undefined,
): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isMap(value)) {
    problems.add(prop, withoutContent(value), 'Give an object of keys and string values.');
    return {};
  }
  for (const [key, item] of Object.entries(value)) {
    const remedy = !isQualifiedName(key)
      ? 'The key must be a name of at most 63 characters, with an optional DNS prefix and slash.'
      : typeof item !== 'string'
        ? 'Give a string; quote numbers and booleans.'
        : (keyProblem(key) ?? wrong(item));
    if (remedy !== undefined) problems.add(`${prop}[${JSON.stringify(key)}]`, withoutContent(item), remedy);
  }
  return value as Readonly<Record<string, string>>;
}

/** An image with a tag or digest, and not `latest`. */
export function checkImage(problems: Problems, prop: string, value: unknown): string | undefined {
  const image = checkText(problems, prop, value, 'Name the image with a tag or digest, such as nginx:1.29.1.');
  if (image === undefined) return undefined;
  const remedy = unpinnedReason(image);
  if (remedy === undefined) return image;
  problems.add(prop, image, remedy);
  return undefined;
}

/** An absolute path without `..` (and without the characters that a mount or a shell would trip over). */
export function checkAbsolutePath(problems: Problems, prop: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || !isAbsolute(value)) {
    problems.add(prop, value, 'Give an absolute path: it starts with a slash.');
  } else if (hasParentPart(value)) {
    problems.add(prop, value, 'Write the path without "..".');
  } else if (/[:\0\n]/.test(value)) {
    problems.add(prop, value, 'The path has a colon, a line break or a null byte; the kubelet cannot mount it. Use another.');
  } else if (!isWritableText(value)) {
    problems.add(prop, value, NOT_WRITABLE);
  } else {
    return value;
  }
  return undefined;
}

/** An absolute path at which a volume can be mounted without hiding what the image or the kernel has there. */
export function checkMountPath(problems: Problems, prop: string, value: unknown): string | undefined {
  const path = checkAbsolutePath(problems, prop, value);
  if (path === undefined) return undefined;
  if (!isSystemPath(path)) return path;
  problems.add(
    prop,
    path,
    'A mount there hides the files of the image or the kernel. Mount at a directory of its own, such as /scratch or /var/lib/app.',
  );
  return undefined;
}
