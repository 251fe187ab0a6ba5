import { isFileMode, meantMode } from '../facts/kubernetes/file-modes';

/** The mode that was meant by a number without a leading zero, or by a text; undefined where it may be what it says, or something else. */
export function modeMeant(value: unknown): number | undefined {
  if (typeof value === 'string') return /^(0o?)?[0-7]{3}$/.test(value) ? ofText(value) : undefined;
  if (typeof value !== 'number') return undefined;
  return meantMode(value) ?? (!isFileMode(value) && /^[0-7]{3}$/.test(String(value)) ? parseInt(String(value), 8) : undefined);
}

/** Without a zero in front, 420 in quotes may be 0644 as JSON has it. */
function ofText(text: string): number | undefined {
  return text.startsWith('0') ? parseInt(text.replace('o', ''), 8) : modeMeant(Number(text));
}
