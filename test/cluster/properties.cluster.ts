import * as fc from 'fast-check';
import { ApiClient } from './client';
import { GENERATORS } from './generators';
import { PRIORITY_CLASS } from './generators/common';
import { ownFindings } from './own-checks';
import { casesOf, Generator, NAMESPACES, Outcome, runCase } from './property';
import { Recipe } from './recipe';
import { CASES, connect, count, ensureNamespace, make, removeMade, SEED, serverVersion } from './session';

/*
 * Generated props of every construct, sensible and absurd: each is refused by our error, or gives manifests that the server takes and our own
 * checks find nothing in.
 */

let api: ApiClient;
let version: number;

beforeAll(async () => {
  api = connect();
  version = await serverVersion(api);
  await ensureNamespace(api, NAMESPACES.restricted);
  await ensureNamespace(api, NAMESPACES.open, 'privileged');
  await make(api, { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: PRIORITY_CLASS }, value: 1000 });
});

afterAll(async () => {
  await removeMade(api);
  api.close();
});

/** How many cases are under way at once. */
const SIDE_BY_SIDE = 12;

test.each(GENERATORS.map((generator) => [generator.construct, generator] as const))(
  '%s: any props give our error with path and prop, or manifests that the server takes',
  async (name, generator) => {
    const run = (recipe: Recipe) => runCase({ api, version }, generator, recipe, ownFindings);
    const cases = fc.sample(casesOf(generator, version), { seed: SEED, numRuns: CASES });
    const outcomes: Outcome[] = [];
    const failed: number[] = [];
    let next = 0;
    const work = async () => {
      while (next < cases.length && failed.length === 0) {
        const index = next;
        next += 1;
        try {
          outcomes.push(await run(cases[index]));
        } catch {
          failed.push(index);
        }
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    if (failed.length > 0) await shrink(generator, Math.min(...failed), run);
    expect(outcomes).toHaveLength(CASES);
    const accepted = outcomes.filter(({ refused }) => !refused);
    count('generated cases', outcomes.length);
    count('of them refused by our errors', outcomes.length - accepted.length);
    count(
      'manifests of the others admitted',
      accepted.reduce((sum, { manifests }) => sum + manifests, 0),
    );
    // How large a part that is does not depend on the server: test/generators.test.ts.
    expect({ [name]: accepted.length > 0 }).toEqual({ [name]: true });
  },
  900_000,
);

/** Runs a case that failed again, and fails with the simplest that does. */
async function shrink(generator: Generator, index: number, run: (recipe: Recipe) => Promise<Outcome>): Promise<void> {
  const property = fc.asyncProperty(casesOf(generator, version), async (recipe) => {
    await run(recipe);
  });
  await fc.assert(property, { seed: SEED, path: String(index), numRuns: 1, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true });
  throw new Error(`case ${index} of SEED=${SEED} failed, and did not when it was run again`);
}
