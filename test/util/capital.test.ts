import { capital } from '../../src/util/capital';

test.each([
  ['claim data', 'Claim data'],
  ['x', 'X'],
  ['', ''],
])('writes %j as %j', (text, written) => {
  expect(capital(text)).toBe(written);
});
