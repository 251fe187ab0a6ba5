import { isWritableText } from '../../../src/facts/kubernetes/texts';

describe('a text', () => {
  test.each([
    ...['', 'y', 'no', '0123', '1e3', '~', '---', '...', '{{ x }}', '%', 'a: b', '#', '|', '&x', '<<'],
    ...['\n', '\n\n', ' ', '  ', '\t', ' a', 'a ', ' a\nb', 'a\n b\n', 'a \nb \n', 'a\n\n\n', '\na', 'a\n \n', 'a\n  ', 'a\n\t'],
    ...['a\r\nb\r\n', '\r', 'a\rb', '\0', '\x1b[0m', 'x\n\x1b[0m\n', 'a\n\t\nb\n', 'make:\n\tgo\n', 'a\n \nb'],
    // Numbers that the writer knows, and quotes, and what looks like one.
    ...['0x1F', '-0b11', '1_000', '-1_0.5', '0o', '0o18', '0XG', '_1', '+_', 'e_3', '1e_', '0X', '1.2.3', `${'1'.repeat(70)}e_1`],
    ...['😀', 'é', '\u00a0', '\u3000a', 'word '.repeat(50), 'x'.repeat(5000)],
  ])('%j comes out of YAML as it went in', (text) => expect(isWritableText(text)).toBe(true));

  test.each([
    // Characters.
    ...['\x7f', 'a\x80', '\x85', 'a\x85b', 'a\u2028b', '\u2029', '\ufffe', 'x\uffff', '\ud800', 'a\udc00b'],
    // It depends on where they stand in the file.
    ...['\ufeffx\n', 'a\n\ufeff', 'x\ufeff'],
    // A tab where an indentation is expected.
    ...['\tx\n\ty', '\n\n\tx\n', '\t\na', '\n\tx', '\n\t'],
    // Nothing but blanks, in several lines.
    ...[' \n', '  \n\n', '\n \n', ' \t\n', '\n '],
    // Numbers that only the reader knows.
    ...['0o17', '-0o7', '0O17', '0X1F', '+0Xa_f', '0B1', '0b-1', '0_x1F', '-_1', '+_.5', '-_1_0e3', '1e_3', '2.5E+_1'],
    // A line of one blank, where the text is quoted.
    ...['a\r\n \nb', '\0\n \n', 'a\n \nb\n  '],
  ])('%j does not', (text) => expect(isWritableText(text)).toBe(false));
});
