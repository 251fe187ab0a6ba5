import { bindingProblems, BindingSide, COMPARED } from '../../../src/facts/kubernetes/binding';

const volume: BindingSide = {
  className: 'disks',
  accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
  volumeMode: 'Filesystem',
  attributesClass: '',
  size: 10,
};
const claim: BindingSide = { ...volume, accessModes: ['ReadWriteOnce'], size: 5 };

test('a claim gets what is as large, has all its modes, and is of its class', () => {
  expect(bindingProblems(claim, volume)).toEqual([]);
  expect(bindingProblems({ ...claim, className: undefined }, volume)).toEqual([]);
  expect(bindingProblems({ ...claim, size: undefined }, volume)).toEqual([]);
  expect(bindingProblems(claim, { ...volume, size: undefined })).toEqual([]);
});

test.each<[string, Partial<BindingSide>]>([
  ['class', { className: '' }],
  ['accessModes', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }],
  ['volumeMode', { volumeMode: 'Block' }],
  ['size', { size: 11 }],
  ['attributesClass', { attributesClass: 'gold' }],
])('not where they differ in %s', (field, asked) => {
  expect(bindingProblems({ ...claim, ...asked }, volume)).toEqual([field]);
});

test('the more they name one another, the less is compared', () => {
  const sizes = (['neither', 'byClaim', 'byVolume', 'both'] as const).map((naming) => COMPARED[naming].length);
  expect(sizes).toEqual([6, 5, 4, 0]);
});
