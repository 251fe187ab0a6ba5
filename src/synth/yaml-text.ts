import { Yaml } from 'cdk8s';

/*
 * How cdk8s writes strings, numbers and keys.
 *
 * The rules are those of the `yaml` package that cdk8s bundles, under YAML 1.1, and they differ between its versions in the corners.
 * So only text that needs no quotes by any of them, and plain literal blocks, are written here. For all else cdk8s itself is asked
 * once, and its answer kept: a fleet repeats its ports and quantities thousands of times.
 */

/** Printable ASCII from a letter, `_`, `/` or a flag's dashes on, without what YAML reads as a comment or a key. */
const PLAIN = /^(?:-{0,2}[A-Za-z]|[_/])(?:[!-9;-~]|:(?! |$)| (?!#|$))*$/;

/** The same from a digit on, with a letter or slash that no number or timestamp has: `10Gi`, `100m`, `10.0.0.0/8`. */
const PLAIN_QUANTITY = /^[0-9](?=.*[G-NP-SU-Wg-np-su-w/])(?:[!-9;-~]|:(?! |$)| (?!#|$))*$/;

/** What YAML 1.1 reads as a boolean, null or (`e5`!) a number. */
const WORD = /^-{0,2}(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;

/** Lines of ASCII that neither start nor end with white space, but for one line break at the end. */
const LITERAL = /^[!-~](?:[\t\n -~]*[!-~])?\n?$/;

/** A key at the top that starts like a directive or a document's end is quoted; deeper it is not. */
const DOCUMENT_MARKER = /^(?:%|---|\.\.\.)/m;

/** Longer keys may become `? explicit`. */
const LONGEST_KEY = 1000;

/** The memory that kept answers may take: 16 MB. */
const MOST_CHARACTERS = 8_000_000;

/** Answers of cdk8s, forgotten all at once when they take too much memory. */
class Answers<K> {
  private readonly known = new Map<K, string | undefined>();
  private characters = 0;

  constructor(private readonly ask: (value: K) => string | undefined) {}

  public get(value: K): string | undefined {
    let answer = this.known.get(value);
    if (answer !== undefined || this.known.has(value)) return answer;
    answer = this.ask(value);
    this.characters += String(value).length + (answer?.length ?? 0) + 50;
    if (this.characters > MOST_CHARACTERS) {
      this.known.clear();
      this.characters = 0;
    }
    this.known.set(value, answer);
    return answer;
  }
}

const values = new Answers<string | number>((value) => Yaml.stringify({ k: value }).slice('k: '.length, -1));

const keys = new Answers<string>((key) => {
  if (key.length > LONGEST_KEY || DOCUMENT_MARKER.test(key)) return undefined;
  const text = Yaml.stringify({ [key]: 0 });
  return text.startsWith('? ') ? undefined : text.slice(0, -': 0\n'.length);
});

function isPlain(value: string): boolean {
  return (PLAIN.test(value) || PLAIN_QUANTITY.test(value)) && !WORD.test(value);
}

/** A key as cdk8s writes it at any depth; undefined where that depends on more than the key. */
export function keyText(key: string): string | undefined {
  return key.length <= LONGEST_KEY && isPlain(key) ? key : keys.get(key);
}

/** A number as cdk8s writes it. */
export function numberText(value: number): string | undefined {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : values.get(value);
}

/** A string as cdk8s writes it inside a map or list of this (not empty) indentation. */
export function stringText(value: string, indent: string): string | undefined {
  if (isPlain(value)) return value;
  if (!value.includes('\n')) return values.get(value);
  if (LITERAL.test(value)) {
    const clipped = value.endsWith('\n');
    const lines = clipped ? value.slice(0, -1) : value;
    return `${clipped ? '|' : '|-'}\n${indent}${lines.replace(/\n(?!\n)/g, `\n${indent}`)}`;
  }
  // Asked at an indentation of two: every line that is not empty starts with it, whatever the style.
  return values.get(value)?.replaceAll('\n  ', `\n${indent}`);
}
