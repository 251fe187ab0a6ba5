import { drawn } from './drawn';

test('a sample is the same for a seed, and has nothing twice', () => {
  const list = Array.from({ length: 100 }, (_, index) => index);
  expect(drawn(list, 10, 1)).toEqual(drawn(list, 10, 1));
  expect(drawn(list, 10, 1)).not.toEqual(drawn(list, 10, 2));
  expect(drawn(list, 200, 3).sort((one, other) => one - other)).toEqual(list);
  expect(drawn([], 5, 1)).toEqual([]);
});
