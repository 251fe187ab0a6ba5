/** How a package manager is called, in the words that the templates use for npm. */
export const PACKAGE_MANAGERS = {
  npm: {},
  pnpm: {
    'npm install': 'pnpm install',
    'npm test': 'pnpm test',
    'npm run ': 'pnpm run ',
    'npx ': 'pnpm exec ',
    'npm ci': 'pnpm install --frozen-lockfile',
    'cache: npm': 'cache: pnpm',
    'package-lock.json': 'pnpm-lock.yaml',
    '      - uses: actions/setup-node@v5\n':
      '      - uses: pnpm/action-setup@v4\n        with:\n          version: 10\n      - uses: actions/setup-node@v5\n',
  },
  yarn: {
    'npm install': 'yarn install',
    'npm test': 'yarn test',
    'npm run ': 'yarn run ',
    'npx ': 'yarn run ',
    'npm ci': 'yarn install --frozen-lockfile',
    'cache: npm': 'cache: yarn',
    'package-lock.json': 'yarn.lock',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type PackageManager = keyof typeof PACKAGE_MANAGERS;

export const PACKAGE_MANAGER_NAMES = Object.keys(PACKAGE_MANAGERS) as PackageManager[];

/** The package manager that runs this process, as all of them say of themselves. */
export function runningPackageManager(userAgent: string | undefined): PackageManager {
  const name = userAgent?.split('/')[0];
  return PACKAGE_MANAGER_NAMES.find((known) => known === name) ?? 'npm';
}
