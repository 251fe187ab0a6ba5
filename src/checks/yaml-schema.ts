import { defineScalarTag, FAILSAFE_SCHEMA, mergeTag, NOT_RESOLVED, Schema } from 'js-yaml';

/*
 * YAML as kubectl reads it (sigs.k8s.io/yaml): version 1.1 without numbers of base 60 and without dates. It is not the JavaScript
 * world's version 1.2: `no` is false here, and `defaultMode: 0400` is 256.
 */

const words = (value: boolean, ...names: string[]): Array<[string, boolean]> =>
  names.flatMap((name) => [name, name[0].toUpperCase() + name.slice(1), name.toUpperCase()]).map((name) => [name, value]);

const BOOLEANS = new Map([...words(true, 'y', 'yes', 'true', 'on'), ...words(false, 'n', 'no', 'false', 'off')]);

const NULLS = ['', '~', 'null', 'Null', 'NULL'];

const INTEGER = /^([-+]?)(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|0|[1-9][0-9_]*)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/;
const SPECIAL: Readonly<Record<string, number>> = { inf: Infinity, nan: NaN };

function toInteger(source: string): number | typeof NOT_RESOLVED {
  const match = INTEGER.exec(source);
  if (match === null) return NOT_RESOLVED;
  const digits = match[2].replace(/_/g, '');
  const magnitude = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return match[1] === '-' ? -magnitude : magnitude;
}

function toFloat(source: string): number | typeof NOT_RESOLVED {
  const special = /^([-+]?)\.(inf|Inf|INF|nan|NaN|NAN)$/.exec(source);
  if (special !== null) return (special[1] === '-' ? -1 : 1) * SPECIAL[special[2].toLowerCase()];
  return FLOAT.test(source) ? Number(source.replace(/_/g, '')) : NOT_RESOLVED;
}

/** What a scalar without quotes is. */
export function resolvePlain(source: string): unknown {
  const first = source.charCodeAt(0);
  // Signs and digits.
  if (first === 46 || first === 43 || first === 45 || (first >= 48 && first <= 57)) {
    const integer = toInteger(source);
    if (integer !== NOT_RESOLVED) return integer;
    const float = toFloat(source);
    return float === NOT_RESOLVED ? source : float;
  }
  if (source.length > 5) return source;
  return BOOLEANS.get(source) ?? (NULLS.includes(source) ? null : source);
}

const SIGNED_DIGITS = [...'+-0123456789'];

/** Loads only: nothing is written with it. */
const identify = () => false;

export const KUBERNETES_SCHEMA: Schema = FAILSAFE_SCHEMA.withTags(
  mergeTag,
  defineScalarTag('tag:yaml.org,2002:null', {
    implicit: true,
    implicitFirstChars: ['', '~', 'n', 'N'],
    resolve: (source) => (NULLS.includes(source) ? null : NOT_RESOLVED),
    identify,
  }),
  defineScalarTag('tag:yaml.org,2002:bool', {
    implicit: true,
    implicitFirstChars: [...'yYtToOnNfF'],
    resolve: (source) => BOOLEANS.get(source) ?? NOT_RESOLVED,
    identify,
  }),
  defineScalarTag('tag:yaml.org,2002:int', { implicit: true, implicitFirstChars: SIGNED_DIGITS, resolve: toInteger, identify }),
  defineScalarTag('tag:yaml.org,2002:float', { implicit: true, implicitFirstChars: [...SIGNED_DIGITS, '.'], resolve: toFloat, identify }),
  defineScalarTag('tag:yaml.org,2002:timestamp', { resolve: (source) => source, identify }),
  // What it encodes matters to nobody here; kubectl makes text of it too.
  defineScalarTag('tag:yaml.org,2002:binary', { resolve: (source) => Buffer.from(source, 'base64').toString('latin1'), identify }),
);
