import * as fc from 'fast-check';

/* Jest's `setupFiles`: all that a test draws begins at the seed of the run. */

fc.configureGlobal({ seed: Number(process.env.SEED) });
