import * as fc from 'fast-check';

/*
 * Texts as people write them, and as they get them wrong: documents in all the styles of YAML, and those with a line, a sign or an
 * indentation changed.
 */

const WORDS = [
  'a',
  'web',
  'true',
  'no',
  'null',
  '~',
  '1',
  '0400',
  '0o17',
  '1e3',
  '1.5',
  '-7',
  '1_000',
  '0x1F',
  '.5',
  '10Gi',
  'nginx:1.29',
  'a b',
  'x#y',
  "it's",
  '12:30',
  '2026-01-01',
  '-',
  'ä',
  '...x',
  '=',
  'yes',
  'Off',
  '08',
  '+1',
  'a/b',
  '*.x',
  '?',
  '1.',
  '.inf',
];

const word = fc.constantFrom(...WORDS);

type Writer = (column: number) => string;

const plain: fc.Arbitrary<Writer> = word.map((text) => () => text);
const quoted: fc.Arbitrary<Writer> = fc
  .tuple(word, fc.constantFrom("'", '"'), fc.constantFrom('', '\n', '\n\n', ' \n  ', '\\n', '\\x41', '\\\n'))
  .map(([text, quote, inner]) => (column) => {
    const body = quote === "'" ? text.replace(/'/g, "''") : text;
    const gap = quote === "'" && inner.startsWith('\\') ? ' ' : inner.replace(/\n/g, `\n${' '.repeat(column)}`);
    return `${quote}${body}${gap}${body}${quote}`;
  });
const lines: fc.Arbitrary<Writer> = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b c', '', ' in', 'k: v', '# no', '- x'), { minLength: 1, maxLength: 5 }),
    fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>1'),
  )
  .map(([texts, header]) => (column) => {
    const indent = ' '.repeat(column + Number(/\d/.exec(header)?.[0] ?? 2));
    return `${header}\n${texts.map((text) => (text === '' ? '' : `${indent}${text}`)).join('\n')}`;
  });
const folded: fc.Arbitrary<Writer> = fc.tuple(word, word).map(
  ([one, other]) =>
    (column) =>
      `${one}\n${' '.repeat(column + 1)}${other}`,
);
const flow: fc.Arbitrary<Writer> = fc
  .letrec<{ node: string; leaf: string }>((tie) => ({
    leaf: fc.oneof(
      word,
      word.map((text) => JSON.stringify(text)),
      fc.constantFrom("'x'", 'a#b', 'a :b'),
    ),
    node: fc.oneof(
      { maxDepth: 2 },
      tie('leaf'),
      fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.array(tie('node'), { maxLength: 3 }).map((items) => `{\n${items.map((item, index) => `k${index}: ${item}`).join(',\n')}}`),
      fc.array(tie('node'), { maxLength: 3 }).map((items) => `{${items.map((item, index) => `"k${index}":${item}`).join(',')}}`),
    ),
  }))
  .node.map((text) => (column) => text.replace(/\n/g, `\n${' '.repeat(column % 3)}`));

const key = fc.constantFrom('a', 'b', 'name', 'spec', '"q"', "'s'", 'x.y/z', 'on', '1', 'a b', 'k-1');

const indentation = fc.integer({ min: 1, max: 4 });

const block: fc.Arbitrary<Writer> = fc.letrec<{ node: Writer; map: Writer; list: Writer }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, depthSize: 'small' }, plain, quoted, lines, folded, flow, tie('map'), tie('list')),
  map: fc
    .tuple(fc.uniqueArray(key, { minLength: 1, maxLength: 4 }), fc.array(tie('node'), { minLength: 4, maxLength: 4 }), indentation)
    .map(
      ([keys, values, indent]) =>
        (column) =>
          keys.map((name, index) => `${name}:${below(values[index], column, indent)}`).join(`\n${' '.repeat(column)}`),
    ),
  list: fc.tuple(fc.array(tie('node'), { minLength: 1, maxLength: 3 }), indentation).map(
    ([values, indent]) =>
      (column) =>
        values.map((value) => `-${below(value, column, indent)}`).join(`\n${' '.repeat(column)}`),
  ),
})).map;

/** Behind a key or a dash: on the same line, or, what has keys or dashes of its own, on the next ones. */
function below(write: Writer, column: number, indent: number): string {
  const text = write(column + indent);
  return /^(?:["']?[\w. /-]+["']?:(?:\s|$)|- )/.test(text) && !/^["']?[\w. /-]+["']?:\S/.test(text)
    ? `\n${' '.repeat(column + indent)}${text}`
    : ` ${write(column)}`;
}

const MUTATIONS: ReadonlyArray<(text: string, at: number) => string> = [
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => `${text.slice(0, at)} ${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\n${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}# c\n${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)} # c${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)},${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}"${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}]${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}- ${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\t${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\r\n${text.slice(at)}`,
  (text, at) =>
    text
      .split('\n')
      .flatMap((line, index) => (index === at % 5 ? [line, line] : [line]))
      .join('\n'),
  (text, at) =>
    text
      .split('\n')
      .map((line, index) => (index === at % 5 ? line.trimStart() : line))
      .join('\n'),
  (text) => text.trimEnd(),
];

/** From here on they change lines as a whole. */
const FIRST_OF_LINES = MUTATIONS.length - 3;

/** A document, and, in half of the cases, one with a change. */
export const TEXT: fc.Arbitrary<string> = fc
  .tuple(block, fc.option(fc.tuple(fc.constantFrom(...MUTATIONS), fc.nat(200)), { freq: 2 }))
  .map(([write, mutation]) => {
    const text = `${write(0)}\n`;
    // A sign that is put into brackets makes what nobody writes: keys of several lines, colons without keys.
    const isOfLines = mutation !== null && MUTATIONS.indexOf(mutation[0]) >= FIRST_OF_LINES;
    if (mutation === null || (/[[{]/.test(text) && !isOfLines)) return text;
    return mutation[0](text, mutation[1] % (text.length + 1));
  })
  // Several documents are told apart before they are read.
  .filter((text) => !/^(---|\.\.\.)/m.test(text));
