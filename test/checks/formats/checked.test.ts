import { fails, formatCounts, hasFailed, printable } from '../../../src/checks/formats/checked';
import { checked, ERROR, INFO, WARNING } from './sample';

test('a level fails from the one that was asked for upwards', () => {
  expect(['error', 'warning', 'info'].map((level) => fails(level as 'error', 'warning'))).toEqual([true, true, false]);
  expect(fails('error', 'never')).toBe(false);
});

test.each([
  ['error', [WARNING, INFO], false],
  ['error', [WARNING, ERROR], true],
  ['info', [INFO], true],
  ['never', [ERROR], false],
] as const)('failing on %s', (failOn, findings, failed) => {
  expect(hasFailed(checked({ findings: [...findings], failOn }))).toBe(failed);
});

test('counts are told in words, without those that are none', () => {
  expect(formatCounts({ error: 1, warning: 0, info: 3 })).toBe('1 error, 3 infos');
  expect(formatCounts({ error: 0, warning: 0, info: 0 })).toBe('');
});

test('nothing in a manifest can colour a terminal, move its cursor, or turn its text around', () => {
  expect(printable('a\u001b[31mred\u0007\nb\u202ec\u0085 ünïcode')).toBe('a\\u001b[31mred\\u0007\\u000ab\\u202ec\\u0085 ünïcode');
});
