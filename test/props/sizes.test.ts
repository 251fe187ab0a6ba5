import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { formatKibibytes, formatSize, isWritable, kibibytes } from '../../src/props/sizes';

const FACTORS: Record<string, number> = { Ki: 1, Mi: 2 ** 10, Gi: 2 ** 20, Ti: 2 ** 30, Pi: 2 ** 40 };

describe('quantities', () => {
  test.each([
    [Size.kibibytes(1), '1Ki'],
    [Size.mebibytes(512), '512Mi'],
    [Size.mebibytes(1536), '1536Mi'],
    [Size.mebibytes(2048), '2Gi'],
    [Size.gibibytes(1.5), '1536Mi'],
    [Size.tebibytes(1024), '1Pi'],
    [Size.pebibyte(2048), '2048Pi'],
  ])('%p is written in the largest unit that holds it whole: %s', (size, text) => {
    expect(formatSize(size)).toBe(text);
  });

  test('nothing is lost by writing an amount down', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 52 }), (amount) => {
        const [, number, unit] = /^(\d+)(..)$/.exec(formatKibibytes(amount))!;
        expect(Number(number) * FACTORS[unit]).toBe(amount);
      }),
    );
  });

  test('only whole KiB between zero and 8 EiB are quantities', () => {
    expect(isWritable(Size.kibibytes(1))).toBe(true);
    expect(isWritable(Size.kibibytes(2 ** 53 - 1))).toBe(true);
    expect(isWritable(Size.kibibytes(0))).toBe(false);
    expect(isWritable(Size.kibibytes(0.5))).toBe(false);
    expect(isWritable(Size.kibibytes(2 ** 53))).toBe(false);
    expect(isWritable(Size.kibibytes(Number.NaN))).toBe(false);
    expect(kibibytes(Size.mebibytes(1))).toBe(1024);
  });
});
