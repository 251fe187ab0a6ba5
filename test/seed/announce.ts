import { announce, seedOfRun } from './seed';

/** Jest's `globalSetup`: chooses the seed once, for the workers too, which inherit the environment. */
export default function chooseSeed(): void {
  const chosen = seedOfRun();
  process.env.SEED = String(chosen.seed);
  process.stdout.write(announce(chosen, 'npm test'));
}
