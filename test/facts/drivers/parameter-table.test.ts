import { checkTable, exactBoolean, notEmpty, oneOf, whole } from '../../../src/facts/drivers/parameter-table';
import { didYouMean } from '../../../src/util/did-you-mean';

const TABLE = {
  keys: { type: oneOf(['fast', 'slow']), Encrypted: exactBoolean },
  prefixes: { tag_: notEmpty },
  unknown: 'The driver refuses it.',
  bareFsType: 'Use the other key.',
};

const problems = (parameters: Record<string, unknown>, table: Parameters<typeof checkTable>[1] = TABLE) =>
  checkTable(parameters, table).map(({ parameter, problem }) => `${parameter}: ${problem}`);

test('known parameters in any case pass', () => {
  expect(problems({ TYPE: 'fast', encrypted: 'true', tag_1: 'x', 'csi.storage.k8s.io/fstype': 'ext4' })).toEqual([]);
});

test('secrets of the provisioner pass with every driver', () => {
  expect(
    problems({
      'csi.storage.k8s.io/provisioner-secret-name': 'a',
      'csi.storage.k8s.io/provisioner-secret-namespace': 'b',
      'csi.storage.k8s.io/secret-name': 'c',
    }),
  ).toEqual([]);
});

test.each([
  [{ typ: 'fast' }, 'typ: The driver refuses it. Did you mean type?'],
  [{ colour: 'red' }, 'colour: The driver refuses it.'],
  [{ Tag_1: 'x' }, 'Tag_1: The driver refuses it.'],
  [{ type: 'fasst' }, 'type: Use one of fast, slow. Did you mean fast?'],
  [{ encrypted: true }, 'encrypted: Parameters are strings: quote the value.'],
  [{ encrypted: 'True' }, 'encrypted: Only "true" switches it on; anything else means false. Write "true" or "false".'],
  [{ tag_1: ' ' }, 'tag_1: It is empty. Give a value, or leave the key out.'],
  [{ fsType: 'ext4' }, 'fsType: Use the other key.'],
  [
    { 'csi.storage.k8s.io/fsType': 'ext4' },
    'csi.storage.k8s.io/fsType: The provisioner refuses keys of csi.storage.k8s.io/ that it does not know. Did you mean csi.storage.k8s.io/fstype?',
  ],
  [{ type: 'fast', Type: 'slow' }, 'Type: The driver does not tell upper from lower case, so this key is there twice. Keep one.'],
])('%j', (parameters, problem) => {
  expect(problems(parameters)).toEqual([problem]);
});

test('two keys for the file system are refused together', () => {
  expect(problems({ fstype: 'ext4', 'csi.storage.k8s.io/fstype': 'ext4' }, { keys: { fsType: notEmpty }, unknown: '' })).toEqual([
    'csi.storage.k8s.io/fstype: The provisioner refuses it beside fstype. Keep one of them.',
  ]);
});

test('a driver that tells cases apart', () => {
  expect(problems({ Type: 'fast', type: 'slow' }, { ...TABLE, caseSensitive: true })).toEqual([
    'Type: The driver tells upper from lower case. Write type.',
  ]);
});

test.each([
  ['iosp', ' Did you mean iops?'],
  ['throughptu', ' Did you mean throughput?'],
  ['colour', ''],
])('nearest name of %s', (name, hint) => {
  expect(didYouMean(name, ['iops', 'throughput'])).toBe(hint);
});

test.each([
  ['3000', 3000],
  ['+5', 5],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['99999999999', undefined],
  ['', undefined],
  [undefined, undefined],
])('whole number of %j', (text, amount) => {
  expect(whole(text)).toBe(amount);
});
