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

/** Whether a text comes out of a YAML file as it went in. */
export function isWritableText(text: string): boolean {
  return !UNREADABLE.test(text) && !MISREAD_BLOCK.test(text) && !(text.includes('\n \n') && QUOTED_LINES.test(text));
}
