import { matchesGlob } from '../../src/util/glob';

test.each([
  ['charts', 'charts', true],
  ['charts', 'a/charts/b.yaml', true],
  ['charts/', 'a/charts/b.yaml', true],
  ['charts', 'mycharts/b.yaml', false],
  ['a/charts', 'a/charts/b.yaml', true],
  ['a/charts', 'b/a/charts/b.yaml', false],
  ['./a/*.yaml', 'a/b.yaml', true],
  ['a/*.yaml', 'a/b/c.yaml', false],
  ['a/**/c.yaml', 'a/c.yaml', true],
  ['a/**/c.yaml', 'a/x/y/c.yaml', true],
  ['**/test/**', 'x/test/a.yaml', true],
  ['?.yaml', 'ab.yaml', false],
  ['*-values.yaml', 'ci/big-values.yaml', true],
  ['*', 'a', true],
  ['', 'a', false],
])('%s and %s', (pattern, path, expected) => expect(matchesGlob(pattern, path)).toBe(expected));

test('many stars take no longer than others', () => {
  expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
});
