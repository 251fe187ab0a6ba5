import { Size, SizeRoundingBehavior } from 'cdk8s';

const UNITS = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** The largest number of KiB that fits a Kubernetes quantity (an int64 of bytes). */
const MOST_KIBIBYTES = 2 ** 53 - 1;

/** The amount in KiB, with fractions. */
export function kibibytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
}

/** Whether a size can be written as a Kubernetes quantity: whole KiB, above zero, within int64 bytes. */
export function isWritable(size: Size): boolean {
  const amount = kibibytes(size);
  return Number.isInteger(amount) && amount > 0 && amount <= MOST_KIBIBYTES;
}

/** A size as a quantity in the largest unit that holds it whole: `512Mi`, `1536Mi`, `2Gi`. */
export function formatSize(size: Size): string {
  return formatKibibytes(kibibytes(size));
}

/** An amount of KiB as a quantity in the largest unit that holds it whole. */
export function formatKibibytes(amount: number): string {
  let unit = 0;
  while (unit < UNITS.length - 1 && amount !== 0 && amount % 1024 === 0) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount}${UNITS[unit]}`;
}
