import { shellWord } from '../util/shell-word';
import type { Word } from './runbook';

/** Words as a shell reads them back; what was looked up is filled in by the run. */
export const wordsText = (words: readonly Word[]): string =>
  words.map((word) => (typeof word === 'string' ? shellWord(word) : `${word.before}${variableText(word.variable)}`)).join(' ');

/** A variable in a command, whatever is in it. */
export const variableText = (name: string): string => `"$${name}"`;
