import * as fc from 'fast-check';
import { configDigest, ReadObject } from '../../src/config/digest';

const entry = (object: string, key: string, value: string): ReadObject => ({ object, entries: [{ key, bytes: Buffer.from(value) }] });

const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.string(), fc.string({ unit: 'binary' })), {
  selector: ([object, key]) => JSON.stringify([object, key]),
});

test('the order in the code has no say', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const list = all.map((parts) => entry(...parts));
      expect(configDigest([...list].reverse())).toBe(configDigest(list));
    }),
  );
});

test('a key that is there twice counts twice, in any order', () => {
  const twice = [entry('a', 'b', '1'), entry('a', 'b', '2')];
  expect(configDigest([...twice].reverse())).toBe(configDigest(twice));
  expect(configDigest(twice)).not.toBe(configDigest(twice.slice(1)));
});

test('entries of one object count as those of several of its name', () => {
  const [one, other] = [entry('a', 'b', '1'), entry('a', 'c', '2')];
  expect(configDigest([{ object: 'a', entries: [...one.entries, ...other.entries] }])).toBe(configDigest([one, other]));
});

test('other content, names or borders between them give another digest', () => {
  const digests = [
    configDigest([]),
    configDigest([entry('a', 'b', 'c')]),
    configDigest([entry('a', 'b', 'd')]),
    configDigest([entry('a', 'bc', '')]),
    configDigest([entry('ab', '', 'c')]),
    configDigest([entry('', 'ab', 'c')]),
    configDigest([entry('a', 'b', 'c'), entry('d', 'e', 'f')]),
    configDigest([entry('a', 'b', 'f'), entry('d', 'e', 'c')]),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

test('text is sorted as bytes on any machine', () => {
  // Stays the same for ever: a new value would replace every Pod.
  expect(configDigest([entry('z', 'ä', '1'), entry('Z', 'a', '2')])).toBe(
    'e0cbad493745f1c43129290b1062870a1785fe953c0bf4890e95fed5b9ec8049',
  );
});
