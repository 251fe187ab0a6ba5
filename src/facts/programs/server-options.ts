import { onceFor } from '../../util/once-for';
import { ProgramFacts } from './program-facts';

/* Which words of a command are options of the server. */

const ENTRYPOINT = /(?:^|\/)(?:docker-)?entrypoint\.sh$/;

const names = onceFor((facts: ProgramFacts): RegExp => new RegExp(`^(?:.*/)?(?:${facts.programs.join('|')})$`));

/** Whether a word starts the server, by its own name or that of the image's entrypoint. */
export function startsServer(facts: ProgramFacts, word: string): boolean {
  return names(facts).test(word) || ENTRYPOINT.test(word);
}

/** The options of the server: what follows its name, or all that the entrypoint of the image is given. */
export function serverOptions<W extends { readonly text: string }>(facts: ProgramFacts, words: readonly W[]): readonly W[] {
  const name = words.findIndex(({ text }) => names(facts).test(text));
  if (name >= 0) return words.slice(name + 1);
  return words.slice(words.length > 0 && ENTRYPOINT.test(words[0].text) ? 1 : 0);
}
