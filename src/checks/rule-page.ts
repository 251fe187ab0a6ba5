/** The repository of this package. */
export const HOME = 'https://github.com/cdk8s-storage/cdk8s-storage';

/** The address of the pages about the rules. */
export const RULE_PAGES = `${HOME}/blob/main/docs/rules`;

/** The address of the page that says why a rule matters, and what to write instead. */
export function rulePage(id: string): string {
  return `${RULE_PAGES}/${id}.md`;
}
