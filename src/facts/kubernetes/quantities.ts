/**
 * Amounts as Kubernetes writes them: `512Mi`, `1.5Gi`, `1e9`, `100m`.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY = /^([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:([eE][+-]?[0-9]+)|([numkMGTPE]|[KMGTPE]i))?$/;

/** The number that a quantity stands for, written as text or as a bare number; undefined where it is none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = QUANTITY.exec(value);
  if (match === null) return undefined;
  const [, amount, exponent, suffix] = match as unknown as [string, string, string | undefined, string | undefined];
  const number = Number(`${amount}${exponent ?? ''}`) * FACTORS[suffix ?? ''];
  return Number.isFinite(number) ? number : undefined;
}

/** Spellings of units that Kubernetes does not know, by what is surely meant; in lower case, with their B. */
const UNITS: Readonly<Record<string, string>> = {
  k: 'Ki',
  ki: 'Ki',
  m: 'Mi',
  mi: 'Mi',
  g: 'Gi',
  gi: 'Gi',
  t: 'Ti',
  ti: 'Ti',
  p: 'Pi',
  pi: 'Pi',
};

const MISSPELT = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgtpKMGTP]i?)(?:[bB](?:ytes)?)?\s*$/i;

/** The amount of bytes that a text surely means which is no quantity: 10Gi for 10GB; undefined where nobody knows. */
export function meantQuantity(text: string): string | undefined {
  const [, amount, unit] = MISSPELT.exec(text) ?? [];
  return amount && `${amount}${UNITS[unit.toLowerCase()]}`;
}

/** What becomes of an amount of bytes that is not written as it was meant. */
export interface ByteQuantityProblem {
  /** fraction: thousandths of a byte; tiny: bytes, with no unit; vast: more than there is. */
  readonly kind: 'fraction' | 'tiny' | 'vast';
  /** What was surely meant; undefined where nobody knows. */
  readonly meant?: string;
}

/** What is wrong with an amount of storage or memory that can be read; undefined where it means what it says. */
export function byteQuantityProblem(value: unknown): ByteQuantityProblem | undefined {
  const bytes = parseQuantity(value);
  if (bytes === undefined) return undefined;
  const text = String(value);
  // The API server itself writes 0.1Gi as 107374182400m.
  const fraction = /^([0-9.]+)[num]$/.exec(text);
  if (fraction !== null && bytes < 4096) return { kind: 'fraction', meant: text.endsWith('m') ? `${fraction[1]}Mi` : undefined };
  if (bytes > 0 && bytes < 2 ** 20 && /^[0-9.]+([eE]\+?[0-9]+)?$/.test(text)) {
    return { kind: 'tiny', meant: /e/i.test(text) ? undefined : bytes < 100 ? `${text}Gi` : bytes < 65536 ? `${text}Mi` : undefined };
  }
  return bytes >= 1e18 ? { kind: 'vast' } : undefined;
}
