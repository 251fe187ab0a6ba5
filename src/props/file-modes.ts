import { meantMode, MOST_MODE, octal } from '../facts/kubernetes/file-modes';
import { checkInteger } from './check';
import { Problems } from './problems';

const MODE = 'Give permission bits in octal, from 0o000 to 0o777, such as 0o444.';

/** Permission bits of files; absent is fine. */
export function checkMode(problems: Problems, prop: string, mode: unknown): number | undefined {
  if (mode === undefined) return undefined;
  // 644 is above the most, and 400 is another mode: both are the digits of an octal number.
  const digits = typeof mode === 'number' && mode > MOST_MODE && /^[0-7]{3}$/.test(String(mode)) ? ` Write 0o${mode}.` : '';
  const checked = checkInteger(problems, prop, mode, { min: 0, max: MOST_MODE, remedy: MODE + digits });
  const meant = checked === undefined ? undefined : meantMode(checked);
  if (meant === undefined) return checked;
  problems.add(prop, mode, `In decimal it is the mode ${octal(checked!)}. Write 0o${meant.toString(8)}.`);
  return undefined;
}
