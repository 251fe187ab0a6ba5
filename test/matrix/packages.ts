/*
 * What the fresh apps have installed, in versions that do not move: what a newer release changes is seen where somebody changes them here, and
 * by `npm run test:package`, which takes the newest.
 */

/** The versions of cdk8s-plus that are in use: `cdk8s init` installs 33. */
export const PLUS_VERSIONS = [27, 32, 33, 34] as const;
export type PlusVersion = (typeof PLUS_VERSIONS)[number];

const PLUS: Readonly<Record<PlusVersion, string>> = { 27: '2.9.5', 32: '2.5.92', 33: '2.5.57', 34: '2.0.54' };

/** The packages of an app beside one version of cdk8s-plus; version 27 is always there, since the library builds on it. */
export function packagesBeside(version: PlusVersion): Readonly<Record<string, string>> {
  return {
    cdk8s: '2.70.106',
    constructs: '10.8.1',
    [`cdk8s-plus-${version}`]: PLUS[version],
    'cdk8s-plus-27': PLUS[27],
    typescript: '5.9.3',
    '@types/node': '20.19.43',
  };
}
