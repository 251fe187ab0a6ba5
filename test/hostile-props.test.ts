import * as fc from 'fast-check';
import { GENERATORS } from './cluster/generators';
import { spoiledCasesOf, synthesize } from './cluster/property';

/*
 * What programs without types hand over never crashes a construct: it gives our error, with path and prop, or manifests. The tests of the
 * control planes send what comes of such cases.
 */

const CASES = 1500;

test.each(GENERATORS.map((generator) => [generator.construct, generator] as const))('%s takes or refuses absurd props', (_, generator) => {
  let refused = 0;
  fc.assert(
    fc.property(spoiledCasesOf(generator, 1036), (recipe) => {
      if (synthesize(generator, recipe, 'shop') === undefined) refused += 1;
    }),
    { numRuns: CASES },
  );
  expect(refused).toBeGreaterThan(CASES / 3);
});
