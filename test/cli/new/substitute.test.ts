import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { transpileModule } from 'typescript';
import { quoted, substitute } from '../../../src/cli/new/substitute';

test('replaces all at once, the longest first, and never what it put in', () => {
  expect(substitute('a ab b', { a: 'b', b: 'a', ab: '$&' })).toBe('b $& a');
});

test('what has no value takes its line away, and no other', () => {
  expect(substitute('one\n  zones: [x],\nthree\n', { '[x]': undefined, one: '1' })).toBe('1\nthree\n');
});

test('nothing to replace changes nothing', () => {
  expect(substitute('as it was', {})).toBe('as it was');
});

test('any text becomes a literal of that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { outputText } = transpileModule(quoted(text), {});
      expect(quoted(text)).toMatch(/^'[^\n]*'$/);
      expect(runInNewContext(outputText)).toBe(text);
    }),
  );
});
