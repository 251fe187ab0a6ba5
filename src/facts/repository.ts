/** The repository of this package. */
export const HOME = 'https://github.com/cdk8s-storage/cdk8s-storage';

/** The address of a page of the docs. */
export const docsPage = (name: string): string => `${HOME}/blob/main/docs/${name}.md`;
