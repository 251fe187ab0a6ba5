import { Manifest } from './client';
import { parseQuantity } from '../../src/facts/kubernetes/quantities';

/**
 * What the server did not keep of a manifest: each field that is gone or says something else, by its path. What the server adds is its
 * own; a quantity may be written otherwise, and an empty list may be left out.
 */
export function lostFields(sent: Manifest, stored: Manifest, path = ''): string[] {
  if (sent === null || sent === undefined) return [];
  if (Array.isArray(sent)) {
    if (sent.length === 0 && stored === undefined) return [];
    if (!Array.isArray(stored)) return [`${path}: ${show(sent)} became ${show(stored)}`];
    // Admission adds entries of its own behind ours: the token of an account, tolerations.
    if (stored.length < sent.length) return [`${path}: ${sent.length} entries became ${stored.length}`];
    return sent.flatMap((item, index) => lostFields(item, stored[index], `${path}[${index}]`));
  }
  if (typeof sent === 'object') {
    // A map without entries is left out; a structure without fields would stay.
    if (stored === undefined && Object.keys(sent).length === 0) return [];
    if (typeof stored !== 'object' || stored === null) return [`${path}: ${show(sent)} became ${show(stored)}`];
    return Object.entries(sent).flatMap(([key, value]) => {
      // Written only: the server turns it into data.
      if (path === '' && key === 'stringData') return lostFields(encode(value as Record<string, string>), stored.data, '.data');
      return lostFields(value, stored[key], `${path}${/^[\w]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`}`);
    });
  }
  if (sent === stored) return [];
  // Go leaves out what is false, zero or empty, and reads what is left out as just that.
  if (stored === undefined && (sent === false || sent === 0 || sent === '')) return [];
  if (isQuantityField(path) && quantity(sent) === quantity(stored)) return [];
  return [`${path}: ${show(sent)} became ${show(stored)}`];
}

const encode = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const isQuantityField = (path: string): boolean => /(\.(limits|requests|capacity|hard)[.[]|\.sizeLimit$|\.divisor$)/.test(path);

/** The amount that a quantity stands for; what is none is compared as it stands. */
function quantity(value: unknown): unknown {
  return parseQuantity(value) ?? value;
}
