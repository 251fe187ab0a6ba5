import { lostFields } from './round-trip';

/*
 * The comparison itself: one that finds nothing would let everything pass.
 */

test.each([
  ['a field that is gone', { a: { b: 1 } }, { a: {} }, ['.a.b: 1 became nothing']],
  ['a value that is another', { a: 'x' }, { a: 'y' }, ['.a: "x" became "y"']],
  ['a list that is shorter', { a: [1, 2] }, { a: [1] }, ['.a: 2 entries became 1']],
  ['an entry that is another', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, ['.a[0].b: 1 became 2']],
  ['a structure without fields that is gone from a list', { a: [{}] }, { a: [null] }, ['.a[0]: {} became null']],
  ['a quantity that is another', { limits: { cpu: '1' } }, { limits: { cpu: '100m' } }, ['.limits.cpu: "1" became "100m"']],
  ['a number that looks like a quantity elsewhere', { data: { a: '1.0' } }, { data: { a: '1' } }, ['.data.a: "1.0" became "1"']],
  ['a key that is no word', { labels: { 'a/b': 'c' } }, { labels: {} }, ['.labels["a/b"]: "c" became nothing']],
  ['text of a Secret that is another', { stringData: { a: 'x' } }, { data: { a: 'eQ==' } }, ['.data.a: "eA==" became "eQ=="']],
])('%s is a loss', (_, sent, stored, losses) => {
  expect(lostFields(sent, stored)).toEqual(losses);
});

test.each([
  ['what the server adds', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }],
  ['entries that admission adds behind ours', { a: [1] }, { a: [1, 2] }],
  ['another way to write a quantity', { requests: { cpu: '1000m', memory: '1024Mi' } }, { requests: { cpu: '1', memory: '1Gi' } }],
  ['what is false, zero or empty and left out', { a: false, b: 0, c: '', d: [], e: {} }, {}],
  ['null, which says nothing', { a: null }, {}],
  ['text of a Secret in base64', { stringData: { a: 'x' } }, { data: { a: 'eA==' } }],
])('%s is none', (_, sent, stored) => {
  expect(lostFields(sent, stored)).toEqual([]);
});
