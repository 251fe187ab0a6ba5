import { Construct } from 'constructs';
import { isMap } from '../util/unchecked';
import { credentialInText, isSecretName } from '../facts/credentials';
import { isCron, isDuration, isSize } from './kinds';
import { isPlus } from './plus-values';
import { formatSize } from './sizes';

/*
 * How values are written in messages, which end up in the logs of pipelines: as a person would write them, but for what may be a secret.
 */

const LONGEST_VALUE = 80;

/** A value that is described in words, which are not put in quotation marks. */
class Described {
  constructor(readonly text: string) {}
}

/** What stands in a message in place of a value. */
export function described(text: string): unknown {
  return new Described(text);
}

/** A value that is none, although its prop has the name of a secret: the name of a Secret, say. */
export function noSecret(value: unknown): unknown {
  return described(write(value));
}

/** The kind of a value, which says nothing of what is in it. */
export function kindOf(value: unknown): unknown {
  return value === undefined || value === null || value instanceof Described ? value : described(describeKind(value));
}

/** A value that is refused for what it is: of a list or an object its kind, since nobody knows what was put into it. */
export function withoutContent(value: unknown): unknown {
  const isEmpty = Array.isArray(value) && value.length === 0;
  return typeof value === 'object' && !isEmpty ? kindOf(value) : value;
}

/** A value as a person would write it, on one line and of bounded length; by its kind where the name of its prop is that of a secret. */
export function formatValue(value: unknown, prop = ''): string {
  const text = (isSecretProp(prop) ? write(kindOf(value)) : write(value)).replace(/\s+/g, ' ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

/** Whether the last name of a path is that of a secret; an item of a list has the name of its list. */
function isSecretProp(path: string): boolean {
  const name = path
    .split(/[.[\]"]+/)
    .filter((part) => part !== '' && !/^[0-9]+$/.test(part))
    .at(-1);
  return name !== undefined && isSecretName(name);
}

function write(value: unknown, above: readonly object[] = []): string {
  if (value === undefined || value === null) return above.length > 0 ? String(value) : 'missing';
  if (value instanceof Described) return value.text;
  if (typeof value === 'object') return writeInside(value, above);
  if (typeof value === 'string') return credentialInText(value) === undefined ? JSON.stringify(value) : describeKind(value);
  if (typeof value === 'function') return 'a function';
  return writeSimple(value as Simple);
}

type Simple = bigint | boolean | number | symbol;
const writeSimple = (value: Simple): string => String(value);

function writeInside(value: object, above: readonly object[]): string {
  if (above.includes(value)) return '…';
  const path = [...above, value];
  if (Array.isArray(value)) {
    const items = bounded(value).map((item) => write(item, path));
    return `[${items.join()}]`;
  }
  return isMap(value) ? writeEntries(value, path) : writeObject(value);
}

function writeEntries(value: object, above: readonly object[]): string {
  const entries = bounded(Object.entries(value)).filter(([, item]) => item !== undefined);
  const written = entries.map(([key, item]) => `${JSON.stringify(key)}:${write(isSecretName(key) ? kindOf(item) : item, above)}`);
  return `{${written.join()}}`;
}

/** No more is written than fits. */
const bounded = <T>(items: readonly T[]): readonly T[] => items.slice(0, LONGEST_VALUE);

/** What a class has made shows its fields to nobody: they are not what the user wrote. */
function writeObject(value: object): string {
  if (Construct.isConstruct(value)) return value.node.path;
  if (isSize(value)) return formatSize(value);
  if (isDuration(value)) return `${value.toSeconds({ integral: false })} s`;
  if (isPlus(value, 'Cpu')) return value.amount;
  if (isCron(value)) return JSON.stringify(value.expressionString);
  return describeKind(value);
}

function describeKind(value: unknown): string {
  if (typeof value === 'string') {
    return value === '' ? 'an empty string' : `a string of ${value.length} ${value.length === 1 ? 'character' : 'characters'}`;
  }
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const name = isMap(value) ? '' : value.constructor.name;
  if (name === '') return 'an object';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
