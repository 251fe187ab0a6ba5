import { byteQuantityProblem, meantQuantity, parseQuantity } from '../../../src/facts/kubernetes/quantities';

test.each([
  ['10Gi', 10 * 2 ** 30],
  ['1.5Ki', 1536],
  ['1024Mi', 2 ** 30],
  ['100m', 0.1],
  ['1k', 1000],
  ['1E', 1e18],
  ['1E3', 1000],
  ['1e3', 1000],
  ['1e-3', 0.001],
  ['2Ei', 2 ** 61],
  ['5u', 5e-6],
  ['5n', 5e-9],
  ['.5G', 5e8],
  ['5.', 5],
  ['+1', 1],
  ['-1Mi', -(2 ** 20)],
  [7, 7],
  [0.5, 0.5],
])('%j is %d', (text, amount) => expect(parseQuantity(text)).toBeCloseTo(amount, 10));

test.each([
  ['1KB'],
  ['1ki'],
  ['Gi'],
  ['1 Gi'],
  [''],
  ['1e'],
  ['1e999'],
  ['one'],
  ['1Gi\n'],
  [NaN],
  [Infinity],
  [null],
  [undefined],
  [true],
  [['1Gi']],
])('%j is none', (text) => expect(parseQuantity(text)).toBeUndefined());

test.each<[unknown, string | undefined, string | undefined]>([
  ['500m', 'fraction', '500Mi'],
  ['500u', 'fraction', undefined],
  [0.5, 'tiny', '0.5Gi'],
  ['10', 'tiny', '10Gi'],
  [512, 'tiny', '512Mi'],
  [500000, 'tiny', undefined],
  ['2Ei', 'vast', undefined],
  ['500M', undefined, undefined],
  ['1Ki', undefined, undefined],
  [0, undefined, undefined],
  ['107374182400m', undefined, undefined],
  ['1073741824', undefined, undefined],
  ['10GB', undefined, undefined],
  [undefined, undefined, undefined],
])('%j bytes: %s', (value, kind, meant) => {
  expect(byteQuantityProblem(value)).toEqual(kind === undefined ? undefined : { kind, meant });
});

test.each([
  ['10GB', '10Gi'],
  ['5gi', '5Gi'],
  ['1.5 TB', '1.5Ti'],
  ['100mb', '100Mi'],
  ['lots', undefined],
  ['10 apples', undefined],
])('%s means %s', (text, meant) => expect(meantQuantity(text)).toBe(meant));
