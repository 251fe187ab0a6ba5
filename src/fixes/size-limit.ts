import { parseQuantity } from '../facts/kubernetes/quantities';

/** Whether a text is an amount of bytes that a volume can be limited to. */
export function isSizeLimit(text: string): boolean {
  const bytes = parseQuantity(text);
  return bytes !== undefined && bytes >= 1;
}
