import { Cursor } from '../checks/cursor';
import { Change } from './change';

/** Quotes around what was meant as a text; a text that is refused wants another one, which nobody knows here. */
export function quoted(at: Cursor): Change[] {
  return at.number !== undefined || at.flag !== undefined ? [{ kind: 'quote', path: at.path }] : [];
}
