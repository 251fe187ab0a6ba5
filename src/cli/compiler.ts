import { setFlagsFromString } from 'node:v8';

/**
 * When V8 compiles a function for speed. By default that is soon, as for servers, which run for days: a command that runs a second spends
 * more on it than it gets back. Its flags are its own affair: they have other names in other versions, and one that it does not know
 * it complains of. So they are set where they have been measured, and nowhere else.
 */
const LATER: Readonly<Record<string, readonly string[]>> = {
  11: ['--interrupt-budget=1000000'],
  12: ['--invocation-count-for-turbofan=30000'],
  13: ['--invocation-count-for-turbofan=30000', '--invocation-count-for-maglev=2000'],
};

export function compileLater(version = process.versions.v8): void {
  for (const flag of LATER[version.split('.')[0]] ?? []) setFlagsFromString(flag);
}
