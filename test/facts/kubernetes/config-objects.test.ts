import {
  configBytes,
  configKeyProblem,
  isVariableName,
  LONGEST_CONFIG_KEY,
  MOST_ANNOTATION_BYTES,
  MOST_CONFIG_BYTES,
} from '../../../src/facts/kubernetes/config-objects';

test('the limits are those of the API server: 1 MiB of values, 256 KiB of annotations', () => {
  expect(MOST_CONFIG_BYTES).toBe(1024 * 1024);
  expect(MOST_ANNOTATION_BYTES).toBe(256 * 1024);
});

describe('a key', () => {
  test.each(['app.conf', '.htaccess', 'UPPER_case-1', '0', '-rf', 'a..b', 'x'.repeat(LONGEST_CONFIG_KEY)])('can be %s', (key) => {
    expect(configKeyProblem(key)).toBeUndefined();
  });

  test.each(['', 'a/b', 'a b', 'ü', 'a\n', 'a:b', '*'])('cannot be %j, which is no file name', (key) => {
    expect(configKeyProblem(key)).toBe('A key becomes the name of a file: use letters, digits, dots, dashes and underscores.');
  });

  test.each(['.', '..', '..data', '..2026'])('cannot be %s, which the kubelet needs', (key) => {
    expect(configKeyProblem(key)).toBe(
      'Names that start with two dots belong to the kubelet, and a single dot is no file. Use another name.',
    );
  });

  test('has 253 characters at most', () => {
    expect(configKeyProblem('x'.repeat(254))).toBe('A key has at most 253 characters. Shorten it.');
  });
});

test.each([
  ['LOG_LEVEL', true],
  ['app.name', true],
  ['1st', false],
  ['', false],
  ['a b', false],
])('%j as the name of a variable: %s', (name, expected) => expect(isVariableName(name)).toBe(expected));

test('bytes are counted as the API server counts them: values only, binary ones decoded', () => {
  expect(configBytes({ key: 'ä', other: 'abc' }, { bin: Buffer.alloc(10).toString('base64') })).toBe(15);
  expect(configBytes(undefined, undefined)).toBe(0);
});
