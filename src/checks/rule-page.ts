import { HOME } from '../facts/repository';

export { HOME };

/** The address of the pages about the rules. */
export const RULE_PAGES = `${HOME}/blob/main/docs/rules`;

/** The address of the page that says why a rule matters, and what to write instead. */
export function rulePage(id: string): string {
  return `${RULE_PAGES}/${id}.md`;
}
