import { DataLayout, ImageFacts } from './program-facts';

const BUILDERS = ['bitnami', 'bitnamilegacy', 'bitnamisecure'];

/**
 * Images of Bitnami: they run as user 1001 and keep everything below /bitnami, in a VOLUME that has the name of the program.
 *
 * @see https://github.com/bitnami/containers
 */
export function bitnami(name: string, below = '', more: Partial<ImageFacts> & { readonly others?: readonly string[] } = {}): ImageFacts {
  const { others = [], ...facts } = more;
  const layout: DataLayout = { dataDirectory: `/bitnami/${name}${below}`, volumes: [`/bitnami/${name}`] };
  return {
    repositories: BUILDERS.flatMap((builder) => [name, ...others].map((repository) => `${builder}/${repository}`)),
    user: 1001,
    layouts: [layout],
    scratch: ['/tmp'],
    ...facts,
  };
}
