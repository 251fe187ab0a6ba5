/**
 * Which texts come out of a YAML file as they went in, when cdk8s writes it and kubectl reads it.
 *
 * Found by writing each character alone and among others, and texts drawn of what YAML knows, with cdk8s 2.70.0 and 2.70.106 (`yaml` 2.8.0
 * and 2.9.1), and reading them with the decoder of kubectl 1.28 and 1.36, in ConfigMaps, arguments and variables.
 */

/**
 * Characters that the reader refuses or turns into others; halves of surrogate pairs, which no file holds; the mark of a byte order, at which
 * the reader loses its place where one of its buffers of 512 bytes ends within it.
 */
const UNREADABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** A tab where the reader looks for the indentation of a block, or nothing but blanks, whose block newer writers lose. */
const MISREAD_BLOCK = /^\n+\t|^\t[^]*\n|^(?=[^]*[ \t])[ \t\n]*\n[ \t\n]*$/;

/** What makes the writer quote a text of several lines. A line of one blank in it gets a backslash too many. */
const QUOTED_LINES = /[^\P{Cc}\t\n]|\n[\t ]+$/u;

/** Numbers to the reader, once their underscores are gone, which it does not look at. */
const BASED = /^[-+]?0(?:x[0-9a-f]+|o[0-7]+|b[-+]?[01]+)$/i;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Of those, what the writer takes for numbers too, and quotes; and where it does not, for an underscore. */
const QUOTED_BASED = /^[-+]?0(?:x[0-9a-fA-F_]+|b[01_]+)$/;
const UNQUOTED_DECIMAL = /^[-+]_|[eE].*_/;

/** Whether the writer leaves a text as it is which the reader takes for a number, such as 0o17, 0X1F and -_1. */
function becomesNumber(text: string): boolean {
  // Words begin otherwise, and most texts are long.
  if (!/^(?:[0-9]|[-+.][0-9_.])/.test(text) || text.length > 64) return false;
  const plain = text.replaceAll('_', '');
  return BASED.test(plain) ? !QUOTED_BASED.test(text) : DECIMAL.test(plain) && UNQUOTED_DECIMAL.test(text);
}

/** Whether a text comes out of a YAML file as it went in. */
export function isWritableText(text: string): boolean {
  return (
    !UNREADABLE.test(text) && !MISREAD_BLOCK.test(text) && !(text.includes('\n \n') && QUOTED_LINES.test(text)) && !becomesNumber(text)
  );
}
