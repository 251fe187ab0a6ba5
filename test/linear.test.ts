import { expectLinear } from './linear';

const steps = (count: number) => () => {
  let sum = 0;
  for (let step = 0; step < count; step += 1) sum += step;
  return sum;
};

test('what grows with its input passes, however small, and what grows with its square does not', () => {
  for (const size of [1, 1000]) expectLinear(size, steps);
  expect(() => expectLinear(300, (size) => steps(size ** 2))).toThrow(/^8 times the input took \d+ times as long: /);
});
